"""What every list does with its address before it shows a page: default view, pasted codes, chosen rows, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from shopwright.hub.access.guard import WorkspaceRequest
from shopwright.hub.core.downloads import send_table
from shopwright.hub.core.ids import ids_of
from shopwright.hub.core.lists import Sorting
from shopwright.hub.core.spreadsheets import MEDIA_TYPES

from .codes import MOST_CODES, codes_in, rows_by_code, split_codes
from .queries import default_view
from .registry import GatheredList, Listed, ListPage
from .services import NO_FILTERS, kept_query, note_export
from .taken import GatheredTaken, RowsTaken, Taken

#: Rows of a list that a request writes into a file by itself; more are written in the background.
MOST_AT_ONCE = 2_000

Writer = Callable[[WorkspaceRequest, Taken, str], HttpResponseBase]
_writers: list[Writer] = []

ModelT = TypeVar("ModelT", bound=Model)
RowT = TypeVar("RowT")


@dataclass(slots=True)
class ListState:
    """What a page of a list shows beside its rows. ``missing``: codes that were asked for and are not there."""

    listed: Listed
    codes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left_out: int = 0


def write_large_by(writer: Writer) -> None:
    """Have a function answer who asks for a file of very many rows."""
    _writers.append(writer)


def begin_list(
    request: WorkspaceRequest, listed: ListPage[ModelT], rows: QuerySet[ModelT], sorting: Sorting
) -> tuple[QuerySet[ModelT], HttpResponseBase | None]:
    """The rows that the address asks for, and an answer in place of the page: a file, or the way to a view."""
    state, to_view = _begin(request, listed)
    if to_view:
        return rows, to_view
    if listed.codes:
        if to_codes := _spread(request, listed):
            return rows, to_codes
        rows = _narrowed(request, state, rows)
    chosen = ids_of(request.GET.getlist("rows"))
    if chosen:
        rows = rows.filter(pk__in=chosen)
    if _form(request):
        return rows, _answer(request, RowsTaken(listed, request.member, rows, listed.sheet_order or sorting))
    return rows, None


def begin_gathered(
    request: WorkspaceRequest, listed: GatheredList[RowT], rows: Callable[[list[str]], Iterable[RowT]]
) -> HttpResponseBase | None:
    """An answer in place of the page: a file, or the way to a view. ``rows``: those that were chosen, or all."""
    _, to_view = _begin(request, listed)
    if to_view or not _form(request):
        return to_view
    return _answer(request, GatheredTaken(listed, request.member, rows(request.GET.getlist("rows"))))


def _begin(request: WorkspaceRequest, listed: Listed) -> tuple[ListState, HttpResponseBase | None]:
    """What the page shows of the list's tools, and the way to the view that the list opens with."""
    state = ListState(listed)
    request.list_state = state  # type: ignore[attr-defined]
    is_bare = request.method == "GET" and not request.META.get("QUERY_STRING") and not listed.is_of_row
    if is_bare and request.accepts("text/html") and request.member.scopes is None:
        view = default_view(request.member, listed.name)
        if view is not None:
            return state, redirect(f"{request.path}?{view.query}")
    return state, None


def _form(request: WorkspaceRequest) -> str:
    """The form of file that is asked for; empty where the page is."""
    form = request.GET.get("format", "")
    return form if form in MEDIA_TYPES else ""


def _spread(request: WorkspaceRequest, listed: Listed) -> HttpResponseBase | None:
    """Codes in the search of the list are searched for one by one, if any of them is one."""
    codes = codes_in(request.GET.get("q", ""), lambda asked: len(rows_by_code(listed, request.workspace.pk, asked)))
    if not codes:
        return None
    query = request.GET.copy()
    query.pop("q")
    query["codes"] = ",".join(codes)
    return redirect(f"{request.path}?{query.urlencode()}")


def _narrowed(request: WorkspaceRequest, state: ListState, rows: QuerySet[ModelT]) -> QuerySet[ModelT]:
    codes = split_codes(request.GET.get("codes", ""))
    if not codes:
        return rows
    state.codes, state.left_out = codes[:MOST_CODES], max(0, len(codes) - MOST_CODES)
    matched = rows_by_code(state.listed, request.workspace.pk, state.codes)
    state.missing = [code for code in state.codes if code not in matched]
    return rows.filter(pk__in=set().union(*matched.values()))


def _answer(request: WorkspaceRequest, taken: Taken) -> HttpResponseBase:
    """The rows as a file; very many of them are left to whoever writes large files, unless a program asks."""
    if (take := getattr(request, "take_rows", None)) is not None:
        take(taken)
        return HttpResponse()
    if _writers and request.member.scopes is None and taken.count(MOST_AT_ONCE + 1) > MOST_AT_ONCE:
        return _writers[-1](request, taken, _form(request))
    return _file(request, taken)


def _file(request: WorkspaceRequest, taken: Taken) -> HttpResponseBase:
    """The rows as a file, which history keeps."""
    form, listed, sheet = _form(request), taken.listed, taken.sheet()
    file, count = send_table(request, file_name(listed), form, sheet.header, sheet.rows(), title=listed.title)
    note_export(request.member, listed, form, count, filters_of(request))
    return file


def file_name(listed: Listed) -> str:
    """What a list's file is called, without its ending."""
    return f"{listed.name}-{timezone.now():%Y-%m-%d}"


def filters_of(request: WorkspaceRequest) -> list[str]:
    """The names of the filters that are set, as history keeps them."""
    if "rows" in request.GET:
        return ["chosen rows"]
    return [name for name in request.GET if name not in NO_FILTERS and request.GET[name].strip()]


#: The states of rules, as chips of their lists.
RULE_STATES = (("", "All"), ("on", "On"), ("off", "Off"))


def rules_in(rows: QuerySet[ModelT], state: str) -> QuerySet[ModelT]:
    """Rules that are switched on, or off, or all of them."""
    return rows.filter(is_on=state == "on") if state in ("on", "off") else rows


def codes_query(codes: list[str]) -> str:
    """The query that narrows a list to codes."""
    return urlencode({"codes": ",".join(codes)})


def present_query(request: WorkspaceRequest, listed: Listed) -> str:
    """The filters of the page that is open, as a view would keep them."""
    return kept_query(listed, request.META.get("QUERY_STRING", ""))
