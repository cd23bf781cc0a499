"""Runs of imports, the rows that they stage, and the profiles by which files are read again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shopwright import decoders
from shopwright.hub.access.models import User, Workspace

from .settings import Settings


class State(models.TextChoices):
    """Where a run stands. A worker takes on what is checking, running or undoing."""

    MAPPING = "mapping", "Choose columns"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Failed"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


#: States that a worker takes on.
WORKING = (State.CHECKING, State.RUNNING, State.UNDOING)
#: States in which something of the run may be in the catalogue.
APPLIED = (State.DONE, State.CANCELLED, State.FAILED)


class ImportRun(models.Model):
    """A file on its way into the catalogue.

    ``step``: what a state's work is at. ``cursor``: how far the step has come, kept with what it has done, so that a
    run that was killed repeats nothing. ``carry``: what reading a row needs of those before. ``counts``: rows by
    outcome. ``table``: the file's rows as :mod:`.table` writes them. ``notes``: what other apps say of checked rows.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="imports")
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    upload = models.FileField(upload_to="imports/")
    table = models.FileField(upload_to="imports/", blank=True)
    sheets = models.JSONField(default=list)
    row_total = models.PositiveIntegerField(default=0)
    settings = models.JSONField(default=dict)
    headers = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    profile_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAPPING)
    step = models.CharField(max_length=10, blank=True)
    cursor = models.BigIntegerField(default=0)
    carry = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    to_do = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    trouble = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace"],
                condition=Q(state__in=["running", "undoing"], step="apply"),
                name="import_one_writes",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-id"], name="import_newest"),
            models.Index(fields=["workspace", "-created_at", "-id"], name="import_latest"),
            models.Index(fields=["due_at"], condition=Q(state__in=WORKING), name="import_due"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def reading(self) -> Settings:
        """How the file is read."""
        return decoders.convert(self.settings, Settings)

    @property
    def goods_total(self) -> int:
        """How many rows of the file are goods: those from where they begin."""
        return max(self.row_total - self.reading.data_from + 1, 0)

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.to_do) if self.to_do else 0


class Outcome(models.TextChoices):
    """What a row does, or did."""

    CREATE = "create", "New"
    UPDATE = "update", "Changed"
    SAME = "same", "As it is"
    FAULTY = "faulty", "To mend"
    HELD = "held", "Left out with its product"
    SKIPPED = "skipped", "No goods"


class ImportRow(models.Model):
    """A row of a file as it was understood, and what it changed.

    ``place``: the line of the first row of its product. ``product_facts`` and ``variant_facts``: fields by name.
    ``faults``: what is wrong with the row itself; ``clashes``: with it beside other rows and the catalogue.
    ``product_before`` and ``variant_before``: what those fields were, null for what was new.
    """

    # Rows are staged while their run is locked, so that it is there; the database would look it up for each of them.
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", db_index=False, db_constraint=False)
    number = models.PositiveIntegerField()
    place = models.PositiveIntegerField(null=True)
    product_key = models.CharField(max_length=300)
    alias = models.CharField(max_length=300, blank=True)
    sku = models.CharField(max_length=80, blank=True)
    own_id = models.BigIntegerField(null=True)
    product_facts = models.JSONField(default=dict)
    variant_facts = models.JSONField(null=True)
    faults = models.JSONField(default=list)
    clashes = models.JSONField(default=list)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    product_id = models.BigIntegerField(null=True)
    variant_id = models.BigIntegerField(null=True)
    is_applied = models.BooleanField(default=False)
    is_new_product = models.BooleanField(default=False)
    product_before = models.JSONField(null=True)
    variant_before = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "number"], name="import_row_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "place", "number"], name="import_row_place"),
            models.Index(fields=["run", "outcome", "number"], name="import_row_outcome"),
        ]


class ImportProfile(models.Model):
    """How files of a kind are read: settings, and a field for each header. Files with these headers are read so."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="import_profiles")
    name = models.CharField(max_length=80)
    settings = models.JSONField()
    columns = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "name"], name="import_profile_once")
        ]

    def __str__(self) -> str:
        return self.name
