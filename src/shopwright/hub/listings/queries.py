"""Every read about listings that pages and other apps need."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max, Min, QuerySet, Sum

from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.channels.models import Connection

from .models import Listing, OfferStock, State


def differences(connection: Connection) -> QuerySet[OfferStock]:
    """Numbers that the shop has otherwise than the hub wants them."""
    return (
        OfferStock.objects.filter(connection=connection, is_due=True)
        .select_related("offer__variant__product", "offer__listing", "place")
        .order_by("pk")
    )


def count_differences(connection: Connection) -> int:
    return differences(connection).count()


class Cell(NamedTuple):
    """A product on a connection: its listing, the range of its prices there, and how many can be sold."""

    listing: Listing
    lowest: Decimal | None
    highest: Decimal | None
    quantity: int | None


def cells(products: Collection[Product]) -> dict[tuple[int, int], Cell]:
    """Where products stand, by product and connection."""
    rows = Listing.objects.filter(product__in=products).exclude(state=State.ENDED).select_related("connection")
    prices = rows.annotate(lowest=Min("offers__seen_price"), highest=Max("offers__seen_price"))
    amounts = dict(
        OfferStock.objects.filter(offer__listing__in=rows)
        .values_list("offer__listing_id")
        .annotate(total=Sum("acknowledged"))
    )
    return {
        (row.product_id or 0, row.connection_id): Cell(row, row.lowest, row.highest, amounts.get(row.pk))
        for row in prices
    }


def variants_in_use(variant_ids: Collection[int]) -> set[int]:
    """Those of the variants whose product is on a channel, or was."""
    listed = Variant.objects.filter(pk__in=variant_ids, product__listings__isnull=False)
    offered = OfferStock.objects.filter(offer__variant_id__in=variant_ids)
    return {*listed.values_list("pk", flat=True), *offered.values_list("offer__variant_id", flat=True)}
