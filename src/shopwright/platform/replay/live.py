"""Replays a history live: each event is a due action on the platform's clock, which plans the next event."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.quantities import Reason as StockReason
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.durations import MINUTE_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.sales.cancellations.cancellation_change import cancel_at_once
from shopwright.platform.sales.orders.buyer_actions import buyer_known_as, cancel_by_buyer
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.orders.place_order import Shelf, place
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.package_change import pay_order
from shopwright.platform.sales.returns.open_return import Wish, open_return
from shopwright.platform.sales.returns.states import ReturnType
from shopwright.wire.errors import ApiError

from .basket import Basket
from .history import DEMO_HISTORY, read_history
from .model import HistoricOrder, HistoricUndo, History, ReplayOptions
from .products import on_sale, replenish
from .report import Reason
from .store import CHUNK, RefusedPart, Replay, ReplayDocument, Replays

#: The due action that lets the next event of a history happen; its subject is the shop and the history's digest.
NEXT = declare("replay.next")

#: Stands for the digest of the history that ships, which is read from its file.
DEMO = "demo"


#: How long after a start the first order of the demo shop arrives.
_DEMO_BEGINS_MS = 3_000


class Pace(msgspec.Struct, frozen=True, omit_defaults=True):
    """How fast orders arrive on the platform's clock.

    ``per_minute`` orders, or ``speed`` seconds of the history in a second, counted from ``from_ms`` of the platform,
    which is ``from_at`` of the history. ``waits_out_jumps``: while the clock is being moved none arrives.
    """

    per_minute: float = 0
    speed: float = 0
    from_ms: int = 0
    from_at: int = 0
    waits_out_jumps: bool = False

    def due_ms(self, event: HistoricEvent, now: int) -> int:
        """When the event after the current one is due; at a fixed rate, cancellations and returns follow at once."""
        if self.speed:
            return max(now, self.from_ms + round((event.at - self.from_at) * 1000 / self.speed))
        return now + round(MINUTE_MS / self.per_minute) if isinstance(event, HistoricOrder) else now


class _Next(msgspec.Struct, frozen=True):
    digest: str
    position: int
    pace: Pace


HistoricEvent = HistoricOrder | HistoricUndo

#: ``None`` is an event that is done: the cancellation or return of an order that was replayed at once.
_Events = Sequence[HistoricEvent | None]

_payload = decoders.decoder(_Next).decode
_events = decoders.decoder(list[HistoricEvent | None]).decode
_encode = msgspec.json.Encoder().encode


def begin_live(store: Store, replay: Replay, history: History, *, per_minute: float = 0, speed: float = 0) -> None:
    """Begin to replay the events of a history that are not done yet."""
    with store.write() as tx:
        shop = tx[Accounts].shop(replay.shop_id)
        held = tx[Replays].get(replay.shop_id, history.digest, for_change=True)
        assert shop is not None
        assert held is not None, "it has begun"
        left = _left(history, held)
        tx[Replays].keep_events(
            shop.shop_id, history.digest, [_encode(left[at : at + CHUNK]) for at in range(0, len(left), CHUNK)]
        )
        if held.position < len(left):
            now = tx.now_ms()
            pace = Pace(per_minute, speed, now, history.events[held.position].at)
            _plan(tx, shop, _Next(history.digest, held.position, pace), now)


def stop_live(tx: Tx, shop_id: str, digest: str) -> None:
    """Stop the live replay of a history."""
    tx[DueActions].drop(NEXT, _subject(shop_id, digest))
    tx[Replays].forget_events(shop_id, digest)


def sell_demo_history(tx: Tx, shop: Shop, per_minute: float) -> None:
    """Replay the built-in history in the demo shop, again and again; 0 orders a minute stop it."""
    if not per_minute:
        tx[DueActions].drop(NEXT, _subject(shop.shop_id, DEMO))
        return
    replay = tx[Replays].get(shop.shop_id, DEMO, for_change=True)
    if replay is None:
        replay = Replay(shop.shop_id, DEMO, 0, ReplayDocument(content_digest=DEMO, events=0))
        tx[Replays].add(replay)
    pace = Pace(per_minute, waits_out_jumps=True)
    _plan(tx, shop, _Next(DEMO, replay.position, pace), tx.now_ms() + _DEMO_BEGINS_MS)


@cache
def demo_events() -> Sequence[HistoricEvent]:
    """The events of the history that ships; reading them takes half a second."""
    prices = region("GB").price.local
    return read_history(DEMO_HISTORY, ReplayOptions(price_range=(prices.least, prices.most))).events


@due(NEXT)
def happen(tx: Tx, action: DueAction) -> None:
    """Replay the next event of a history: an order, or the cancellation or return of an earlier one."""
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    step = _payload(action.payload.encode())
    replay = tx[Replays].get(shop.shop_id, step.digest, for_change=True)
    if replay is None or replay.position != step.position:
        return
    target = tx[PlatformState].clock.advancing_to
    if step.pace.waits_out_jumps and target is not None:
        _plan(tx, shop, step, target + round(MINUTE_MS / step.pace.per_minute))
        return
    event = _event_at(tx, replay, replay.position)
    if event is not None:
        _let_happen(tx, shop, replay, event)
    _go_on(tx, shop, replay, step.pace)


def _go_on(tx: Tx, shop: Shop, replay: Replay, pace: Pace) -> None:
    """Plan the next event, or end the replay after the last one."""
    replay.position += 1
    last = len(demo_events()) if replay.digest == DEMO else replay.doc.events
    if replay.digest == DEMO:
        replay.position %= last
    elif replay.position >= last:
        tx[Replays].forget_events(shop.shop_id, replay.digest)
    tx[Replays].save(replay)
    if replay.position < last:
        event, now = _event_at(tx, replay, replay.position), tx.now_ms()
        at = pace.due_ms(event, now) if event is not None else now
        _plan(tx, shop, _Next(replay.digest, replay.position, pace), at)


def _plan(tx: Tx, shop: Shop, step: _Next, at: int) -> None:
    plan(tx, NEXT, _subject(shop.shop_id, step.digest), shop.shop_id, at, msgspec.to_builtins(step))


def _subject(shop_id: str, digest: str) -> str:
    return f"{shop_id}/{digest}"


def _left(history: History, replay: Replay) -> _Events:
    """The events of a history, without cancellations and returns that are done."""
    orders = (event for event in history.events[: replay.doc.whole_until] if isinstance(event, HistoricOrder))
    whole = {order.reference for order in orders}
    return [
        None if isinstance(event, HistoricUndo) and event.order_reference in whole else event
        for event in history.events
    ]


def _event_at(tx: Tx, replay: Replay, position: int) -> HistoricEvent | None:
    if replay.digest == DEMO:
        return demo_events()[position % len(demo_events())]
    chunk = tx[Replays].events(replay.shop_id, replay.digest, position)
    return _events(chunk)[position % CHUNK] if chunk is not None else None


def _let_happen(tx: Tx, shop: Shop, replay: Replay, event: HistoricEvent) -> None:
    """Replay one event; what the platform refuses is noted in the replay."""
    is_noted = replay.digest != DEMO
    refused: list[RefusedPart] = []
    try:
        with tx.attempt():
            if isinstance(event, HistoricOrder):
                refused = _sell(tx, shop, event)
            else:
                _undo(tx, shop, event)
    except ApiError as error:
        refused = _all_of(tx, shop, event, f"{error.code} {error.message}")
    if is_noted:
        replay.doc.refused += refused


def _sell(tx: Tx, shop: Shop, order: HistoricOrder) -> list[RefusedPart]:
    """A buyer buys and pays now; answers the lines that are not on sale."""
    shelf = Shelf(tx, shop)
    sku_ids = on_sale(tx, shop, shelf, {line.sku for line in order.lines})
    lines = [line for line in order.lines if line.sku in sku_ids]
    if lines:
        wanted: dict[str, int] = {}
        for line in lines:
            wanted[sku_ids[line.sku]] = wanted.get(sku_ids[line.sku], 0) + line.units
        replenish(tx, shop, wanted, StockReason.SYSTEM_AUTO_REPLENISH, at=tx.now_ms())
        basket = Basket(lines, sku_ids, region(shop.region).currency_decimals)
        change = place(tx, shop, basket.purchase(buyer_known_as(tx, shop, order.buyer), order), shelf=shelf)
        if order.course.stage != "UNPAID":
            pay_order(change)
    return [
        RefusedPart(line.row, line.units, line.money, int(Reason.PLATFORM_REFUSED), "the SKU is not on sale")
        for line in order.lines
        if line.sku not in sku_ids
    ]


def _all_of(tx: Tx, shop: Shop, event: HistoricEvent, problem: str) -> list[RefusedPart]:
    reason = int(Reason.PLATFORM_REFUSED)
    if isinstance(event, HistoricOrder):
        return [RefusedPart(line.row, line.units, line.money, reason, problem) for line in event.lines]
    return [RefusedPart(event.row, -event.units, -event.money, reason, problem)]


def _undo(tx: Tx, shop: Shop, undo: HistoricUndo) -> None:
    """The buyer cancels what is not shipped, wants the money for what is on its way, and returns what has arrived."""
    order_id = tx[Orders].by_reference(shop.shop_id, undo.order_reference)
    if order_id is None:
        raise ORDER_NOT_YOURS(order_id=undo.order_reference[:40])
    change = change_order(tx, shop, order_id)
    lines = _free_lines(change.order, undo)
    wish = _WISHES.get(change.order.status)
    if wish is not None:
        open_return(change, Wish(type=wish, by="BUYER", lines=lines, amount=undo.refund))
    elif undo.by == "BUYER":
        cancel_by_buyer(change, only={line.id for line in lines})
    else:
        cancel_at_once(change, lines, undo.reason, undo.by)


#: What a buyer asks for instead of a cancellation once the order was shipped.
_WISHES = {
    OrderStatus.AWAITING_COLLECTION: ReturnType.REFUND,
    OrderStatus.IN_TRANSIT: ReturnType.REFUND,
    OrderStatus.DELIVERED: ReturnType.RETURN_AND_REFUND,
    OrderStatus.COMPLETED: ReturnType.RETURN_AND_REFUND,
}


def _free_lines(order: Order, undo: HistoricUndo) -> list[Line]:
    """As many line items of the SKU as go back, those at the sale's price that nobody claims."""
    free = [
        active_line
        for active_line in order.active_lines
        if not active_line.claim and order.item_of(active_line).seller_sku == undo.sku
    ]
    return sorted(free, key=lambda line: line.money.original_price != undo.price)[: undo.units]
