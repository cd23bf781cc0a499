"""Parcels on their way out, and their labels."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.orders.models import Order, OrderLine


class State(models.TextChoices):
    """Where a shipment stands. Unknown: the channel was asked and did not answer, so it is looked up, not repeated."""

    INTENT = "intent", "Waiting to be booked"
    UNKNOWN = "unknown", "Being looked up"
    BOOKED = "booked", "Label on its way"
    READY = "ready", "Label ready"
    REFUSED = "refused", "Refused"
    CANCELLED = "cancelled", "Called back"


@pghistory.track(pghistory.UpdateEvent(), fields=["workspace", "state"])
class Shipment(models.Model):
    """A parcel. The row is there before the channel is asked for anything that costs money."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="shipments")
    connection = models.ForeignKey(Connection, models.PROTECT, related_name="shipments")
    order = models.ForeignKey(Order, models.CASCADE, related_name="shipments")
    external_id = models.CharField(max_length=100)
    carrier = models.CharField(max_length=120, blank=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INTENT)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    trouble = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    label_file = models.CharField(max_length=200, blank=True)
    label_type = models.CharField(max_length=40, blank=True)
    begun_by = models.ForeignKey(User, models.SET_NULL, null=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    booked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], condition=~Q(state="cancelled"), name="shipment_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state__in=["intent", "unknown", "booked"]), name="shipment_due"
            ),
            models.Index(fields=["workspace", "-id"], name="shipment_newest"),
            models.Index(fields=["workspace", "tracking_number"], name="shipment_tracking"),
        ]

    def __str__(self) -> str:
        return self.tracking_number or self.external_id


class ShipmentLine(models.Model):
    """What of an order line is in a parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="shipments")
    quantity = models.PositiveIntegerField()


class Print(models.Model):
    """A label that somebody took out: the first time, or again."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="prints")
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)
    is_reprint = models.BooleanField()
