"""Every read about saved views and exports."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from shopwright.hub.access.models import Member, Workspace
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


def exports(workspace: Workspace) -> QuerySet[Export]:
    """Files that were taken out."""
    return Export.objects.filter(workspace=workspace)


def title_of(row: Export) -> str:
    """The list that a file came from."""
    return LISTS[row.list_name].title if row.list_name in LISTS else row.list_name


def words_of(row: Export) -> str:
    """What went out."""
    narrowed = f", narrowed by {row.filters}" if row.filters else ""
    return f"{row.row_count:,} row{'' if row.row_count == 1 else 's'} taken out{narrowed}"


def who_of(row: Export) -> str:
    """Who took it out."""
    who = row.by.email if row.by else "the hub"
    return f"{who} by an API key" if row.by_key else who
