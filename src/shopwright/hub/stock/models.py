"""Locations, the ledger of movements, balances and reservations."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Location(models.Model):
    """A place where goods lie."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="locations")
    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "name"], name="location_name_once"),
            models.UniqueConstraint(fields=["workspace"], condition=Q(is_default=True), name="location_one_default"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.UpdateEvent())
class ChannelLocation(models.Model):
    """A warehouse of a channel, and the location whose stock is offered from it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="locations")
    external_id = models.CharField(max_length=100)
    name = models.CharField(max_length=120)
    is_default = models.BooleanField(default=False)
    location = models.ForeignKey(Location, models.SET_NULL, null=True, blank=True, related_name="channel_locations")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "external_id"], name="channel_location_once")
        ]


class Balance(models.Model):
    """What a location has of a variant: ``on_hand`` is the sum of its movements, ``reserved`` of what is held.

    ``bin``: the shelf. More may be reserved than there is: that is oversold, and seen.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="balances")
    location = models.ForeignKey(Location, models.PROTECT, related_name="balances")
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    bin = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["variant", "location"], name="balance_once"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="balance_on_hand_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="balance_reserved_not_negative"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-id"], name="balance_newest"),
            models.Index(fields=["workspace", "id"], condition=Q(reserved__gt=F("on_hand")), name="balance_oversold"),
        ]

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class Reason(models.TextChoices):
    """Why stock moved."""

    START = "start", "Taken over"
    RECEIVED = "received", "Received"
    COUNTED = "counted", "Counted"
    DAMAGED = "damaged", "Damaged"
    CORRECTED = "corrected", "Corrected"
    SOLD = "sold", "Handed over"
    RETURNED = "returned", "Returned"
    MOVED = "moved", "Moved between locations"


class Movement(models.Model):
    """A line of the ledger, never changed. ``cause`` is unique: the same cause moves stock once."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="movements")
    location = models.ForeignKey(Location, models.PROTECT)
    delta = models.IntegerField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    cause = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "cause"], name="movement_cause_once"),
            models.CheckConstraint(condition=~Q(delta=0), name="movement_moves"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["variant", "-id"], name="movement_of_variant"),
            models.Index(fields=["workspace", "-id"], name="movement_newest"),
        ]


class Reservation(models.Model):
    """Stock promised to an order line, from its first sight until it is released or has left the house."""

    class State(models.TextChoices):
        HELD = "held"
        CONSUMED = "consumed"
        RELEASED = "released"

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="reservations")
    location = models.ForeignKey(Location, models.PROTECT)
    connection = models.ForeignKey(Connection, models.PROTECT)
    cause = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "cause"], name="reservation_cause_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["variant", "connection"], condition=Q(state="held"), name="reservation_held")
        ]
