"""The lists of listings, one by listing and one by product and channel, and how search finds listings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.lists import Sorting, newest_of, parts_of
from shopwright.hub.lists.commands import Act, Command, add_acts, add_commands
from shopwright.hub.lists.registry import Column, GatheredList, ListPage, add_list
from shopwright.hub.lists.search import Hit, Source, add_source
from shopwright.hub.lists.topics import add_topics
from shopwright.hub.stock.queries import is_halted

from . import queries
from .brands.models import BrandMapping
from .categories.models import CategoryMapping
from .drift_models import Drift
from .models import Listing, OfferStock
from .papers.models import Certificate
from .publish_rules.models import PublishRule, RuleFiring
from .stock_rules import StockRule


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


DRIFT = add_list(
    ListPage(
        "drift",
        "Changed on channels",
        Permission.LISTINGS_VIEW,
        Drift,
        (
            Column("Listing", lambda row: title_of(row.listing)),
            Column("Shop", lambda row: row.connection.name),
            Column("Field", lambda row: row.get_field_display()),
            Column("Yours", lambda row: row.mine),
            Column("There", lambda row: row.theirs),
            Column("State", lambda row: row.get_state_display()),
            Column("What came of it", lambda row: row.words),
            Column("Seen (UTC)", lambda row: row.found_at),
        ),
        codes=("listing__external_id", "listing__product__variants__sku"),
        box="drifts",
    )
)
CATEGORIES = add_list(
    ListPage(
        "categories",
        "Categories",
        Permission.LISTINGS_VIEW,
        CategoryMapping,
        (
            Column("Your category", lambda row: row.words),
            Column("Shop", lambda row: row.connection.name),
            Column("Products", lambda row: row.product_count),
            Column("Category there", lambda row: row.category.path if row.category else ""),
            Column("Accepted", lambda row: row.is_accepted),
            Column("Why", lambda row: f"{row.get_reason_display()} {row.because}".strip()),
            Column("Missing", lambda row: ", ".join(f"{number} lack {name}" for name, number in row.gaps.items())),
        ),
        box="mappings",
    )
)
BRANDS = add_list(
    ListPage(
        "brands",
        "Brands",
        Permission.LISTINGS_VIEW,
        BrandMapping,
        (
            Column("Your brand", lambda row: row.brand),
            Column("Shop", lambda row: row.connection.name),
            Column("Products", lambda row: row.product_count),
            Column("Brand there", lambda row: row.name),
            Column("Id there", lambda row: row.external_id),
            Column("Accepted", lambda row: row.is_accepted),
            Column("Why", lambda row: row.get_reason_display()),
            Column("Trouble", lambda row: row.trouble),
        ),
        box="mappings",
    )
)
CERTIFICATES = add_list(
    ListPage(
        "papers",
        "Certificates",
        Permission.LISTINGS_VIEW,
        Certificate,
        (
            Column("Certificate", lambda row: row.name),
            Column("For", lambda row: row.scope_words),
            Column("Last day", lambda row: row.last_day),
            Column("Files", lambda row: ", ".join(file.name for file in row.files.all())),
        ),
    )
)
DIFFERENCES = add_list(
    ListPage(
        "stock-differences",
        "What would change",
        Permission.LISTINGS_VIEW,
        OfferStock,
        (
            Column("SKU", lambda stock: stock.offer.variant.sku if stock.offer.variant else ""),
            Column("Warehouse", lambda stock: stock.place.name),
            Column("There now", lambda stock: stock.acknowledged),
            Column("Would be", lambda stock: stock.wanted),
        ),
        is_of_row=True,
    )
)
FIRINGS = add_list(
    ListPage(
        "publish-rule",
        "What a rule did",
        Permission.LISTINGS_VIEW,
        RuleFiring,
        (
            Column("Product", lambda item: item.product.title),
            Column("What", lambda item: item.get_act_display()),
            Column("Listing", lambda item: item.listing.external_id),
            Column("State", lambda item: item.listing.get_state_display()),
            Column("At (UTC)", lambda item: item.at),
        ),
        is_of_row=True,
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
    Command("Changed on channels", "drift", Permission.LISTINGS_VIEW),
    Command("Stock rules", "rules", Permission.LISTINGS_VIEW),
    Command("Withheld numbers", "withheld", Permission.STOCK_VIEW),
)


def _halt(member: Member) -> list[Act]:
    """The panic button, or its end."""
    if is_halted(member.workspace_id):
        return [
            Act(
                "Offer again on all channels",
                "halt",
                Permission.LISTINGS_EDIT,
                {"do": "resume"},
                question="Every shop gets the numbers that there are, and sells again.",
                answer="Offer again",
            )
        ]
    return [
        Act(
            "All channels to 0",
            "halt",
            Permission.LISTINGS_EDIT,
            {"do": "halt"},
            question="Every shop goes to 0 at once and sells nothing. Orders and the ledger stay as they are; "
            "“Offer again” puts the numbers back.",
            answer="All to 0",
        )
    ]


add_acts(_halt)
PUBLISH_RULES = add_list(
    ListPage(
        "publish-rules",
        "Rules that publish",
        Permission.LISTINGS_VIEW,
        PublishRule,
        (
            Column("Rule", lambda rule: rule.name),
            Column("Shop", lambda rule: rule.connection.name),
            Column("What it does", lambda rule: rule.get_act_display()),
            Column("In 24 hours", lambda rule: rule.per_day),
            Column("Newer than days", lambda rule: rule.new_days),
            Column("Tag", lambda rule: rule.tag),
            Column("Brand", lambda rule: rule.brand),
            Column("Type", lambda rule: rule.kind),
            Column("Stock from", lambda rule: rule.stock_least),
            Column("Stock to", lambda rule: rule.stock_most),
            Column("Price from", lambda rule: rule.price_least),
            Column("Price to", lambda rule: rule.price_most),
            Column("On", lambda rule: rule.is_on),
        ),
    )
)
STOCK_RULES = add_list(
    GatheredList[StockRule](
        "rules",
        "Rules of stock",
        Permission.LISTINGS_VIEW,
        (
            Column("Kind", lambda rule: rule.kind),
            Column("For", lambda rule: rule.subject),
            Column("Then", lambda rule: rule.words),
            Column("On", lambda rule: rule.is_on),
        ),
    )
)
add_topics(Permission.LISTINGS_VIEW, "categories", "drift", "listings", "publish-rules", "rules")
