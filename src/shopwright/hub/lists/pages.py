"""What every list does with its address before it shows a page: default view, pasted codes, chosen rows, export."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from shopwright.hub.access.guard import WorkspaceRequest
from shopwright.hub.core.downloads import send_download, write_file
from shopwright.hub.core.ids import ids_of
from shopwright.hub.core.lists import Sorting
from shopwright.hub.core.spreadsheets import MEDIA_TYPES, write_csv, write_xlsx

from .codes import MOST_CODES, rows_by_code, split_codes
from .queries import default_view
from .registry import ListPage, Sheet
from .services import NO_FILTERS, kept_query, note_export

RowT = TypeVar("RowT", bound=Model)


@dataclass(slots=True)
class ListState:
    """What a page of a list shows beside its rows. ``missing``: codes that were asked for and are not there."""

    listed: ListPage[Any]
    codes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left_out: int = 0


def begin_list(
    request: WorkspaceRequest, listed: ListPage[RowT], rows: QuerySet[RowT], sorting: Sorting
) -> tuple[QuerySet[RowT], HttpResponseBase | None]:
    """The rows that the address asks for, and an answer in place of the page: a file, or the way to a view."""
    state = ListState(listed)
    request.list_state = state  # type: ignore[attr-defined]
    is_bare = request.method == "GET" and not request.META.get("QUERY_STRING")
    if is_bare and request.accepts("text/html") and request.member.scopes is None:
        view = default_view(request.member, listed.name)
        if view is not None:
            return rows, redirect(f"{request.path}?{view.query}")
    if listed.codes:
        if to_codes := _spread(request, listed):
            return rows, to_codes
        rows = _narrowed(request, state, rows)
    chosen = ids_of(request.GET.getlist("rows"))
    if chosen:
        rows = rows.filter(pk__in=chosen)
    form = request.GET.get("format", "")
    if form not in MEDIA_TYPES:
        return rows, None
    return rows, _file(request, listed, listed.sheet(request.member, rows, sorting), form)


def _spread(request: WorkspaceRequest, listed: ListPage[Any]) -> HttpResponseBase | None:
    """Codes in the search of the list are searched for one by one, if any of them is one."""
    codes = split_codes(request.GET.get("q", ""))
    if len(codes) < 2 or not rows_by_code(listed, request.workspace.pk, codes[:MOST_CODES]):
        return None
    query = request.GET.copy()
    query.pop("q")
    query["codes"] = ",".join(codes)
    return redirect(f"{request.path}?{query.urlencode()}")


def _narrowed(request: WorkspaceRequest, state: ListState, rows: QuerySet[RowT]) -> QuerySet[RowT]:
    codes = split_codes(request.GET.get("codes", ""))
    if not codes:
        return rows
    state.codes, state.left_out = codes[:MOST_CODES], max(0, len(codes) - MOST_CODES)
    matched = rows_by_code(state.listed, request.workspace.pk, state.codes)
    state.missing = [code for code in state.codes if code not in matched]
    return rows.filter(pk__in=set().union(*matched.values()))


def _file(request: WorkspaceRequest, listed: ListPage[Any], sheet: Sheet, form: str) -> HttpResponseBase:
    """The rows as a file. It is written before it is sent, so that no slow download holds the database."""
    if form == "csv":
        file, count = write_file(lambda target: write_csv(sheet.header, sheet.rows(), target))
    else:
        file, count = write_file(lambda target: write_xlsx(sheet.header, sheet.rows(), target, title=listed.title))
    names = [name for name in request.GET if name not in NO_FILTERS and request.GET[name].strip()]
    note_export(request.member, listed, form, count, ["chosen rows"] if "rows" in request.GET else names)
    return send_download(request, file, f"{listed.name}-{timezone.now():%Y-%m-%d}.{form}", MEDIA_TYPES[form])


def codes_query(codes: list[str]) -> str:
    """The query that narrows a list to codes."""
    return urlencode({"codes": ",".join(codes)})


def present_query(request: WorkspaceRequest, listed: ListPage[Any]) -> str:
    """The filters of the page that is open, as a view would keep them."""
    return kept_query(listed, request.META.get("QUERY_STRING", ""))
