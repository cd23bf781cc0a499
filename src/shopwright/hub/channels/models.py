"""Apps, connections, their tokens, what channels told, and how each kind of traffic fares."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace

from .protocol import Capability
from .registry import channels


class ChannelApp(models.Model):
    """The application by which a workspace calls a channel. ``sealed``: its settings as JSON, encrypted.

    ``host`` tells shops apart whose ids are the same elsewhere: it is where the channel is called.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="channel_apps")
    channel = models.SlugField(max_length=40)
    host = models.CharField(max_length=200)
    label = models.CharField(max_length=80)
    sealed = models.BinaryField()
    clock_url = models.URLField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Credential(models.Model):
    """The tokens of an account, encrypted. ``lease``: who refreshes them at present, until ``leased_until``."""

    app = models.ForeignKey(ChannelApp, models.CASCADE, related_name="credentials")
    account = models.CharField(max_length=120)
    sealed = models.BinaryField(null=True)
    lease = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["app", "account"], name="credential_once")
        ]


class ConnectionState(models.TextChoices):
    ACTIVE = "active", "Connected"
    PAUSED = "paused", "Paused"
    CONSENT = "consent", "Needs consent"
    GONE = "gone", "Disconnected"


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), fields=["workspace", "name", "state", "is_realtime", "adopts"]
)
class Connection(models.Model):
    """A shop that a workspace sells in. ``settings``: what the channel needs to call it, no secrets.

    ``is_realtime``: stock goes out at once; else it waits until it is switched on again. ``adopts``: products of the
    shop that the hub does not know become products of the hub.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="connections")
    app = models.ForeignKey(ChannelApp, models.PROTECT, related_name="connections")
    channel = models.SlugField(max_length=40)
    host = models.CharField(max_length=200)
    account = models.CharField(max_length=120)
    external_id = models.CharField(max_length=100)
    name = models.CharField(max_length=120)
    region = models.CharField(max_length=8, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    settings = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ConnectionState.choices, default=ConnectionState.ACTIVE)
    trouble = models.TextField(blank=True)
    is_realtime = models.BooleanField(default=False)
    adopts = models.BooleanField(default=False)
    consent_ends_at = models.DateTimeField(null=True)
    checks = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    orders_read_to = models.DateTimeField(null=True)
    cases_read_to = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["channel", "host", "external_id"],
                condition=~Q(state="gone"),
                name="connection_in_one_workspace",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["workspace", "state"])]

    def __str__(self) -> str:
        return self.name

    @property
    def silence(self) -> str:
        """Why no number of stock is sent there; empty where each change is."""
        reasons = {
            ConnectionState.PAUSED: "Nothing is sent while the shop is paused: it keeps the numbers that it has.",
            ConnectionState.CONSENT: "Nothing is sent until the shop is connected again: its consent is missing.",
            ConnectionState.GONE: "Nothing is sent: the shop is disconnected.",
        }
        if reason := reasons.get(ConnectionState(self.state)):
            return reason
        return "" if self.is_realtime else "Nothing is sent: the shop keeps the numbers that it has."

    @property
    def can_refund(self) -> bool:
        """Whether money is given back there without a return."""
        kind = channels().get(self.channel)
        return kind is not None and Capability.REFUNDS in kind.capabilities

    @property
    def can_cancel(self) -> bool:
        """Whether the seller cancels orders there from here."""
        kind = channels().get(self.channel)
        return kind is not None and Capability.CANCELLATIONS in kind.capabilities

    @property
    def can_regroup(self) -> bool:
        """Whether the seller says there which goods travel together."""
        kind = channels().get(self.channel)
        return kind is not None and Capability.REGROUP in kind.capabilities


class Event(models.Model):
    """Something that a channel said has changed: kept before it is answered, worked on by the worker afterwards.

    ``is_patient``: what is read once, when a shop is connected, lets orders go first. Failed ones are given up until a
    person has them tried again; cancelled ones a person has dropped.
    """

    class State(models.TextChoices):
        NEW = "new"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="events")
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=100)
    source = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    is_patient = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    trouble = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "event_id"], name="event_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["is_patient", "due_at", "id"], condition=Q(state="new"), name="event_due"),
            models.Index(fields=["workspace", "-received_at", "-id"], name="event_newest"),
            models.Index(
                fields=["workspace", "-received_at", "-id"],
                condition=Q(state__in=["new", "failed", "cancelled"]),
                name="event_not_done",
            ),
            models.Index(fields=["done_at"], condition=Q(state="done"), name="event_done"),
            models.Index(fields=["workspace", "external_id"], name="event_of_object"),
            models.Index(fields=["connection", "-received_at"], condition=Q(source="webhook"), name="event_heard"),
        ]


class Traffic(models.Model):
    """How one kind of traffic with a connection fares: when it last worked, when and how it last failed."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="traffic")
    kind = models.CharField(max_length=20)
    worked_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "kind"], name="traffic_once")
        ]
