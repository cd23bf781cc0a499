"""Every read about listings that pages and other apps need."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection

from .models import OfferStock


def differences(connection: Connection) -> QuerySet[OfferStock]:
    """Numbers that the shop has otherwise than the hub wants them."""
    return (
        OfferStock.objects.filter(connection=connection, is_due=True)
        .select_related("offer__variant__product", "offer__listing", "place")
        .order_by("pk")
    )


def count_differences(connection: Connection) -> int:
    return differences(connection).count()


def variants_in_use(variant_ids: Collection[int]) -> set[int]:
    """Those of the variants whose product is on a channel, or was."""
    listed = Variant.objects.filter(pk__in=variant_ids, product__listings__isnull=False)
    offered = OfferStock.objects.filter(offer__variant_id__in=variant_ids)
    return {*listed.values_list("pk", flat=True), *offered.values_list("offer__variant_id", flat=True)}
