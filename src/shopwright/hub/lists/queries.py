"""Every read about saved views and exports."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from shopwright.hub.access.models import Member, Workspace
from shopwright.hub.access.queries import Change
from shopwright.hub.access.roles import Role

from .models import Export, SavedView
from .registry import LISTS


def views(member: Member) -> QuerySet[SavedView]:
    """The views that a member sees: their own, and those that are shared."""
    own = Q(made_by_id=member.user_id) | Q(is_shared=True)
    return SavedView.objects.filter(own, workspace_id=member.workspace_id).order_by("name", "pk")


def default_view(member: Member, list_name: str) -> SavedView | None:
    """The view that a list opens with for a member."""
    return views(member).filter(defaultview__member=member, defaultview__list_name=list_name).first()


def may_change(member: Member, view: SavedView) -> bool:
    """Whoever made a view changes it, and those who look after the workspace."""
    return view.made_by_id == member.user_id or (view.is_shared and member.role in (Role.OWNER, Role.MANAGER))


def export_lines(workspace: Workspace, limit: int) -> list[Change]:
    """Lines of the history about files that were taken out."""
    rows = Export.objects.filter(workspace=workspace).select_related("by").order_by("-at")[:limit]
    return [Change(row.at, "Export", _title(row), _what(row), {}, _who(row), row.form.upper()) for row in rows]


def _title(row: Export) -> str:
    return LISTS[row.list_name].title if row.list_name in LISTS else row.list_name


def _what(row: Export) -> str:
    narrowed = f", narrowed by {row.filters}" if row.filters else ""
    return f"{row.row_count:,} rows taken out{narrowed}"


def _who(row: Export) -> str:
    who = row.by.email if row.by else "the hub"
    return f"{who} by an API key" if row.by_key else who
