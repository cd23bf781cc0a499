"""What has to be ready when the carrier comes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils import timezone

from shopwright.hub.access.models import Workspace
from shopwright.hub.orders.queries import to_ship

from .models import Shipment, ShippingSettings, State

_DAY = timedelta(days=1)


class CutOff(NamedTuple):
    """When the carrier comes next, in the warehouse's time, and how many orders are late if they miss it."""

    at: datetime
    orders: int


def cut_off(workspace: Workspace) -> CutOff | None:
    """The next visit of the carrier; None where no time is set.

    An order has to leave with it if its deadline is before the visit after it.
    """
    settings = ShippingSettings.objects.filter(workspace=workspace).exclude(cut_off=None).first()
    if settings is None or settings.cut_off is None:
        return None
    now = timezone.now().astimezone(ZoneInfo(settings.time_zone))
    at = datetime.combine(now.date(), settings.cut_off, now.tzinfo)
    if at <= now:
        at = datetime.combine(now.date() + _DAY, settings.cut_off, now.tzinfo)
    after = datetime.combine(at.date() + _DAY, settings.cut_off, now.tzinfo)
    begun = Shipment.objects.filter(order=OuterRef("pk")).exclude(state=State.CANCELLED)
    return CutOff(at, to_ship(workspace).filter(~Exists(begun), ship_by__lt=after).count())
