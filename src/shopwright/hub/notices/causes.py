"""Which step an order or a return has come to, and the row of its message, written in that very transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from django.utils import timezone

from shopwright.hub.aftersales.announce import Before as CaseBefore
from shopwright.hub.aftersales.models import Case, Goods, Kind, Money
from shopwright.hub.core.wake import wake
from shopwright.hub.orders.announce import Before, Change
from shopwright.hub.orders.models import Hold, Order, Payment, Progress

from .models import Notice, NoticeSwitch, Step

#: Holds that buyers are told of: not the hour that is their own, nor a doubt about them.
_TOLD_HOLDS = frozenset({Hold.STOCK, Hold.ADDRESS, Hold.MANUAL})
_BACK = frozenset({Goods.ARRIVED, Goods.INSPECTED, Goods.RESTOCKED, Goods.WRITTEN_OFF})
_STEP_OF_PROGRESS = {
    Progress.SHIPPED: Step.SHIPPED,
    Progress.DELIVERED: Step.DELIVERED,
    Progress.CANCELLED: Step.CANCELLED,
}


def orders_changed(changes: Sequence[Change]) -> None:
    steps = [(order, step) for order, before in changes for step in steps_of_order(order, before)]
    if steps:
        switches = _switches_of({order.connection_id for order, _ in steps})
        for order, step in steps:
            _cause(order, step, switches.get((order.connection_id, step)))


def order_packed(order: Order) -> None:
    cause(order, Step.PACKED)


def case_changed(case: Case, before: CaseBefore) -> None:
    for step in steps_of_case(case, before):
        cause(case.order, step, case.external_id)


def steps_of_order(order: Order, before: Before) -> Iterator[Step]:
    """The steps that an order has come to since it stood as before."""
    is_cancelled = order.progress == Progress.CANCELLED
    if order.payment == Payment.PAID and before.payment != Payment.PAID and not is_cancelled:
        yield Step.ACCEPTED
    if order.hold in _TOLD_HOLDS and before.hold not in _TOLD_HOLDS:
        yield Step.HELD
    step = _STEP_OF_PROGRESS.get(Progress(order.progress))
    if step is not None and order.progress != before.progress:
        yield step


def steps_of_case(case: Case, before: CaseBefore) -> Iterator[Step]:
    """The steps that a return has come to since it stood as before; of a cancellation the refund alone."""
    if case.money == Money.REFUNDED and before.money != Money.REFUNDED:
        yield Step.REFUNDED
    if case.kind == Kind.CANCELLATION:
        return
    if case.money == Money.PROMISED and before.money != Money.PROMISED:
        yield Step.RETURN_APPROVED
    if case.money == Money.REFUSED and before.money != Money.REFUSED:
        yield Step.RETURN_REJECTED
    if case.goods in _BACK and before.goods not in _BACK:
        yield Step.RETURN_RECEIVED


def cause(order: Order, step: Step, subject: str = "") -> None:
    """Have the buyer told, once, if the step is on in the shop and the order is not older than that."""
    _cause(order, step, _switches_of([order.connection_id]).get((order.connection_id, step)), subject)


def _switches_of(connection_ids: Collection[int]) -> dict[tuple[int, str], NoticeSwitch]:
    """What is on in shops, by connection and step."""
    switches = NoticeSwitch.objects.filter(connection_id__in=connection_ids, is_on=True)
    return {(row.connection_id, row.step): row for row in switches}


def _cause(order: Order, step: Step, switch: NoticeSwitch | None, subject: str = "") -> None:
    if switch is None or switch.since is None or order.placed_at < switch.since:
        return
    _, is_new = Notice.objects.get_or_create(
        workspace_id=order.workspace_id,
        order=order,
        step=step,
        subject=subject,
        defaults={"connection_id": order.connection_id, "due_at": timezone.now()},
    )
    if is_new:
        wake("notices")
