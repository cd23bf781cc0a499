"""Every read about people and workspaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import pghistory.models
from django.db.models import F, Max, QuerySet, Sum
from django.db.models.functions import TruncHour
from django.utils import timezone

from .models import ApiKey, Invitation, KeyUse, Member, SignIn, User, Workspace


def memberships(user_id: int) -> QuerySet[Member]:
    return Member.objects.select_related("workspace").filter(user_id=user_id).order_by("workspace__name")


def members(workspace: Workspace) -> QuerySet[Member]:
    return Member.objects.select_related("user").filter(workspace=workspace).order_by("user__email")


def open_invitations(workspace: Workspace) -> QuerySet[Invitation]:
    return Invitation.objects.filter(workspace=workspace, accepted_at=None, expires_at__gt=timezone.now())


def keys(workspace: Workspace) -> QuerySet[ApiKey]:
    """Keys that work first, the newest of them at the top."""
    return (
        ApiKey.objects.select_related("made_by")
        .filter(workspace=workspace)
        .order_by(F("revoked_at").asc(nulls_first=True), "-pk")
    )


class Change(NamedTuple):
    """A line of the history: what was changed, from what to what, when, by whom and by which request or job."""

    at: datetime
    thing: str
    thing_id: str
    act: str
    difference: dict[str, object]
    who: str
    through: str


#: What happened to a record, in words.
_ACTS = {"insert": "made", "update": "changed", "delete": "removed"}
#: Functions of apps above that tell further lines, the newest of a workspace first.
history_tellers: list[Callable[[Workspace, int], list[Change]]] = []


def changes(workspace: Workspace, limit: int = 200) -> list[Change]:
    """The latest changes of a workspace's records, the newest first."""
    events = pghistory.models.Events.objects.filter(pgh_data__workspace_id=workspace.pk).order_by("-pgh_created_at")
    own = pghistory.models.Events.objects.filter(pgh_obj_model="access.Workspace", pgh_obj_id=str(workspace.pk))
    rows = sorted([*events[:limit], *own[:limit]], key=lambda row: row.pgh_created_at, reverse=True)[:limit]
    names = _names_of(row.pgh_context for row in rows)
    lines = [
        Change(
            row.pgh_created_at,
            _apart(row.pgh_obj_model.partition(".")[2]),
            row.pgh_obj_id,
            _ACTS.get(row.pgh_label, row.pgh_label),
            row.pgh_diff or {},
            _who(row.pgh_context or {}, names),
            (row.pgh_context or {}).get("url") or (row.pgh_context or {}).get("job") or "",
        )
        for row in rows
    ]
    lines += [*_sign_ins(workspace, limit), *_key_uses(workspace, limit)]
    lines += [line for tell in history_tellers for line in tell(workspace, limit)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:limit]


def _apart(name: str) -> str:
    """The name of a model as people write it: "Publish rule"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _who(context: Mapping[str, object], names: Mapping[object, str]) -> str:
    name = names.get(context.get("user"), "the hub")
    return f"{name} by the key {context['key']}" if context.get("key") else name


def _sign_ins(workspace: Workspace, limit: int) -> list[Change]:
    """Log-ins of those who are members now."""
    rows = SignIn.objects.select_related("user").filter(user__memberships__workspace=workspace).order_by("-at")[:limit]
    return [
        Change(row.at, "Log-in", "", f"logged in by {row.ways}", {}, row.user.email, row.address or "") for row in rows
    ]


def _key_uses(workspace: Workspace, limit: int) -> list[Change]:
    """How often each key was used in each hour."""
    rows = (
        KeyUse.objects.filter(key__workspace=workspace)
        .values("key__name", "key__hint", "key__made_by__email", hour=TruncHour("minute"))
        .annotate(total=Sum("count"), last=Max("minute"))
        .order_by("-hour")[:limit]
    )
    return [
        Change(
            row["last"], "API key", f"{row['key__hint']}…", f"used {row['total']} times in an hour", {},
            f"{row['key__made_by__email']} by the key {row['key__name']}", "",
        )
        for row in rows
    ]  # fmt: skip


def _names_of(contexts: Iterable[dict[str, object] | None]) -> dict[object, str]:
    ids = {int(str(context["user"])) for context in contexts if context and context.get("user")}
    return {user.pk: user.email for user in User.objects.filter(pk__in=ids)}
