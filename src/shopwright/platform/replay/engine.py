"""Replays a history into a shop at once, in transactions of many orders, so that a killed run can be continued."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.buyers.store import Buyer
from shopwright.platform.catalogue.quantities import Reason as StockReason
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.sales.orders.buyer_actions import buyer_known_as
from shopwright.platform.sales.orders.buyer_errors import OUT_OF_STOCK
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.place_order import Shelf, place
from shopwright.platform.sales.orders.store import Orders
from shopwright.wire.errors import ApiError

from .basket import Basket
from .history_error import HistoryError
from .lifecycle import Course, Life, Undoing
from .live import stop_live
from .model import HistoricLine, HistoricOrder, HistoricUndo, History, UndoKind
from .products import on_sale, replenish
from .report import Reason
from .start import Clock, begin, withdraw
from .store import RefusedPart, Replay, Replays

#: A batch ends after so many orders or so much time: other programs wait that long for a SQLite file.
_MOST_ORDERS, _MOST_SECONDS = 150, 0.5


class Progress(msgspec.Struct, frozen=True):
    """How far a replay is: events done of all of them; orders and rows of this run."""

    position: int
    events: int
    orders: int
    rows: int


class _Batch:
    """What one transaction did; dropped if the transaction is rolled back."""

    def __init__(self, tx: Tx, shop: Shop, replay: Replay) -> None:
        self.tx, self.shop, self.replay = tx, shop, replay
        self.now = tx.now_ms()
        self.shelf = Shelf(tx, shop)
        self.buyers: dict[str, Buyer] = {}
        self.refused: list[RefusedPart] = []
        self.orders = self.rows = 0


class Engine:
    """Replays a history into one shop. Orders, units and money come from the history; what the platform refuses of it
    is withdrawn in the history's report."""

    def __init__(self, store: Store, shop: Shop, history: History, *, clock: Clock = "SHIFT") -> None:
        self._store, self._shop, self._history, self._clock = store, shop, history, clock
        self._undos = _by_order(history)
        self._buyers: dict[str, Buyer] = {}
        self._sku_ids: dict[str, str] = {}
        self._orders = self._rows = 0
        self._is_export = bool(history.report.source.format)
        self._decimals = region(shop.region).currency_decimals

    def run(
        self, progress: Callable[[Progress], None] | None = None, *, pause: Callable[[], float] = lambda: 0
    ) -> None:
        """Replay the history from where the last run stopped, to its end.

        ``pause`` says for how many seconds to let others write after each batch. HistoryError when the shop has other
        orders of this file.
        """
        replay = begin(self._store, self._shop, self._history, clock=self._clock, is_live=False)
        if replay.position > replay.doc.whole_until:
            raise HistoryError("the orders of this file arrive live in this shop", "let them, or name another shop")
        with self._store.write() as tx:
            stop_live(tx, self._shop.shop_id, self._history.digest)
        while replay.position < len(self._history.events):
            replay = self._once(replay.position)
            if progress:
                progress(Progress(replay.position, len(self._history.events), self._orders, self._rows))
            if seconds := pause():
                time.sleep(seconds)

    def _once(self, position: int) -> Replay:
        """Replay one batch, and repeat it if its transaction conflicts with another process."""
        batch = self._store.write_retrying(lambda tx: self._batch(tx, position))
        self._buyers |= batch.buyers
        self._orders += batch.orders
        self._rows += batch.rows
        withdraw(self._history, batch.refused)
        return batch.replay

    def _batch(self, tx: Tx, position: int) -> _Batch:
        tx.suppress_webhooks = True
        replay = tx[Replays].get(self._shop.shop_id, self._history.digest, for_change=True)
        if replay is None or replay.position != position:
            raise HistoryError("another program replays the same file into this shop", "let one of them finish")
        batch, events = _Batch(tx, self._shop, replay), self._history.events
        if not self._sku_ids:
            self._sku_ids = on_sale(tx, self._shop, batch.shelf, self._history.products)
        end = time.monotonic() + _MOST_SECONDS
        while replay.position < len(events) and batch.orders < _MOST_ORDERS and time.monotonic() < end:
            event = events[replay.position]
            if isinstance(event, HistoricOrder):
                self._replay(batch, event)
            else:
                batch.rows += 1  # its order had it undone
            replay.position += 1
        replay.doc.whole_until = replay.position
        replay.doc.refused += batch.refused
        tx[Replays].save(replay)
        return batch

    def _replay(self, batch: _Batch, order: HistoricOrder) -> None:
        batch.rows += len(order.lines)
        if self._is_export and batch.tx[Orders].by_reference(self._shop.shop_id, order.reference) is not None:
            undos_of_order = self._undos.get(order.reference, ())
            _refuse_lines(batch, order.lines, undos_of_order, "the shop has this order already")
            return
        live = batch.shelf.find(self._sku_ids[line.sku] for line in order.lines if line.sku in self._sku_ids)
        lines = [line for line in order.lines if self._sku_ids.get(line.sku) in live]
        undos = self._undos.get(order.reference, ())
        if len(lines) < len(order.lines):
            gone = [line for line in order.lines if line not in lines]
            _refuse_lines(batch, gone, undos, "the SKU is not on sale")
            undos = [undo for undo in undos if undo.sale_row in {line.row for line in lines}]
        if not lines:
            return
        problem = self._try(batch, order, lines, undos)
        if problem and undos and self._try(batch, order, lines, ()) is None:
            _refuse_undos(batch, undos, problem)
        elif problem:
            _refuse_lines(batch, lines, undos, problem)
            return
        batch.orders += 1

    def _try(
        self, batch: _Batch, order: HistoricOrder, lines: Sequence[HistoricLine], undos: Sequence[HistoricUndo]
    ) -> str | None:
        """Replay an order; answers the error with which the platform refused it, or None."""
        is_known = order.buyer in batch.buyers
        for is_filled in (False, True):
            try:
                with batch.tx.attempt():
                    self._live(batch, order, lines, undos)
                return None
            except ApiError as error:
                if not is_known:
                    batch.buyers.pop(order.buyer, None)  # the row was undone with the attempt
                if error.error is not OUT_OF_STOCK or is_filled:
                    return f"{error.code} {error.message}"
                self._fill(batch, lines)
        return None

    def _fill(self, batch: _Batch, lines: Sequence[HistoricLine]) -> None:
        """Add stock where other buyers bought what was meant for the history."""
        wanted: dict[str, int] = {}
        for line in lines:
            sku_id = self._sku_ids[line.sku]
            wanted[sku_id] = wanted.get(sku_id, 0) + line.units
        replenish(batch.tx, batch.shop, wanted, StockReason.MANUAL_ADJUSTMENT, at=batch.now)

    def _live(
        self, batch: _Batch, order: HistoricOrder, lines: Sequence[HistoricLine], undos: Sequence[HistoricUndo]
    ) -> None:
        shift = batch.replay.doc.shift_ms
        basket = Basket(lines, self._sku_ids, self._decimals)
        purchase = basket.purchase(self._buyer(batch, order.buyer), order)
        change = place(batch.tx, batch.shop, purchase, at=order.at * 1000 + shift, shelf=batch.shelf)
        undoings = _undoings(basket.by_row(change.order.lines), undos, shift)
        Life(change, undoings, batch.now, Course(order.course, shift)).run()

    def _buyer(self, batch: _Batch, reference: str) -> Buyer:
        buyer = self._buyers.get(reference) or batch.buyers.get(reference)
        if buyer is None:
            buyer = batch.buyers[reference] = buyer_known_as(batch.tx, batch.shop, reference)
        return buyer


def _by_order(history: History) -> Mapping[str, list[HistoricUndo]]:
    historic_undos: dict[str, list[HistoricUndo]] = {}
    for event in history.events:
        if isinstance(event, HistoricUndo):
            historic_undos.setdefault(event.order_reference, []).append(event)
    return historic_undos


def _undoings(free: Mapping[int, list[Line]], undos: Sequence[HistoricUndo], shift_ms: int) -> list[Undoing]:
    """The line items that undos take back, grouped by credit note; ``free`` are those of each row of the sale.

    They are of the undo's sale row, and no other undo takes them.
    """
    parts: dict[tuple[str, UndoKind, int, str, str, bool], list[tuple[HistoricUndo, list[Line]]]] = {}
    for undo in undos:
        mine = free[undo.sale_row]
        group = undo.reference, undo.kind, undo.at, undo.by, undo.reason, undo.refund is None
        parts.setdefault(group, []).append((undo, mine[: undo.units]))
        del mine[: undo.units]
    undoings = []
    for taken in parts.values():
        undo = taken[0][0]
        lines = [line for _, units in taken for line in units]
        refund = None if undo.refund is None else sum((part.refund or Decimal(0) for part, _ in taken), Decimal(0))
        undoings.append(Undoing(undo.kind, lines, undo.at * 1000 + shift_ms, undo.by, undo.reason, refund))
    return undoings


def _refuse_lines(batch: _Batch, lines: Sequence[HistoricLine], undos: Sequence[HistoricUndo], problem: str) -> None:
    """Report as refused the sales that were not replayed, and the cancellations that would undo them."""
    for line in lines:
        batch.refused.append(RefusedPart(line.row, line.units, line.money, int(Reason.PLATFORM_REFUSED), problem))
    rows = {line.row for line in lines}
    _refuse_undos(batch, [undo for undo in undos if undo.sale_row in rows], "its sale was refused")


def _refuse_undos(batch: _Batch, undos: Sequence[HistoricUndo], problem: str) -> None:
    for undo in undos:
        part = RefusedPart(undo.row, -undo.units, -undo.money, int(Reason.PLATFORM_REFUSED), problem)
        batch.refused.append(part)
