"""Every read about listings that pages and other apps need."""

from __future__ import annotations

from django.db.models import QuerySet

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
