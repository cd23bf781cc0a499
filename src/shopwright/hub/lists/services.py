"""Every write about saved views and exports."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import QueryDict

from shopwright.hub.access.models import Member

from .models import DefaultView, Export, SavedView
from .queries import may_change, views
from .registry import Listed

#: Parts of a list's address that are no filters.
NO_FILTERS = frozenset({"after", "all", "format", "rows"})
#: Views that a member can have of a list, and characters of one.
MOST_VIEWS = 50
_LONGEST = 8_000


class ViewError(Exception):
    """What somebody asked for cannot be; the text says why and what to do."""


def save_view(member: Member, listed: Listed, name: str, query: str, *, is_shared: bool) -> SavedView:
    """Keep filters under a name; the same name again replaces what it held. Raises ViewError."""
    name, kept = _checked_name(name), kept_query(listed, query)
    if not kept:
        raise ViewError("Nothing is filtered. Choose what the list shall show first.")
    if len(kept) > _LONGEST:
        raise ViewError("These filters are too long to be kept.")
    own = SavedView.objects.filter(workspace_id=member.workspace_id, list_name=listed.name)
    same = own.filter(name=name, is_shared=is_shared, **({} if is_shared else {"made_by_id": member.user_id})).first()
    if same is not None:
        if not may_change(member, same):
            raise ViewError(f"“{name}” is a shared view of {same.made_by.email}. Choose another name.")
        same.query = kept
        same.save(update_fields=["query"])
        return same
    if own.filter(made_by_id=member.user_id).count() >= MOST_VIEWS:
        raise ViewError(f"You have {MOST_VIEWS} views of this list. Delete one first.")
    return SavedView.objects.create(
        workspace_id=member.workspace_id,
        list_name=listed.name,
        name=name,
        query=kept,
        made_by_id=member.user_id,
        is_shared=is_shared,
    )


def kept_query(listed: Listed, query: str) -> str:
    """The filters of an address, in an order of their own, without the place in the list and what names buyers."""
    names = QueryDict(query)
    left_out = NO_FILTERS | listed.passing
    kept = QueryDict(mutable=True)
    for name in sorted(names):
        values = [value for value in names.getlist(name) if value.strip()]
        if values and name not in left_out:
            kept.setlist(name, values)
    return kept.urlencode()


def rename_view(member: Member, view: SavedView, name: str) -> None:
    """Raises ViewError for a name that is taken, and for somebody else's view."""
    _check_may(member, view)
    view.name = _checked_name(name)
    _save(view, "name")


def share_view(member: Member, view: SavedView, *, is_shared: bool) -> None:
    """Show a view to the workspace, or to its maker alone. Raises ViewError."""
    _check_may(member, view)
    view.is_shared = is_shared
    with transaction.atomic():
        _save(view, "is_shared")
        if not is_shared:
            DefaultView.objects.filter(view=view).exclude(member__user_id=view.made_by_id).delete()


def delete_view(member: Member, view: SavedView) -> None:
    """Raises ViewError for somebody else's view."""
    _check_may(member, view)
    view.delete()


def set_default(member: Member, list_name: str, view: SavedView | None) -> None:
    """Open a list with a view from now on, or with all its rows."""
    DefaultView.objects.filter(member=member, list_name=list_name).delete()
    if view is not None and views(member).filter(pk=view.pk).exists():
        DefaultView.objects.create(member=member, list_name=list_name, view=view)


def note_export(member: Member, listed: Listed, form: str, row_count: int, filters: list[str]) -> None:
    """Keep who took what out. Of filters the names are kept, since their values may name buyers."""
    Export.objects.create(
        workspace_id=member.workspace_id,
        list_name=listed.name,
        form=form,
        row_count=row_count,
        filters=", ".join(filters)[:200],
        by_id=member.user_id,
        by_key=member.scopes is not None,
    )


def _save(view: SavedView, field: str) -> None:
    try:
        with transaction.atomic():
            view.save(update_fields=[field])
    except IntegrityError as error:
        raise ViewError(f"There is a view “{view.name}” already. Choose another name.") from error


def _check_may(member: Member, view: SavedView) -> None:
    if not may_change(member, view):
        raise ViewError(f"“{view.name}” is a view of {view.made_by.email}: ask them, an owner or a manager.")


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 60:
        raise ViewError("A view has a name of at most 60 characters.")
    return name
