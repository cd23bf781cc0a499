"""Filters that people keep, and what was taken out of the hub as files."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import Member, User, Workspace


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["workspace", "name", "query", "is_shared"],
)
class SavedView(models.Model):
    """Filters of a list under a name. ``list_name``: the list's address. ``query``: the filters as in an address."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.TextField()
    made_by = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "list_name", "name"], condition=Q(is_shared=True), name="view_shared_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "list_name", "made_by", "name"],
                condition=Q(is_shared=False),
                name="view_own_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view that a list opens with for a member."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="default_views")
    list_name = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, models.CASCADE)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "list_name"], name="default_view_once")
        ]


class Export(models.Model):
    """A file that somebody took out. ``filters``: names of those that were set. ``by_key``: a program did it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="exports")
    list_name = models.CharField(max_length=40)
    form = models.CharField(max_length=4)
    row_count = models.PositiveIntegerField()
    filters = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    by_key = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["workspace", "-at"], name="export_newest")]
