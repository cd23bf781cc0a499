"""A developer's whole way through a shop, with the client that they already use."""

from __future__ import annotations

import pytest
from tiktok_shop_api import TikTokShopError

from shopwright.testing import WebhookReceiver
from tests.harness.catalogue import TRUNK, category

from .client import App, settle, verified
from .shop import Shop


def test_authorise_and_list_shops(app: App) -> None:
    row = app.platform.post("/sandbox/shops", {"region": "GB", "name": "Candles & Co"})
    consent = {"app_key": app.keys["app_key"], "shop_cipher": row["cipher"], "state": "s 1"}
    reply = app.platform.post("/sandbox/auth_codes", consent)
    assert reply["redirect_url"].startswith("https://app.example.com/callback?")
    tokens = app.exchange(reply["code"])
    assert tokens.user_type == 0
    [listed] = app.client(tokens).call("authorization", "get_authorized_shops").shops
    assert (listed.id, listed.cipher, listed.name) == (row["shop_id"], row["cipher"], "Candles & Co")
    assert (listed.region, listed.seller_type) == ("GB", "LOCAL")


def test_a_product_from_picture_to_recovery(shop: Shop) -> None:
    made = shop.create()
    product_id, sku_id = made.product_id, made.skus[0].id
    reply = shop.get(product_id)
    assert (reply.status, reply.title) == ("ACTIVATE", "Glass candle holder for tea lights, set of two")
    assert reply.skus[0].seller_sku == "CANDLE-1"
    assert shop.search() == [product_id]

    edited = shop.listing(title="Glass candle holder for tea lights, set of three")
    edited["skus"][0]["id"] = sku_id
    shop.client.products("edit_product", product_id, body=edited)
    assert shop.get(product_id).title.endswith("set of three")

    shop.client.products("partial_edit_product", product_id, body={"description": "<p>Holds three tea lights.</p>"})
    reply = shop.get(product_id)
    assert (reply.description, reply.title[-5:]) == ("<p>Holds three tea lights.</p>", "three")

    ids = {"product_ids": [product_id]}
    for method, status in (
        ("deactivate_products", "SELLER_DEACTIVATED"),
        ("activate_products", "ACTIVATE"),
        ("delete_products", "DELETED"),
        ("recover_products", "SELLER_DEACTIVATED"),
        ("activate_products", "ACTIVATE"),
    ):
        assert not shop.client.products(method, body=ids).errors
        assert shop.status(product_id) == status
        assert shop.search(status=status) == [product_id]
    assert shop.search() == [product_id]


def test_stock_and_price_apply_at_once(shop: Shop) -> None:
    made = shop.create()
    product_id, sku_id = made.product_id, made.skus[0].id
    assert not shop.stock(product_id, sku_id, 3).errors
    shop.price(product_id, sku_id, "9.99")
    sku = shop.get(product_id).skus[0]
    assert (sku.price.sale_price, sku.inventory[0].quantity) == ("9.99", 3)
    [row] = shop.client.products("inventory_search", body={"sku_ids": [sku_id]}).inventory
    assert row.skus[0].total_available_quantity == 3


def test_a_deleted_product_is_not_found_by_a_plain_search(shop: Shop) -> None:
    kept, gone = shop.create().product_id, shop.create().product_id
    shop.client.products("delete_products", body={"product_ids": [gone]})
    assert shop.search() == [kept]
    assert shop.search(status="DELETED") == [gone]


@pytest.mark.own_platform
def test_every_notification_is_verified_and_parsed_by_the_client(
    shop: Shop, app: App, receiver: WebhookReceiver
) -> None:
    made = shop.create()
    product_id, sku_id = made.product_id, made.skus[0].id
    shop.client.products(
        "partial_edit_product", product_id, body={"title": "Glass candle holder, a set of four pieces"}
    )
    moved = shop.listing(title="Glass candle holder, a set of four pieces", category_id=category(TRUNK))
    shop.client.products("edit_product", product_id, body=moved)
    shop.stock(product_id, sku_id, 0)
    app.platform.post("/sandbox/clock/advance", {"seconds": 336 * 86_400})
    consent = {"app_key": app.keys["app_key"], "shop_cipher": shop.row["cipher"]}
    app.platform.post("/sandbox/deauthorize", consent)
    settle(app)

    events = verified(app, receiver)
    by_type = {event.type_: event for event in reversed(events)}
    assert set(by_type) == {5, 6, 7, 15, 16, 18, 27, 37, 50, 71}
    assert {event.shop_id for event in events} == {shop.row["shop_id"]}
    ids = [notification.body["tts_notification_id"] for notification in receiver.received]
    assert len(set(ids)) == len(ids)
    assert by_type[5].data.product_id == int(product_id)
    assert by_type[5].data.status == "PRODUCT_FIRST_PASS_REVIEW"
    assert by_type[16].data.product_id == int(product_id)
    assert by_type[37].data.audit.status in {"AUDITING", "APPROVED"}
    assert by_type[15].data.changed_fields == ["title"]
    assert by_type[18].data.current_category_id == category(TRUNK)
    assert by_type[27].data.current_inventory_status == "OUT_OF_STOCK"
    assert by_type[71].data.sku_id == int(sku_id)
    assert by_type[71].data.quantity_snapshot_after_change.total_quantity == 10
    assert by_type[7].data.expiration_time.isdigit()


def test_refreshed_tokens_work_and_a_withdrawn_consent_ends_them(shop: Shop, app: App) -> None:
    new = app.refresh(shop.tokens.refresh_token)
    assert app.client(new).call("authorization", "get_authorized_shops").shops
    app.platform.post("/sandbox/deauthorize", {"app_key": app.keys["app_key"], "shop_cipher": shop.row["cipher"]})
    with pytest.raises(TikTokShopError) as refused:
        app.client(new).call("authorization", "get_authorized_shops")
    assert (refused.value.code, refused.value.http_status) == (105001, 401)
    with pytest.raises(TikTokShopError) as refused:
        app.refresh(new.refresh_token)
    assert refused.value.code == 36004005


def test_the_client_meets_errors_as_errors(shop: Shop, app: App) -> None:
    for call, code, status in (
        (lambda: shop.get("1"), 12052032, 200),
        (lambda: shop.create(title=""), 12052261, 200),
        (lambda: app.exchange("wrong"), 36004004, 200),
        (lambda: shop.client.call("analytics", "get_sps_overview"), 90010501, 501),
    ):
        with pytest.raises(TikTokShopError) as refused:
            call()
        assert (refused.value.code, refused.value.http_status) == (code, status)
        assert refused.value.request_id
