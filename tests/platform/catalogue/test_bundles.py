"""Bundles: SKUs that are made of other SKUs, what readers see of them, and what their sale does to the parts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.cancellations import WRONG_PRICE, cancel
from tests.harness.catalogue import (
    coloured,
    create_product,
    get_product,
    product_body,
    sku_body,
    stock_of,
    upload_image,
)
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, holding
from tests.platform.support import data_of

#: An address that nobody serves: what was to be sent there is listed all the same.
NOBODY = "http://127.0.0.1:9/"


class Bundled:
    """A seller with a product of two SKUs, and a bundle of two of the first and one of the second."""

    def __init__(self, platform: RunningPlatform, seller: Seller | None = None, **more: Any) -> None:
        self.seller = seller or new_seller(platform)
        skus = coloured(self.seller, "Sand", "Sea")
        for sku in skus:
            sku["sales_attributes"][0] |= {"sku_img": {"uri": upload_image(self.seller)}, **more}
        brand_id = self.seller.call("createCustomBrands", {"name": "Larkmere"}).data["id"]
        parts = create_product(self.seller, skus=skus, brand_id=brand_id)
        self.parts_id = parts["product_id"]
        self.sand, self.sea = (sku["id"] for sku in parts["skus"])
        checked = data_of("checkProductListing", self.seller.call("checkProductListing", self.body()))
        assert checked["check_result"] == "PASS", checked
        made = data_of("createProduct", self.seller.call("createProduct", self.body()))
        self.product_id, self.sku_id = made["product_id"], made["skus"][0]["id"]

    def body(self, **fields: Any) -> dict[str, Any]:
        combined = [
            {"product_id": self.parts_id, "sku_id": self.sand, "sku_count": 2},
            {"product_id": self.parts_id, "sku_id": self.sea, "sku_count": 1},
        ]
        sku = {"seller_sku": "SET-1", **sku_body(self.seller, combined_skus=combined)}
        return product_body(self.seller, skus=[sku], primary_combined_product_id=self.parts_id, **fields)

    def buy(self, quantity: int = 1, **fields: object) -> str:
        return str(buy(self.seller, (self.sku_id, quantity), **fields)["order_id"])

    def act(self, operation_id: str, product_id: str) -> None:
        reply = self.seller.call(operation_id, {"product_ids": [product_id]})
        assert reply.data["errors"] == [], reply.data

    def refusal(self) -> int:
        """Why the bundle cannot be bought."""
        line_items = [{"sku_id": self.sku_id, "quantity": 1}]
        body = {"shop_cipher": self.seller.cipher, "line_items": line_items}
        return self.seller.platform.refuse("POST", "/sandbox/orders", body).code


@pytest.fixture
def bundled(shared_platform: RunningPlatform) -> Bundled:
    return Bundled(shared_platform)


def types_of(seller: Seller, product_id: str) -> list[str]:
    return list(get_product(seller, product_id)["product_types"])


def test_a_bundle_and_what_is_in_it_say_so(bundled: Bundled) -> None:
    assert types_of(bundled.seller, bundled.product_id) == ["COMBINED_PRODUCT"]
    assert types_of(bundled.seller, bundled.parts_id) == ["IN_COMBINED_PRODUCT"]
    bundled.act("deleteProducts", bundled.product_id)
    assert types_of(bundled.seller, bundled.parts_id) == []
    bundled.act("recoverProducts", bundled.product_id)
    assert types_of(bundled.seller, bundled.parts_id) == ["IN_COMBINED_PRODUCT"]


def test_a_bundle_shows_all_of_its_parts(bundled: Bundled) -> None:
    product = data_of("getProduct", bundled.seller.call("getProduct", product_id=bundled.product_id))
    (sku,) = product["skus"]
    sand, sea = sku["combined_skus"]
    assert [(part["sku_id"], part["sku_count"], part["seller_sku"]) for part in (sand, sea)] == [
        (bundled.sand, 2, "SKU-Sand"),
        (bundled.sea, 1, "SKU-Sea"),
    ]
    parts = get_product(bundled.seller, bundled.parts_id)
    assert sand["product_id"] == bundled.parts_id
    assert sand["title"] == parts["title"]
    assert sand["categories"] == parts["category_chains"]
    assert sand["brand"] == parts["brand"]
    assert sand["sales_attributes"][0]["sku_img"]["width"] == 400
    assert sand["product_main_image"] == parts["main_images"][0]
    for name in ("price", "sales_attributes", "inventory"):
        assert sand[name] == parts["skus"][0][name]
    assert sand["combined_listing_not_live_reasons"] == []


def test_a_part_shows_its_further_pictures_in_the_us(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform, region="US")
    uri = upload_image(seller)
    bundled = Bundled(shared_platform, seller, supplementary_sku_images=[{"uri": uri}])
    (sku,) = get_product(seller, bundled.product_id)["skus"]
    (picture,) = sku["combined_skus"][0]["sales_attributes"][0]["supplementary_sku_images"]
    assert (picture["uri"], picture["width"]) == (uri, 400)


def test_a_bundle_has_as_many_as_its_parts_make_up(bundled: Bundled) -> None:
    """Ten of the one make five pairs; ten of the other are enough."""
    place = {"warehouse_id": bundled.seller.warehouse_id, "quantity": 5}
    assert get_product(bundled.seller, bundled.product_id)["skus"][0]["inventory"] == [place]
    assert stock_of(bundled.seller, bundled.sku_id)["total_available_quantity"] == 5
    buy(bundled.seller, (bundled.sand, 3))
    assert stock_of(bundled.seller, bundled.sku_id)["total_available_quantity"] == 3


def test_the_stock_of_the_parts_moves_with_a_sale_of_the_bundle(bundled: Bundled) -> None:
    order_id = bundled.buy(2)
    assert (holding(bundled.seller, bundled.sand), holding(bundled.seller, bundled.sea)) == ((10, 4), (10, 2))
    advance(bundled.seller, order_id, "IN_TRANSIT")
    assert (holding(bundled.seller, bundled.sand), holding(bundled.seller, bundled.sea)) == ((6, 0), (8, 0))


def test_the_parts_are_free_again_when_the_bundle_is_cancelled(bundled: Bundled) -> None:
    order_id = bundled.buy()
    assert cancel(bundled.seller, order_id, WRONG_PRICE).code == 0
    assert (holding(bundled.seller, bundled.sand), holding(bundled.seller, bundled.sea)) == ((10, 0), (10, 0))


def test_the_lines_of_an_order_name_the_parts_of_a_bundle(bundled: Bundled) -> None:
    order = detail(bundled.seller, bundled.buy(2))
    parts = [
        {"product_id": bundled.parts_id, "sku_id": bundled.sand, "seller_sku": "SKU-Sand", "sku_count": 2},
        {"product_id": bundled.parts_id, "sku_id": bundled.sea, "seller_sku": "SKU-Sea", "sku_count": 1},
    ]
    assert [(line["sku_id"], line["combined_listing_skus"]) for line in order["line_items"]] == [
        (bundled.sku_id, parts),
        (bundled.sku_id, parts),
    ]


def test_more_bundles_than_the_parts_make_up_are_not_sold(bundled: Bundled) -> None:
    bundled.buy(5)
    assert bundled.refusal() == 40912


@pytest.mark.parametrize(
    ("operation_id", "reason"),
    [("deactivateProducts", "SUB_PRODUCT_DEACTIVATE"), ("deleteProducts", "SUB_PRODUCT_DELETE")],
)
def test_a_bundle_is_off_sale_with_its_parts(operation_id: str, reason: str, bundled: Bundled) -> None:
    bundled.act(operation_id, bundled.parts_id)
    (sku,) = get_product(bundled.seller, bundled.product_id)["skus"]
    assert sku["status_info"] == {"status": "DEACTIVATED", "deactivation_source": "COMBO_RELATION"}
    assert [part["combined_listing_not_live_reasons"] for part in sku["combined_skus"]] == [[reason], [reason]]
    assert bundled.refusal() == 40911
    rows = bundled.seller.call("searchProducts", {"sku_ids": [bundled.sku_id]}, query={"page_size": 1})
    assert data_of("searchProducts", rows)["products"][0]["skus"][0]["status_info"] == sku["status_info"]


def test_the_stock_of_a_bundle_is_not_set(bundled: Bundled) -> None:
    levels = [{"warehouse_id": bundled.seller.warehouse_id, "quantity": 3}]
    body = {"skus": [{"id": bundled.sku_id, "inventory": levels}]}
    (error,) = bundled.seller.call("updateInventory", body, product_id=bundled.product_id).data["errors"]
    assert error["code"] == 12052850


def test_a_bundle_is_edited_with_its_parts(bundled: Bundled) -> None:
    body = bundled.body(title="Glass candle holders for tea lights, set of three")
    del body["primary_combined_product_id"]
    body["skus"][0]["id"] = bundled.sku_id
    reply = bundled.seller.call("editProduct", body, product_id=bundled.product_id)
    assert reply.code == 0, reply.message
    assert get_product(bundled.seller, bundled.product_id)["primary_combined_product_id"] == bundled.parts_id
    reply = bundled.seller.call("partialEditProduct", {"title": "Candle holders"}, product_id=bundled.product_id)
    assert reply.code == 0, reply.message


def test_a_bundle_of_what_another_shop_sells_is_refused(bundled: Bundled, shared_platform: RunningPlatform) -> None:
    stranger = new_seller(shared_platform)
    combined = [{"product_id": bundled.parts_id, "sku_id": bundled.sand, "sku_count": 2}]
    body = product_body(
        stranger, skus=[sku_body(stranger, combined_skus=combined)], primary_combined_product_id=bundled.parts_id
    )
    assert stranger.call("createProduct", body).code == 12052835


def test_a_bundle_of_a_bundle_is_refused(bundled: Bundled) -> None:
    combined = [{"product_id": bundled.product_id, "sku_id": bundled.sku_id, "sku_count": 2}]
    seller = bundled.seller
    body = product_body(
        seller, skus=[sku_body(seller, combined_skus=combined)], primary_combined_product_id=bundled.product_id
    )
    assert seller.call("createProduct", body).code == 12052858
    combined[0]["product_id"] = bundled.parts_id
    assert seller.call("createProduct", body | {"primary_combined_product_id": bundled.parts_id}).code == 12052844


def test_apps_are_told_that_a_new_product_is_a_bundle(platform: RunningPlatform) -> None:
    seller = new_seller(platform, new_app(platform, webhook_url=NOBODY))
    Bundled(platform, seller)
    rows = platform.get("/sandbox/deliveries", shop_id=seller.shop_id, topic=16)["deliveries"]
    told = [platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"]["data"] for row in rows]
    assert [data["product_types"] for data in reversed(told)] == [[], ["COMBINED_PRODUCT"]]
