"""Prices that buyers see struck through: what they are, and how they end."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.money import text
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit

from .listing import ListPrice
from .product import Strikethrough
from .product_change import ProductChange, change_product

#: Name of the due action that ends a price, and after how long it does (invented).
END = declare("strikethrough_price")
LASTS_MS = 30 * DAY_MS


def strike_through(change: ProductChange, sku_id: str, amount: Decimal) -> None:
    """Show a price struck through beside a SKU's, in place of its list price, until it ends."""
    product, tx = change.product, change.tx
    known = product.strikethroughs.get(sku_id)
    listed = next(sku.list_price for sku in product.listing.skus if sku.id == sku_id)
    price = ListPrice(text(amount, 2), "USD")
    ends_at = tx.now_ms() + LASTS_MS
    before = known.before if known is not None else listed
    product.strikethroughs[sku_id] = Strikethrough(price.amount, ends_at, before)
    _set_list_price(change, sku_id, price)
    subject = f"{change.shop.shop_id}:{product.product_id}:{sku_id}"
    plan(tx, END, subject, change.shop.shop_id, ends_at)


def _set_list_price(change: ProductChange, sku_id: str, price: ListPrice | None) -> None:
    for version in change.product.versions:
        version.skus = [
            msgspec.structs.replace(sku, list_price=price) if sku.id == sku_id else sku for sku in version.skus
        ]


@due(END)
def end_strikethrough(tx: Tx, action: DueAction) -> None:
    """End a price: the list price is again what it was, unless the seller has set another, and apps are told (38)."""
    shop_id, product_id, sku_id = action.subject.split(":")
    shop = tx[Accounts].shop(shop_id)
    change = change_product(tx, shop, product_id) if shop is not None else None
    if shop is None or change is None:
        return
    ended = change.product.strikethroughs.pop(sku_id, None)
    sku = next((sku for sku in change.product.listing.skus if sku.id == sku_id), None)
    if ended is None or sku is None:
        return
    if sku.list_price == ListPrice(ended.amount, "USD"):
        _set_list_price(change, sku_id, ended.before)
    emit(tx, shop, 38, {"product_id": product_id, "sku_id": sku_id})
