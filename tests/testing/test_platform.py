"""What ``shopwright_platform`` gives to tests: a shop of their own, buyers, time, trouble, and a record of calls."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shopwright import ApiCallError, NoReply, RetryPolicy, Shop
from shopwright.testing import ControlError, Platform, Seller

DAY = 86_400


@pytest.fixture
def quiet(shopwright_platform: Platform) -> Platform:
    """A platform whose clock stands still."""
    shopwright_platform.clock.freeze()
    return shopwright_platform


def order_ids(shop: Shop) -> list[str]:
    return [order["id"] for order in shop.order.iter_orders()]


def test_each_platform_has_keys_and_orders_of_its_own(shopwright_platform: Platform) -> None:
    bought = shopwright_platform.buy()
    with Platform.start() as other:
        assert other.keys.app_key != shopwright_platform.keys.app_key
        assert order_ids(other.seller.client()) == []
    assert order_ids(shopwright_platform.seller.client()) == [bought.order_id]


def test_a_start_leaves_the_logging_of_the_process_alone(tmp_path: Path) -> None:
    handler = logging.FileHandler(tmp_path / "log", mode="w")
    logger = logging.getLogger("app.under.test")
    logger.addHandler(handler)
    try:
        logger.warning("before")
        with Platform.start():
            logger.warning("meanwhile")
    finally:
        logger.removeHandler(handler)
        handler.close()
    assert (tmp_path / "log").read_text().split() == ["before", "meanwhile"]


def test_the_clock_moves_by_what_it_is_told_and_what_is_due_has_happened(quiet: Platform) -> None:
    began = quiet.clock.now
    order = quiet.buy()
    assert order.status == "ON_HOLD"
    assert quiet.clock.advance(timedelta(minutes=30)) == began + timedelta(minutes=30)
    assert quiet.orders.get(order).status == "ON_HOLD"
    assert quiet.clock.advance(hours=1) == began + timedelta(minutes=90)
    assert quiet.orders.get(order).status == "AWAITING_SHIPMENT"
    assert quiet.clock.set(began + timedelta(days=2)) == began + timedelta(days=2)
    assert quiet.clock.set(int(began.timestamp()) + 3 * DAY) == began + timedelta(days=3)
    assert quiet.clock.is_frozen
    quiet.clock.resume()
    assert not quiet.clock.is_frozen


def test_the_clock_refuses_the_way_back_and_times_without_a_zone(quiet: Platform) -> None:
    with pytest.raises(ValueError, match="only moves forward"):
        quiet.clock.advance(-1)
    with pytest.raises(ValueError, match="knows its zone"):
        quiet.clock.set(datetime(2040, 1, 1))  # noqa: DTZ001 - that is the fault
    with pytest.raises(ControlError):
        quiet.clock.set(datetime(2001, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("name", ["order.get_order_list", "get_order_list", "getOrderList", "getOrderL*"])
def test_a_fault_hits_an_operation_by_any_of_its_names_as_often_as_it_says(
    name: str, shopwright_platform: Platform, shop: Shop
) -> None:
    fault = shopwright_platform.faults.add(name, status=503, count=2)
    shop.order.get_order_list(page_size=1)
    statuses = [request.http_status for request in shopwright_platform.requests.all("order.get_order_list")]
    assert statuses == [503, 503, 200]
    assert fault.remaining == 0


def test_a_fault_ends_with_its_block_and_all_end_at_once(shopwright_platform: Platform, shop: Shop) -> None:
    with shopwright_platform.faults.add("getOrderList", code=36009001, message="on purpose") as fault:
        with pytest.raises(ApiCallError, match="on purpose"):
            shop.order.get_order_list(page_size=1)
        assert fault.remaining is None
    shopwright_platform.faults.add(drop=True)
    shopwright_platform.faults.clear()
    shop.order.get_order_list(page_size=1)


def test_a_lost_answer_leaves_the_change_made(shopwright_platform: Platform, shop: Shop) -> None:
    product = shopwright_platform.seller.list_product(quantity=3)
    level: Any = {"id": product.sku_id, "inventory": [{"warehouse_id": product.warehouse_id, "quantity": 8}]}
    shopwright_platform.faults.add("product.update_inventory", drop=True, after=True, count=1)
    with pytest.raises(NoReply):
        shop.with_options(retry=RetryPolicy(attempts=1)).product.update_inventory(product.product_id, skus=[level])
    inventory_sku = shop.product.inventory_search(sku_ids=[product.sku_id])["inventory"][0]["skus"][0]
    assert inventory_sku["total_available_quantity"] == 8


def test_faults_leave_alone_what_the_test_itself_does(shopwright_platform: Platform) -> None:
    shopwright_platform.faults.add(status=500)
    assert shopwright_platform.buy().status == "ON_HOLD"
    assert shopwright_platform.shop("DE").buy().status == "ON_HOLD"


def test_a_wrong_name_gets_a_suggestion(shopwright_platform: Platform) -> None:
    with pytest.raises(ValueError, match=r"did you mean 'order\.get_order_list'"):
        shopwright_platform.faults.add("order.get_orders_list", status=500)
    with pytest.raises(ValueError, match="did you mean ORDER_STATUS_CHANGE"):
        shopwright_platform.faults.webhooks("ORDER_STATUS_CHANGED", drop=True)
    with pytest.raises(ValueError, match="no webhook topic 2"):
        shopwright_platform.deliveries.all(2)
    with pytest.raises(ControlError, match="does nothing"):
        shopwright_platform.faults.add("getOrderList")


def test_buyers_buy_pay_cancel_and_send_back(quiet: Platform) -> None:
    mug = quiet.seller.list_product(quantity=4, price="7.25", seller_sku="MUG")
    order = quiet.buy((mug, 2), paid=False, buyer="Ada")
    assert (order.status, [line.price for line in order.line_items]) == ("UNPAID", ["7.25", "7.25"])
    assert quiet.orders.pay(order).status == "ON_HOLD"
    assert quiet.orders.cancel(order).order.status == "CANCELLED"

    again = quiet.buy(mug, status="AWAITING_SHIPMENT", buyer="Ada")
    assert again.buyer_id == order.buyer_id
    asked = quiet.orders.cancel(again)
    assert quiet.orders.withdraw(asked).order.status == "AWAITING_SHIPMENT"
    shipped = quiet.orders.advance(again, "AWAITING_COLLECTION")
    assert quiet.orders.carrier(shipped.package_ids[0], "DELIVER") == "COMPLETED"
    case = quiet.orders.return_(again.order_id, "REFUND")
    assert case.is_open
    assert not quiet.orders.act_on_return(case, "WITHDRAW").is_open
    assert [order.order_id for order in quiet.orders.all()] == [order.order_id, again.order_id]
    assert [order.order_id for order in quiet.orders.all(status="CANCELLED")] == [order.order_id]


def test_what_is_not_in_stock_cannot_be_bought(quiet: Platform) -> None:
    sku_id = quiet.seller.list_product(quantity=1).sku_id
    with pytest.raises(ControlError) as caught:
        quiet.buy((sku_id, 2))
    assert caught.value.code == 40912


@pytest.mark.parametrize("region", ["US", "DE", "JP", "ID", "BR"])
def test_a_new_shop_of_any_market_sells_and_sees_its_own_orders_only(
    region: str, shopwright_platform: Platform, shop: Shop
) -> None:
    seller = shopwright_platform.shop(region)
    order = seller.buy(status="DELIVERED")
    assert seller.region == region
    assert order.status == "DELIVERED"
    assert order_ids(seller.client()) == [order.order_id]
    assert order_ids(shop) == []


@pytest.mark.shopwright(region="DE")
def test_the_marker_says_which_market_the_first_shop_is_in(shopwright_platform: Platform, shop: Shop) -> None:
    assert shopwright_platform.keys.shop_region == "DE"
    assert shop.authorization.get_authorized_shops()["shops"][0]["region"] == "DE"


@pytest.mark.shopwright(demo=False)
def test_a_shop_can_begin_empty_and_lists_something_when_somebody_buys(
    shopwright_platform: Platform, shop: Shop
) -> None:
    assert list(shop.product.iter_products()) == []
    shopwright_platform.buy()
    assert len(list(shop.product.iter_products())) == 1


def test_requests_are_those_of_the_app_under_test_and_show_what_travelled(
    shopwright_platform: Platform, shop: Shop
) -> None:
    shopwright_platform.seller.list_product()
    assert len(shopwright_platform.requests) == 0
    with pytest.raises(LookupError, match="no call of getOrderList"):
        shopwright_platform.requests.last("getOrderList")
    shop.order.get_order_list(page_size=3)
    with pytest.raises(ApiCallError):
        shop.product.get_product("1")
    assert [request.operation for request in shopwright_platform.requests] == ["getOrderList", "getProduct"]
    assert [request.operation for request in shopwright_platform.requests.all(failed=True)] == ["getProduct"]
    last = shopwright_platform.requests.last("order.get_order_list")
    assert "page_size=3" in last.query
    assert shopwright_platform.seller.access_token not in str(last)


def test_a_snapshot_brings_everything_back_and_a_reset_the_start(quiet: Platform, shop: Shop) -> None:
    first = quiet.buy()
    snapshot = quiet.snapshot("one order")
    at = quiet.clock.now
    quiet.buy()
    quiet.clock.advance(days=1)
    quiet.restore(snapshot)
    assert order_ids(shop) == [first.order_id]
    assert quiet.clock.now == at
    quiet.reset()
    assert order_ids(shop) == []
    assert quiet.buy().status == "ON_HOLD"


def test_who_joins_a_platform_meets_nothing_of_others(shopwright_platform: Platform) -> None:
    url = shopwright_platform.url
    with Platform.join(url) as platform, Platform.join(url, "DE") as other:
        bought = platform.buy()
        platform.faults.add("getOrderList", status=500)
        assert order_ids(other.seller.client()) == []
        assert [each.operation for each in other.requests] == ["getOrderList"]
        assert len(platform.requests) == 0
        platform.faults.clear()
        assert order_ids(platform.seller.client()) == [bought.order_id]
        assert {platform.keys.creator.user_type, platform.keys.partner.user_type, platform.keys.seller.user_type} == {
            0,
            1,
            3,
        }
        with pytest.raises(RuntimeError, match="shared"):
            platform.reset()
        with pytest.raises(RuntimeError, match="shared"):
            platform.restore("1")
        platform.faults.add("getOrderList", status=500)
    assert shopwright_platform.control.get("faults")["faults"] == []


def test_who_answers_nothing_is_said_by_url() -> None:
    with pytest.raises(ControlError, match=r"no platform answers at http://127\.0\.0\.1:1 "):
        Platform.join("http://127.0.0.1:1")
    with pytest.raises(ValueError, match="http://host:port"):
        Platform.join("localhost:8600")


def test_a_client_that_reads_the_environment_needs_nothing_else(
    shopwright_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in shopwright_platform.environ.items():
        monkeypatch.setenv(name, value)
    with Shop.from_env() as shop:
        assert shop.authorization.get_authorized_shops()["shops"][0]["id"] == shopwright_platform.keys.shop_id


def test_the_module_platform_is_one_and_not_that_of_the_session(
    shopwright_module_platform: Platform, shopwright_session_platform: Platform, request: pytest.FixtureRequest
) -> None:
    assert request.getfixturevalue("shopwright_module_platform") is shopwright_module_platform
    assert shopwright_module_platform.url != shopwright_session_platform.url


def test_a_platform_in_a_folder_is_there_again_with_its_keys_and_orders(tmp_path: Path) -> None:
    with Platform.start(folder=tmp_path, sandbox_key="hush") as first:
        order = first.buy()
    with Platform.start(folder=tmp_path, sandbox_key="hush") as second:
        assert second.keys.app_key == first.keys.app_key
        assert second.orders.get(order).order_id == order.order_id


def test_the_session_platform_is_one_and_sellers_on_it_are_apart(
    shopwright_session_platform: Platform, request: pytest.FixtureRequest
) -> None:
    assert request.getfixturevalue("shopwright_session_platform") is shopwright_session_platform
    seller, other = (shopwright_session_platform.shop() for _ in range(2))
    assert isinstance(seller, Seller)
    assert seller.buy().shop_id != other.shop_id
