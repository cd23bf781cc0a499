"""Requests that name products, SKUs, pictures and warehouses."""

from __future__ import annotations

from tests.harness.calls import Seller
from tests.harness.catalogue import product_body, sku_body

from .request_cases import Build, Case, Request, in_filter, in_list, in_path, in_query
from .shop_contents import Ids


def of_sku(**fields: object) -> Build:
    """A body of ``skus`` with the SKU's id."""
    return lambda ids, seller: Request({"product_id": ids["product"]}, body={"skus": [{"id": ids["sku"], **fields}]})


def listing(ids: Ids, seller: Seller) -> dict[str, object]:
    """A product with the picture and the warehouse of the ids."""
    body = product_body(seller, ids["image"])
    body["skus"][0]["inventory"][0]["warehouse_id"] = ids["warehouse"]
    return body


def edited(ids: Ids, seller: Seller) -> dict[str, object]:
    """The same with the SKU of the ids."""
    body = product_body(seller, ids["image"])
    body["skus"] = [sku_body(seller, id=ids["sku"], inventory=[{"warehouse_id": ids["warehouse"], "quantity": 4}])]
    return body


def with_brand(ids: Ids, seller: Seller) -> dict[str, object]:
    """A product of a brand of the seller's own."""
    return product_body(seller, brand_id=ids["brand"])


def with_picture_of_sku(ids: Ids, seller: Seller) -> dict[str, object]:
    """A product whose SKU has the picture of the ids."""
    picture = {"name": "Tint", "value_name": "Red", "sku_img": {"uri": ids["image"]}}
    return product_body(seller, skus=[sku_body(seller, seller_sku="RED", sales_attributes=[picture])])


def by_persons(ids: Ids, seller: Seller) -> dict[str, object]:
    """A product for which the persons of the ids answer."""
    persons = {"manufacturer_ids": [ids["manufacturer"]], "responsible_person_ids": [ids["person"]]}
    return product_body(seller, **persons)


PRODUCTS = (
    *(
        Case(name, lambda ids, seller, body=body: Request(body=body(ids, seller)), about=about, region=region)
        for name in ("createProduct", "checkProductListing")
        for body, about, region in (
            (with_brand, "brand", "GB"),
            (with_picture_of_sku, "picture of a SKU", "GB"),
            (by_persons, "persons", "DE"),
        )
    ),
    *(in_list(name, "product_ids", "product") for name in ("activateProducts", "deactivateProducts", "deleteProducts")),
    in_list("recoverProducts", "product_ids", "product"),
    in_list("inventorySearch", "product_ids", "product"),
    in_list("inventorySearch", "sku_ids", "sku"),
    in_filter("searchProducts", "sku_ids", "sku"),
    in_path("getProduct", "product_id", "product"),
    Case("createProduct", lambda ids, seller: Request(body=listing(ids, seller))),
    Case("checkProductListing", lambda ids, seller: Request(body=listing(ids, seller))),
    Case("editProduct", lambda ids, seller: Request({"product_id": ids["product"]}, body=edited(ids, seller))),
    Case(
        "partialEditProduct",
        lambda ids, seller: Request(
            {"product_id": ids["product"]},
            body={"main_images": [{"uri": ids["image"]}], "skus": [{"id": ids["sku"], "seller_sku": "NEW"}]},
        ),
    ),
    Case("updatePrice", of_sku(price={"currency": "GBP", "amount": "11.00"})),
    Case(
        "updateInventory",
        lambda ids, seller: of_sku(inventory=[{"warehouse_id": ids["warehouse"], "quantity": 3}])(ids, seller),
    ),
    Case(
        "recommendCategory", lambda ids, seller: Request(body={"product_title": "x", "images": [{"uri": ids["image"]}]})
    ),
    in_path("getWarehouseDeliveryOptions", "warehouse_id", "warehouse"),
    in_query("checkShippingTemplateExistence", "biz_warehouse_id", "warehouse"),
)
