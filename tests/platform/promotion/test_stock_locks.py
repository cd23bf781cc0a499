"""Campaigns and flash deals keep stock for those who buy by them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import coloured, create_product, product_body, sku_body, stock_of
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, buy, holding, pass_time, reasons_moved, shop_in
from tests.platform.warehouses import OTHER, add_warehouses

from .promo import HOUR, begin, create, offer, product_of, put, start

#: Where no app listens: what is sent there is only noted.
NOBODY = "http://127.0.0.1:9/hook"


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return shop_in(platform, "GB")


def shares(seller: Seller, sku_id: str) -> tuple[int, int, dict[str, int]]:
    """What inventorySearch says of a SKU: available in all, in the shop itself, and by campaign."""
    stock = stock_of(seller, sku_id)
    distribution = stock["total_available_inventory_distribution"]
    campaigns = {row["campaign_name"]: row["quantity"] for row in distribution["campaign_inventory"]}
    return stock["total_available_quantity"], distribution["in_shop_inventory"]["quantity"], campaigns


def flash(seller: Seller, sku_id: str, quantity_limit: int, **fields: Any) -> str:
    """The id of a flash deal on a SKU that runs at once."""
    fields = {"type": "FLASHSALE", "price": "5.00", "title": "Flash", "quantity_limit": quantity_limit, **fields}
    return str(start(seller, sku_ids=[sku_id], **fields)["activity_id"])


def refused(seller: Seller, sku_id: str) -> bool:
    """Whether a buyer gets none of a SKU."""
    body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku_id}], "buyer": "Nobody"}
    return bool(seller.platform.ask("POST", "/sandbox/orders", body).status == 409)


def moved(seller: Seller, sku_id: str) -> list[dict[str, Any]]:
    """The changes that webhook 71 told of a SKU's stock, the oldest first."""
    rows = seller.platform.get("/sandbox/deliveries", shop_id=seller.shop_id)["deliveries"]
    ids = [row["delivery_id"] for row in reversed(rows) if row["topic"] == 71]
    told = [seller.platform.get(f"/sandbox/deliveries/{delivery_id}")["body"]["data"] for delivery_id in ids]
    return [change for data in told if data["sku_id"] == int(sku_id) for change in data["change_detail"]]


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID", "BR"])
def test_a_flash_deal_keeps_its_limit_from_when_it_is_set_until_it_ends(platform: RunningPlatform, region: str) -> None:
    seller = shop_in(platform, region)
    price, deal = ("200000", "90000") if region == "ID" else ("10.00", "5.00")
    product_id, sku = product_of(seller, price, quantity=10)
    activity = create(seller, "FLASHSALE", title="Flash")
    assert put(seller, activity, offer(product_id, deal, quantity_limit=4)).code == 0
    assert shares(seller, sku) == (10, 6, {"Flash": 4})
    begin(seller, activity)
    assert shares(seller, sku) == (10, 6, {"Flash": 4})
    seller.call("deactivateActivity", {}, activity_id=activity)
    assert shares(seller, sku) == (10, 10, {})
    assert reasons_moved(seller, sku) == ["api_sync", "campaign_lock", "campaign_unlock"]


def test_apps_hear_of_a_lock_and_of_its_end(platform: RunningPlatform) -> None:
    seller = new_seller(platform, new_app(platform, webhook_url=NOBODY))
    product_id, sku = product_of(seller, quantity=10)
    activity = create(seller, "FLASHSALE")
    put(seller, activity, offer(product_id, "5.00", quantity_limit=4))
    seller.call("removePromotionActivityProducts", {"product_ids": [product_id]}, activity_id=activity)
    parts = ("trigger_source", "total_quantity_delta", "in_shop_quantity_delta", "campaign_locked_quantity_delta")
    assert [tuple(change[part] for part in parts) for change in moved(seller, sku)][-2:] == [
        ("campaign_lock", 0, -4, 4),
        ("campaign_unlock", 0, 4, -4),
    ]


def test_a_lock_that_leaves_little_is_told_as_low_stock(platform: RunningPlatform) -> None:
    seller = new_seller(platform, new_app(platform, webhook_url=NOBODY))
    product_id, sku = product_of(seller, quantity=10)
    activity = create(seller, "FLASHSALE")
    put(seller, activity, offer(product_id, "5.00", quantity_limit=6))
    seller.call("deactivateActivity", {}, activity_id=activity)
    now = seller.platform.get("/sandbox/clock")["now"]
    period = {"begin_time": now + HOUR, "end_time": now + DAY}
    assert seller.call("republishActivity", period, activity_id=activity).code == 0
    rows = seller.platform.get("/sandbox/deliveries", shop_id=seller.shop_id, topic=27)["deliveries"]
    told = [seller.platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"]["data"] for row in rows]
    shares = [data["inventory_distribution"] for data in told]
    assert [(data["sku_id"], data["current_inventory_status"]) for data in told] == [(sku, "LOW_STOCK")] * 2
    assert [(share["available_quantity"], share["campaign_reserved_quantity"]) for share in shares] == [(4, 6)] * 2
    assert reasons_moved(seller, sku)[1:] == ["campaign_lock", "campaign_unlock", "campaign_lock"]


@pytest.mark.parametrize("kind", ["FIXED_PRICE", "DIRECT_DISCOUNT"])
def test_a_sellers_discount_keeps_nothing_and_a_campaign_of_the_platform_does(seller: Seller, kind: str) -> None:
    _, sku = product_of(seller, quantity=10)
    terms: dict[str, Any] = {"price": "6.00"} if kind == "FIXED_PRICE" else {"percent": 10}
    start(seller, sku_ids=[sku], type=kind, quantity_limit=3, title="Mine", **terms)
    assert shares(seller, sku) == (10, 10, {})
    start(seller, sku_ids=[sku], type=kind, quantity_limit=3, title="Theirs", by="PLATFORM", **terms)
    assert shares(seller, sku) == (10, 7, {"Theirs": 3})


def test_without_a_limit_nothing_is_kept(seller: Seller) -> None:
    _, sku = product_of(seller, quantity=10)
    flash(seller, sku, -1)
    assert shares(seller, sku) == (10, 10, {})


def test_orders_within_the_deal_take_what_is_kept_and_others_what_is_free(seller: Seller) -> None:
    _, sku = product_of(seller, "10.00", quantity=5)
    flash(seller, sku, 3, quantity_per_user=2)
    buy(seller, (sku, 2), buyer="Ann")
    assert shares(seller, sku) == (3, 2, {"Flash": 1})
    order = buy(seller, (sku, 2), buyer="Ann")  # over the buyer's limit
    assert {line["price"] for line in order["line_items"]} == {"10.00"}
    assert shares(seller, sku) == (1, 0, {"Flash": 1})
    assert refused(seller, sku) is False
    assert shares(seller, sku) == (0, 0, {})
    assert holding(seller, sku) == (5, 5)


@pytest.mark.own_platform
def test_who_may_not_buy_by_the_deal_does_not_get_what_it_keeps(seller: Seller) -> None:
    _, sku = product_of(seller, "10.00", quantity=2)
    flash(seller, sku, 2, begins_in=HOUR)
    assert refused(seller, sku) is True
    pass_time(seller.platform, HOUR)
    assert buy(seller, sku)["line_items"][0]["price"] == "5.00"
    pass_time(seller.platform, 3 * DAY)
    assert buy(seller, sku)["line_items"][0]["price"] == "10.00"


def test_the_movement_of_an_order_takes_the_lock_along(platform: RunningPlatform) -> None:
    seller = new_seller(platform, new_app(platform, webhook_url=NOBODY))
    _, sku = product_of(seller, quantity=5)
    flash(seller, sku, 3)
    buy(seller, (sku, 2))
    change = moved(seller, sku)[-1]
    assert change["trigger_source"] == "order_created"
    parts = ("available", "committed", "in_shop", "campaign_locked")
    assert [change[f"{part}_quantity_delta"] for part in parts] == [-2, 2, 0, -2]


def test_an_unpaid_order_that_is_cancelled_is_kept_for_others_again(seller: Seller) -> None:
    _, sku = product_of(seller, quantity=5)
    activity = flash(seller, sku, 3)
    first, second = (buy(seller, (sku, 2 - number), paid=False) for number in range(2))
    assert shares(seller, sku) == (2, 2, {})
    seller.platform.post(f"/sandbox/orders/{first['order_id']}/cancel", {})
    assert shares(seller, sku) == (4, 2, {"Flash": 2})
    seller.platform.post(f"/sandbox/activities/{activity}/end", {"by": "PLATFORM"})
    seller.platform.post(f"/sandbox/orders/{second['order_id']}/cancel", {})
    assert shares(seller, sku) == (5, 5, {})


def test_stock_cannot_fall_below_what_promotions_keep(seller: Seller) -> None:
    product_id, sku = product_of(seller, quantity=10)
    flash(seller, sku, 4)
    buy(seller, sku)
    set_to = [(level, _set(seller, product_id, sku, level)) for level in (3, 0, 4)]
    assert set_to == [(3, [12052393]), (0, [12052146]), (4, [])]
    assert shares(seller, sku) == (3, 0, {"Flash": 3})
    levels = [{"warehouse_id": seller.warehouse_id, "quantity": 3}]
    body = {"skus": [{"id": sku, "inventory": levels}]}
    assert seller.call("partialEditProduct", body, product_id=product_id).code == 12052393
    whole = product_body(seller, skus=[{**sku_body(seller), **body["skus"][0]}])
    assert seller.call("editProduct", whole, product_id=product_id).code == 12052393


def _set(seller: Seller, product_id: str, sku: str, quantity: int) -> list[int]:
    """The codes that refuse a quantity."""
    body = {"skus": [{"id": sku, "inventory": [{"warehouse_id": seller.warehouse_id, "quantity": quantity}]}]}
    reply = seller.call("updateInventory", body, product_id=product_id)
    assert reply.code == 0, reply.message
    return [each["code"] for error in reply.data["errors"] for each in error["detail"]["extra_errors"]]


def test_a_limit_that_grows_keeps_more_and_needs_stock_only_for_the_rest(seller: Seller) -> None:
    product_id, sku = product_of(seller, quantity=5)
    activity = create(seller, "FLASHSALE", title="Flash")
    put(seller, activity, offer(product_id, "5.00", quantity_limit=3))
    assert put(seller, activity, offer(product_id, "5.00", quantity_limit=6)).code == 17029019
    assert put(seller, activity, offer(product_id, "5.00", quantity_limit=5)).code == 0
    assert shares(seller, sku) == (5, 0, {"Flash": 5})


def test_two_activities_keep_stock_apart_and_none_keeps_more_than_there_is(seller: Seller) -> None:
    _, sku = product_of(seller, quantity=5)
    flash(seller, sku, 3)
    terms: dict[str, Any] = {"type": "FIXED_PRICE", "price": "6.00", "by": "PLATFORM", "title": "Fair"}
    start(seller, sku_ids=[sku], quantity_limit=2, **terms)
    assert shares(seller, sku) == (5, 0, {"Flash": 3, "Fair": 2})
    body = {"shop_cipher": seller.cipher, "sku_ids": [sku], "quantity_limit": 1, **terms, "title": "Another"}
    assert seller.platform.ask("POST", "/sandbox/activities", body).json["code"] == 17029018


def test_a_limit_on_a_product_is_kept_of_its_skus_together(seller: Seller) -> None:
    made = create_product(seller, skus=coloured(seller, "Red", "Blue"))
    red, blue = (sku["id"] for sku in made["skus"])
    start(seller, product_ids=[made["product_id"]], type="FLASHSALE", price="5.00", title="Flash", quantity_limit=12)
    assert (shares(seller, red)[2], shares(seller, blue)[2]) == ({"Flash": 10}, {"Flash": 2})
    buy(seller, (blue, 3))  # two that are kept, and a free one, for which one of the others is let go
    assert (shares(seller, red)[2], shares(seller, blue)[2]) == ({"Flash": 9}, {})


def test_an_order_from_another_warehouse_frees_what_is_kept_at_the_first(seller: Seller) -> None:
    add_warehouses(seller)
    product_id, sku = product_of(seller, quantity=5)
    places = [{"warehouse_id": place, "quantity": 5} for place in (seller.warehouse_id, OTHER)]
    body = {"skus": [{"id": sku, "inventory": places}]}
    assert seller.call("updateInventory", body, product_id=product_id).data["errors"] == []
    flash(seller, sku, 7)
    held = {row["warehouse_id"]: row["campaign_lock"] for row in _holdings(seller, sku)}
    assert held == {seller.warehouse_id: 5, OTHER: 2}
    buy(seller, (sku, 4), warehouse_id=OTHER)
    held = {row["warehouse_id"]: row["campaign_lock"] for row in _holdings(seller, sku)}
    assert held == {seller.warehouse_id: 3, OTHER: 0}


def _holdings(seller: Seller, sku: str) -> list[dict[str, Any]]:
    ledger = seller.platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku)
    return list(ledger["holdings"])


def test_a_deal_that_is_published_again_keeps_what_is_left_of_its_limit(seller: Seller) -> None:
    _, sku = product_of(seller, quantity=10)
    activity = flash(seller, sku, 4)
    advance(seller, buy(seller, sku)["order_id"], "DELIVERED")
    seller.call("deactivateActivity", {}, activity_id=activity)
    assert shares(seller, sku) == (9, 9, {})
    now = seller.platform.get("/sandbox/clock")["now"]
    period = {"begin_time": now + HOUR, "end_time": now + DAY}
    assert seller.call("republishActivity", period, activity_id=activity).code == 0
    assert shares(seller, sku) == (9, 6, {"Flash": 3})


def test_an_activity_that_is_renamed_is_known_by_its_new_name(seller: Seller) -> None:
    product_id, sku = product_of(seller, quantity=10)
    activity = create(seller, "FLASHSALE", title="Flash")
    put(seller, activity, offer(product_id, "5.00", quantity_limit=4))
    row = seller.call("getActivity", activity_id=activity).data
    body = {"title": "Night", "begin_time": row["begin_time"], "end_time": row["end_time"]}
    assert seller.call("updatePromotionActivity", body, activity_id=activity).code == 0
    assert shares(seller, sku)[2] == {"Night": 4}
