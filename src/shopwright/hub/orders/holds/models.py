"""Rules that hold orders, and the holds of each order."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.orders.models import Hold, Order


class RuleKind(models.TextChoices):
    """What a rule looks at. The first ones are about the address, the others about risk."""

    NO_NUMBER = "no_number", "No house number in the street"
    PO_BOX = "po_box", "PO box"
    COUNTRY = "country", "A country that you do not ship to"
    LETTERS = "letters", "Letters that the label cannot print"
    VALUE = "value", "Order above an amount"
    PIECES = "pieces", "Many pieces of a SKU"
    MANY_ORDERS = "many_orders", "Many orders of a buyer within a day"
    FIRST_ORDER = "first_order", "First order of a buyer above an amount"


#: Rules about the address; the others are about risk.
ABOUT_ADDRESS = frozenset({RuleKind.NO_NUMBER, RuleKind.PO_BOX, RuleKind.COUNTRY, RuleKind.LETTERS})

#: Rules about the buyer's other orders too, whose cancellation may be the end of a hold.
ABOUT_OTHERS = frozenset({RuleKind.MANY_ORDERS, RuleKind.FIRST_ORDER})


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HoldRule(models.Model):
    """Holds orders that fit. Without a connection it is for every shop.

    ``amount``: the sum, the pieces or the orders above which an order is held. ``currency``: of the sum, since nothing
    is converted. ``sku``: the only one that is counted. ``words``: the countries that are served, or the shipping
    options whose carriers take no PO boxes, where only these are meant.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="hold_rules")
    connection = models.ForeignKey(Connection, models.CASCADE, null=True, related_name="hold_rules")
    kind = models.CharField(max_length=12, choices=RuleKind.choices)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    sku = models.CharField(max_length=80, blank=True)
    words = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_on = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace"], condition=Q(is_on=True), name="hold_rule_on")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self._bound()}"

    @property
    def hold(self) -> Hold:
        return Hold.ADDRESS if self.kind in ABOUT_ADDRESS else Hold.RISK

    def _bound(self) -> str:
        parts = [f"{self.amount.normalize():f} {self.currency}".strip()] if self.amount is not None else []
        parts += [self.sku] if self.sku else []
        parts += [", ".join(self.words)] if self.words else []
        return f": {', '.join(parts)}" if parts else ""


class Ending(models.TextChoices):
    """How a hold ended."""

    CAUSE_GONE = "cause_gone", "The cause is gone"
    RELEASED = "released", "Released"


class OrderHold(models.Model):
    """Something that kept an order from being shipped, from its begin to its end; never deleted.

    ``words``: the reason as people read it. What somebody released does not hold the order again for that reason.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    order = models.ForeignKey(Order, models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=10, choices=[choice for choice in Hold.choices if choice[0]])
    rule = models.ForeignKey(HoldRule, models.SET_NULL, null=True, related_name="holds")
    words = models.CharField(max_length=300)
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["order", "kind", "rule"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="order_hold_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "kind", "order"], condition=Q(ended_at=None), name="order_hold_open")
        ]
