"""Every read about people and workspaces."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import pghistory.models
from django.db.models import QuerySet
from django.utils import timezone

from .models import Invitation, Member, User, Workspace


def memberships(user_id: int) -> QuerySet[Member]:
    return Member.objects.select_related("workspace").filter(user_id=user_id).order_by("workspace__name")


def members(workspace: Workspace) -> QuerySet[Member]:
    return Member.objects.select_related("user").filter(workspace=workspace).order_by("user__email")


def open_invitations(workspace: Workspace) -> QuerySet[Invitation]:
    return Invitation.objects.filter(workspace=workspace, accepted_at=None, expires_at__gt=timezone.now())


class Change(NamedTuple):
    """A line of the history: what was changed, from what to what, when, by whom and by which request or job."""

    at: datetime
    thing: str
    thing_id: str
    act: str
    difference: dict[str, object]
    who: str
    through: str


def changes(workspace: Workspace, limit: int = 200) -> list[Change]:
    """The latest changes of a workspace's records, the newest first."""
    events = pghistory.models.Events.objects.filter(pgh_data__workspace_id=workspace.pk).order_by("-pgh_created_at")
    own = pghistory.models.Events.objects.filter(pgh_obj_model="access.Workspace", pgh_obj_id=str(workspace.pk))
    rows = sorted([*events[:limit], *own[:limit]], key=lambda row: row.pgh_created_at, reverse=True)[:limit]
    names = _names_of(row.pgh_context for row in rows)
    return [
        Change(
            row.pgh_created_at,
            row.pgh_obj_model.partition(".")[2],
            row.pgh_obj_id,
            row.pgh_label,
            row.pgh_diff or {},
            names.get((row.pgh_context or {}).get("user"), "the hub"),
            (row.pgh_context or {}).get("url") or (row.pgh_context or {}).get("job") or "",
        )
        for row in rows
    ]


def _names_of(contexts: Iterable[dict[str, object] | None]) -> dict[object, str]:
    ids = {int(str(context["user"])) for context in contexts if context and context.get("user")}
    return {user.pk: user.email for user in User.objects.filter(pk__in=ids)}
