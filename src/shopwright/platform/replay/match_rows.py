"""Matches cancellations with the earlier sales that they undo, as cancellations or as returns."""

from __future__ import annotations

from collections import defaultdict, deque
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


class _Shelf:
    """The lines of one buyer and SKU up to a moment, of which the latest comes first; empty ones are dropped for good,
    so that all cancellations together look at each line a few times at most."""

    def __init__(self) -> None:
        self.later: deque[_Sold] = deque()
        self._all: list[_Sold] = []
        self._by_price: defaultdict[Decimal, list[_Sold]] = defaultdict(list)

    def advance(self, at: int) -> None:
        """Take in what was sold until then."""
        while self.later and self.later[0].order.at <= at:
            sold = self.later.popleft()
            self._all.append(sold)
            self._by_price[sold.line.price].append(sold)

    def latest(self, price: Decimal) -> _Sold | None:
        """The latest line at a price that has units left, else the latest at any; None when all were undone."""
        for lines in (self._by_price[price], self._all):
            while lines and not lines[-1].left:
                lines.pop()
            if lines:
                return lines[-1]
        return None


def match_cancellations(
    cancellations: Iterable[Cancellation], orders: Sequence[HistoricOrder], cancel_within_seconds: int
) -> Iterator[Match]:
    """Undo earlier lines of the same buyer and SKU: those at the cancellation's own price first, then the latest.

    Cancellations come in the order of time, then of rows; ``orders`` must stand in the order of time.
    """
    ordered = sorted(cancellations, key=lambda cancellation: (cancellation.at, cancellation.row))
    shelves = _shelves(orders, {(cancellation.buyer, cancellation.sku) for cancellation in ordered})
    for cancellation in ordered:
        yield _match(cancellation, shelves[cancellation.buyer, cancellation.sku], cancel_within_seconds)


def _shelves(orders: Sequence[HistoricOrder], wanted: set[tuple[str, str]]) -> defaultdict[tuple[str, str], _Shelf]:
    """The lines that any cancellation may undo."""
    buyers = {buyer for buyer, _ in wanted}
    shelves: defaultdict[tuple[str, str], _Shelf] = defaultdict(_Shelf)
    for order in orders:
        if order.buyer not in buyers:
            continue
        for line in order.lines:
            if (order.buyer, line.sku) in wanted:
                shelves[order.buyer, line.sku].later.append(_Sold(order, line, line.units))
    return shelves


def _match(cancellation: Cancellation, shelf: _Shelf, cancel_within_seconds: int) -> Match:
    shelf.advance(cancellation.at)
    undos, money, left = [], Decimal(0), cancellation.units
    while left and (item := shelf.latest(cancellation.price)) is not None:
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
