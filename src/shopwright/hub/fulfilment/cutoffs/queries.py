"""Every read about visits of carriers and late orders."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from shopwright.hub.access.models import Workspace
from shopwright.hub.fulfilment.models import ShippingSettings
from shopwright.hub.fulfilment.queries import not_begun
from shopwright.hub.fulfilment.zones import zone_of
from shopwright.hub.orders.models import Order, Payment
from shopwright.hub.orders.queries import OPEN, held_at, orders, to_ship

from .models import Pickup

#: Orders whose deadline is nearer than this are about to be late.
LATE_WITHIN = timedelta(hours=24)
_DAY = timedelta(days=1)
_EVERY_DAY = frozenset(range(7))


Visit = tuple[Pickup | None, QuerySet[Order], datetime, datetime]


class CutOff(NamedTuple):
    """The next visit of a carrier, in the warehouse's time, and how many orders are late if they miss it.

    ``pickup``: None for the visit of the shipping settings, which takes what no other one does.
    """

    at: datetime
    orders: int
    pickup: Pickup | None = None

    @property
    def key(self) -> str:
        """What names it in addresses."""
        return str(self.pickup.pk) if self.pickup else "rest"


def cut_offs(workspace: Workspace) -> list[CutOff]:
    """The next visit of each carrier, the soonest first.

    An order is counted at one of them: the one that fits it most narrowly. It has to leave with it if its deadline is
    before the visit after it.
    """
    return sorted(
        (
            CutOff(at, not_begun(rows).filter(ship_by__lt=after).count(), pickup)
            for pickup, rows, at, after in _visits(workspace)
        ),
        key=lambda item: (item.at, item.key),
    )


def orders_by(workspace: Workspace, key: str) -> QuerySet[Order] | None:
    """The orders that have to leave with the next visit of a carrier; None where there is no such carrier."""
    for pickup, rows, _, after in _visits(workspace):
        if key == (str(pickup.pk) if pickup else "rest"):
            return not_begun(rows).filter(ship_by__lt=after)
    return None


def _visits(workspace: Workspace) -> list[Visit]:
    """Each carrier with the orders that it takes, its next visit, and the one after that."""
    settings = ShippingSettings.objects.filter(workspace=workspace).first()
    zone = zone_of(workspace)
    pickups = list(Pickup.objects.filter(workspace=workspace).select_related("location"))
    # Of two that fit, the one that asks for more takes the order.
    pickups.sort(key=lambda item: (-bool(item.option) - bool(item.location_id), item.at, item.pk))
    now, taken = timezone.now().astimezone(zone), Q(pk__in=[])
    visits: list[Visit] = []
    for pickup in pickups:
        at, after = next_visits(now, pickup.at, frozenset(pickup.days))
        visits.append((pickup, to_ship(workspace).filter(_fits(pickup)).exclude(taken), at, after))
        taken |= _fits(pickup)
    if settings is not None and settings.cut_off is not None:
        at, after = next_visits(now, settings.cut_off, _EVERY_DAY)
        visits.append((None, to_ship(workspace).exclude(taken), at, after))
    return visits


def next_visits(now: datetime, at: time, days: frozenset[int]) -> tuple[datetime, datetime]:
    """The next two times that somebody comes at a time of these days of the week, in the zone of ``now``."""
    visits: list[datetime] = []
    day = now.date()
    while len(visits) < 2:
        visit = datetime.combine(day, at, now.tzinfo)
        if day.weekday() in days and visit > now:
            visits.append(visit)
        day += _DAY
    return visits[0], visits[1]


def _fits(pickup: Pickup) -> Q:
    fits = Q(shipping_option__icontains=pickup.option) if pickup.option else Q()
    if pickup.location_id is not None:
        fits &= held_at(pickup.location_id)
    return fits or Q(pk__isnull=False)


def late_risk(workspace: Workspace, within: timedelta = LATE_WITHIN) -> QuerySet[Order]:
    """Paid orders that have not left and whose deadline is near or over, held ones too, the most urgent first."""
    rows = orders(workspace).filter(OPEN, ship_by__lt=timezone.now() + within).exclude(payment=Payment.UNPAID)
    return rows.order_by("ship_by", "pk")
