"""The list of stock."""

from __future__ import annotations

from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.registry import Column, ListPage, add_list

from .models import Balance

STOCK = add_list(
    ListPage[Balance](
        "stock",
        "Stock",
        Permission.STOCK_VIEW,
        (
            Column("SKU", lambda balance: balance.variant.sku),
            Column("Product", lambda balance: balance.variant.product.title),
            Column("Options", lambda balance: balance.variant.options_text),
            Column("Location", lambda balance: balance.location.name),
            Column("Bin", lambda balance: balance.bin),
            Column("On hand", lambda balance: balance.on_hand),
            Column("Reserved", lambda balance: balance.reserved),
            Column("Available", lambda balance: balance.available),
        ),
        codes=("variant__sku", "variant__gtin"),
    )
)
