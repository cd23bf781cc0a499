"""What the page of today tells."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shopwright.hub.access.models import Workspace
from shopwright.hub.aftersales.queries import to_answer
from shopwright.hub.channels.models import Connection, ConnectionState, Event
from shopwright.hub.fulfilment.cutoffs.queries import cut_offs, late_risk
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.fulfilment.models import State as ShipmentState
from shopwright.hub.fulfilment.picks.queries import pulls
from shopwright.hub.fulfilment.prints import to_print
from shopwright.hub.listings.models import Listing, OfferStock
from shopwright.hub.listings.models import State as ListingState
from shopwright.hub.notices.queries import failed as failed_notices
from shopwright.hub.orders.models import Hold
from shopwright.hub.orders.queries import OPEN, orders, to_ship
from shopwright.hub.stock.models import LedgerCheck
from shopwright.hub.stock.queries import is_halted, oversold

_SOON = timedelta(hours=12)


def today(workspace: Workspace) -> dict[str, object]:
    """What needs doing now, each with its number."""
    ready = to_ship(workspace)
    return {
        "to_ship": ready.count(),
        "urgent": ready.filter(ship_by__lt=timezone.now() + _SOON).count(),
        "first_orders": ready[:8],
        "to_answer": to_answer(workspace).count(),
        "urgent_answers": to_answer(workspace).filter(urgent_at__lt=timezone.now() + _SOON).count(),
        "held": orders(workspace).filter(OPEN).exclude(hold__in=[Hold.NONE, Hold.CHANNEL]).count(),
        "oversold": oversold(workspace).count(),
        "refused_listings": Listing.objects.filter(workspace=workspace, state=ListingState.REFUSED).count(),
        "refused_numbers": OfferStock.objects.filter(workspace=workspace).exclude(trouble="").count(),
        "labels": to_print(workspace).count(),
        "cut_offs": cut_offs(workspace),
        "late_risk": late_risk(workspace).count(),
        "pulls": pulls(workspace)[:20],
        "refused_shipments": Shipment.objects.filter(workspace=workspace, state=ShipmentState.REFUSED).count(),
        "failed_events": Event.objects.filter(workspace=workspace, state=Event.State.FAILED).count(),
        "failed_notices": failed_notices(workspace).count(),
        "withheld": workspace.withholdings.filter(decided_at=None).count(),
        "is_halted": is_halted(workspace.pk),
        "ledger": LedgerCheck.objects.filter(workspace=workspace, broken__gt=0).first(),
        "troubled": Connection.objects.filter(workspace=workspace, state=ConnectionState.CONSENT),
        "has_connections": Connection.objects.filter(workspace=workspace).exclude(state=ConnectionState.GONE).exists(),
    }
