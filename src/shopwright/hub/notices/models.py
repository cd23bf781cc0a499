"""What buyers are told: the texts, which of them are on in which shop, and each message."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.orders.models import Order


class Step(models.TextChoices):
    """A step of an order that a buyer is told of."""

    ACCEPTED = "accepted", "Order accepted"
    HELD = "held", "On hold"
    PACKED = "packed", "Packed"
    SHIPPED = "shipped", "Shipped"
    DELIVERED = "delivered", "Delivered"
    CANCELLED = "cancelled", "Cancelled"
    RETURN_APPROVED = "return_approved", "Return approved"
    RETURN_REJECTED = "return_rejected", "Return rejected"
    RETURN_RECEIVED = "return_received", "Return received"
    REFUNDED = "refunded", "Refunded"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class NoticeText(models.Model):
    """What a step is told with in a language; without a connection in every shop that has no text of its own."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="notice_texts")
    connection = models.ForeignKey(Connection, models.CASCADE, null=True, related_name="notice_texts")
    step = models.CharField(max_length=16, choices=Step.choices)
    language = models.CharField(max_length=2)
    text = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "step", "language", "connection"], nulls_distinct=False, name="notice_text_once"
            )
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), fields=["workspace", "step", "is_on"])
class NoticeSwitch(models.Model):
    """Whether a step is told in a shop.

    ``tried``: a hash of the texts that the last dry run showed; only what was tried is switched on. ``since``: when it
    was switched on, by the shop's clock; buyers of older orders are told nothing.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="notice_switches")
    step = models.CharField(max_length=16, choices=Step.choices)
    is_on = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    tried = models.CharField(max_length=64, blank=True)
    tried_at = models.DateTimeField(null=True)
    tried_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "step"], name="notice_switch_once")
        ]


class State(models.TextChoices):
    """Where a message stands. Unknown: the channel was asked and did not answer, so it is looked up, not repeated."""

    INTENT = "intent", "Waiting to be sent"
    UNKNOWN = "unknown", "Being looked up"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Refused"
    GIVEN_UP = "given_up", "Given up"
    WITHDRAWN = "withdrawn", "Not sent"


#: States in which somebody may have a message sent again.
RETRIED = (State.REFUSED, State.GIVEN_UP, State.WITHDRAWN)


class Notice(models.Model):
    """A message about a step of an order: the row is there in the transaction that brings the step about, once.

    ``subject``: the return that it is about, empty for the order itself. ``text``: as it was sent; written before the
    call. ``begun_at``: by the channel's clock, before the call, to look the message up by.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="notices")
    connection = models.ForeignKey(Connection, models.PROTECT)
    order = models.ForeignKey(Order, models.CASCADE, related_name="notices")
    step = models.CharField(max_length=16, choices=Step.choices)
    subject = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INTENT)
    language = models.CharField(max_length=2, blank=True)
    text = models.TextField(blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    trouble = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    caused_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "order", "step", "subject"], name="notice_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at", "id"], condition=Q(state__in=["intent", "unknown"]), name="notice_due"),
            models.Index(fields=["workspace", "-id"], name="notice_newest"),
            models.Index(fields=["workspace", "step", "-id"], name="notice_by_step"),
            models.Index(fields=["workspace", "state", "-id"], condition=~Q(state="sent"), name="notice_unsent"),
            models.Index(fields=["connection", "external_id"], name="notice_external"),
            models.Index(fields=["workspace", "-caused_at", "-id"], name="notice_latest"),
            models.Index(fields=["workspace", "-caused_at", "-id"], condition=~Q(state="sent"), name="notice_not_done"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}, {self.order}"
