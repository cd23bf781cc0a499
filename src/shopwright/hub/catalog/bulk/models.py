"""Edits of many SKUs, and the row that each keeps of what it changes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.catalog.models import Product, Variant


class State(models.TextChoices):
    """Where an edit stands. A worker takes on what is checking, running or undoing."""

    CHECKING = "checking", "Being worked out"
    CHECKED = "checked", "To be confirmed"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Failed"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


#: States that a worker takes on.
WORKING = (State.CHECKING, State.RUNNING, State.UNDOING)
#: States in which something of the edit may be in the catalogue.
APPLIED = (State.DONE, State.CANCELLED, State.FAILED)


class BulkEdit(models.Model):
    """What is to be done with which SKUs.

    ``choice``: which, as :mod:`.choose` writes it. ``acts``: what, as :mod:`.acts` writes it. ``cursor``: how far the
    state's work has come, kept with what it has done, so that an edit that was killed repeats nothing. ``counts``: rows
    by outcome, and rows with a warning. ``was``: the state that a failed edit goes on in.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="bulk_edits")
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    words = models.CharField(max_length=300)
    choice = models.JSONField()
    acts = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    was = models.CharField(max_length=10, blank=True)
    cursor = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    to_do = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-id"], name="bulk_newest"),
            models.Index(fields=["due_at"], condition=Q(state__in=WORKING), name="bulk_due"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.to_do) if self.to_do else 0


class Outcome(models.TextChoices):
    """What becomes of a row. ``STALE``: somebody changed the field after the preview, so that it was left alone."""

    UPDATE = "update", "Changed"
    SAME = "same", "As it is"
    FAULTY = "faulty", "Refused"
    STALE = "stale", "Left alone"
    UNDONE = "undone", "Taken back"
    KEPT = "kept", "Kept"


class BulkRow(models.Model):
    """A variant, or a product where ``variant`` is null, and what the edit changes of it.

    ``before`` and ``after``: values by the name of the field, for those that change alone. ``notes``: why it is refused
    or left alone, or what the seller should look at. ``is_applied``: ``after`` is in the catalogue.
    """

    edit = models.ForeignKey(BulkEdit, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    product = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="bulk_rows")
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="bulk_rows")
    sku = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    is_of_variant = models.BooleanField(default=True)
    is_applied = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edit", "number"], name="bulk_row_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["edit", "outcome", "number"], name="bulk_row_outcome"),
        ]
