"""Whether a buyer may buy on the terms of a product's listing: from when on, as what, how many, paid how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.product import Product
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .buyer_errors import NO_CASH_ON_DELIVERY, NOT_FOR_SALE, NOT_ON_SALE_YET, QUANTITY_REFUSED
from .store import OrderFilter, Orders

if TYPE_CHECKING:
    from .purchase import BasketLine, Purchase

#: Refusals that the terms of a listing cause.
TERMS = frozenset({NO_CASH_ON_DELIVERY, NOT_FOR_SALE, NOT_ON_SALE_YET, QUANTITY_REFUSED})

#: Among how many of a buyer's orders those are looked for that count towards a limit.
_ORDERS = 1000


def is_open(listing: Listing, now_ms: int) -> bool:
    """Whether a product is for sale, and since before ``now_ms``."""
    return not listing.is_not_for_sale and not _is_ahead(listing, now_ms)


def least_quantity(listing: Listing) -> int:
    """How many one order takes at least."""
    return listing.minimum_order_quantity or 1


def check_terms(tx: Tx, shop: Shop, purchase: Purchase, chosen: Sequence[tuple[BasketLine, Product]]) -> None:
    """Refuse a purchase that a listing does not allow.

    Gifts and samples may be of what is not for sale, in any number; what replaces goods of an older order is on that
    order's terms.
    """
    if purchase.is_replacement or purchase.is_exchange:
        return
    bought: dict[str, int] = {}
    for line, product in chosen:
        listing = _live(product)
        is_free = line.is_gift or purchase.is_sample
        if listing.is_not_for_sale and not is_free:
            raise NOT_FOR_SALE(product_id=product.product_id)
        if _is_ahead(listing, tx.now_ms()):
            raise NOT_ON_SALE_YET(product_id=product.product_id)
        if purchase.is_cod and listing.is_cod_allowed is False:
            raise NO_CASH_ON_DELIVERY(product_id=product.product_id)
        if not is_free:
            bought[product.product_id] = bought.get(product.product_id, 0) + line.quantity
    products = {product.product_id: product for _, product in chosen}
    for product_id, quantity in bought.items():
        _check_quantity(tx, shop, purchase, products[product_id], quantity)


def _check_quantity(tx: Tx, shop: Shop, purchase: Purchase, product: Product, quantity: int) -> None:
    listing = _live(product)
    limit = listing.purchase_order_quantity_limit
    least, most = least_quantity(listing), limit.maximum_order_quantity if limit else None
    in_all = limit.cumulative_order_quantity if limit else None
    facts: dict[str, object] = {
        "product_id": product.product_id,
        "least": least,
        "most": most or in_all or "any number",
    }
    if quantity < least or (most is not None and quantity > most):
        raise QUANTITY_REFUSED(quantity=quantity, where="in one order", **facts)
    if in_all is not None:
        before = _ordered_before(tx, shop, purchase.buyer.buyer_id, product.product_id)
        if before + quantity > in_all:
            raise QUANTITY_REFUSED(quantity=before + quantity, where="in all orders", **{**facts, "most": in_all})


def _ordered_before(tx: Tx, shop: Shop, buyer_id: str, product_id: str) -> int:
    """How many units of a product a buyer has in orders, cancelled ones aside."""
    wanted = OrderFilter(buyer_id=buyer_id)
    page = tx[Orders].page(shop.shop_id, wanted, by="created_at", descending=True, after=None, size=_ORDERS)
    orders = tx[Orders].some(shop.shop_id, [seen.order_id for seen in page])
    return sum(
        order.item_of(line).product_id == product_id and not line.is_gift
        for order in orders.values()
        for line in order.active_lines
    )


def _is_ahead(listing: Listing, now_ms: int) -> bool:
    planned = listing.scheduled_sale
    return planned is not None and planned.is_enabled_scheduled_sale and planned.schedule_sale_time > now_ms


def _live(product: Product) -> Listing:
    assert product.live is not None, f"product {product.product_id} is not on sale"
    return product.live
