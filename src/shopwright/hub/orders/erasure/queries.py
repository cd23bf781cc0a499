"""Every read about the erasure of buyers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.clock import now_of
from shopwright.hub.channels.models import ChannelApp
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.orders import queries as orders
from shopwright.hub.orders.models import Order

from .models import BuyerRetention
from .needs import DONE, erasable, needs

#: Orders of a buyer that are shown at a time.
MOST = 200


def retention_of(workspace: Workspace) -> BuyerRetention:
    return BuyerRetention.objects.filter(workspace=workspace).first() or BuyerRetention(workspace=workspace)


def of_person(workspace: Workspace, text: str) -> QuerySet[Order]:
    """The orders of a buyer's e-mail address, telephone number or name, or with a number; the newest first."""
    text = text.strip()
    mine = orders.orders(workspace).filter(erased_at=None).order_by("-placed_at", "-pk")
    if not text:
        return mine.none()
    buyer = orders.of_buyer(workspace, text)
    return mine.filter(Q(number=text) | buyer if buyer else Q(number=text))


def reasons(rows: Sequence[Order]) -> Mapping[int, str]:
    """Why the buyers of orders are kept for now, by the ids of those that are."""
    cases = [When(~DONE, then=Value("It is still to be shipped."))]
    cases += [When(need.of_order(), then=Value(need.words)) for need in needs()]
    why = Case(*cases, default=Value(""), output_field=CharField())
    judged = Order.objects.filter(pk__in=[row.pk for row in rows]).annotate(why=why)
    return {pk: words for pk, words in judged.values_list("pk", "why") if words}


def asked(workspace_id: int) -> QuerySet[Order]:
    """Orders whose buyers somebody wants erased, and who are still there."""
    return Order.objects.filter(workspace=workspace_id, erased_at=None).exclude(erase_asked_at=None)


def older_than(workspace_id: int, days: int) -> QuerySet[Order]:
    """Orders placed more days ago, by the clock of their channel, whose buyers are still there."""
    is_old = Q(pk__in=())
    for app in ChannelApp.objects.filter(workspace=workspace_id):
        with suppress(ChannelError):  # its orders wait until its clock can be read
            is_old |= Q(connection__app=app, placed_at__lt=now_of(app) - timedelta(days=days))
    return Order.objects.filter(is_old, workspace=workspace_id, erased_at=None)


def count_older_than(workspace_id: int, days: int | None) -> int:
    """How many orders would lose their buyer at once if buyers were kept for so many days."""
    return older_than(workspace_id, days).filter(erasable()).count() if days else 0


def due(workspace_id: int) -> QuerySet[Order]:
    """Orders whose buyers are to be erased now: asked for, or older than they are kept, and needed for nothing."""
    rows = asked(workspace_id)
    days = BuyerRetention.objects.filter(workspace=workspace_id).values_list("days", flat=True).first()
    if days is not None:
        rows = rows | older_than(workspace_id, days)
    return rows.filter(erasable())
