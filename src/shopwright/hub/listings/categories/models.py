"""Channels' categories as they were read, and how the seller's own map to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from shopwright import decoders
from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.categories import CategoryDetails
from shopwright.hub.channels.models import Connection


class ChannelCategory(models.Model):
    """A leaf of a connection's tree. ``path``: its name with those above it.

    ``details``: what it asks for, as it was read at ``read_at``.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="categories")
    external_id = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=1000)
    is_open = models.BooleanField(default=True)
    details = models.JSONField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "external_id"], name="category_once")
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def facts(self) -> CategoryDetails | None:
        """What it asks for; None until it was read."""
        return None if self.details is None else decoders.convert(self.details, CategoryDetails)


#: What the source of a product begins with that names no category of its own. The seller's texts begin with no gap.
BY_PRODUCT = " product "


class Reason(models.TextChoices):
    """Why a category is suggested."""

    NONE = "", "Nothing fits"
    EARLIER = "earlier", "Mapped so on another shop"
    NAME = "name", "Has the same name"
    CHANNEL = "channel", "The channel recommends it"
    WORDS = "words", "Words in common"
    HAND = "hand", "Chosen by hand"


class CategoryMapping(models.Model):
    """The channel's category for a category or type of the seller's own, on one connection.

    ``source``: the seller's text, or the product that has none. ``confidence``: in percent. ``product_count``: products
    with that text. ``gaps``: products that lack something, by its name. They were counted at ``counted_at``.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="category_mappings")
    source = models.CharField(max_length=500)
    category = models.ForeignKey(ChannelCategory, models.SET_NULL, null=True)
    reason = models.CharField(max_length=10, choices=Reason.choices, default=Reason.NONE, blank=True)
    because = models.CharField(max_length=400, blank=True)
    confidence = models.PositiveSmallIntegerField(default=0)
    is_accepted = models.BooleanField(default=False)
    product_count = models.PositiveIntegerField(default=0)
    gaps = models.JSONField(default=dict)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "source"], name="category_mapping_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["connection", "is_accepted", "id"], name="category_mapping_open")
        ]

    @property
    def words(self) -> str:
        """The seller's text, or the title of the product that has none, where it was read with it."""
        return str(getattr(self, "title", None) or self.source).strip()

    @property
    def product_id(self) -> int:
        """The product that is mapped by itself, or 0."""
        return int(self.source.removeprefix(BY_PRODUCT)) if self.source.startswith(BY_PRODUCT) else 0


class AttributeFill(models.Model):
    """What a connection's products say for an attribute: a fixed value, or what another fact of theirs says.

    ``source``: the name of that fact, empty for a fixed ``value``. ``values``: the channel's value for each of its
    texts, where they differ.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="attribute_fills")
    attribute_id = models.CharField(max_length=60)
    source = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=500, blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "attribute_id"], name="attribute_fill_once")
        ]


class ChangedSource(models.Model):
    """Something to count anew: a seller's own category, all of them without one; on all connections without one."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.CASCADE, null=True)
    source = models.CharField(max_length=500, null=True)
