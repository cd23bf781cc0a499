"""activateProducts, deactivateProducts, deleteProducts, recoverProducts: up to 20 products a call, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.errors import (
    CHECK_FAILED,
    LISTING_QUOTA_USED_UP,
    PARAMETERS_INVALID,
    PLATFORM_FORBIDS,
    PRODUCT_DOES_NOT_EXIST,
    PRODUCT_NOT_IN_ACCOUNT,
    STATUS_FORBIDS,
    TAX_NUMBER_MISSING,
    TOO_MANY_PRODUCT_IDS,
)
from shopwright.platform.catalogue.find import unknown_product
from shopwright.platform.catalogue.listing_context import listing_context
from shopwright.platform.catalogue.listing_rules.errors import CERTIFICATE_EXPIRY, DELIVERY_NOT_OPEN, TEMPLATE_MISSING
from shopwright.platform.catalogue.listing_rules.rules import STANDING, Problem
from shopwright.platform.catalogue.listing_rules.sku_errors import BUNDLE_PART_NOT_LIVE
from shopwright.platform.catalogue.prerequisites import check_standing, is_over_quota
from shopwright.platform.catalogue.product_change import ProductChange, change_product
from shopwright.platform.catalogue.states import ProductEvent
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.wire.errors import ApiError

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import ActivateProductsResponseData, ErrorsData
    from shopwright.contract.types.requests_product import DeleteProductsRequest, ProductsRequest

#: How many products one call may name.
MAX_PRODUCTS = 20

#: What a listing may come to break by itself.
BREAKS = (BUNDLE_PART_NOT_LIVE, CERTIFICATE_EXPIRY, DELIVERY_NOT_OPEN, TEMPLATE_MISSING)

_CODES = (TOO_MANY_PRODUCT_IDS, PRODUCT_NOT_IN_ACCOUNT, STATUS_FORBIDS)
_OFF_SALE = (*_CODES, PRODUCT_DOES_NOT_EXIST, TAX_NUMBER_MISSING)


class _UnfitError(ApiError):
    """A listing that breaks rules which it kept when it was submitted."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(CHECK_FAILED, CHECK_FAILED.message)
        self.problems = problems


@operation(
    "activateProducts",
    raises=(*_CODES, *BREAKS, CHECK_FAILED, LISTING_QUOTA_USED_UP, PARAMETERS_INVALID, PLATFORM_FORBIDS),
    webhooks=(5, 15, 18, 37, 42, 50, 71),
    differs="Of the listing's rules those are checked again that a listing may come to break by itself: certificates, "
    "delivery, and the parts of bundles.",
)
def activate_products(call: Call, body: ProductsRequest) -> ActivateProductsResponseData:
    """Put products that were taken down back on sale, through an audit; on Tokopedia alone without one.

    12052093 while the shop has more products than its quota, 12052990 with the reasons for a listing that breaks a
    rule by now.
    """
    _refuse_none(body.product_ids)
    platforms = body.listing_platforms or []

    def activate(change: ProductChange) -> None:
        _check_listing(call, change)
        change.act_on(ProductEvent.ACTIVATE, platforms)

    failed = _each(call, body.product_ids, activate)
    return {
        "errors": [
            {
                "code": error.code,
                "message": error.message,
                "detail": {
                    "product_id": product_id,
                    "extra_errors": [
                        {"code": problem.error.code, "message": f"{problem.field}: {problem.message}"}
                        for problem in (error.problems if isinstance(error, _UnfitError) else [])
                    ],
                },
            }
            for product_id, error in failed.items()
        ]
    }


def _check_listing(call: Call, change: ProductChange) -> None:
    if is_over_quota(call.tx, call.shop):
        raise LISTING_QUOTA_USED_UP(limit=call.shop.doc.listing_quota)
    listing = change.product.review or change.product.live
    if listing is not None:
        context = listing_context(call.tx, call.shop, listing, product=change.product)
        problems = [broken for rule in STANDING for broken in rule(listing, context) if broken.error in BREAKS]
        if problems:
            raise _UnfitError(problems)


def _refuse_none(product_ids: list[str]) -> None:
    if not product_ids:
        raise PARAMETERS_INVALID(reason="product_ids is empty.")


@operation("deactivateProducts", raises=(*_OFF_SALE, PARAMETERS_INVALID, PLATFORM_FORBIDS), webhooks=(5, 42, 50))
def deactivate_products(call: Call, body: ProductsRequest) -> ErrorsData:
    """Take live products off sale, on all their platforms or on those that are named."""
    _refuse_none(body.product_ids)
    platforms = body.listing_platforms or []
    return _off_sale(call, body.product_ids, lambda change: change.act_on(ProductEvent.DEACTIVATE, platforms))


@operation("deleteProducts", raises=_OFF_SALE, webhooks=(5, 42, 50))
def delete_products(call: Call, body: DeleteProductsRequest) -> ErrorsData:
    """Delete products; they can be recovered."""
    return _off_sale(call, body.product_ids, lambda change: change.act(ProductEvent.DELETE))


@operation("recoverProducts", raises=_OFF_SALE, webhooks=(5, 50))
def recover_products(call: Call, body: DeleteProductsRequest) -> ErrorsData:
    """Bring deleted products back, off sale."""
    return _off_sale(call, body.product_ids, lambda change: change.act(ProductEvent.RECOVER))


def _off_sale(call: Call, product_ids: list[str], act: Callable[[ProductChange], None]) -> ErrorsData:
    check_standing(call.shop)
    failed = _each(call, product_ids, act)
    return {
        "errors": [
            {"code": error.code, "message": error.message, "detail": {"product_id": product_id}}
            for product_id, error in failed.items()
        ]
    }


def _each(call: Call, product_ids: list[str], act: Callable[[ProductChange], None]) -> Mapping[str, ApiError]:
    """Do the act to each product; those that fail are answered, the others are done."""
    if len(product_ids) > MAX_PRODUCTS:
        raise TOO_MANY_PRODUCT_IDS(limit=MAX_PRODUCTS)
    failed: dict[str, ApiError] = {}
    for product_id in dict.fromkeys(product_ids):
        try:
            _act_on(call, product_id, act)
        except ApiError as error:
            failed[product_id] = error
    return failed


def _act_on(call: Call, product_id: str, act: Callable[[ProductChange], None]) -> None:
    change = change_product(call.tx, call.shop, product_id)
    if change is None:
        raise unknown_product(call, product_id)
    act(change)
