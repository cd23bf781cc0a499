"""Every read about listings that pages and other apps need."""

from __future__ import annotations

from django.db.models import F, QuerySet

from shopwright.hub.channels.models import Connection

from . import propagation
from .models import OfferStock


def differences(connection: Connection) -> QuerySet[OfferStock]:
    """Numbers that the shop has otherwise than the hub wants them."""
    return (
        OfferStock.objects.filter(connection=connection, is_due=True)
        .exclude(acknowledged=F("wanted"), acknowledged_backorder_on=F("backorder_on"))
        .exclude(acknowledged=F("wanted"), acknowledged_backorder_on=None, backorder_on=None)
        .select_related("offer__variant__product", "offer__listing", "place")
        .order_by("pk")
    )


def count_differences(connection: Connection) -> int:
    return differences(connection).count()


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
