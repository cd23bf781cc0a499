"""Requests for advice that name products, images, brands, opportunities and tasks."""

from __future__ import annotations

from tests.harness.calls import Seller
from tests.harness.catalogue import category

from .request_cases import Case, Request, in_path, in_query
from .shop_contents import Ids


def of_images(name: str, **fields: object) -> Case:
    """An operation that takes a picture of a product."""

    def build(ids: Ids, seller: Seller) -> Request:
        return Request(body={"product_title": "A cup", **fields, "images": [{"uri": ids["image"]}]})

    return Case(name, build)


def diagnosed(ids: Ids, seller: Seller) -> Request:
    """A product with other images, another brand and a chart."""
    image = {"uri": ids["image"]}
    body = {
        "category_id": category(market="US"),
        "product_id": ids["product"],
        "brand_id": ids["brand"],
        "main_images": [image],
        "size_chart": {"image": image},
    }
    return Request(body=body)


def submitted(ids: Ids, seller: Seller) -> Request:
    """A product for an opportunity."""
    return Request({"opportunity_id": ids["opportunity"]}, body={"product_id": ids["product"]})


def recorded(ids: Ids, seller: Seller) -> Request:
    """The submissions of a product for an opportunity."""
    named = {"opportunity_id": ids["answered opportunity"], "product_id": ids["product"]}
    return Request(query={"page_size": 10, **named})


def to_optimize(ids: Ids, seller: Seller) -> Request:
    return Request(body={"images": [{"uri": ids["image"], "optimization_mode": ["WHITE_BACKGROUND"]}]})


def to_translate(ids: Ids, seller: Seller) -> Request:
    return Request(body={"images": [{"image_uri": ids["image"], "target_languages": ["de-DE"]}]})


def with_parcels(ids: Ids, seller: Seller) -> Request:
    return Request(query={"page_size": 10}, body={"product_ids": [ids["product"]]})


ADVICE = (
    Case("optimizeImages", to_optimize),
    Case("createImageTranslationTasks", to_translate),
    in_query("getImageTranslationTasks", "translation_task_ids", "task"),
    Case("getProductDiagnoses", lambda ids, seller: Request(query={"product_ids": ids["product"]}), region="US"),
    Case("diagnoseAndOptimizeProduct", diagnosed, region="US"),
    in_query("getProductsSEOWords", "product_ids", "product"),
    in_query("getRecommendedProductTitleAndDescription", "product_ids", "product"),
    of_images("suggestBrands"),
    of_images("recommendRequiredProductProperties", category_id=category()),
    Case("getProductPackageRecommendations", with_parcels, region="BR"),
    in_path("getOpportunityDetail", "opportunity_id", "opportunity"),
    Case("submitProductViaOpportunity", submitted),
    Case("getSubmissionRecords", recorded),
    Case("listProductSKPPStatuses", lambda ids, seller: Request(body={"product_ids": [ids["product"]]})),
    in_path("getProductSKPPDetail", "product_id", "product"),
)
