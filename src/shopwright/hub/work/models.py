"""Alerts, runs of the reconciler, and what it found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.channels.models import Connection


class Alert(models.Model):
    """Something that the owner must know: there from the moment a rule raised it until it holds no more.

    ``cause`` tells it from others of its rule. ``acknowledged_count``: how much of it there was when somebody
    acknowledged it; when there is more, it is told anew.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="alerts")
    connection = models.ForeignKey(Connection, models.CASCADE, null=True, related_name="+")
    rule = models.CharField(max_length=30)
    cause = models.CharField(max_length=120)
    words = models.TextField()
    remedy = models.TextField(blank=True)
    page = models.CharField(max_length=40, blank=True)
    page_args = models.JSONField(default=list)
    page_query = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(default=1)
    is_urgent = models.BooleanField(default=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    cleared_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, models.SET_NULL, null=True)
    acknowledged_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "rule", "cause"], condition=Q(cleared_at=None), name="alert_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-raised_at", "-id"], name="alert_newest"),
        ]


class RunState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


#: States that a worker takes on.
OPEN_RUNS = (RunState.WAITING, RunState.RUNNING)


class Run(models.Model):
    """A check of a connection. ``step`` and ``cursor``: how far it has come, kept with what it has written down.

    ``attempts``: how often the present step failed in a row, or how often the channel was looked at while confirming.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="runs")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="runs")
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    step = models.CharField(max_length=10, default="orders")
    cursor = models.CharField(max_length=2000, blank=True)
    orders = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    listings = models.PositiveIntegerField(default=0)
    numbers = models.PositiveIntegerField(default=0)
    listing_total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["connection"], condition=Q(state__in=["waiting", "running"]), name="run_one_at_a_time"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="run_newest"),
            models.Index(fields=["connection", "-created_at"], name="run_of_connection"),
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "running"]), name="run_due"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_RUNS


class Met(models.Model):
    """A listing that a run met in the channel's list as the hub has it, so that it need not be read alone."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="met")
    external_id = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "external_id"], name="met_once")
        ]


class What(models.TextChoices):
    """What was found to differ."""

    ORDER_MISSING = "order_missing", "Order missing here"
    ORDER_STATE = "order_state", "State of an order"
    CASE_MISSING = "case_missing", "Return or cancellation missing here"
    CASE_STATE = "case_state", "State of a return or cancellation"
    LISTING_MISSING = "listing_missing", "Listing missing here"
    LISTING_GONE = "listing_gone", "Listing gone there"
    LISTING_STATE = "listing_state", "State of a listing"
    PRICE = "price", "Price"
    STOCK = "stock", "Stock"


class Outcome(models.TextChoices):
    """What became of a finding. Sent: the channel was told, and has not acknowledged it yet."""

    FOUND = "found", "To be mended"
    SENT = "sent", "Sent again"
    MENDED = "mended", "Mended"
    LEFT = "left", "Left as it is"
    VANISHED = "vanished", "Gone by itself"


class Finding(models.Model):
    """Something that the hub and a channel had otherwise.

    ``external_id`` and ``place``: of what, as the channel knows it. ``words``: what was done, or why nothing was.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.CASCADE)
    run = models.ForeignKey(Run, models.CASCADE, related_name="findings")
    what = models.CharField(max_length=16, choices=What.choices)
    external_id = models.CharField(max_length=100)
    place = models.CharField(max_length=100, blank=True)
    about = models.CharField(max_length=300)
    expected = models.CharField(max_length=200)
    seen = models.CharField(max_length=200)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.FOUND)
    words = models.TextField(blank=True)
    page = models.CharField(max_length=40, blank=True)
    page_args = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "what", "external_id", "place"], name="finding_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-id"], name="finding_newest"),
            models.Index(fields=["run", "id"], condition=Q(outcome__in=["found", "sent"]), name="finding_open"),
        ]
