"""Orders, packages and buyers as the control API lists them, and the buyer's change of address."""

from __future__ import annotations

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, advance, buy, detail, pass_time, shop_in, stocked


@pytest.fixture
def seller(shared_platform: RunningPlatform) -> Seller:
    return new_seller(shared_platform)


def listed(seller: Seller, **query: object) -> list[str]:
    orders = seller.platform.get("/sandbox/orders", shop_id=seller.shop_id, **query)["orders"]
    return [item["order_id"] for item in orders]


def address_of(seller: Seller, order_id: str) -> dict[str, object]:
    return dict(detail(seller, order_id)["recipient_address"])


def test_orders_are_listed_newest_first_page_by_page(anywhere: RunningPlatform) -> None:
    first, other = new_seller(anywhere), new_seller(anywhere)
    made: list[str] = []
    for seller in (first, other):
        sku = stocked(seller)
        made += [buy(seller, sku)["order_id"] for _ in range(3)]
    order_ids, before = [], None
    for _ in range(9):
        page = anywhere.get("/sandbox/orders", size=2, before=before)
        order_ids += [order["order_id"] for order in page["orders"]]
        before = page["next_before"]
        if before is None:
            break
    assert set(made) <= set(order_ids)
    assert len(order_ids) == len(set(order_ids))
    mine = [order["order_id"] for order in anywhere.get("/sandbox/orders", shop_id=first.shop_id)["orders"]]
    assert mine == [order for order in order_ids if order in made[:3]]


def test_orders_and_packages_are_listed_by_state(seller: Seller) -> None:
    sku = stocked(seller)
    waiting, shipped = buy(seller, sku)["order_id"], buy(seller, sku)["order_id"]
    advance(seller, shipped, "IN_TRANSIT")
    assert listed(seller, status="ON_HOLD") == [waiting]
    assert listed(seller, status="IN_TRANSIT") == [shipped]
    assert listed(seller, status="COMPLETED") == []
    packages = seller.platform.get("/sandbox/packages", shop_id=seller.shop_id, status="FULFILLING")["packages"]
    assert [item["order_ids"] for item in packages] == [[shipped]]


def test_places_that_are_none_and_things_that_are_not_there_are_refused(seller: Seller) -> None:
    for path in ("/sandbox/orders", "/sandbox/packages"):
        assert seller.platform.refuse("GET", path, before="x").code == 40001
        assert seller.platform.refuse("GET", path, shop_id="1").code == 40401
        assert seller.platform.refuse("GET", f"{path}/1").code == 40401
    assert seller.platform.refuse("GET", "/sandbox/buyers", shop_id="1").code == 40401


@pytest.mark.own_platform
def test_an_order_shows_when_it_came_into_each_state_and_what_time_does_next(platform: RunningPlatform) -> None:
    platform.post("/sandbox/clock/freeze")
    seller = new_seller(platform)
    order = buy(seller, stocked(seller))["order_id"]
    began = platform.get(f"/sandbox/orders/{order}")
    paid = began["timeline"]["paid"]
    assert began["next_due"] == {"what": "end the hold", "at": paid + HOUR}
    assert began["timeline"]["shipped"] is None
    pass_time(platform, 2 * HOUR)
    advance(seller, order, "DELIVERED")
    reply = platform.get(f"/sandbox/orders/{order}")
    assert {name: at for name, at in reply["timeline"].items() if at is not None} == {
        "created": paid,
        "paid": paid,
        "shipped": paid + 2 * HOUR,
        "collected": paid + 2 * HOUR,
        "delivered": paid + 2 * HOUR,
    }
    assert reply["deadlines"]["shipping_due"] == paid + 120 * HOUR
    assert reply["next_due"] == {"what": "complete a delivered order", "at": paid + 2 * HOUR + 30 * DAY}


def test_buyers_are_listed_without_their_names(seller: Seller) -> None:
    sku = stocked(seller)
    first = buy(seller, sku, buyer="Ada")["buyer_id"]
    again = buy(seller, sku, buyer="Ada")["buyer_id"]
    other = buy(seller, sku, buyer="Ben")["buyer_id"]
    assert first == again
    buyers = seller.platform.get("/sandbox/buyers", shop_id=seller.shop_id)["buyers"]
    assert [(item["buyer_id"], item["reference"]) for item in buyers] == [(other, "Ben"), (first, "Ada")]
    assert all("***" in item["name"] for item in buyers)
    first_page = seller.platform.get("/sandbox/buyers", shop_id=seller.shop_id, size=1)
    rest = seller.platform.get("/sandbox/buyers", shop_id=seller.shop_id, before=first_page["next_before"])
    assert [*first_page["buyers"], *rest["buyers"]] == buyers
    assert rest["next_before"] is None


def test_an_order_type_must_be_one_of_the_market(shared_platform: RunningPlatform) -> None:
    us, gb = shop_in(shared_platform, "US"), shop_in(shared_platform, "GB")
    made = buy(us, stocked(us), order_type="PRE_ORDER", is_sample=True, auto_combine_group_id="live 1")["order_id"]
    reply = detail(us, made)
    assert (reply["order_type"], reply["is_sample_order"]) == ("PRE_ORDER", True)
    assert reply["auto_combine_group_id"] == "live 1"
    sku = stocked(gb)
    body = {"shop_cipher": gb.cipher, "line_items": [{"sku_id": sku}]}
    assert gb.platform.refuse("POST", "/sandbox/orders", {**body, "order_type": "PRE_ORDER"}).code == 40919
    assert gb.platform.refuse("POST", "/sandbox/orders", {**body, "auto_combine_group_id": "1"}).code == 40920


def test_a_buyer_changes_the_address_until_the_order_is_shipped(
    anywhere: RunningPlatform, receiver: WebhookReceiver
) -> None:
    seller = new_seller(anywhere, new_app(anywhere, webhook_url=receiver.url, topics=[3]))
    order = buy(seller, stocked(seller), shipping_type="SELLER")["order_id"]
    advance(seller, order, "AWAITING_SHIPMENT")
    old = address_of(seller, order)
    body = {
        "address_line1": "7 Harbour Lane",
        "postal_code": "TR11 3AB",
        "post_town": "FALMOUTH",
        "districts": [
            {"level": "L0", "level_name": "Country", "name": "United Kingdom"},
            {"level": "L2", "level_name": "City", "name": "Falmouth"},
        ],
        "first_name": "Morwenna",
    }
    reply = anywhere.post(f"/sandbox/orders/{order}/address", body)
    assert reply["has_new_address"] is True
    address, order_shown = address_of(seller, order), detail(seller, order)
    assert address["address_line1"] == "7 Harbour Lane"
    assert address["full_address"] == "7 Harbour Lane, Falmouth, United Kingdom, TR11 3AB"
    assert (address["first_name"], address["last_name"]) == ("Morwenna", old["last_name"])
    assert order_shown["has_updated_recipient_address"] is True
    [told] = receiver.wait(1)
    assert told.body["data"] == {"order_id": order, "update_time": told.body["data"]["update_time"]}
    advance(seller, order, "AWAITING_COLLECTION")
    assert anywhere.refuse("POST", f"/sandbox/orders/{order}/address", {"seed": "x"}).code == 40918
    assert address_of(seller, order) == address


def test_an_invented_address_is_one_of_the_market_and_the_same_for_a_seed(seller: Seller) -> None:
    sku = stocked(seller)
    addresses = []
    for seed in ("sea", "sea", "hill"):
        order = buy(seller, sku, shipping_type="SELLER")["order_id"]
        advance(seller, order, "AWAITING_SHIPMENT")
        seller.platform.post(f"/sandbox/orders/{order}/address", {"seed": seed})
        addresses.append(address_of(seller, order)["full_address"])
    assert addresses[0] == addresses[1] != addresses[2]


def test_an_address_is_given_whole_or_by_seed(seller: Seller) -> None:
    order = buy(seller, stocked(seller))["order_id"]
    path = f"/sandbox/orders/{order}/address"
    assert "address_line1" in seller.platform.refuse("POST", path, {"postal_code": "1"}).message
    assert "seed" in seller.platform.refuse("POST", path, {"seed": "1", "address_line1": "1"}).message


def test_an_order_with_a_new_address_leaves_the_package_that_it_shared(
    shared_platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    app = new_app(shared_platform, webhook_url=receiver.url, topics=[4])
    seller = new_seller(shared_platform, app, region="MY")
    sku = stocked(seller)
    orders = [buy(seller, sku, buyer="Siti")["order_id"] for _ in range(2)]
    for order in orders:
        advance(seller, order, "AWAITING_SHIPMENT")
    groups = seller.call("searchCombinablePackages", query={"page_size": 10}).data["combinable_packages"]
    body = {"combinable_packages": [{"id": groups[0]["id"], "order_ids": orders}]}
    assert seller.call("combinePackage", body).code == 0
    shared_platform.post(f"/sandbox/orders/{orders[0]}/address", {"seed": "elsewhere"})
    packages = [shared_platform.get(f"/sandbox/orders/{order}")["package_ids"] for order in orders]
    assert packages[0] != packages[1]
    assert {str(detail(seller, order)["split_or_combine_tag"]) for order in orders} == {""}
    told = {notification.body["data"]["sc_type"]: notification.body["data"] for notification in receiver.wait(2)}[
        "ADDRESS_UPDATE_SPLIT"
    ]
    assert told["role_type"] == "ROLE_USER"
    assert {tuple(item["order_id_list"]) for item in told["package_list"]} == {(orders[0],), (orders[1],)}
