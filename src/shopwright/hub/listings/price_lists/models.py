"""Price lists, the prices that stand in them, files of prices that wait to be applied, and how far prices may drop."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.catalog.price_rules import Rounding

ROUNDINGS = [
    (Rounding.CENT, "the cent"),
    (Rounding.NICKEL, "0.05"),
    (Rounding.WHOLE, "whole numbers"),
    (Rounding.CHARM, ".99"),
]


class Source(models.TextChoices):
    """Where a list takes prices from that do not stand in it."""

    NOTHING = "nothing", "Nowhere: it has its own prices alone"
    CATALOGUE = "catalogue", "The catalogue"
    LIST = "list", "Another list"


class Tax(models.TextChoices):
    INCLUDED = "in", "With tax"
    EXCLUDED = "out", "Without tax"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PriceList(models.Model):
    """Prices in one currency, all with tax or all without. ``base``: the list that its rule starts from."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="price_lists")
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    tax = models.CharField("Its prices are", max_length=3, choices=Tax.choices, default=Tax.INCLUDED)
    source = models.CharField(
        "Prices that do not stand in it come from", max_length=10, choices=Source.choices, default=Source.CATALOGUE
    )
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="derived")
    percent = models.DecimalField("Change in percent", max_digits=6, decimal_places=2, default=Decimal(0))
    amount = models.DecimalField("And by an amount", max_digits=12, decimal_places=2, default=Decimal(0))
    rounding = models.CharField("Rounded to", max_length=10, default=Rounding.CENT, choices=ROUNDINGS)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "name"], name="price_list_name_once"),
            models.CheckConstraint(condition=Q(source="list") ^ Q(base=None), name="price_list_base_where_needed"),
        ]

    def __str__(self) -> str:
        return self.name


class ListPrice(models.Model):
    """A variant's own price in a list; it goes before the list's rule."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="list_prices")
    price = models.DecimalField(max_digits=14, decimal_places=2)
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["price_list", "variant"], name="list_price_once"),
            models.CheckConstraint(condition=Q(price__gt=0), name="list_price_positive"),
        ]


class PriceFile(models.Model):
    """A file of prices as it was read. ``rows``: a variant's id and its price, none to take it out of the list.

    ``faults``: rows that were left out, and why. It waits until somebody applies it, and stays as the list's history.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    sent_by = models.ForeignKey(User, models.SET_NULL, null=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class PriceGuard(models.Model):
    """By how many percent a price may drop before whoever lets it is asked who they are."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="price_guard")
    percent = models.PositiveSmallIntegerField("A price may drop by, in percent", default=30)
