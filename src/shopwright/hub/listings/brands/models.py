"""Brands of the catalogue as brands of a channel."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.models import Connection


class BrandReason(models.TextChoices):
    """Why a brand is suggested."""

    NONE = "", "Nothing fits"
    NAME = "name", "Has the same name"
    NEAR = "near", "Has the same letters"
    HAND = "hand", "Chosen by hand"
    MADE = "made", "Created from here"


class BrandMapping(models.Model):
    """The channel's brand for a brand of the catalogue, on one connection.

    ``offers``: what the channel has of that beginning, as lists of id, name, and whether the shop may list it.
    ``looked_at``: when it was asked; None where it is to be asked. ``trouble``: why it cannot be had there.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="brand_mappings")
    brand = models.CharField(max_length=120)
    external_id = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=10, choices=BrandReason.choices, default=BrandReason.NONE, blank=True)
    is_accepted = models.BooleanField(default=False)
    product_count = models.PositiveIntegerField(default=0)
    offers = models.JSONField(default=list)
    trouble = models.CharField(max_length=400, blank=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "brand"], name="brand_mapping_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["connection", "is_accepted", "id"], name="brand_mapping_open")
        ]

    def __str__(self) -> str:
        return self.brand
