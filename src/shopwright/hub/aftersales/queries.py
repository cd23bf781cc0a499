"""Every read about returns and cancellations that pages and other apps need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from shopwright.hub.access.models import Workspace
from shopwright.hub.core.lists import few_or_many

from .models import TO_INSPECT, Case, CaseLine, Money, Party


class Group(NamedTuple):
    """Lines of a case that are of the same thing, as people read them."""

    line: CaseLine
    ids: list[int]
    quantity: int


def cases(workspace: Workspace) -> QuerySet[Case]:
    return Case.objects.filter(workspace=workspace).select_related("connection", "order")


def to_answer(workspace: Workspace) -> QuerySet[Case]:
    """Cases that wait for the seller, the most urgent first."""
    return cases(workspace).filter(waits_for=Party.SELLER).order_by("urgent_at", "pk")


def to_inspect(workspace: Workspace) -> QuerySet[Case]:
    """Cases whose parcel is here or on its way."""
    return cases(workspace).filter(goods__in=TO_INSPECT)


def unknown(workspace: Workspace) -> QuerySet[Case]:
    """Cases with an answer of which it is not known yet what became of it."""
    return cases(workspace).filter(money=Money.UNKNOWN)


def matching(workspace: Workspace, text: str) -> Q:
    """Cases with a number, an order's number, a tracking number or a SKU."""
    own = Case.objects.filter(workspace=workspace).values_list("pk", flat=True)
    goods = CaseLine.objects.filter(line__workspace=workspace, line__seller_sku__iexact=text)
    plain = (
        Q(external_id__startswith=text),
        Q(order__workspace=workspace, order__number__startswith=text),
        Q(tracking_number__iexact=text),
    )
    by_goods = (goods.values_list("case_id", flat=True), Q(Exists(goods.filter(case=OuterRef("pk")))))
    return few_or_many([*((own.filter(way), way) for way in plain), by_goods])


def groups(lines: Iterable[CaseLine]) -> list[Group]:
    """Lines put together by what they are and how they were found."""
    counted: dict[tuple[object, ...], Group] = {}
    for line in lines:
        item = line.line
        key = (item.sku_id, item.title, item.options, bool(line.restocked), bool(line.written_off))
        before = counted.get(key) or Group(line, [], 0)
        counted[key] = Group(before.line, [*before.ids, line.pk], before.quantity + line.quantity)
    return list(counted.values())
