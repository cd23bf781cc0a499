"""Locations, the ledger of movements, balances, reservations, bundles and what is held back."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection


class LocationKind(models.TextChoices):
    OWN = "own", "Own"
    THIRD_PARTY = "third_party", "Third party"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Location(models.Model):
    """A place where goods lie. ``kind``: at a third party, who also picks, packs and ships what lies there, or not."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="locations")
    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=LocationKind.choices, default=LocationKind.OWN)

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
            models.Index(fields=["workspace", "id"], condition=Q(reserved__gte=F("on_hand")), name="balance_sold_out"),
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
    """A line of the ledger, never changed. ``cause`` is unique: the same cause moves stock once.

    ``source``: the machine that said so, like an import or a file; empty for people and orders. ``is_jump``: it made
    something nothing, or ten times as much.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="movements")
    location = models.ForeignKey(Location, models.PROTECT)
    delta = models.IntegerField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    cause = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=60, blank=True)
    is_jump = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "cause"], name="movement_cause_once"),
            models.CheckConstraint(condition=~Q(delta=0), name="movement_moves"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "source", "at"], condition=Q(is_jump=True), name="movement_jumps"),
            models.Index(fields=["variant", "-id"], name="movement_of_variant"),
            models.Index(fields=["workspace", "-id"], name="movement_newest"),
        ]


class Reservation(models.Model):
    """Stock promised to an order line, from its first sight until it is released or has left the house.

    A line that sells a bundle holds each of its parts: ``bundle`` then says which, and ``bundle_pieces`` how many, on
    one of the parts alone. ``is_pinned``: a person chose the location, and the channel's warehouse changes it no more.
    """

    class State(models.TextChoices):
        HELD = "held"
        CONSUMED = "consumed"
        RELEASED = "released"

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="reservations")
    location = models.ForeignKey(Location, models.PROTECT)
    connection = models.ForeignKey(Connection, models.PROTECT)
    bundle = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="+")
    bundle_pieces = models.PositiveIntegerField(default=0)
    cause = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    is_pinned = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "cause", "variant"], name="reservation_cause_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["variant", "connection"], condition=Q(state="held"), name="reservation_held"),
            models.Index(
                fields=["bundle", "connection"],
                condition=Q(state="held", bundle__isnull=False),
                name="reservation_held_bundle",
            ),
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BundlePart(models.Model):
    """So many pieces of ``part`` are in one piece of ``bundle``, which has no stock of its own."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    bundle = models.ForeignKey(Variant, models.CASCADE, related_name="parts")
    part = models.ForeignKey(Variant, models.PROTECT, related_name="bundles")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["bundle", "part"], name="bundle_part_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="bundle_part_is_some"),
            models.CheckConstraint(condition=~Q(bundle=models.F("part")), name="bundle_not_its_own_part"),
        ]


class BufferKind(models.TextChoices):
    """How a rule holds back: pieces, a share of what could be sold, or everything once little is left."""

    FIXED = "fixed", "Pieces"
    PERCENT = "percent", "Percent"
    THRESHOLD = "threshold", "All, once this few are left"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class BufferRule(models.Model):
    """Pieces that are not offered. Which rule holds for an offer, ``buffers`` says.

    What is left empty does not narrow: neither ``tag`` nor ``variant`` means all SKUs, neither ``channel`` nor
    ``connection`` all shops.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="buffer_rules")
    channel = models.SlugField(max_length=40, blank=True)
    connection = models.ForeignKey(Connection, models.CASCADE, null=True, blank=True, related_name="+")
    tag = models.CharField(max_length=60, blank=True)
    variant = models.ForeignKey(Variant, models.CASCADE, null=True, blank=True, related_name="buffer_rules")
    kind = models.CharField(max_length=10, choices=BufferKind.choices)
    amount = models.PositiveIntegerField()
    is_on = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(tag="") | Q(variant=None), name="buffer_one_subject"),
            models.CheckConstraint(condition=Q(channel="") | Q(connection=None), name="buffer_one_place"),
            models.CheckConstraint(condition=~Q(kind="percent") | Q(amount__lte=100), name="buffer_percent_to_100"),
            models.UniqueConstraint(
                fields=["workspace", "channel", "connection", "tag", "variant"],
                nulls_distinct=False,
                name="buffer_scope_once",
            ),
        ]


class SoldOutAct(models.TextChoices):
    """What becomes of an offer of which nothing is left."""

    ZERO = "zero", "Show it as sold out"
    PAUSE = "pause", "Pause the listing until there is stock again"
    BACKORDER = "backorder", "Go on selling, to be sent from a date on"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SoldOutRule(models.Model):
    """What becomes of offers that are sold out: of a SKU, on a connection, or both. The SKU goes before the connection.

    ``ships_on``: the day from which back-orders are sent. ``pieces``: how many at most in each place; None without a
    bound.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="sold_out_rules")
    connection = models.ForeignKey(Connection, models.CASCADE, null=True, blank=True, related_name="+")
    variant = models.ForeignKey(Variant, models.CASCADE, null=True, blank=True, related_name="sold_out_rules")
    act = models.CharField(max_length=10, choices=SoldOutAct.choices)
    ships_on = models.DateField(null=True, blank=True)
    pieces = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "connection", "variant"], nulls_distinct=False, name="sold_out_scope_once"
            ),
            models.CheckConstraint(
                condition=~Q(act="backorder") | Q(ships_on__isnull=False), name="sold_out_backorder_has_date"
            ),
        ]


@pghistory.track(pghistory.UpdateEvent())
class Withholding(models.Model):
    """Many SKUs went to nothing or to ten times as much at once, by one source: no shop is told before a person agrees.

    Open until ``decided_at``. ``is_believed``: the person said that it is so.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="withholdings")
    source = models.CharField(max_length=60)
    opened_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True)
    is_believed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "source"], condition=Q(decided_at=None), name="withholding_open_once"
            )
        ]


class Doubt(models.Model):
    """A movement that is withheld: what is offered is reckoned as if it had not been."""

    withholding = models.ForeignKey(Withholding, models.CASCADE, related_name="doubts")
    movement = models.OneToOneField(Movement, models.CASCADE, related_name="doubt")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="doubts")
    location = models.ForeignKey(Location, models.PROTECT)
    delta = models.IntegerField()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Halt(models.Model):
    """Nothing is offered on any channel until it is ended: for when something is wrong."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="halts")
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace"], condition=Q(ended_at=None), name="halt_open_once")
        ]


class LedgerCheck(models.Model):
    """When the balances of a workspace were last compared with the ledger, and how many differed."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="ledger_check")
    checked_at = models.DateTimeField()
    broken = models.PositiveIntegerField(default=0)
