"""Combined listings: made by the control API, told by webhook 42, and following their products."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import new_app, new_seller
from tests.harness.catalogue import create_product, product_body, upload_image
from tests.harness.global_products import create_global, global_body, global_seller, global_sku, published
from tests.harness.server import RunningPlatform

NOBODY = "http://127.0.0.1:9/"
PATH = "/sandbox/combined-listings"


class Shop:
    """A shop with products, and what is told of its combined listings."""

    def __init__(self, platform: RunningPlatform) -> None:
        self.platform = platform
        self.seller = new_seller(platform, new_app(platform, webhook_url=NOBODY))
        uri = upload_image(self.seller)
        self.products: list[str] = [create_product(self.seller, uri)["product_id"] for _ in range(4)]

    def body(self, *numbers: int, **fields: Any) -> dict[str, Any]:
        ids = [self.products[number] for number in numbers]
        return {"shop_id": self.seller.shop_id, **({"product_ids": ids} if ids else {}), **fields}

    def combine(self, *numbers: int) -> str:
        return str(self.platform.post(PATH, self.body(*numbers))["combined_listing_id"])

    def refused(self, method: str, path: str, body: dict[str, Any] | None = None) -> int:
        return self.platform.ask(method, path, body).status

    def told(self) -> list[dict[str, Any]]:
        rows = self.platform.get("/sandbox/deliveries", shop_id=self.seller.shop_id, topic=42)["deliveries"]
        ids = [row["delivery_id"] for row in reversed(rows)]
        return [self.platform.get(f"/sandbox/deliveries/{delivery_id}")["body"]["data"] for delivery_id in ids]

    def last(self) -> tuple[str, str, list[int], list[int], list[int]]:
        """Change, state, and the numbers of the products in it, added and removed."""
        data = self.told()[-1]
        lists = [[row["id"] for row in data["products"]], data["added_product_ids"], data["removed_product_ids"]]
        numbers = [[self.products.index(product_id) for product_id in ids] for ids in lists]
        return data["change_type"], data["status"], numbers[0], numbers[1], numbers[2]

    def listings(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.platform.get(PATH, shop_id=self.seller.shop_id)["combined_listings"]
        return rows

    def call(self, operation_id: str, *numbers: int) -> None:
        ids = [self.products[number] for number in numbers]
        assert self.seller.call(operation_id, {"product_ids": ids}).data["errors"] == []


@pytest.fixture
def shop(platform: RunningPlatform) -> Shop:
    return Shop(platform)


def test_products_are_joined_changed_and_parted_again(shop: Shop) -> None:
    listing = shop.combine(0, 1)
    assert shop.last() == ("CREATE", "LIVE", [0, 1], [0, 1], [])
    shop.platform.patch(f"{PATH}/{listing}", shop.body(1, 2))
    assert shop.last() == ("UPDATE", "LIVE", [1, 2], [2], [0])
    shop.platform.patch(f"{PATH}/{listing}", shop.body(is_off=True))
    assert shop.last() == ("UPDATE", "SELLER_DEACTIVATED", [1, 2], [], [])
    shop.platform.patch(f"{PATH}/{listing}", shop.body(is_off=False))
    assert shop.last() == ("UPDATE", "LIVE", [1, 2], [], [])
    reply = shop.platform.ask("DELETE", f"{PATH}/{listing}?shop_id={shop.seller.shop_id}")
    assert reply.status == 200
    assert shop.last() == ("DELETE", "DELETED", [1, 2], [], [])
    assert shop.listings() == []
    shop.combine(0, 1)  # what left it can be joined anew
    assert {data["combined_listing_id"] == listing for data in shop.told()} == {True, False}


def test_with_one_product_on_sale_it_is_down_until_another_is_back(shop: Shop) -> None:
    shop.combine(0, 1, 2)
    shop.call("deactivateProducts", 0)
    assert shop.last() == ("CREATE", "LIVE", [0, 1, 2], [0, 1, 2], [])
    shop.call("deactivateProducts", 1)
    assert shop.last() == ("UPDATE", "SYSTEM_DEACTIVATED", [0, 1, 2], [], [])
    shop.call("activateProducts", 0)
    assert shop.last() == ("UPDATE", "LIVE", [0, 1, 2], [], [])


def test_a_deleted_product_leaves_and_the_last_one_ends_it(shop: Shop) -> None:
    shop.combine(0, 1)
    shop.call("deleteProducts", 0)
    assert shop.last() == ("UPDATE", "SYSTEM_DEACTIVATED", [1], [], [0])
    shop.call("deleteProducts", 1)
    assert shop.last() == ("DELETE", "DELETED", [], [], [1])
    assert shop.listings() == []


@pytest.mark.parametrize("operation_id", ["editProduct", "partialEditProduct"])
def test_an_edit_that_puts_a_product_back_on_sale_puts_the_listing_back(operation_id: str, shop: Shop) -> None:
    shop.combine(0, 1)
    act = {"shop_id": shop.seller.shop_id, "act": "PLATFORM_DEACTIVATE"}
    shop.platform.post(f"/sandbox/products/{shop.products[0]}/acts", act)
    assert shop.last()[:2] == ("UPDATE", "SYSTEM_DEACTIVATED")
    title = "Glass candle holder for tea lights, set of four"
    body = product_body(shop.seller, title=title) if operation_id == "editProduct" else {"title": title}
    assert shop.seller.call(operation_id, body, product_id=shop.products[0]).code == 0
    assert shop.last()[:2] == ("UPDATE", "LIVE")


@pytest.mark.parametrize("operation_id", ["editGlobalProduct", "partialEditGlobalProduct"])
def test_an_edit_of_a_global_product_does_so_too(operation_id: str, platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", webhook_url=NOBODY)
    made = create_global(seller)
    local = published(seller, made, "GB")["GB"]["id"]
    shop_id, other = seller["GB"].shop_id, create_product(seller["GB"])["product_id"]
    platform.post(PATH, {"shop_id": shop_id, "product_ids": [local, other]})
    platform.post(f"/sandbox/products/{local}/acts", {"shop_id": shop_id, "act": "PLATFORM_DEACTIVATE"})
    assert seller.told("GB", 42)[-1]["status"] == "SYSTEM_DEACTIVATED"
    title = "Glass candle holder for tea lights, set of four"
    whole = global_body(seller, title=title, skus=[global_sku(id=made["global_skus"][0]["id"])])
    body = whole if operation_id == "editGlobalProduct" else {"title": title}
    reply = seller.call(operation_id, body, global_product_id=made["global_product_id"])
    assert reply.code == 0, reply.message
    assert [event["status"] for event in seller.told("GB", 42)][-1] == "LIVE"
    assert seller.told("GB", 50)[-1]["skus"][0]["status"] == "ACTIVATED"


def test_what_cannot_be_combined_is_refused(shop: Shop) -> None:
    listing = shop.combine(0, 1)
    shop.call("deactivateProducts", 2)
    other = Shop(shop.platform)
    number = len(shop.told())
    assert shop.refused("POST", PATH, shop.body(1, 3)) == 400
    assert shop.refused("POST", PATH, shop.body(2, 3)) == 400
    assert shop.refused("POST", PATH, shop.body(3)) == 400
    assert shop.refused("POST", PATH, shop.body(3, 3)) == 400
    assert shop.refused("POST", PATH, {**shop.body(3), "product_ids": [shop.products[3], other.products[0]]}) == 400
    assert shop.refused("PATCH", f"{PATH}/{listing}", shop.body(0, 2)) == 400
    assert shop.refused("PATCH", f"{PATH}/1", shop.body(0, 3)) == 404
    assert shop.refused("DELETE", f"{PATH}/1?shop_id={shop.seller.shop_id}") == 404
    assert shop.refused("PATCH", f"{PATH}/{listing}", other.body(0, 1)) == 404
    assert len(shop.told()) == number
    assert shop.listings()[0]["product_ids"] == shop.products[:2]
