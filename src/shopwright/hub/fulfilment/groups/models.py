"""What people ask of channels about which goods travel together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.orders.models import Order


class RegroupKind(models.TextChoices):
    SPLIT = "split", "Split into parcels"
    COMBINE = "combine", "Sent together"
    TAKE_OUT = "take_out", "Sent apart again"


class RegroupState(models.TextChoices):
    """Where it stands. Unknown: the channel was asked and did not answer, so it is looked up, not repeated."""

    INTENT = "intent", "Waiting"
    UNKNOWN = "unknown", "Being looked up"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    CANCELLED = "cancelled", "Cancelled"


class Regroup(models.Model):
    """A split, a combination, or orders that leave one. The row is there before the channel is asked.

    ``parts``: of a split, the channel's ids of the lines of each parcel. ``parcel_id``: of orders that leave one.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="regroups")
    connection = models.ForeignKey(Connection, models.PROTECT, related_name="regroups")
    kind = models.CharField(max_length=8, choices=RegroupKind.choices)
    state = models.CharField(max_length=10, choices=RegroupState.choices, default=RegroupState.INTENT)
    parts = models.JSONField(default=list)
    parcel_id = models.CharField(max_length=100, blank=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=120, blank=True)
    trouble = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at", "id"], condition=Q(state__in=["intent", "unknown"]), name="regroup_due"),
            models.Index(fields=["workspace", "-at", "-id"], name="regroup_latest"),
        ]


class RegroupedOrder(models.Model):
    """An order of it: one thing at a time is asked about an order."""

    regroup = models.ForeignKey(Regroup, models.CASCADE, related_name="rows")
    order = models.ForeignKey(Order, models.CASCADE, related_name="regroups")
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order"], condition=Q(is_open=True), name="regroup_one_at_a_time")
        ]
