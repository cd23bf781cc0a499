"""Large acts that a worker does, what became of each thing that they were about, and files that they made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace


class State(models.TextChoices):
    """Where an act stands. A worker takes on what is running."""

    RUNNING = "running", "Running"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Failed"


class BackgroundRun(models.Model):
    """An act on many things.

    ``kind``: what is done, as its app registered it, with its ``facts``. ``key``: what no two runs may be about at a
    time; empty where two do not get into each other's way. ``cursor``: how far it has come, kept with what it has done,
    so that a run that was killed repeats nothing. ``counts``: rows by outcome, and what else the kind counts.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="background_runs")
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=300)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    cursor = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    to_do = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "key"],
                condition=Q(state=State.RUNNING) & ~Q(key=""),
                name="background_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-created_at"], name="background_newest"),
            models.Index(fields=["due_at"], condition=Q(state=State.RUNNING), name="background_due"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_working(self) -> bool:
        return self.state == State.RUNNING

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.to_do) if self.to_do else 0


class Outcome(models.TextChoices):
    """What became of a thing."""

    DONE = "done", "Done"
    WOULD = "would", "Would change"
    REFUSED = "refused", "Left as it is"


class RunRow(models.Model):
    """A thing that a run was about. ``page`` and ``thing``: the page that shows it, and its id there."""

    run = models.ForeignKey(BackgroundRun, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    about = models.CharField(max_length=200)
    page = models.CharField(max_length=40, blank=True)
    thing = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "number"], name="background_row_once")
        ]


class RunPart(models.Model):
    """A file that a run made, or a part of one, encrypted: names and addresses may be in it. 0 is the whole file."""

    run = models.ForeignKey(BackgroundRun, models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    thing = models.BigIntegerField(null=True)
    name = models.CharField(max_length=80)
    media_type = models.CharField(max_length=100)
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "number"], name="background_part_once")
        ]
