"""Messages that buyers got, and which of them are sent where."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.core.ids import ids_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import queries, services, trial
from .lists import NOTICES
from .models import Notice, State, Step

#: The chips above the list: the value in the address and the words.
VIEWS = (
    ("", "All"),
    ("failed", "Failed"),
    ("waiting", "Waiting"),
    ("sent", "Sent"),
    ("withdrawn", "Not sent"),
)


@page(Permission.ORDERS_VIEW)
def list_notices(request: WorkspaceRequest) -> HttpResponseBase:
    rows = queries.notices(request.workspace)
    text, view, step = (request.GET.get(name, "").strip() for name in ("q", "view", "step"))
    if text:
        rows = rows.filter(queries.matching(request.workspace, text))
    if step in Step.values:
        rows = rows.filter(step=step)
    rows, answer = begin_list(request, NOTICES, _narrowed(rows, view), Sorting())
    if answer:
        return answer
    return render(
        request,
        "notices/notices.html",
        {
            "page": page_of(rows, Sorting(), request.GET.get("after", "")),
            "view": view,
            "views": VIEWS,
            "q": text,
            "step": step,
            "steps": Step.choices,
        },
    )


def _narrowed(rows: QuerySet[Notice], view: str) -> QuerySet[Notice]:
    match view:
        case "failed":
            return rows.filter(queries.FAILED)
        case "waiting":
            return rows.filter(state__in=[State.INTENT, State.UNKNOWN])
        case "sent" | "withdrawn":
            return rows.filter(state=view)
    return rows


@act(Permission.ORDERS_EDIT)
def send_again(request: WorkspaceRequest) -> HttpResponse:
    """Send messages again, or say that one was sent; tells of each what became of it."""
    ids = ids_of(request.POST.getlist("notices"))
    if request.POST.get("do") == "confirm":
        notice = get_object_or_404(Notice, pk__in=ids[:1], workspace=request.workspace)
        try:
            services.confirm_sent(notice)
        except services.NoticeError as error:
            messages.error(request, f"{notice}: {error}")
    else:
        verdicts = services.send_again(request.workspace, ids)
        again = [verdict for verdict in verdicts if not verdict.trouble]
        if again:
            messages.success(request, f"{len(again)} of {len(verdicts)} messages are sent again.")
        for verdict in [verdict for verdict in verdicts if verdict.trouble][:10]:
            messages.error(request, f"{verdict.notice}: {verdict.trouble}")
    return redirect("notices", workspace=request.workspace.slug)


@page(Permission.CHANNELS_VIEW)
def list_shops(request: WorkspaceRequest) -> HttpResponse:
    """Which steps are told in which shop."""
    return render(request, "notices/shops.html", {"shops": queries.shops(request.workspace), "steps": Step.choices})


@page(Permission.CHANNELS_VIEW)
def show_shop(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    return _show_shop(request, _connection(request, connection_id), None)


@act(Permission.CHANNELS_EDIT)
def try_shop(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    """The dry run: what the last orders would have caused. Nothing is sent."""
    connection = _connection(request, connection_id)
    tried = trial.run(connection, request.user) if services.has_messages(connection) else []
    return _show_shop(request, connection, tried)


def _show_shop(request: WorkspaceRequest, connection: Connection, tried: list[trial.Tried] | None) -> HttpResponse:
    channel = channel_of(connection.channel)
    return render(
        request,
        "notices/shop.html",
        {
            "connection": connection,
            "channel": channel,
            "can": services.has_messages(connection),
            "lines": queries.lines_of(connection),
            "tried": tried,
            "told": sum(len(item.told) for item in tried or ()),
        },
    )


@act(Permission.CHANNELS_EDIT)
def switch_step(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    """Switch steps on or off in a shop."""
    connection = _connection(request, connection_id)
    is_on = request.POST.get("do") == "on"
    done = []
    for step in [step for step in Step if step in request.POST.getlist("steps")]:
        try:
            services.switch(connection, step, is_on=is_on)
            done.append(step.label)
        except services.NoticeError as error:
            messages.error(request, f"{step.label}: {error}")
    if done:
        words = "Buyers of new orders are told" if is_on else "Buyers are no longer told"
        messages.success(request, f"{words}: {', '.join(done)}.")
    return redirect("notice-shop", workspace=request.workspace.slug, connection_id=connection.pk)


def _connection(request: WorkspaceRequest, connection_id: int) -> Connection:
    rows = Connection.objects.select_related("app", "workspace").exclude(state=ConnectionState.GONE)
    return get_object_or_404(rows, pk=connection_id, workspace=request.workspace)
