"""Finds the global product that a call names."""

from __future__ import annotations

from shopwright.platform.catalogue.errors import PRODUCT_NOT_FOUND, PRODUCT_NOT_IN_ACCOUNT, STATUS_FORBIDS
from shopwright.platform.core.call import Call
from shopwright.wire.errors import ApiError

from .global_product import GlobalProduct
from .global_product_change import GlobalProductChange, change_global_product
from .states import GlobalStatus
from .store import GlobalProducts


def named_global_product(call: Call) -> GlobalProduct:
    """The global product of the path: 12052260 unknown, 12052048 another seller's, 12052901 deleted."""
    id_ = call.path["global_product_id"]
    product = call.tx[GlobalProducts].get(call.account.account_id, id_)
    if product is None:
        raise _unknown(call, id_)
    if product.status is GlobalStatus.DELETED:
        raise STATUS_FORBIDS(status=product.status)
    return product


def global_product_to_change(call: Call) -> GlobalProductChange:
    """The global product of the path, its row held until the call ends; refused as by `named_global_product`."""
    id_ = call.path["global_product_id"]
    change = change_global_product(call.tx, call.account, id_)
    if change is None:
        raise _unknown(call, id_)
    if change.product.status is GlobalStatus.DELETED:
        raise STATUS_FORBIDS(status=change.product.status)
    return change


def _unknown(call: Call, id_: str) -> ApiError:
    """12052048 for one of another seller, where the operation's documentation lists it."""
    is_known = call.tx[GlobalProducts].owner_of(id_) is not None
    is_listed = str(PRODUCT_NOT_IN_ACCOUNT.code) in call.operation.documented_codes
    return (PRODUCT_NOT_IN_ACCOUNT if is_known and is_listed else PRODUCT_NOT_FOUND)(product_id=id_[:40])
