"""What the page of today tells."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shopwright.hub.access.models import Workspace
from shopwright.hub.aftersales.queries import to_answer
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.fulfilment.cutoffs.queries import cut_offs, late_risk
from shopwright.hub.fulfilment.picks.queries import pulls
from shopwright.hub.fulfilment.prints import to_print
from shopwright.hub.listings.models import Listing
from shopwright.hub.listings.models import State as ListingState
from shopwright.hub.notices.queries import failed as failed_notices
from shopwright.hub.orders.holds.queries import BEYOND_HOUR, held_for
from shopwright.hub.orders.models import Hold
from shopwright.hub.orders.queries import OPEN, orders, to_ship
from shopwright.hub.stock.queries import is_halted, oversold
from shopwright.hub.work.queries import given_up, linked, open_alerts

_SOON = timedelta(hours=12)


def today(workspace: Workspace) -> dict[str, object]:
    """What needs doing now, each with its number."""
    ready = to_ship(workspace)
    held = orders(workspace).filter(OPEN).exclude(hold=Hold.NONE)
    return {
        "to_ship": ready.count(),
        "urgent": ready.filter(ship_by__lt=timezone.now() + _SOON).count(),
        "first_orders": ready[:8],
        "to_answer": to_answer(workspace).count(),
        "urgent_answers": to_answer(workspace).filter(urgent_at__lt=timezone.now() + _SOON).count(),
        "held": held.filter(held_for(BEYOND_HOUR)).count(),
        "in_hour": held.exclude(held_for(BEYOND_HOUR)).count(),
        "oversold": oversold(workspace).count(),
        "refused_listings": Listing.objects.filter(workspace=workspace, state=ListingState.REFUSED).count(),
        "labels": to_print(workspace).count(),
        "cut_offs": cut_offs(workspace),
        "late_risk": late_risk(workspace).count(),
        "pulls": pulls(workspace)[:20],
        "failed_notices": failed_notices(workspace).count(),
        "given_up": given_up(workspace),
        "alerts": linked(workspace, open_alerts(workspace)[:8]),
        "is_halted": is_halted(workspace.pk),
        "has_connections": Connection.objects.filter(workspace=workspace).exclude(state=ConnectionState.GONE).exists(),
    }
