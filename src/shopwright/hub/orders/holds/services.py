"""Every write about holds: begun by rules, by what the channel and the shelf say, and by people; ended by each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.orders.announce import Change, announce_changed, state_of
from shopwright.hub.orders.models import Hold, Order, OrderLine, Progress
from shopwright.hub.stock.queries import short_causes

from .facts import facts_of
from .models import Ending, HoldRule, OrderHold
from .rules import reason_of

#: What the order shows of its open holds: the first of these.
WEIGHT = (Hold.MANUAL, Hold.CANCEL, Hold.CHANNEL, Hold.STOCK, Hold.ADDRESS, Hold.RISK)
#: Holds that a person may release. The channel's hour ends by itself, and a cancellation is answered.
RELEASABLE = frozenset({Hold.MANUAL, Hold.STOCK, Hold.ADDRESS, Hold.RISK})

_SHORT = "More of its goods is promised than is there"
#: What a packer found that the ledger does not know of: only a person can say that the goods are there again.
_NOT_ON_SHELF = "Its goods are not on their shelf"
_OVER = frozenset({Progress.CANCELLED, Progress.DELIVERED})
_OPEN = frozenset({Progress.OPEN, Progress.PARTLY})

Key = tuple[str, int | None]
_OfOrder = TypeVar("_OfOrder", OrderLine, OrderHold)


class HoldError(Exception):
    """An order that cannot be held or released; the text says why and what to do."""


class Verdict(NamedTuple):
    """What became of an order that was to be released."""

    order: Order
    trouble: str


def reconcile(order: Order) -> None:
    """Make the open holds of an order those that there is a cause for."""
    reconcile_many([order])


def reconcile_many(orders: Sequence[Order]) -> None:
    """Make the open holds of a workspace's orders those that there is a cause for.

    A person's hold stays until the order is over. What was released for a reason is not held for it again.
    """
    if not orders:
        return
    rules = list(HoldRule.objects.filter(workspace_id=orders[0].workspace_id, is_on=True).order_by("pk"))
    lines = _by_order(OrderLine.objects.filter(order__in=orders).order_by("pk"))
    rows = _by_order(OrderHold.objects.filter(order__in=orders).order_by("pk"))
    begun = list[OrderHold]()
    for order in orders:
        mine = [rule for rule in rules if rule.connection_id in (None, order.connection_id)]
        wanted = _wanted(order, lines.get(order.pk, []), mine)
        begun += _follow(order, rows.setdefault(order.pk, []), wanted)
    OrderHold.objects.bulk_create(begun)
    for row in begun:
        rows[row.order_id].append(row)
    _show(orders, {pk: {row.kind for row in held if row.ended_at is None} for pk, held in rows.items()})


def _by_order(rows: Iterable[_OfOrder]) -> dict[int, list[_OfOrder]]:
    sorted_rows: dict[int, list[_OfOrder]] = {}
    for row in rows:
        sorted_rows.setdefault(row.order_id, []).append(row)
    return sorted_rows


def _follow(order: Order, rows: Sequence[OrderHold], wanted: Mapping[Key, str]) -> list[OrderHold]:
    """End and reword what is open as there is cause; returns what is to begin."""
    is_open: dict[Key, OrderHold] = {(row.kind, row.rule_id): row for row in rows if row.ended_at is None}
    released = {(row.kind, row.rule_id, row.words) for row in rows if row.ending == Ending.RELEASED}
    for key, row in is_open.items():
        by_person = row.kind == Hold.MANUAL or row.words == _NOT_ON_SHELF
        is_kept = by_person and order.progress not in _OVER
        if key not in wanted and not is_kept:
            _end(row, Ending.CAUSE_GONE)
        elif key in wanted and not by_person and row.words != wanted[key]:
            row.words = wanted[key]
            row.save(update_fields=["words"])
    return [
        _new(order, key, words) for key, words in wanted.items() if key not in is_open and (*key, words) not in released
    ]


def _wanted(order: Order, lines: Sequence[OrderLine], rules: Sequence[HoldRule]) -> Mapping[Key, str]:
    """The holds that there is a cause for now, with their reasons."""
    wanted: dict[Key, str] = {}
    if order.is_cancel_asked:
        wanted[Hold.CANCEL, None] = "It is not decided whether it is cancelled"
    if order.hold_until:
        wanted[Hold.CHANNEL, None] = "The buyer may still cancel it"
    if order.progress in _OVER:
        return wanted
    if any(line.is_oversold for line in lines):
        wanted[Hold.STOCK, None] = _SHORT
    if order.progress in _OPEN and rules:
        facts = facts_of(order, lines)
        for rule in rules:
            if words := reason_of(rule, facts):
                wanted[rule.hold, rule.pk] = words
    return wanted


def _new(order: Order, key: Key, words: str, by: User | None = None) -> OrderHold:
    kind, rule_id = key
    return OrderHold(
        workspace_id=order.workspace_id, order=order, kind=kind, rule_id=rule_id, words=words[:300], begun_by=by
    )


def _begin(order: Order, key: Key, words: str, by: User | None = None) -> None:
    _new(order, key, words, by).save()


def _end(row: OrderHold, ending: Ending, by: User | None = None) -> None:
    row.ended_at, row.ending, row.ended_by = timezone.now(), ending, by
    row.save(update_fields=["ended_at", "ending", "ended_by"])


def refresh(order: Order) -> None:
    """Write onto the order which of its open holds weighs most."""
    _show([order], {order.pk: set(OrderHold.objects.filter(order=order, ended_at=None).values_list("kind", flat=True))})


def _show(orders: Sequence[Order], kinds: Mapping[int, set[str]]) -> None:
    """Write onto orders which of their open holds weighs most. ``kinds``: those holds, by order."""
    changed: dict[Hold, list[int]] = {}
    for order in orders:
        hold = next((kind for kind in WEIGHT if kind in kinds.get(order.pk, ())), Hold.NONE)
        if order.hold != hold:
            order.hold = hold
            changed.setdefault(hold, []).append(order.pk)
    for hold, ids in changed.items():
        Order.objects.filter(pk__in=ids).update(hold=hold)


@contextmanager
def changing(order: Order) -> Iterator[Order]:
    """The order, locked; that its hold changed within the block is announced at its end, in the same transaction."""
    with transaction.atomic():
        locked = Order.objects.select_for_update(of=("self",)).select_related("connection").get(pk=order.pk)
        before = state_of(locked)
        yield locked
        announce_changed([Change(locked, before)])
        order.hold = locked.hold


def hold_by_hand(order: Order, by: User | None, words: str = "") -> None:
    """Keep an order from being shipped until a person lets it go. Raises HoldError where nothing is left to ship."""
    with changing(order) as locked:
        if locked.progress not in _OPEN:
            words_of_state = locked.get_progress_display().lower()
            raise HoldError(f"{locked.number} is {words_of_state} already: nothing of it is left to hold back.")
        if not OrderHold.objects.filter(order=locked, kind=Hold.MANUAL, ended_at=None).exists():
            _begin(locked, (Hold.MANUAL, None), words.strip() or "Held by hand", by)
        refresh(locked)


def hold_short(lines: Collection[OrderLine]) -> None:
    """Hold the orders of lines whose goods are not on their shelf, whoever released them before.

    Where the ledger knows that too, an order goes on once there is enough again.
    """
    for order in Order.objects.filter(pk__in={line.order_id for line in lines}).order_by("pk"):
        short = [line for line in lines if line.order_id == order.pk]
        is_known = short_causes(order.workspace_id, [line.cause for line in short]) == {line.cause for line in short}
        with changing(order) as locked:
            OrderLine.objects.filter(pk__in=[line.pk for line in short]).update(is_oversold=True)
            words = _SHORT if is_known else _NOT_ON_SHELF
            if not OrderHold.objects.filter(order=locked, kind=Hold.STOCK, ended_at=None).update(words=words):
                _begin(locked, (Hold.STOCK, None), words)
            refresh(locked)


def release(order: Order, by: User | None) -> None:
    """Let an order be shipped all the same. Raises HoldError where it waits for a cancellation or for the channel."""
    with changing(order) as locked:
        rows = list(OrderHold.objects.filter(order=locked, ended_at=None))
        kinds = {row.kind for row in rows}
        if Hold.CANCEL in kinds:
            raise HoldError("It is not decided whether this order is cancelled. Answer that first, under Returns.")
        for row in rows:
            if row.kind in RELEASABLE:
                _end(row, Ending.RELEASED, by)
        if Hold.CHANNEL in kinds and not kinds & RELEASABLE:
            raise HoldError("The channel holds this order until the buyer's hour is over. It goes on by itself then.")
        refresh(locked)


def release_many(workspace: Workspace, ids: Collection[int], by: User | None) -> list[Verdict]:
    """Release orders, each by itself; says of each what became of it."""
    verdicts = []
    for order in Order.objects.filter(workspace=workspace, pk__in=ids).order_by("ship_by", "pk"):
        trouble = "" if order.hold else "It is not held."
        if order.hold:
            try:
                release(order, by)
            except HoldError as error:
                trouble = str(error)
        verdicts.append(Verdict(order, trouble))
    return verdicts


def follow_rule(rule: HoldRule, ids: Collection[int]) -> list[Order]:
    """Hold and free orders as the rules say now; returns those that a rule begins or ceases to hold. Transactional."""
    rows = Order.objects.select_for_update(of=("self",)).select_related("connection").filter(pk__in=ids)
    orders = list(rows.order_by("pk"))
    states = [state_of(order) for order in orders]
    before = _held_by(rule, ids)
    reconcile_many(orders)
    announce_changed([Change(order, was) for order, was in zip(orders, states, strict=True)])
    changed = before ^ _held_by(rule, ids)
    return [order for order in orders if order.pk in changed]


def _held_by(rule: HoldRule, ids: Collection[int]) -> set[int]:
    return set(OrderHold.objects.filter(rule=rule, ended_at=None, order__in=ids).values_list("order_id", flat=True))
