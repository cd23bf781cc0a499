"""Returns and cancellations: cases with two tracks, goods and money, and what was answered to them."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.stock.models import Location


class Kind(models.TextChoices):
    """What is asked for."""

    CANCELLATION = "cancellation", "Cancellation"
    REFUND = "refund", "Refund"
    RETURN = "return", "Return"
    REPLACEMENT = "replacement", "Replacement"
    EXCHANGE = "exchange", "Exchange"


class Goods(models.TextChoices):
    """Where goods are that come back, in the order of time. Inspected: some were restocked and some written off."""

    NONE = "none", "No goods"
    ON_THE_WAY = "on_the_way", "On its way back"
    ARRIVED = "arrived", "Arrived"
    INSPECTED = "inspected", "Inspected"
    RESTOCKED = "restocked", "Restocked"
    WRITTEN_OFF = "written_off", "Written off"


class Money(models.TextChoices):
    """Where the buyer's money stands. Unknown: an answer was sent, and what became of it is being looked up."""

    NONE = "none", "No refund"
    ASKED = "asked", "Asked for"
    PROMISED = "promised", "Promised"
    REFUNDED = "refunded", "Refunded"
    REFUSED = "refused", "Refused"
    UNKNOWN = "unknown", "Being looked up"


class Party(models.TextChoices):
    """Who has to act next."""

    SELLER = "seller", "You"
    BUYER = "buyer", "The buyer"
    CHANNEL = "channel", "The channel"
    NOBODY = "nobody", "Nobody"


#: Goods that a person can look at: a parcel may be in the house before the carrier says so.
TO_INSPECT = (Goods.ON_THE_WAY, Goods.ARRIVED)


@pghistory.track(pghistory.UpdateEvent(), fields=["workspace", "goods", "money"])
class Case(models.Model):
    """A return or a cancellation, as its channel has it. ``answers``: what the seller may answer now.

    ``urgent_at``: the deadline, or a day that never comes. ``seen_at``: the channel's time of the state that is kept.
    ``instead``: what is sent in an exchange, as titles and quantities.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="cases")
    connection = models.ForeignKey(Connection, models.PROTECT, related_name="cases")
    order = models.ForeignKey(Order, models.CASCADE, related_name="cases")
    external_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    raw_status = models.CharField(max_length=60)
    goods = models.CharField(max_length=12, choices=Goods.choices, default=Goods.NONE)
    money = models.CharField(max_length=10, choices=Money.choices)
    waits_for = models.CharField(max_length=8, choices=Party.choices)
    reason = models.CharField(max_length=120, blank=True)
    reason_words = models.CharField(max_length=300, blank=True)
    buyer_text = models.TextField(blank=True)
    pictures = models.JSONField(default=list)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    offer = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    carrier = models.CharField(max_length=120, blank=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    instead = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    deadline = models.DateTimeField(null=True)
    urgent_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    inspected_by = models.ForeignKey(User, models.SET_NULL, null=True)
    inspected_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "kind", "external_id"], name="case_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "urgent_at", "id"], condition=Q(waits_for="seller"), name="case_urgent"),
            models.Index(
                fields=["workspace", "id"], condition=Q(goods__in=["on_the_way", "arrived"]), name="case_to_inspect"
            ),
            models.Index(fields=["workspace", "-id"], name="case_newest"),
            models.Index(fields=["workspace", "external_id"], name="case_number"),
            models.Index("workspace", Upper("tracking_number"), name="case_tracking"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.external_id}"

    @property
    def topic(self) -> str:
        """The kind of event that has it looked at on its channel."""
        return "cancellation" if self.kind == Kind.CANCELLATION else "return"

    @property
    def is_to_inspect(self) -> bool:
        return self.goods in TO_INSPECT

    @property
    def open_answers(self) -> list[dict[str, Any]]:
        """What a person may answer now: what was found is told once somebody has looked."""
        return [item for item in self.answers if item["kind"] != "report" or self.inspected_at]

    def wait_for_seller(self) -> None:
        """Have a case that was inspected wait for the seller's money: the buyer has done what was asked."""
        is_payable = any(item["kind"] == "approve" for item in self.answers)
        if self.inspected_at and self.waits_for == Party.BUYER and is_payable:
            self.waits_for = Party.SELLER


class CaseLine(models.Model):
    """A line of an order that a case is about. What came back is restocked or written off, once."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="lines")
    external_id = models.CharField(max_length=100)
    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="case_lines")
    quantity = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    restocked = models.PositiveIntegerField(default=0)
    written_off = models.PositiveIntegerField(default=0)
    location = models.ForeignKey(Location, models.PROTECT, null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "external_id"], name="case_line_once")
        ]

    @property
    def cause(self) -> str:
        """What its movements of stock are for."""
        return f"case-line:{self.pk}"


class State(models.TextChoices):
    """Where an act stands. Unknown: the channel was asked and did not answer, so it is looked up, not repeated."""

    INTENT = "intent", "Waiting to be sent"
    UNKNOWN = "unknown", "Being looked up"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    DROPPED = "dropped", "Dropped"


OPEN = (State.INTENT, State.UNKNOWN)


class Act(models.Model):
    """An answer to a case, or the cancelling of an order (``case`` empty). The row is there before the call is made.

    ``gives``: the money that goes back by it, null where none does. ``status``: the case's state on its channel when it
    was decided; a call without an answer is made again only while that is still so. ``line_ids``: of the order's lines
    that are cancelled, none for all.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.PROTECT)
    order = models.ForeignKey(Order, models.CASCADE, related_name="acts")
    case = models.ForeignKey(Case, models.CASCADE, related_name="acts", null=True)
    decision = models.CharField(max_length=60)
    words = models.CharField(max_length=120)
    reason = models.CharField(max_length=160, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    gives = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    line_ids = models.JSONField(default=list)
    status = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=State.choices, default=State.INTENT)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    trouble = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["intent", "unknown"]), name="act_one_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["intent", "unknown"], case=None),
                name="cancel_one_at_a_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at", "id"], condition=Q(state__in=["intent", "unknown"]), name="act_due"),
            models.Index(fields=["workspace", "-begun_at", "-id"], name="act_newest"),
            models.Index(
                fields=["workspace", "-begun_at", "-id"],
                condition=Q(state__in=["intent", "unknown", "refused"]),
                name="act_not_done",
            ),
        ]

    @property
    def key(self) -> str:
        """By which the channel knows the same answer again."""
        return f"shopwright-{self.pk}"
