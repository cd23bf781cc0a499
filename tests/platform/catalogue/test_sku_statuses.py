"""Webhook 50: what becomes of single SKUs, and what getProduct shows of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import coloured, create_product, get_product, product_body, upload_image
from tests.harness.server import RunningPlatform

#: Where no app listens: what is sent there is only noted.
NOBODY = "http://127.0.0.1:9/"


class Product:
    """A product of two SKUs, and what is told of them."""

    def __init__(self, platform: RunningPlatform, region: str = "GB") -> None:
        self.seller: Seller = new_seller(platform, new_app(platform, webhook_url=NOBODY), region=region)
        self.uri = upload_image(self.seller)
        self.bodies = coloured(self.seller, "Red", "Blue")
        made = create_product(self.seller, self.uri, skus=self.bodies)
        self.id: str = made["product_id"]
        self.red, self.blue = (sku["id"] for sku in made["skus"])

    def told(self) -> list[tuple[str, list[tuple[str, ...]]]]:
        """The product and the SKUs of each notification: id, status and who took it off."""
        rows = self.seller.platform.get("/sandbox/deliveries", shop_id=self.seller.shop_id, topic=50)["deliveries"]
        ids = [row["delivery_id"] for row in reversed(rows)]
        told = [self.seller.platform.get(f"/sandbox/deliveries/{delivery_id}")["body"]["data"] for delivery_id in ids]
        assert all(data["update_time"] for data in told)
        return [(data["product_id"], [tuple(sku.values()) for sku in data["skus"]]) for data in told]

    def last(self) -> list[tuple[str, ...]]:
        product_id, skus = self.told()[-1]
        assert product_id == self.id
        return skus

    def call(self, operation_id: str) -> None:
        assert self.seller.call(operation_id, {"product_ids": [self.id]}).data["errors"] == []

    def act(self, act: str) -> None:
        body = {"shop_id": self.seller.shop_id, "act": act}
        self.seller.platform.post(f"/sandbox/products/{self.id}/acts", body)

    def shown(self) -> list[dict[str, Any]]:
        return [sku["status_info"] for sku in get_product(self.seller, self.id)["skus"]]

    def edit(self, *skus: dict[str, Any]) -> None:
        body = product_body(self.seller, self.uri, skus=list(skus))
        assert self.seller.call("editProduct", body, product_id=self.id).code == 0


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID", "BR"])
def test_skus_of_a_new_product_are_created(region: str, platform: RunningPlatform) -> None:
    product = Product(platform, region)
    assert product.told() == [(product.id, [(product.red, "CREATED"), (product.blue, "CREATED")])]
    assert product.shown() == [{"status": "NORMAL"}] * 2


def test_skus_go_off_sale_with_their_product_and_come_back(platform: RunningPlatform) -> None:
    product = Product(platform)
    product.call("deactivateProducts")
    off = [(sku_id, "DEACTIVATED", "SELLER") for sku_id in (product.red, product.blue)]
    assert product.last() == off
    assert product.shown() == [{"status": "DEACTIVATED", "deactivation_source": "SELLER"}] * 2
    product.call("activateProducts")
    assert product.last() == [(product.red, "ACTIVATED"), (product.blue, "ACTIVATED")]
    product.act("PLATFORM_DEACTIVATE")
    assert product.last() == [(sku_id, "DEACTIVATED", "PLATFORM") for sku_id in (product.red, product.blue)]
    number = len(product.told())
    product.act("FREEZE")
    assert len(product.told()) == number
    assert product.shown() == [{"status": "DEACTIVATED", "deactivation_source": "PLATFORM"}] * 2


def test_skus_are_deleted_with_their_product_and_come_back_off_sale(platform: RunningPlatform) -> None:
    product = Product(platform)
    product.call("deleteProducts")
    assert product.last() == [(product.red, "DELETED"), (product.blue, "DELETED")]
    product.call("recoverProducts")
    assert product.last() == [(sku_id, "DEACTIVATED", "SELLER") for sku_id in (product.red, product.blue)]


def test_an_edit_creates_and_deletes_skus_when_it_goes_online(platform: RunningPlatform) -> None:
    product = Product(platform)
    green = coloured(product.seller, "Green")[0]
    product.seller.platform.patch(f"/sandbox/shops/{product.seller.shop_id}", {"audit": {"delay_seconds": 60}})
    number = len(product.told())
    product.edit({**product.bodies[0], "id": product.red}, green)
    assert len(product.told()) == number
    product.act("PASS_AUDIT")
    new = next(sku["id"] for sku in get_product(product.seller, product.id)["skus"] if sku["id"] != product.red)
    assert product.last() == [(product.blue, "DELETED"), (new, "CREATED")]


def test_an_edit_that_keeps_its_skus_tells_nothing(platform: RunningPlatform) -> None:
    product = Product(platform)
    number = len(product.told())
    red, blue = product.bodies
    product.edit({**red, "id": product.red}, {**blue, "id": product.blue})
    assert len(product.told()) == number


def test_a_bundle_goes_off_sale_with_its_parts_and_comes_back_with_the_last(platform: RunningPlatform) -> None:
    first = Product(platform)
    second = create_product(first.seller, first.uri)
    sku = {name: first.bodies[0][name] for name in ("price", "inventory")}
    parts = [
        {"product_id": first.id, "sku_id": first.red, "sku_count": 1},
        {"product_id": second["product_id"], "sku_id": second["skus"][0]["id"], "sku_count": 1},
    ]
    bundle = create_product(
        first.seller, first.uri, skus=[{**sku, "combined_skus": parts}], primary_combined_product_id=first.id
    )
    bundle_sku = bundle["skus"][0]["id"]

    def of_bundle() -> list[list[tuple[str, ...]]]:
        return [skus for product_id, skus in first.told() if product_id == bundle["product_id"]][1:]

    off, on = [(bundle_sku, "DEACTIVATED", "COMBO_RELATION")], [(bundle_sku, "ACTIVATED")]
    first.call("deactivateProducts")
    assert of_bundle() == [off]
    first.seller.call("deactivateProducts", {"product_ids": [second["product_id"]]})
    first.call("activateProducts")
    assert of_bundle() == [off]
    first.seller.call("activateProducts", {"product_ids": [second["product_id"]]})
    assert of_bundle() == [off, on]
