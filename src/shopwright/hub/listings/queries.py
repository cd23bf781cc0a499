"""Every read about listings that pages and other apps need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Max, Min, Q, QuerySet, Sum

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.catalog.price_rules import Rounding, words_of
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.lists import few_or_many

from . import propagation
from .drift_models import Drift, DriftState
from .models import Listing, ListingRule, Offer, OfferStock, State
from .overrides import labels_of


def differences(connection: Connection) -> QuerySet[OfferStock]:
    """Numbers that the shop has otherwise than the hub wants them."""
    return (
        OfferStock.objects.filter(connection=connection, is_due=True)
        .exclude(acknowledged=F("wanted"), acknowledged_backorder_on=F("backorder_on"))
        .exclude(acknowledged=F("wanted"), acknowledged_backorder_on=None, backorder_on=None)
        .select_related("offer__variant__product", "offer__listing", "place")
        .order_by("pk")
    )


def matching(workspace: Workspace, text: str) -> Q:
    """Listings whose title here or on the channel holds a text."""
    own = Listing.objects.filter(workspace=workspace).values_list("pk", flat=True)
    there, here = Q(seen_title__icontains=text), Q(product__title__icontains=text)
    return few_or_many([(own.filter(there), there), (own.filter(here), here)])


def count_differences(connection: Connection) -> int:
    return differences(connection).count()


class Cell(NamedTuple):
    """A product on a connection: its listing, the range of its prices there, and how many can be sold.

    ``drifts``: fields that others changed there.
    """

    listing: Listing
    lowest: Decimal | None
    highest: Decimal | None
    quantity: int | None
    drifts: int

    @property
    def own(self) -> str:
        """What the listing has of its own, in words."""
        return ", ".join(labels_of(self.listing.overrides)).lower()


def cells(products: Collection[Product]) -> dict[tuple[int, int], Cell]:
    """Where products stand, by product and connection."""
    rows = (
        Listing.objects.filter(product__in=products)
        .exclude(state=State.ENDED)
        .select_related("connection", "product", "workspace")
    )
    prices = rows.annotate(lowest=Min("offers__seen_price"), highest=Max("offers__seen_price"))
    amounts = dict(
        OfferStock.objects.filter(offer__listing__in=rows)
        .values_list("offer__listing_id")
        .annotate(total=Sum("acknowledged"))
    )
    drifts = Counter(Drift.objects.filter(listing__in=rows, state=DriftState.OPEN).values_list("listing_id", flat=True))
    return {
        (row.product_id or 0, row.connection_id): Cell(
            row, row.lowest, row.highest, amounts.get(row.pk), drifts[row.pk]
        )
        for row in prices
    }


def with_price_rules(connections: Collection[Connection]) -> list[tuple[Connection, str]]:
    """Connections, each with the list and the rule that its prices come from."""
    rules = {
        rule.connection_id: rule
        for rule in ListingRule.objects.filter(connection__in=connections).select_related("price_list")
    }
    return [(item, _price_words(rules.get(item.pk), item.currency)) for item in connections]


def _price_words(rule: ListingRule | None, currency: str) -> str:
    if rule is None:
        return "Catalogue"
    source = str(rule.price_list or "Catalogue")
    changes = words_of(rule.percent, rule.amount, Rounding(rule.rounding), currency)
    return ", ".join(part for part in (source, changes, "" if rule.sends_prices else "not sent") if part)


def open_drifts(listing: Listing) -> QuerySet[Drift]:
    """What others changed of a listing and nobody has decided about."""
    return listing.drifts.filter(state=DriftState.OPEN).order_by("pk")


def variants_in_use(variant_ids: Collection[int]) -> set[int]:
    """Those of the variants whose product is on a channel, or was."""
    listed = Variant.objects.filter(pk__in=variant_ids, product__listings__isnull=False)
    offered = OfferStock.objects.filter(offer__variant_id__in=variant_ids)
    return {*listed.values_list("pk", flat=True), *offered.values_list("offer__variant_id", flat=True)}


def facts(connection: Connection) -> list[tuple[str, str]]:
    """How a connection's stock fares: what is still to be sent, and how long numbers took lately."""
    told = []
    if connection.is_realtime and (waiting := OfferStock.objects.filter(connection=connection, is_due=True).count()):
        told.append(("Catching up", f"{waiting:,} number{'' if waiting == 1 else 's'} to go"))
    lately = propagation.spread(connection)
    if lately is not None:
        told.append(("Numbers arrive", f"half within {_span(lately.p50)}, 95 of 100 within {_span(lately.p95)}"))
        told.append(("Sent in 24 hours", f"{lately.pushes:,}"))
    return told


def _span(seconds: float) -> str:
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.1f} s"


def listing_as_json(listing: Listing) -> dict[str, object]:
    """A listing as programs read it."""
    return {
        "id": listing.pk,
        "connection": listing.connection.name,
        "connection_id": listing.connection_id,
        "external_id": listing.external_id,
        "product_id": listing.product_id,
        "title": listing.seen_title or (listing.product.title if listing.product else ""),
        "state": listing.state,
        "wish": listing.wish,
        "trouble": listing.trouble,
        "remedy": listing.remedy,
        "seen_at": listing.seen_at,
    }


def variant_ids_behind(connection: Connection, sku_ids: Collection[str]) -> dict[str, int]:
    """Which variants a channel's SKU ids offer, those that are linked."""
    offers = Offer.objects.filter(connection=connection, external_id__in=sku_ids).exclude(variant=None)
    return {sku_id: variant_id or 0 for sku_id, variant_id in offers.values_list("external_id", "variant_id")}
