"""Requests on global products and replicas, of a seller with shops in two markets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shopwright.platform.market.regions import region
from tests.harness.calls import Seller
from tests.harness.catalogue import category

from .request_cases import Build, Case, Request, in_list, in_path
from .shop_contents import Ids

WRITES = ("createGlobalProduct", "editGlobalProduct", "partialEditGlobalProduct")

#: The codes for fields over their limits, where they are not those of local products.
GLOBAL_CODES: Mapping[str, int] = {
    "global_product_ids": 12019120,
    "external_global_product_id": 12052910,
    "external_global_sku_id": 12052910,
    "updateStockOperationSettings sku_ids": 12019015,
    **{f"{name} {field}": 12052910 for name in WRITES for field in ("inventory", "extra_identifier_codes")},
    "publishGlobalProduct skus": 36009004,
    **{f"replicateProduct {field}": 36009004 for field in ("certifications", "skus", "quantity", "seller_sku")},
}


def place_of(seller: Seller) -> str:
    """The place that the first of the seller's shops sells from: the same one for every shop of its market."""
    return str(seller.call("getGlobalSellerWarehouses").data["global_warehouses"][0]["id"])


def content(ids: Ids, seller: Seller, sku: Mapping[str, object]) -> dict[str, Any]:
    """A global product with the picture and the warehouse of the ids."""
    market = str(seller.shop["region"])
    lines = [{"global_warehouse_id": place_of(seller), "quantity": 9}]
    price = {"currency": "USD", "amount": "15.00"}
    return {
        "title": "Glass candle holder for tea lights, set of two",
        "description": "<p>Holds a tea light.</p>",
        "category_id": category(market=market),
        "category_version": region(market).category_versions.tree,
        "main_images": [{"uri": ids["image"]}],
        "package_weight": {"value": "0.4", "unit": "KILOGRAM"},
        "package_dimensions": {"length": "20", "width": "10", "height": "10", "unit": "CENTIMETER"},
        "skus": [{"price": price, "inventory": lines, "seller_sku": "CANDLE-1", **sku}],
    }


def _new(ids: Ids, seller: Seller) -> Request:
    return Request(body=content(ids, seller, {}))


def _with_picture(ids: Ids, seller: Seller) -> Request:
    picture = {"name": "Tint", "value_name": "Red", "sku_img": {"uri": ids["image"]}}
    return Request(body=content(ids, seller, {"sales_attributes": [picture]}))


def _edited(ids: Ids, seller: Seller) -> Request:
    path = {"global_product_id": ids["global product"]}
    return Request(path, body=content(ids, seller, {"id": ids["global sku"]}))


def _published(ids: Ids, seller: Seller) -> Request:
    stock = {"warehouse_id": ids["second warehouse"], "quantity": 2}
    sku = {"related_global_sku_id": ids["global sku"], "inventory": stock}
    persons = {"manufacturer_ids": [ids["second manufacturer"]], "responsible_person_ids": [ids["second person"]]}
    body = {"publish_target": [{"region": "DE", "skus": [sku], **persons}]}
    return Request({"global_product_id": ids["global product"]}, body=body)


def _stock(ids: Ids, seller: Seller) -> Request:
    lines = [{"global_warehouse_id": place_of(seller), "quantity": 8}]
    body = {"global_skus": [{"id": ids["global sku"], "inventory": lines}]}
    return Request({"global_product_id": ids["global product"]}, body=body)


def _replicated(ids: Ids, seller: Seller) -> Request:
    lines = [{"warehouse_id": ids["second warehouse"], "quantity": 2}]
    sku = {"source_sku_id": ids["sku"], "inventory": lines}
    persons = {"manufacturer_ids": [ids["second manufacturer"]], "responsible_person_ids": [ids["second person"]]}
    body = {"replicate_target": [{"region": "DE", "skus": [sku], **persons}]}
    return Request({"product_id": ids["product"]}, body=body)


def _settings(ids: Ids, seller: Seller) -> Request:
    setting = {"enable_auto_restock": False}
    body = {"seller_id": seller.account_id, "sku_ids": [ids["sku"]], "stock_operation_setting": setting}
    return Request(body=body)


def _by_persons(ids: Ids, seller: Seller) -> Request:
    persons = {"manufacturer_ids": [ids["manufacturer"]], "responsible_person_ids": [ids["person"]]}
    return Request(body={**content(ids, seller, {}), **persons, "brand_id": ids["brand"]})


def _case(operation_id: str, build: Build, about: str = "", region: str = "GB") -> Case:
    return Case(operation_id, build, crosses_border=True, about=about, region=region)


#: By operation and kind the documented code for what is another's.
OF_ANOTHER_GLOBAL = {
    **{
        (name, "global product"): 12052048
        for name in ("editGlobalProduct", "getGlobalProduct", "updateGlobalInventory")
    },
    ("createGlobalProduct", "manufacturer"): 12052285,
    ("createGlobalProduct", "person"): 12052290,
    ("publishGlobalProduct", "second manufacturer"): 12052285,
    ("publishGlobalProduct", "second person"): 12052290,
}


GLOBALS = (
    _case("createGlobalProduct", _new),
    _case("createGlobalProduct", _with_picture, "picture of a SKU"),
    _case("createGlobalProduct", _by_persons, "persons", region="DE"),
    _case("editGlobalProduct", _edited),
    _case("partialEditGlobalProduct", _edited),
    _case("publishGlobalProduct", _published),
    _case("updateGlobalInventory", _stock),
    _case("replicateProduct", _replicated),
    in_path("getGlobalProduct", "global_product_id", "global product", crosses_border=True),
    in_list("deleteGlobalProducts", "global_product_ids", "global product", crosses_border=True),
    in_path("getGlobalReplicatedProducts", "product_id", "product"),
    _case(
        "recommendGlobalCategories",
        lambda ids, seller: Request(
            body={
                "product_title": "Glass candle holder for tea lights",
                "images": [{"uri": ids["image"]}],
                "category_version": region(str(seller.shop["region"])).category_versions.tree,
            }
        ),
    ),
    Case("updateStockOperationSettings", _settings),
)
