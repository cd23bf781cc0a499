"""Two sellers on one server never see each other, whatever they call."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import create_product, get_product, product_body, stock_of, upload_image
from tests.harness.server import RunningPlatform


@pytest.fixture(scope="module")
def pair(gateway: RunningPlatform) -> tuple[Seller, Seller]:
    """Two sellers who authorised the same app."""
    app = new_app(gateway)
    return new_seller(gateway, app), new_seller(gateway, app)


def listed(seller: Seller, **body: object) -> set[str]:
    data = seller.call("searchProducts", body, query={"page_size": 100}).data
    assert data["total_count"] == len(data["products"])
    return {row["id"] for row in data["products"]}


def test_searches_show_one_s_own_products_alone(pair: tuple[Seller, Seller]) -> None:
    mine, theirs = pair
    product = create_product(theirs)
    sku = product["skus"][0]
    assert product["product_id"] in listed(theirs)
    assert product["product_id"] not in listed(mine)
    assert listed(mine, sku_ids=[sku["id"]]) == set()
    assert listed(mine, seller_skus=["CANDLE"]) == set()


def test_another_s_product_is_not_in_one_s_account(pair: tuple[Seller, Seller]) -> None:
    mine, theirs = pair
    product_id = create_product(theirs)["product_id"]
    before = get_product(theirs, product_id)
    body = product_body(mine)
    no_such = mine.call("getProduct", product_id="1729000000009999999")
    for reply in (
        mine.call("getProduct", product_id=product_id),
        mine.call("editProduct", body, product_id=product_id),
        mine.call("partialEditProduct", {"title": "x" * 30}, product_id=product_id),
        mine.call(
            "updatePrice", {"skus": [{"id": "1", "price": {"currency": "GBP", "amount": "1"}}]}, product_id=product_id
        ),
        mine.call("updateInventory", {"skus": [{"id": "1", "inventory": [{"quantity": 1}]}]}, product_id=product_id),
    ):
        assert (reply.code, no_such.code) == (12052048, 12052032)
    assert get_product(theirs, product_id) == before


@pytest.mark.parametrize(
    "operation_id", ["activateProducts", "deactivateProducts", "deleteProducts", "recoverProducts"]
)
def test_another_s_product_is_refused_in_a_batch(operation_id: str, pair: tuple[Seller, Seller]) -> None:
    mine, theirs = pair
    product_id = create_product(theirs)["product_id"]
    before = get_product(theirs, product_id)
    errors = mine.call(operation_id, {"product_ids": [product_id, "1729000000009999999"]}).data["errors"]
    no_such = 12052048 if operation_id == "activateProducts" else 12052032
    assert [error["code"] for error in errors] == [12052048, no_such]
    assert get_product(theirs, product_id) == before


def test_another_s_stock_is_not_shown_and_does_not_move(pair: tuple[Seller, Seller]) -> None:
    mine, theirs = pair
    product, own = create_product(theirs), create_product(mine)
    sku_id = product["skus"][0]["id"]
    for body in ({"sku_ids": [sku_id]}, {"product_ids": [product["product_id"]]}):
        assert mine.call("inventorySearch", body).data["inventory"] == []
    change = {"skus": [{"id": sku_id, "inventory": [{"warehouse_id": mine.warehouse_id, "quantity": 1}]}]}
    errors = mine.call("updateInventory", change, product_id=own["product_id"]).data["errors"]
    assert errors[0]["detail"]["sku_id"] == sku_id
    assert stock_of(theirs, sku_id)["total_available_quantity"] == 10


def test_another_s_warehouse_cannot_be_stocked(pair: tuple[Seller, Seller]) -> None:
    mine, theirs = pair
    product = create_product(mine)
    sku = {"id": product["skus"][0]["id"], "inventory": [{"warehouse_id": theirs.warehouse_id, "quantity": 5}]}
    errors = mine.call("updateInventory", {"skus": [sku]}, product_id=product["product_id"]).data["errors"]
    assert errors
    assert stock_of(mine, sku["id"])["total_available_quantity"] == 10


def test_another_s_picture_cannot_be_listed(pair: tuple[Seller, Seller]) -> None:
    mine, theirs = pair
    reply = mine.call("createProduct", product_body(mine, upload_image(theirs)))
    assert reply.code == 12052300


def test_another_s_page_token_is_refused(pair: tuple[Seller, Seller]) -> None:
    mine, theirs = pair
    for _ in range(2):
        create_product(theirs)
    token = theirs.call("searchProducts", {}, query={"page_size": 1}).data["next_page_token"]
    reply = mine.call("searchProducts", {}, query={"page_size": 1, "page_token": token})
    assert (reply.status, reply.code) == (400, 36009004)


def test_the_shop_list_is_one_s_own(pair: tuple[Seller, Seller]) -> None:
    mine, theirs = pair
    for seller in (mine, theirs):
        shops = seller.call("getAuthorizedShops").data["shops"]
        assert [shop["id"] for shop in shops] == [seller.shop_id]


def test_shop_level_webhooks_are_one_s_own(pair: tuple[Seller, Seller]) -> None:
    mine, theirs = pair
    body = {"event_type": "PRODUCT_STATUS_CHANGE", "address": "https://mine.example.com/hook"}
    assert mine.call("updateShopWebhook", body).code == 0
    assert theirs.call("getShopWebhooks").data["total_count"] == 0
    assert theirs.call("deleteWebhookForAnEvent", {"event_type": "PRODUCT_STATUS_CHANGE"}).code == 0
    assert mine.call("getShopWebhooks").data["total_count"] == 1


def received_for(receiver: WebhookReceiver, shop_id: str) -> list[Any]:
    return [notification.body for notification in receiver.received if notification.body["shop_id"] == shop_id]


@pytest.mark.own_platform
def test_an_app_is_told_of_the_shops_that_authorised_it_alone(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    listening = new_app(platform, webhook_url=receiver.url)
    mine, stranger = new_seller(platform, listening), new_seller(platform)
    create_product(stranger)
    create_product(mine)
    platform.post("/sandbox/clock/advance", {"seconds": 0})
    assert received_for(receiver, mine.shop_id)
    assert received_for(receiver, stranger.shop_id) == []


@pytest.mark.own_platform
def test_a_shop_level_address_gets_that_shop_s_topic_alone(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    app = new_app(platform)
    mine, theirs = new_seller(platform, app), new_seller(platform, app)
    mine.call("updateShopWebhook", {"event_type": "PRODUCT_STATUS_CHANGE", "address": receiver.url})
    create_product(theirs)
    create_product(mine)
    platform.post("/sandbox/clock/advance", {"seconds": 0})
    assert {(notification.type, notification.body["shop_id"]) for notification in receiver.received} == {
        (5, mine.shop_id)
    }
