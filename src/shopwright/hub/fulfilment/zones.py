"""The time zone in which a workspace's people read times: that of its warehouse."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from shopwright.hub.access.models import Workspace

from .models import ShippingSettings


def zone_of(workspace: Workspace) -> ZoneInfo:
    """The zone of the shipping settings; UTC before there are any."""
    row = ShippingSettings.objects.filter(workspace=workspace).values_list("time_zone", flat=True).first()
    return ZoneInfo(row or "UTC")
