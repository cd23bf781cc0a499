"""Fields of listings, a few at a time: what is sent, and what the product shows then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shopwright.platform.logistics.delivery_options import shipping_templates
from shopwright.platform.market.regions import region
from tests.harness.calls import Seller
from tests.harness.catalogue import category, picture, upload_image
from tests.harness.trade import DAY
from tests.platform.media.video_files import moving

#: A dress, of which buyers want to know the size; a beer, which a food authority may have registered.
DRESS, BEER = "aa-1-2-3", "fb-1-8-1"
SIZE = {"length": "3", "width": "4", "height": "5", "unit": "CENTIMETER"}
WEIGHT = {"value": "0.3", "unit": "KILOGRAM"}

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Facet:
    """Some fields of a listing: what is sent, of the product and of its SKU, and what the product shows then.

    Where ``shown`` says nothing, the fields are shown as they were sent.
    """

    name: str
    product: Callable[[Seller], Fields] = lambda _: {}
    sku: Callable[[Seller], Fields] = lambda _: {}
    market: str = "GB"
    shown: Callable[[Fields, Fields], object] | None = None


def now(seller: Seller) -> int:
    return int(seller.platform.get("/sandbox/clock")["now"])


def leaf(code: str) -> Callable[[Seller], dict[str, Any]]:
    return lambda seller: {"category_id": category(code, str(seller.shop["region"]))}


def brand(seller: Seller) -> Fields:
    return {"brand_id": seller.call("createCustomBrands", {"name": "Larkmere Lights"}).data["id"]}


def upload(seller: Seller, kind: str) -> str:
    data = moving(720, 1280) if kind == "video" else b"%PDF-1.4 a certificate"
    return str(seller.upload("uploadProductFile", {"name": f"a.{kind}"}, data, f"a.{kind}").data["id"])


def certificate(seller: Seller) -> Fields:
    version = {"category_version": region("GB").category_versions.tree}
    (rule,) = seller.call("getCategoryRules", query=version, category_id=category(BEER)).data["product_certifications"]
    paper = {
        "id": rule["id"],
        "images": [{"uri": upload_image(seller, "CERTIFICATION_IMAGE")}],
        "files": [{"id": upload(seller, "pdf"), "name": "a.pdf", "format": "PDF"}],
        "expiration_date": now(seller) + DAY,
    }
    return {**leaf(BEER)(seller), "certifications": [paper]}


def size_chart(seller: Seller) -> Fields:
    data = picture(1100, 1100)
    uri = seller.upload("uploadProductImage", {"use_case": "SIZE_CHART_IMAGE"}, data).data["uri"]
    return {**leaf(DRESS)(seller), "size_chart": {"image": {"uri": uri}}}


def attributes(seller: Seller, kind: str) -> list[Any]:
    """The attributes of a kind that the category of the listing has."""
    version = {"category_version": region("GB").category_versions.tree}
    rows = seller.call("getCategoryAttributes", query=version, category_id=category()).data["attributes"]
    return [row for row in rows if row["type"] == kind]


def material(seller: Seller) -> Fields:
    (row, *_) = attributes(seller, "PRODUCT_PROPERTY")
    module = {"id": "1", "value": "3", "unit_id": "7"}
    own = {"name": "Recycled jars", "metric_standard_info": {"id": "5", "metric_value_module_infos": [module]}}
    return {"product_attributes": [{"id": row["id"], "values": [{"id": row["values"][0]["id"]}, own]}]}


def colour(seller: Seller) -> Fields:
    (row, *_) = attributes(seller, "SALES_PROPERTY")
    images = {"sku_img": {"uri": upload_image(seller)}, "supplementary_sku_images": [{"uri": upload_image(seller)}]}
    return {"sales_attributes": [{"id": row["id"], "value_id": row["values"][0]["id"], **images}]}


def made_to_order(_: Seller) -> Fields:
    return {"pre_sale": {"type": "MADE_TO_ORDER", "fulfillment_type": {"handling_duration_days": 14}}}


def pre_order(seller: Seller) -> Fields:
    return {"pre_sale": {"type": "PRE_ORDER", "fulfillment_type": {"release_date": now(seller) + 20 * DAY}}}


def option(seller: Seller) -> Fields:
    reply = seller.call("getWarehouseDeliveryOptions", warehouse_id=seller.warehouse_id)
    return {"delivery_option_ids": [reply.data["delivery_options"][0]["id"]]}


def template(seller: Seller) -> Fields:
    return {"shipping_template_id": next(iter(shipping_templates(str(seller.shop["region"]))))}


def backorder(seller: Seller) -> Fields:
    line = {"warehouse_id": seller.warehouse_id, "quantity": 10, "backorder_quantity": 4, "handling_time": 5}
    return {"inventory": [line]}


def set_of_two(seller: Seller) -> Fields:
    """An identifier code of its own, and those of what is in the set."""
    return {
        "identifier_code": {"code": "12345678", "type": "EAN"},
        "extra_identifier_codes": ["12345670", "123456789012"],
    }


def uris(images: Any) -> list[str]:
    return [image["uri"] for image in images]


FACETS = (
    Facet("brand", brand, shown=lambda product, _: {"brand_id": product["brand"]["id"]}),
    Facet(
        "certificate",
        certificate,
        shown=lambda product, _: {
            "certifications": [
                {
                    "id": paper["id"],
                    "images": [{"uri": uri} for uri in uris(paper["images"])],
                    "files": [{name: file[name] for name in ("id", "name", "format")} for file in paper["files"]],
                    "expiration_date": paper["expiration_date"],
                }
                for paper in product["certifications"]
            ]
        },
    ),
    Facet(
        "size chart",
        size_chart,
        shown=lambda product, _: {"size_chart": {"image": {"uri": product["size_chart"]["image"]["uri"]}}},
    ),
    Facet(
        "video",
        lambda seller: {"video": {"id": upload(seller, "video")}},
        shown=lambda product, _: {"video": {"id": product["video"]["id"]}},
    ),
    Facet(
        "terms",
        lambda _: {
            "is_cod_allowed": True,
            "minimum_order_quantity": 2,
            "shipping_insurance_requirement": "REQUIRED",
            "external_product_id": "there-1",
        },
        market="ID",
    ),
    Facet(
        "second hand",
        lambda _: {"is_pre_owned": True, "listing_platforms": ["TOKOPEDIA"]},
        market="ID",
        shown=lambda product, _: {
            "is_pre_owned": product["is_pre_owned"],
            "listing_platforms": [other["platform"] for other in product["integrated_platform_statuses"]],
        },
    ),
    Facet(
        "delivery option",
        option,
        market="ID",
        shown=lambda product, _: {"delivery_option_ids": [row["id"] for row in product["delivery_options"]]},
    ),
    Facet("shipping template", template),
    Facet("words", lambda _: {"search_terms": ["tea light"], "key_product_features": ["Made of glass"]}),
    Facet("kinds", lambda _: {"is_blind_box": True, "selling_format": "FIXED_PRICE"}, market="US"),
    Facet(
        "tag",
        lambda _: {"product_tag_operations": [{"product_tag": "AUCTION", "enable": True}]},
        market="US",
        shown=lambda product, _: {
            "product_tag_operations": [{"product_tag": tag, "enable": True} for tag in product["product_tags"]]
        },
    ),
    Facet(
        "limits",
        lambda _: {"purchase_order_quantity_limit": {"maximum_order_quantity": 3, "cumulative_order_quantity": 9}},
        market="US",
        shown=lambda _, sku: {"purchase_order_quantity_limit": sku["purchase_order_quantity_limit"]},
    ),
    Facet(
        "scheduled sale",
        lambda seller: {
            "scheduled_sale": {"is_enabled_scheduled_sale": True, "schedule_sale_time": (now(seller) + DAY) * 1000}
        },
    ),
    Facet(
        "persons",
        lambda seller: {name: seller.shop[name] for name in ("manufacturer_ids", "responsible_person_ids")},
        market="DE",
    ),
    Facet(
        "attributes",
        material,
        shown=lambda product, _: {
            "product_attributes": [
                {
                    "id": row["id"],
                    "values": [
                        {"id": row["values"][0]["id"]},
                        {name: row["values"][1][name] for name in ("name", "metric_standard_info")},
                    ],
                }
                for row in product["product_attributes"]
            ]
        },
    ),
    Facet(
        "colour",
        sku=colour,
        market="US",
        shown=lambda _, sku: {
            "sales_attributes": [
                {
                    "id": pair["id"],
                    "value_id": pair["value_id"],
                    "sku_img": {"uri": pair["sku_img"]["uri"]},
                    "supplementary_sku_images": [{"uri": uri} for uri in uris(pair["supplementary_sku_images"])],
                }
                for pair in sku["sales_attributes"]
            ]
        },
    ),
    Facet(
        "own colour",
        sku=lambda _: {"sales_attributes": [{"name": "Tint", "value_name": "Sand"}]},
        shown=lambda _, sku: {
            "sales_attributes": [
                {name: pair[name] for name in ("name", "value_name")} for pair in sku["sales_attributes"]
            ]
        },
    ),
    Facet("identifiers", sku=set_of_two, market="DE"),
    Facet(
        "references",
        sku=lambda _: {
            "external_sku_id": "there-1",
            "external_urls": ["https://shop.example/mug"],
            "seller_sku": "CANDLE-1",
        },
    ),
    Facet("made to order", sku=made_to_order, market="US"),
    Facet("pre-order", sku=pre_order, market="US"),
    Facet("measures", sku=lambda _: {"sku_dimensions": SIZE, "sku_weight": WEIGHT, "sku_unit_count": "2"}, market="DE"),
    Facet(
        "deposit",
        sku=lambda _: {"fees": [{"type": "PFAND", "amount": "0.25", "additional_attribute": "SINGLE_USE"}]},
        market="DE",
    ),
    Facet(
        "list prices",
        sku=lambda _: {
            "list_price": {"currency": "USD", "amount": "20.00"},
            "external_list_prices": [{"source": "SHOPIFY_COMPARE_AT_PRICE", "currency": "USD", "amount": "21.00"}],
        },
        market="US",
    ),
    Facet(
        "prices",
        sku=lambda _: {
            "price": {"currency": "USD", "amount": "12.50", "sale_price": "12.00", "starting_bid_price": "1.00"}
        },
        market="US",
        shown=lambda _, sku: {
            "price": {
                "currency": "USD",
                "amount": sku["price"]["tax_exclusive_price"],
                **{name: sku["price"][name] for name in ("sale_price", "starting_bid_price")},
            }
        },
    ),
    Facet(
        "backorder",
        sku=backorder,
        market="US",
        shown=lambda _, sku: {"inventory": [{"backorder_quantity": 4, **line} for line in sku["inventory"]]},
    ),
)
