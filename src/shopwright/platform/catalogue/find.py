"""Finds the product that a call names, as one shop sees it."""

from __future__ import annotations

from shopwright.platform.core.call import Call

from .errors import PRODUCT_DOES_NOT_EXIST
from .product import Product
from .product_change import ProductChange, change_product
from .store import Products


def named_product(call: Call) -> Product:
    """The product of the path; raises for an unknown one and for one of another shop."""
    product_id = call.path["product_id"]
    product = call.tx[Products].get(call.shop.shop_id, product_id)
    if product is None:
        raise PRODUCT_DOES_NOT_EXIST(product_id=product_id[:40])
    return product


def product_to_change(call: Call) -> ProductChange:
    """The product of the path, its row held until the call ends."""
    product_id = call.path["product_id"]
    change = change_product(call.tx, call.shop, product_id)
    if change is None:
        raise PRODUCT_DOES_NOT_EXIST(product_id=product_id[:40])
    return change
