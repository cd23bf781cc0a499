"""Matches cancellations with the earlier sales that they undo, as cancellations or as returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

import msgspec

from .model import HistoricLine, HistoricOrder, HistoricUndo


class Cancellation(msgspec.Struct, frozen=True, gc=False):
    """A cancellation's row: ``units`` is above zero, ``price`` what the file gives back for each.

    ``buyer`` is empty when the file does not name one: then there is no sale to match.
    """

    row: int
    reference: str
    buyer: str
    sku: str
    units: int
    price: Decimal
    at: int


class Match(NamedTuple):
    """What a cancellation undoes, possibly nothing; ``money`` is what was paid for those units."""

    cancellation: Cancellation
    undos: tuple[HistoricUndo, ...]
    money: Decimal


class _Sold(msgspec.Struct):
    """A line that was sold, and how many of its units are still to be undone."""

    order: HistoricOrder
    line: HistoricLine
    left: int


def match_cancellations(
    cancellations: Iterable[Cancellation], orders: Sequence[HistoricOrder], cancel_within_seconds: int
) -> Iterator[Match]:
    """Undo earlier lines of the same buyer and SKU: those at the cancellation's own price first, then the latest.

    Cancellations come in the order of time, then of rows; ``orders`` must stand in the order of time.
    """
    ordered = sorted(cancellations, key=lambda cancellation: (cancellation.at, cancellation.row))
    sold = _sold(orders, {(cancellation.buyer, cancellation.sku) for cancellation in ordered})
    for cancellation in ordered:
        yield _match(cancellation, sold[cancellation.buyer, cancellation.sku], cancel_within_seconds)


def _sold(orders: Sequence[HistoricOrder], wanted: set[tuple[str, str]]) -> defaultdict[tuple[str, str], list[_Sold]]:
    """The lines that any cancellation may undo, latest first."""
    buyers = {buyer for buyer, _ in wanted}
    solds: defaultdict[tuple[str, str], list[_Sold]] = defaultdict(list)
    for order in reversed(orders):
        if order.buyer not in buyers:
            continue
        for line in reversed(order.lines):
            if (order.buyer, line.sku) in wanted:
                solds[order.buyer, line.sku].append(_Sold(order, line, line.units))
    return solds


def _match(cancellation: Cancellation, sold: Sequence[_Sold], cancel_within_seconds: int) -> Match:
    earlier = [sold for sold in sold if sold.left and sold.order.at <= cancellation.at]
    earlier.sort(key=lambda sold: sold.line.price != cancellation.price)
    undos, money, left = [], Decimal(0), cancellation.units
    for item in earlier:
        if not left:
            break
        units = min(left, item.left)
        item.left -= units
        left -= units
        money += units * item.line.price
        undos.append(_undo(cancellation, item, units, cancel_within_seconds))
    return Match(cancellation, tuple(undos), money)


def _undo(cancellation: Cancellation, sold: _Sold, units: int, cancel_within_seconds: int) -> HistoricUndo:
    return HistoricUndo(
        row=cancellation.row,
        reference=cancellation.reference,
        order_reference=sold.order.reference,
        sale_row=sold.line.row,
        sku=sold.line.sku,
        units=units,
        price=sold.line.price,
        kind="CANCELLATION" if cancellation.at - sold.order.at <= cancel_within_seconds else "RETURN",
        at=cancellation.at,
        money=units * sold.line.price,
    )
