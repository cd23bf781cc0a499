"""Every read about messages that pages need."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q, QuerySet

from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.core.lists import few_or_many
from shopwright.hub.orders.models import Order

from . import texts
from .models import Notice, NoticeSwitch, State, Step
from .services import has_messages

#: Messages that somebody should look at: not sent, or nobody but a person can find out.
FAILED = Q(state__in=[State.REFUSED, State.GIVEN_UP]) | Q(state=State.UNKNOWN, due_at=None)


class Shop(NamedTuple):
    """A connection with the steps that are told there. ``on``: none where its channel has no messages."""

    connection: Connection
    channel: str
    can: bool
    on: list[str]


class Line(NamedTuple):
    """A step in a shop: whether it is told, since when, and whether its texts were tried as they are now."""

    step: str
    words: str
    switch: NoticeSwitch | None
    is_tried: bool


def notices(workspace: Workspace) -> QuerySet[Notice]:
    return Notice.objects.filter(workspace=workspace).select_related("order__connection", "connection")


def matching(workspace: Workspace, text: str) -> Q:
    """Messages about orders whose number begins with a text."""
    by_number = Q(order__workspace=workspace, order__number__startswith=text)
    ids = Notice.objects.filter(by_number, workspace=workspace).values_list("pk", flat=True)
    return few_or_many([(ids, by_number)])


def notices_of(order: Order) -> QuerySet[Notice]:
    return order.notices.order_by("pk")


def failed(workspace: Workspace) -> QuerySet[Notice]:
    """Messages that somebody should look at."""
    return Notice.objects.filter(FAILED, workspace=workspace)


def shops(workspace: Workspace) -> list[Shop]:
    own = Connection.objects.filter(workspace=workspace).exclude(state=ConnectionState.GONE).order_by("name", "pk")
    rows = own.prefetch_related("notice_switches")
    return [
        Shop(
            connection,
            channel_of(connection.channel).title,
            has_messages(connection),
            [Step(row.step).label for row in connection.notice_switches.all() if row.is_on],
        )
        for connection in rows
    ]


def lines_of(connection: Connection) -> list[Line]:
    """All steps of a shop."""
    switches = {row.step: row for row in NoticeSwitch.objects.filter(connection=connection)}
    now = texts.hashes(connection.workspace, connection)
    return [
        Line(step, step.label, switches.get(step), step in switches and switches[step].tried == now[step])
        for step in Step
    ]
