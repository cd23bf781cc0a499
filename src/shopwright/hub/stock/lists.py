"""The list of stock, and the ledger of a SKU."""

from __future__ import annotations

from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.commands import Command, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.topics import add_topics

from .models import Balance, Location, Movement

STOCK = add_list(
    ListPage(
        "stock",
        "Stock",
        Permission.STOCK_VIEW,
        Balance,
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
LEDGER = add_list(
    ListPage(
        "variant-stock",
        "Ledger",
        Permission.STOCK_VIEW,
        Movement,
        (
            Column("When (UTC)", lambda line: line.at),
            Column("Location", lambda line: line.location.name),
            Column("Pieces", lambda line: line.delta),
            Column("Why", lambda line: line.get_reason_display()),
            Column("Note", lambda line: line.note),
            Column("By", lambda line: line.by.email if line.by else line.source),
        ),
        is_of_row=True,
    )
)
LOCATIONS = add_list(
    ListPage(
        "locations",
        "Locations",
        Permission.STOCK_VIEW,
        Location,
        (
            Column("Location", lambda place: place.name),
            Column("Kind", lambda place: place.get_kind_display()),
            Column("Default", lambda place: place.is_default),
            Column("SKUs", lambda place: place.skus),  # type: ignore[attr-defined]
            Column("Pieces", lambda place: place.pieces or 0),  # type: ignore[attr-defined]
            Column("Reserved", lambda place: place.held or 0),  # type: ignore[attr-defined]
        ),
    )
)
add_commands(
    Command("Receive stock", "stock-sheet", Permission.STOCK_EDIT, ("receive",)),
    Command("Count stock", "stock-sheet", Permission.STOCK_EDIT, ("count",)),
    Command("Oversold SKUs", "stock", Permission.STOCK_VIEW, query="?only=oversold"),
    Command("Locations", "locations", Permission.STOCK_VIEW),
)
add_topics(Permission.STOCK_VIEW, "locations", "stock")
