"""Finds the product that a call names, as one shop sees it."""

from __future__ import annotations

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.call import Call
from shopwright.wire.errors import ApiError

from .errors import (
    PRODUCT_DOES_NOT_EXIST,
    PRODUCT_IDS_INVALID,
    PRODUCT_NOT_IN_ACCOUNT,
    PRODUCT_OF_ANOTHER_SHOP,
)
from .product import Product
from .product_change import ProductChange, change_product
from .store import Products

#: What `named_product` and `product_to_change` raise, as far as the documentation of the operation lists it.
UNKNOWN_PRODUCT = (PRODUCT_DOES_NOT_EXIST, PRODUCT_NOT_IN_ACCOUNT)


def named_product(call: Call) -> Product:
    """The product of the path; raises for an unknown one and for one of another shop."""
    product_id = call.path["product_id"]
    product = call.tx[Products].get(call.shop.shop_id, product_id)
    if product is None:
        raise unknown_product(call, product_id)
    return product


def product_to_change(call: Call) -> ProductChange:
    """The product of the path, its row held until the call ends."""
    product_id = call.path["product_id"]
    change = change_product(call.tx, call.shop, product_id)
    if change is None:
        raise unknown_product(call, product_id)
    return change


def unknown_product(call: Call, product_id: str) -> ApiError:
    """Why the shop has no product of an id: it is none, it is unknown, or another seller's or another shop's.

    12052031, 12052032, 12052048 and 12052034, of which each operation answers those that its documentation lists.
    """
    named = product_id[:40]
    documented = call.operation.documented_codes
    if not product_id.isdecimal() and str(PRODUCT_IDS_INVALID.code) in documented:
        return PRODUCT_IDS_INVALID(ids=named)
    owner = call.tx[Products].shop_of(product_id)
    if owner is not None:
        shop = call.tx[Accounts].shop(owner)
        is_ours = shop is not None and shop.account_id == call.account.account_id
        if is_ours and str(PRODUCT_OF_ANOTHER_SHOP.code) in documented:
            return PRODUCT_OF_ANOTHER_SHOP(product_id=named)
        return PRODUCT_NOT_IN_ACCOUNT(product_id=named)
    if str(PRODUCT_DOES_NOT_EXIST.code) in documented:
        return PRODUCT_DOES_NOT_EXIST(product_id=named)
    return PRODUCT_NOT_IN_ACCOUNT(product_id=named)
