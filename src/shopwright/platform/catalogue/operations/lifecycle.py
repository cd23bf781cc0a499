"""activateProducts, deactivateProducts, deleteProducts, recoverProducts: up to 20 products a call, each by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.errors import (
    PLATFORM_FORBIDS,
    PRODUCT_NOT_IN_ACCOUNT,
    STATUS_FORBIDS,
    TOO_MANY_PRODUCT_IDS,
)
from shopwright.platform.catalogue.product_change import ProductChange, change_product
from shopwright.platform.catalogue.states import ProductEvent
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.wire.errors import ApiError

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import ActivateProductsResponseData, ErrorsData, ProductError
    from shopwright.contract.types.requests_product import DeleteProductsRequest, ProductsRequest

#: How many products one call may name.
MAX_PRODUCTS = 20

_CODES = (TOO_MANY_PRODUCT_IDS, PRODUCT_NOT_IN_ACCOUNT, STATUS_FORBIDS)


@operation("activateProducts", raises=(*_CODES, PLATFORM_FORBIDS), webhooks=(5, 15, 18, 37, 71))
def activate_products(call: Call, body: ProductsRequest) -> ActivateProductsResponseData:
    """Put products that were taken down back on sale, through an audit; on Tokopedia alone without one."""
    failed = _each(
        call, body.product_ids, lambda change: change.act_on(ProductEvent.ACTIVATE, body.listing_platforms or [])
    )
    return {
        "errors": [
            {
                "code": product_error["code"],
                "message": product_error["message"],
                "detail": {"product_id": product_error["detail"]["product_id"]},
            }
            for product_error in failed
        ]
    }


@operation("deactivateProducts", raises=(*_CODES, PLATFORM_FORBIDS), webhooks=(5,))
def deactivate_products(call: Call, body: ProductsRequest) -> ErrorsData:
    """Take live products off sale, on all their platforms or on those that are named."""
    platforms = body.listing_platforms or []
    return {"errors": _each(call, body.product_ids, lambda change: change.act_on(ProductEvent.DEACTIVATE, platforms))}


@operation("deleteProducts", raises=_CODES, webhooks=(5,))
def delete_products(call: Call, body: DeleteProductsRequest) -> ErrorsData:
    """Delete products; they can be recovered."""
    return {"errors": _each(call, body.product_ids, lambda change: change.act(ProductEvent.DELETE))}


@operation("recoverProducts", raises=_CODES, webhooks=(5,))
def recover_products(call: Call, body: DeleteProductsRequest) -> ErrorsData:
    """Bring deleted products back, off sale."""
    return {"errors": _each(call, body.product_ids, lambda change: change.act(ProductEvent.RECOVER))}


def _each(call: Call, product_ids: list[str], act: Callable[[ProductChange], None]) -> list[ProductError]:
    """Do the act to each product; those that fail are listed, the others are done."""
    if len(product_ids) > MAX_PRODUCTS:
        raise TOO_MANY_PRODUCT_IDS(limit=MAX_PRODUCTS)
    errors: list[ProductError] = []
    for product_id in sorted(set(product_ids), key=product_ids.index):
        try:
            _act_on(call, product_id, act)
        except ApiError as error:
            errors.append({"code": error.code, "message": error.message, "detail": {"product_id": product_id}})
    return errors


def _act_on(call: Call, product_id: str, act: Callable[[ProductChange], None]) -> None:
    change = change_product(call.tx, call.shop, product_id)
    if change is None:
        raise PRODUCT_NOT_IN_ACCOUNT(product_id=product_id[:40])
    act(change)
