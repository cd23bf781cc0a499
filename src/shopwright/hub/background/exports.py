"""Files of lists with very many rows are written by a worker, a part in each step.

What was asked for is the address of the list. Each step opens it again as the member who asked, so that the file has
what that member may see; the address itself may name a buyer and is kept encrypted, with the parts of the file.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any, cast

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import resolve

from shopwright.hub.access.guard import WorkspaceRequest
from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.spreadsheets import MEDIA_TYPES, write_csv, write_csv_rows, write_xlsx
from shopwright.hub.core.work import Link
from shopwright.hub.lists.pages import file_name, filters_of
from shopwright.hub.lists.registry import LISTS, FittedSheet, Sheet
from shopwright.hub.lists.services import note_export
from shopwright.hub.lists.taken import Taken, columns_of

from . import services
from .kinds import Kind
from .models import BackgroundRun
from .services import Paper, Plan

#: Rows of the list that one step reads.
CHUNK = 5_000
#: Bytes of one part of a workbook, which is written whole and kept in parts.
_PIECE = 4 << 20
#: The part that says what was asked for, and the first one with rows. 0 is where the file begins.
_ASKED, _FIRST = 1, 2
_encode, _decode = msgspec.msgpack.Encoder(decimal_format="number").encode, msgspec.msgpack.Decoder().decode


def begin(request: WorkspaceRequest, taken: Taken, form: str) -> HttpResponseBase:
    """Have the rows that a page was asked for written into a file; leads to the page of the run."""
    listed, here = taken.listed, resolve(request.path_info)
    needs = {listed.permission, *_further_permissions(taken)}
    facts = {
        "list": listed.name, "form": form, "file": f"{file_name(listed)}.{form}", "filters": filters_of(request),
        "needs": sorted(str(item) for item in needs), "after": "", "rows": 0,
        "args": [value for name, value in here.kwargs.items() if name != "workspace"],
    }  # fmt: skip
    words = f"Export of “{listed.title}” as {form.upper()}"
    with transaction.atomic():
        plan = Plan(Export.name, words, facts, taken.count())
        run = services.begin(request.workspace, request.user, plan)
        asked = json.dumps([request.path_info, request.META.get("QUERY_STRING", "")]).encode()
        services.keep_part(run, _ASKED, Paper(asked, "application/json", "asked"))
    return redirect("background-run", workspace=request.workspace.slug, act_id=run.pk)


def _further_permissions(taken: Taken) -> set[Permission]:
    """What a member needs to see all that is in the file: of a sheet of its own it may be anything about buyers."""
    columns = {column.permission for column in columns_of(taken.listed) if column.permission is not None}
    return {item for item in columns or {Permission.BUYERS_VIEW} if taken.member.may(item)}


class Export(Kind):
    """``sees`` is what every member has: a list's own permission decides."""

    name, title = "export", "Exports"
    sees, acts = Permission.TODAY_VIEW, Permission.TODAY_VIEW
    stays = "There is no file."
    days = 3
    ended = "rows of the list are in the file."

    def may_see(self, run: BackgroundRun, member: Member) -> bool:
        listed = LISTS.get(run.facts["list"])
        return listed is not None and member.may(listed.permission)

    def may_act(self, run: BackgroundRun, member: Member) -> bool:
        return self.may_see(run, member) and member.user_id == run.by_id

    def may_fetch(self, run: BackgroundRun, member: Member) -> bool:
        """Who asked for it, and may still see all of it."""
        return self.may_act(run, member) and all(member.may(Permission(item)) for item in run.facts["needs"])

    def step(self, run: BackgroundRun) -> bool:
        if run.facts["after"] is None:
            _finish(run)
            return False
        taken = _taken(run)
        part = taken.part(run.facts["after"], CHUNK)
        header = run.facts.get("header") or list(taken.sheet().header)
        rows = list(_fitted(part.sheet, header).rows())
        content = _csv(rows) if run.facts["form"] == "csv" else _encode(rows)
        place = run.parts.order_by("-number").values_list("number", flat=True)[0]
        services.keep_part(run, max(_FIRST, place + 1), Paper(content, "", "rows"))
        run.facts = {
            **run.facts, "header": header, "after": part.after or None, "rows": run.facts["rows"] + len(rows)
        }  # fmt: skip
        run.done = min(run.to_do, run.done + part.row_count)
        return True

    def back(self, run: BackgroundRun) -> Link:
        return Link(run.facts["list"], tuple(run.facts["args"]))


def _taken(run: BackgroundRun) -> Taken:
    """The rows of the list as the member who asked may see them now. Raises LookupError where that is nothing."""
    path, query = json.loads(services.read_part(run.parts.get(number=_ASKED)).content)
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.META = {"QUERY_STRING": query, "REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.GET = QueryDict(query)
    kept: list[Taken] = []
    asked = cast("Any", request)
    asked.user, asked.session, asked.take_rows = run.by, {}, kept.append
    try:
        if run.by is not None:
            view = request.resolver_match = resolve(path)
            view.func(request, *view.args, **view.kwargs)
    except (Http404, PermissionDenied) as error:
        raise LookupError(_GONE) from error
    if not kept:
        raise LookupError(_GONE)
    return kept[0]


_GONE = "the list is not there any more for the member who asked for it"


def _fitted(sheet: Sheet, header: Sequence[str]) -> Sheet:
    """A part with the columns of the whole file. Raises LookupError where they became others."""
    if isinstance(sheet, FittedSheet):
        sheet.fit(header)
    elif list(sheet.header) != list(header):
        raise LookupError("the columns are others than when the file was begun")
    return sheet


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    target = io.BytesIO()
    write_csv_rows(rows, target)
    return target.getvalue()


def _finish(run: BackgroundRun) -> None:
    """Make the file of the parts, and note in the history that it was made."""
    facts, listed = run.facts, LISTS[run.facts["list"]]
    media_type = MEDIA_TYPES[facts["form"]]
    run.parts.filter(number=_ASKED).delete()
    if facts["form"] == "csv":
        target = io.BytesIO()
        write_csv(facts["header"], (), target)
        services.keep_part(run, 0, Paper(target.getvalue(), media_type, facts["file"]))
    else:
        _make_workbook(run, listed.title, media_type)
    member = Member.objects.get(workspace=run.workspace_id, user=run.by_id)
    note_export(member, listed, facts["form"], facts["rows"], facts["filters"])


def _make_workbook(run: BackgroundRun, title: str, media_type: str) -> None:
    """A workbook of the rows, in their place."""
    with tempfile.TemporaryFile() as target:
        write_xlsx(run.facts["header"], _rows(run), target, title=title)
        run.parts.all().delete()
        target.seek(0)
        for number, piece in enumerate(iter(lambda: target.read(_PIECE), b"")):
            services.keep_part(run, number, Paper(piece, media_type, run.facts["file"]))


def _rows(run: BackgroundRun) -> Iterator[Sequence[object]]:
    for number in run.parts.filter(number__gte=_FIRST).order_by("number").values_list("number", flat=True):
        yield from _decode(services.read_part(run.parts.get(number=number)).content)
