"""Rules that publish, pause and end listings by themselves, and each time that one did."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection


class RuleAct(models.TextChoices):
    PUBLISH = "publish", "Publish what is not listed there"
    REVISE = "revise", "Revise what changed in the catalogue"
    PAUSE = "pause", "Pause"
    RESUME = "resume", "Relist what is paused"
    END = "end", "End"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PublishRule(models.Model):
    """What is done on a shop with products that meet all conditions that are filled in.

    ``new_days``: made in the last days. ``kind``: the attribute ``type``. Stock is what can still be promised, over all
    variants; a price is the catalogue's, of any variant. ``tried_at``: when its dry run was last looked at, which it
    needs before it is switched on. ``per_day``: it does no more in 24 hours.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="publish_rules")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="publish_rules")
    name = models.CharField(max_length=80)
    act = models.CharField("What it does", max_length=8, choices=RuleAct.choices)
    new_days = models.PositiveSmallIntegerField("Made in the last days", null=True, blank=True)
    tag = models.CharField("With the tag", max_length=60, blank=True)
    brand = models.CharField("Of the brand", max_length=120, blank=True)
    kind = models.CharField("Of the type", max_length=80, blank=True)
    stock_least = models.IntegerField("Stock at least", null=True, blank=True)
    stock_most = models.IntegerField("Stock at most", null=True, blank=True)
    price_least = models.DecimalField("Price at least", max_digits=12, decimal_places=2, null=True, blank=True)
    price_most = models.DecimalField("Price at most", max_digits=12, decimal_places=2, null=True, blank=True)
    per_day = models.PositiveSmallIntegerField("At most so many in 24 hours", default=100)
    is_on = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class RuleFiring(models.Model):
    """A time that a rule wanted something of a product. ``listing``: on which it shows."""

    rule = models.ForeignKey(PublishRule, models.SET_NULL, null=True, related_name="firings")
    rule_name = models.CharField(max_length=80)
    connection = models.ForeignKey(Connection, models.CASCADE)
    listing = models.ForeignKey("listings.Listing", models.CASCADE, related_name="firings")
    product = models.ForeignKey(Product, models.CASCADE)
    act = models.CharField(max_length=8, choices=RuleAct.choices)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # What a person ended is not published again by the rule that published it.
            models.UniqueConstraint(
                fields=["rule", "product"], condition=Q(act=RuleAct.PUBLISH), name="rule_publishes_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["rule", "-at"], name="firing_of_rule"),
            models.Index(fields=["listing", "-at"], name="firing_of_listing"),
        ]
