"""What others changed of listings on their channels, beside prices."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.channels.models import Connection


class DriftPolicy(models.TextChoices):
    """What becomes of a change that somebody made on the channel."""

    ASK = "ask", "Ask"
    KEEP = "keep", "Keep mine"
    TAKE = "take", "Take theirs"


class DriftField(models.TextChoices):
    TITLE = "title", "Title"
    DESCRIPTION = "description", "Description"
    PICTURES = "pictures", "Pictures"
    CATEGORY = "category", "Category"
    STATE = "state", "State"
    ATTRIBUTES = "attributes", "Attributes"
    WEIGHT = "weight", "Weight"
    SIZE = "size", "Parcel size"
    OPTIONS = "options", "Options and SKUs"


class DriftState(models.TextChoices):
    """``GONE``: the channel has it again as it was, without anybody here."""

    OPEN = "open", "To be decided"
    KEPT = "kept", "Set back"
    TAKEN = "taken", "Taken over"
    GONE = "gone", "Gone by itself"


class Drift(models.Model):
    """A field of a listing that stands on its channel otherwise than the hub left it.

    ``value``: what stands there as it is compared (``shown``), and as it is taken over (``taken``). ``mine`` and
    ``theirs``: both as people read them. ``words``: what came of the decision, or why a rule left it to a person.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.CASCADE)
    listing = models.ForeignKey("listings.Listing", models.CASCADE, related_name="drifts")
    field = models.CharField(max_length=12, choices=DriftField.choices)
    state = models.CharField(max_length=6, choices=DriftState.choices, default=DriftState.OPEN)
    mine = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    value = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    found_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True)
    is_by_rule = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["listing", "field"], condition=Q(state="open"), name="drift_open_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-id"], condition=Q(state="open"), name="drift_open_newest"),
            models.Index(fields=["listing", "field", "settled_at"], name="drift_of_listing"),
        ]
