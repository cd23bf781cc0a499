"""Rules that say from where orders are sent, and where each order is sent from."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.models import Location


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RoutingRule(models.Model):
    """Which orders a location sends. What is left empty does not narrow; the first rule that fits decides.

    ``countries``: the buyer's, or the shop's where the channel hides the address. ``tag``: of the order, or of a
    product in it. ``needs_stock``: only orders of which the location has everything.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="routing_rules")
    position = models.PositiveSmallIntegerField(default=0)
    location = models.ForeignKey(Location, models.CASCADE, related_name="routing_rules")
    connection = models.ForeignKey(Connection, models.CASCADE, null=True, blank=True, related_name="+")
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    tag = models.CharField(max_length=60, blank=True)
    min_grams = models.PositiveIntegerField(null=True, blank=True)
    max_grams = models.PositiveIntegerField(null=True, blank=True)
    needs_stock = models.BooleanField(default=True)
    is_on = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["workspace", "position", "id"])]


class Preparation(models.TextChoices):
    NONE = "", "Not asked yet"
    OWN = "own", "Its carrier makes the label"
    LABEL = "label", "With a label of the channel"


@pghistory.track(pghistory.UpdateEvent(), fields=["workspace", "location", "reason"])
class Route(models.Model):
    """Where an order is sent from, and why. ``is_manual``: a person chose it, and rules leave it alone.

    ``preparation``: whether a third party gets a label of the channel with the order, once that was asked. ``trouble``:
    why the order cannot be handed over yet.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="routes")
    order = models.OneToOneField(Order, models.CASCADE, related_name="route")
    location = models.ForeignKey(Location, models.PROTECT, related_name="routes")
    rule = models.ForeignKey(RoutingRule, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    is_manual = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)
    preparation = models.CharField(max_length=5, choices=Preparation.choices, default=Preparation.NONE, blank=True)
    trouble = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["workspace", "location", "order"])]
