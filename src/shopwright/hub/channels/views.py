"""Pages of connections: the list, one with its health, and what can be done with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.reauth import sensitive
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.ids import id_of
from shopwright.hub.core.lists import Sorting
from shopwright.hub.lists.pages import begin_list

from . import intake, services
from .lists import CONNECTIONS
from .models import Connection, ConnectionState, Event
from .polls import last_heard
from .protocol import ChannelError
from .registry import channels

_STEPS = {
    "pause": (ConnectionState.PAUSED, "is paused: nothing is read or sent."),
    "resume": (ConnectionState.ACTIVE, "goes on."),
    "disconnect": (ConnectionState.GONE, "is disconnected. Its orders and listings stay here."),
}


@page(Permission.CHANNELS_VIEW)
def list_connections(request: WorkspaceRequest) -> HttpResponseBase:
    connections = (
        Connection.objects.filter(workspace=request.workspace)
        .exclude(state=ConnectionState.GONE)
        .order_by("name", "pk")
    )
    shops, answer = begin_list(request, CONNECTIONS, connections, Sorting(("name", "pk"), is_falling=False))
    if answer:
        return answer
    known = channels()
    rows = [(shop, known[shop.channel].title if shop.channel in known else shop.channel) for shop in shops]
    return render(request, "channels/connections.html", {"rows": rows, "channels": known.values()})


@page(Permission.CHANNELS_VIEW)
def show_connection(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    connection = get_object_or_404(Connection, pk=connection_id, workspace=request.workspace)
    return render(
        request,
        "channels/connection.html",
        {
            "connection": connection,
            "channel": channels().get(connection.channel),
            "traffic": connection.traffic.order_by("kind"),
            "failed": Event.objects.filter(connection=connection, state=Event.State.FAILED).order_by("-pk")[:50],
            "waiting": Event.objects.filter(connection=connection, state=Event.State.NEW).count(),
            "last_heard": last_heard(connection),
            "stock_words": services.stock_words(connection),
            "differences": sum(count(connection) for count in services.difference_counters),
            "facts": [fact for tell in services.fact_tellers for fact in tell(connection)],
            "hook": request.build_absolute_uri(reverse("hook", args=[connection.channel, connection.app_id])),
        },
    )


@act(Permission.CHANNELS_EDIT)
@sensitive(lambda request: request.POST.get("do") == "disconnect")
def change_connection(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    """Pause, resume, disconnect, test, or switch sending at once on and off."""
    connection = get_object_or_404(Connection, pk=connection_id, workspace=request.workspace)
    step = request.POST.get("do", "")
    if step in _STEPS:
        state, words = _STEPS[step]
        services.set_state(connection, state)
        messages.success(request, f"{connection.name} {words}")
    elif step == "check":
        _check(request, connection)
    elif step == "realtime":
        services.set_realtime(connection, is_on="on" in request.POST)
    elif step == "retry":
        intake.try_again(get_object_or_404(Event, pk=id_of(request.POST.get("event", "")), connection=connection))
    if step == "disconnect":
        return redirect("connections", workspace=request.workspace.slug)
    return redirect("connection", workspace=request.workspace.slug, connection_id=connection.pk)


def _check(request: WorkspaceRequest, connection: Connection) -> None:
    try:
        checks = services.check(connection)
    except ChannelError as error:
        messages.error(request, f"{error.message} {error.remedy}".strip())
        return
    bad = [check for check in checks if not check.is_good]
    if bad:
        messages.warning(request, f"{len(bad)} of {len(checks)} do not work: see what to do beside each.")
    else:
        messages.success(request, "Everything works.")
