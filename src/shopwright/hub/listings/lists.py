"""The lists of listings, one by listing and one by product and channel, and how search finds listings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.lists import Sorting, newest_of, parts_of
from shopwright.hub.lists.commands import Command, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.search import Hit, Source, add_source
from shopwright.hub.lists.topics import add_topics

from . import queries
from .models import Listing


def title_of(listing: Listing) -> str:
    """How the hub calls a listing; as the channel does where it is linked to nothing."""
    return (listing.product.title if listing.product else "") or listing.seen_title


LISTINGS = add_list(
    ListPage(
        "listings",
        "Listings",
        Permission.LISTINGS_VIEW,
        Listing,
        (
            Column("Listing", title_of),
            Column("Channel", lambda listing: listing.connection.name),
            Column("Id there", lambda listing: listing.external_id),
            Column("State", lambda listing: listing.get_state_display()),
            Column("Wanted", lambda listing: listing.get_wish_display() if listing.wish else ""),
            Column("Trouble", lambda listing: listing.trouble),
            Column("Remedy", lambda listing: listing.remedy),
            Column("Seen (UTC)", lambda listing: listing.seen_at),
        ),
        codes=("external_id", "product__variants__sku"),
        box="listings",
    )
)


class GridSheet:
    """Products with three columns for each connection: state, lowest price and pieces."""

    def __init__(self, member: Member, rows: QuerySet[Product], sorting: Sorting) -> None:
        self._rows, self._sorting = rows, sorting
        self._connections = list(
            Connection.objects.filter(workspace=member.workspace)
            .exclude(state=ConnectionState.GONE)
            .order_by("name", "pk")
        )

    @property
    def header(self) -> list[str]:
        names = [f"{shop.name} {what}" for shop in self._connections for what in ("state", "price", "pieces")]
        return ["Product", "Brand", *names]

    def rows(self) -> Iterator[list[object]]:
        for part in parts_of(self._rows, self._sorting):
            cells = queries.cells(part)
            for product in part:
                row: list[object] = [product.title, product.brand]
                for connection in self._connections:
                    cell = cells.get((product.pk, connection.pk))
                    row += [cell.listing.get_state_display(), cell.lowest, cell.quantity] if cell else ["", None, None]
                yield row


GRID = add_list(
    ListPage(
        "grid",
        "Products by channel",
        Permission.LISTINGS_VIEW,
        Product,
        GridSheet,
        codes=("variants__sku", "variants__gtin"),
        box="products",
    )
)


def _find(member: Member, text: str, limit: int) -> Sequence[Hit]:
    """By the channel's id of the listing or of one of its offers, or by a part of the title there."""
    shops = Connection.objects.filter(workspace=member.workspace)
    ids = list(Listing.objects.filter(connection__in=shops, external_id=text).values_list("pk", flat=True)[:limit])
    ids += Listing.objects.filter(offers__connection__in=shops, offers__external_id=text).values_list("pk", flat=True)[
        :limit
    ]
    titled = Listing.objects.filter(seen_title__icontains=text, workspace=member.workspace)
    further = [pk for pk in newest_of(titled, limit) if pk not in ids]
    rows = Listing.objects.select_related("connection", "product").in_bulk([*ids, *further[: max(0, limit - len(ids))]])
    hits = [
        Hit(
            title_of(row),
            f"{row.connection.name}, {row.get_state_display().lower()}, {row.external_id}",
            "listing",
            pk,
            pk in ids,
        )
        for pk, row in rows.items()
    ]
    return sorted(hits, key=lambda hit: not hit.is_exact)[:limit]


add_source(Source("listings", "Listings", Permission.LISTINGS_VIEW, _find, "listings"))
add_commands(
    Command("Products by channel", "grid", Permission.LISTINGS_VIEW),
    Command("Refused listings", "listings", Permission.LISTINGS_VIEW, query="?state=refused"),
    Command("Stock rules", "rules", Permission.LISTINGS_VIEW),
    Command("Withheld numbers", "withheld", Permission.STOCK_VIEW),
)
add_topics(Permission.LISTINGS_VIEW, "listings")
