"""Reads about shipments that their list needs."""

from __future__ import annotations

from django.db.models import Q

from shopwright.hub.access.models import Workspace
from shopwright.hub.core.lists import few_or_many

from .models import Shipment


def matching(workspace: Workspace, text: str) -> Q:
    """Shipments with a tracking number, a parcel's number, or a number of their order."""
    own = Shipment.objects.filter(workspace=workspace).values_list("pk", flat=True)
    ways = (Q(tracking_number=text), Q(external_id=text), Q(order__workspace=workspace, order__number=text))
    return few_or_many([(own.filter(way), way) for way in ways])
