"""Visits of carriers."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from shopwright.hub.access.models import Workspace
from shopwright.hub.stock.models import Location

#: Days of the week as Python counts them, Monday first.
WEEKDAYS = ((0, "Mon"), (1, "Tue"), (2, "Wed"), (3, "Thu"), (4, "Fri"), (5, "Sat"), (6, "Sun"))


def working_days() -> list[int]:
    return [0, 1, 2, 3, 4]


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Pickup(models.Model):
    """A carrier that comes at a time of some days, in the time zone of the shipping settings.

    ``option``: it takes the orders whose shipping option has these words in it, all where it is empty. ``location``:
    and whose goods lie there, anywhere where it is empty.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="pickups")
    name = models.CharField(max_length=60)
    at = models.TimeField()
    days = ArrayField(models.PositiveSmallIntegerField(), default=working_days)
    option = models.CharField(max_length=60, blank=True)
    location = models.ForeignKey(Location, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "name", "at"], name="pickup_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        """The days, for people."""
        return ", ".join(name for day, name in WEEKDAYS if day in self.days)
