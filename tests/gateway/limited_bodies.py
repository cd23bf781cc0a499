"""Bodies that break no rule but, once a field is set, its limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.taxonomy import CategoryAttribute, Version
from tests.harness.calls import Seller
from tests.harness.catalogue import CANDLE_HOLDER, product_body, sku_body

from .advice_cases import ADVICE
from .chat_cases import CHATS
from .claim_cases import CLAIMS
from .compliance_cases import COMPLIANCE, LIMIT_CODES, OWN_BODIES, telephone_text
from .global_cases import GLOBAL_CODES, GLOBALS, WRITES, content
from .money_cases import MONEY
from .order_cases import ORDERS, PACKAGES
from .product_cases import PRODUCTS
from .promotion_cases import PROMOTION_LIMIT_CODES, PROMOTIONS
from .request_cases import Case
from .review_cases import REVIEWS
from .shop_contents import Ids

#: The code for a field over its limit, where it is not 36009004: of the field, or of the field in one operation.
CODES: Mapping[str, int | Mapping[str, int]] = {
    **LIMIT_CODES,
    **PROMOTION_LIMIT_CODES,
    "product_ids": 12019120,
    "createCustomEngagementTask product_ids": 36009004,
    "createCustomEngagementTask title": 36009004,
    "inventorySearch sku_ids": 12019015,
    "searchProducts sku_ids": 12019087,
    "createCustomBrands name": {"minLength": 12052189, "maxLength": 12052190},
    "description": 12052013,
    "title": 12052051,
    "product_title": 12052051,
    "main_images": 12052306,
    "skus": 12052050,
    "quantity": 12052055,
    "confirmPackageShipment quantity": 36009004,
    "value_name": 12052249,
    "name": 12052242,
    "seller_sku": 12052054,
    "external_sku_id": 12052369,
    "external_urls": 12052238,
    "external_product_id": 12052910,
    "key_product_features": 12052910,
    "search_terms": 12052910,
    "sales_attributes": 12052525,
    "supplementary_sku_images": 12052356,
    "extra_identifier_codes": 12052292,
    "certifications": 12052657,
    "minimum_order_quantity": 12052706,
    "values name": 12052249,
    **GLOBAL_CODES,
    **{
        f"diagnoseAndOptimizeProduct {name}": 36009004
        for name in ("title", "description", "main_images", "values name", "name")
    },
    "listProductSKPPStatuses product_ids": 36009004,
    "optimizeImages images": 12038007,
}

#: Markets other than GB in which a limit is the contract's.
MARKETS: Mapping[str, str] = {
    "diagnoseAndOptimizeProduct": "US",
    "title": "BR",
    "product_title": "BR",
    "minimum_order_quantity": "ID",
    "extra_identifier_codes": "DE",
    "supplementary_sku_images": "US",
    "searchCombinablePackages": "SG",
}

#: What a list's body needs beside nothing.
NEEDED: Mapping[str, dict[str, Any]] = {
    "listOpportunities": {"opportunity_type": "KEYWORD"},
    "searchSessions": {"begin_time_ge": 0, "begin_time_lt": 2**31},
}

Shop = tuple[str, bool, bool]

_CASES = (*PRODUCTS, *ORDERS, *PACKAGES, *CLAIMS, *MONEY, *ADVICE, *COMPLIANCE, *CHATS, *REVIEWS, *PROMOTIONS, *GLOBALS)
_OWN: Mapping[str, dict[str, Any]] = {
    "createCustomBrands": {},
    **OWN_BODIES,
    "recommendCategory": {"product_title": "Glass candle holder for tea lights"},
    "updateShopWebhook": {"event_type": "ORDER_STATUS_CHANGE"},
}


def body_for(operation_id: str, path: tuple[str, ...], seller: Seller, ids: Ids) -> dict[str, Any]:
    """A body of an operation in which the field of the path alone is missing."""
    if operation_id in _OWN:
        return _OWN[operation_id]
    if operation_id in {"createProduct", "editProduct", "partialEditProduct", "checkProductListing"}:
        return _product(operation_id, path, seller, ids)
    if operation_id in WRITES:
        return _global(operation_id, path, seller, ids)
    case = _case(operation_id)
    body = case.build(ids, seller).body if case else None
    if "replicate_target[]" in path and "product_attributes[]" in path and isinstance(body, dict):
        body["replicate_target"][0]["product_attributes"] = [{"id": "1", "values": [{}]}]
    return dict(body) if isinstance(body, dict) else {}


def _product(operation_id: str, path: tuple[str, ...], seller: Seller, ids: Ids) -> dict[str, Any]:
    sku = sku_body(seller, **({"id": ids["sku"]} if operation_id == "partialEditProduct" else {}))
    if "sales_attributes[]" in path:
        sku["sales_attributes"] = [{"name": "Tint", "value_name": "Red"}]
    body = product_body(seller, ids["image"], skus=[sku])
    _add_attribute(body, path)
    return body


def _global(operation_id: str, path: tuple[str, ...], seller: Seller, ids: Ids) -> dict[str, Any]:
    sku = {} if operation_id == "createGlobalProduct" else {"id": ids["global sku"]}
    if "sales_attributes[]" in path:
        sku["sales_attributes"] = [{"name": "Tint", "value_name": "Red"}]  # type: ignore[assignment]
    body = content(ids, seller, sku)
    _add_attribute(body, path)
    return body


def _add_attribute(body: dict[str, Any], path: tuple[str, ...]) -> None:
    """Add an attribute that takes any text, where the path is to it."""
    if "product_attributes[]" in path:
        version: Version = "v2"
        leaf = taxonomy.at_cut(CANDLE_HOLDER, version)
        assert leaf is not None
        body["category_id"] = leaf.id
        own = next(each for each in taxonomy.attributes(leaf.id, version) if is_free_text(each))
        body["product_attributes"] = [{"id": own.id, "values": [{}]}]


def is_free_text(attribute: CategoryAttribute) -> bool:
    """Whether sellers write what they like for an attribute of products."""
    return attribute.is_customizable and attribute.type == "PRODUCT_PROPERTY" and attribute.value_data_format is None


def _case(operation_id: str) -> Case | None:
    return next((case for case in _CASES if case.operation_id == operation_id), None)


def shop_for(operation_id: str, field: str) -> Shop:
    """Where an operation takes a field, and within the contract's limit: region, across the border, newer flow."""
    case = _case(operation_id)
    region = MARKETS.get(operation_id) or MARKETS.get(field) or (case.region if case else "GB")
    return region, case is not None and case.crosses_border, case is not None and case.newer


def path_for(operation_id: str, seller: Seller, ids: Ids) -> Mapping[str, str]:
    """The ids in an operation's path."""
    case = _case(operation_id)
    return case.build(ids, seller).path if case else {}


def parameter_body(operation_id: str) -> dict[str, object]:
    """A body with which a call goes through whose query is looked at: empty, but for what must be in it."""
    return (
        {"begin_time_ge": 0, "begin_time_lt": 2**31}
        if operation_id == "searchSessions"
        else NEEDED.get(operation_id, {})
    )


def text_of(field: str, size: int) -> str:
    """A text of so many characters that breaks no other rule."""
    if (telephone := telephone_text(field, size)) is not None:
        return telephone
    words = "Glass candle holder for tea lights and candles of all sizes "
    if field == "external_urls":
        return ("https://example.com/" + "abcdefghij" * 60)[:size]
    if field == "address":
        return ("https://example.com/" + "abcdefghij" * 60)[:size]
    if field == "content":
        return f'{{"content":"{"a" * (size - 14)}"}}'
    if field in {"seller_sku", "external_sku_id", "external_product_id", "idempotency_key"}:
        return ("ABCDEFGHIJ" * (size // 10 + 1))[:size]
    return (words * (size // len(words) + 1))[: size - 1] + "s" if size else ""


def item_for(field: str, number: int, ids: Ids) -> object:
    """The member of a list at a place, where the body has none; ``None`` for any text."""
    items: Mapping[str, object] = {
        "main_images": {"uri": ids["image"]},
        "supplementary_sku_images": {"uri": ids["image"]},
        "sales_attributes": {"name": f"Kind {number}", "value_name": "Red"},
        "certifications": {"id": str(number)},
        "line_items": {"id": str(number), "origin_id": ids["line"]},
        "search_terms": f"term {number}",
        "ratings": number % 5 + 1,
        "key_product_features": f"Feature {number}",
        "extra_identifier_codes": f"{4006381333931 + number}",
        "surfaces": {},
        "custom_areas": {},
    }
    return items.get(field, f"17290000000099{number:05d}")
