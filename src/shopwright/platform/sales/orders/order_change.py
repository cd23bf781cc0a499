"""One order on its way: every change of state goes through its table, and is told of when the order is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Self

import msgspec

from shopwright.platform.buyers.private_block import emptied, joined, masked
from shopwright.platform.catalogue.quantities import Quantities, Reason
from shopwright.platform.catalogue.stock.settings_store import RestockSettings
from shopwright.platform.catalogue.stock.stock_change import empty_place, move
from shopwright.platform.clock.scheduler import declare, plan
from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.change import Change
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.reasons import empties_stock
from shopwright.platform.market.trade_rules import Rules, rules_of
from shopwright.platform.promotion.redeem import release
from shopwright.platform.sales.packages.package import Package
from shopwright.platform.sales.packages.store import Packages
from shopwright.platform.webhooks.emit import emit

from .buyer_errors import OUT_OF_STOCK
from .deadlines import deadlines_from_payment, next_deadline
from .errors import ORDER_NOT_YOURS, ORDER_STATE_FORBIDS, STOCK_FULL
from .money_watchers import tell_of_money
from .order import Line, Order, Role, stocked_units
from .presenter import present
from .states import LINES_AFTER, LineStatus, OrderEvent, OrderStatus, event_of_lines, next_status
from .store import Orders
from .visibility import Visibility, visibility

_encode = msgspec.json.Encoder().encode

#: The due action that moves an order on; its payload says to what.
DEADLINE = declare("order.deadline")

#: The word of webhook 1 where it is not the state's.
_WEBHOOK_WORD = {OrderStatus.CANCELLED: "CANCEL"}


_UNSHIPPED = frozenset({LineStatus.UNPAID, LineStatus.AWAITING_SHIPMENT})


class OrderChange(Change[Order]):
    """An order that was read for change, or a new one. ``private`` is its buyer's data as clients read them.

    ``at`` is the moment of the change in unix milliseconds: now, unless a history is replayed.
    """

    rank = 1

    def __init__(self, tx: Tx, shop: Shop, order: Order, private: bytes, *, at: int | None = None) -> None:
        self.shop, self.private = shop, private
        super().__init__(tx, order)
        self.rules: Rules = rules_of(shop)
        self.at = tx.now_ms() if at is None else at
        self._before, self._money_before = str(order.status), order.money_facts
        self._passed: list[tuple[OrderStatus, int]] = []
        self._packages: dict[str, Package] = {}

    @property
    def key(self) -> tuple[str, str]:
        return self.shop.shop_id, self.document.order_id

    @property
    def order(self) -> Order:
        return self.document

    def state(self) -> tuple[bytes, ...]:
        return (*super().state(), self.private)

    def _load(self, state: tuple[bytes, ...]) -> None:
        super()._load(state)
        self.private = state[1]
        self._before, self._money_before = str(self.order.status), self.order.money_facts
        self._packages = {}
        self._passed.clear()

    @property
    def now(self) -> int:
        """The moment of the change in unix seconds."""
        return self.at // 1000

    def begin(self) -> Self:
        self._passed.append((self.order.status, self.at))
        return super().begin()

    def apply(self, event: OrderEvent) -> None:
        """Go to the state that the table names; 21011003 where it names none."""
        order = self.order
        after = next_status(order.status, event)
        if after is None:
            raise ORDER_STATE_FORBIDS(act=str(event), order_id=order.order_id, status=order.status)
        order.status = after
        target = LINES_AFTER.get(event)
        if target is not None:
            for line in order.active_lines:
                line.status = target
        self._passed.append((after, self.at))
        self._note(after)

    def _note(self, after: OrderStatus) -> None:
        order, now = self.order, self.now
        if after is OrderStatus.AWAITING_COLLECTION:
            order.rts_time = now
        elif after is OrderStatus.IN_TRANSIT:
            order.collection_time = now
        elif after is OrderStatus.DELIVERED:
            order.delivery_time = now
        elif after is OrderStatus.COMPLETED:
            order.completed_time = now
        elif after is OrderStatus.CANCELLED:
            order.cancel_time = now

    def pay(self) -> None:
        """The buyer pays: the hold begins, or, where there is none, the order awaits shipment."""
        order = self.order
        order.paid_time = self.now
        order.deadlines = deadlines_from_payment(self.now, order, self.rules)
        self.apply(OrderEvent.PAY if order.held else OrderEvent.PAY_WITHOUT_HOLD)

    def follow_lines(self) -> None:
        """Take the order to the state that its lines are in, through each state on the way."""
        while True:
            event = event_of_lines(self.order.status, [line.status for line in self.order.lines])
            if event is None:
                return
            self.apply(event)

    def cancel_lines(self, lines: Iterable[Line], reason: str, user: Role) -> None:
        """Cancel some of the lines: what was promised is free, what no carrier has collected is on the shelf again.

        A seller who cancels as out of stock has none: the stock of those SKUs becomes 0 instead. A whole order that was
        not paid gives back what it used of promotions.
        """
        order = self.order
        was_unpaid = order.status is OrderStatus.UNPAID
        gone = [line for line in lines if line.is_active]
        promised = [line for line in gone if line.status in _UNSHIPPED]
        packed = [line for line in gone if line.status is LineStatus.AWAITING_COLLECTION]
        for line in gone:
            line.status = LineStatus.CANCELLED
            line.cancel_reason, line.cancel_user = reason, user
        stocked = stocked_units(order, gone)
        lost = self.tx[RestockSettings].without_restock(self.shop.shop_id, stocked)
        self._release(promised, lost)
        if user == "SELLER" and empties_stock(reason):
            self._empty_stock(gone)
        else:
            self.put_back(packed, but=lost)
        if not order.active_lines:
            order.cancel_reason, order.cancel_user = reason, user
            if was_unpaid:
                release(self.tx, self.shop, order.order_id)
        self.follow_lines()
        self.end_if_refunded()

    def _release(self, lines: Iterable[Line], lost: AbstractSet[str]) -> None:
        """Free what was promised; of the SKUs that are ``lost`` it is on sale no more."""
        for sku_id, units in stocked_units(self.order, lines).items():
            by = Quantities(-units if sku_id in lost else 0, -units)
            if not self._move(sku_id, by, Reason.ORDER_CANCELED):
                raise STOCK_FULL(sku_id=sku_id, quantity=units, order_id=self.order.order_id)

    def put_back(
        self,
        lines: Iterable[Line],
        reason: Reason = Reason.ORDER_CANCELED,
        *,
        but: AbstractSet[str] = frozenset(),
    ) -> bool:
        """Put units back into stock, but for those of some SKUs; returns whether all have room. Those of a SKU that is
        gone, or whose warehouse is full, are dropped."""
        units = stocked_units(self.order, lines)
        done = [self._move(sku_id, Quantities(number), reason) for sku_id, number in units.items() if sku_id not in but]
        return all(done)

    def end_if_refunded(self) -> None:
        """Complete an order of which everything that is not cancelled was refunded."""
        left = self.order.active_lines
        is_over = bool(left) and all(line.is_refunded for line in left)
        if is_over and next_status(self.order.status, OrderEvent.REFUND_ALL):
            self.apply(OrderEvent.REFUND_ALL)

    def commit_stock(self, locked: Mapping[str, int]) -> None:
        """Promise the stock of a new order to it; ``locked`` says how many of a SKU an activity kept for it.

        40912 where there is not enough.
        """
        for sku_id, units in stocked_units(self.order, self.order.lines).items():
            by = Quantities(committed=units, campaign_lock=-locked.get(sku_id, 0))
            if not self._move(sku_id, by, Reason.ORDER_CREATED):
                raise OUT_OF_STOCK(sku_id=sku_id, quantity=units)

    def move_stock(self, lines: Iterable[Line], reason: Reason, *, on_hand: int, committed: int) -> None:
        """Move the stock of lines at the order's warehouse, by so much for each unit."""
        for sku_id, units in stocked_units(self.order, lines).items():
            if not self._move(sku_id, Quantities(on_hand * units, committed * units), reason):
                raise STOCK_FULL(sku_id=sku_id, quantity=units, order_id=self.order.order_id)

    def _empty_stock(self, lines: Iterable[Line]) -> None:
        order = self.order
        for part in {part.sku_id: part for line in lines for part in order.item_of(line).stocked}.values():
            place = (part.product_id, part.sku_id, order.warehouse_id)
            empty_place(self.tx, self.shop, *place, Reason.ORDER_CANCELED, order.order_id, at=self.at)

    def _move(self, sku_id: str, by: Quantities, reason: Reason) -> bool:
        order = self.order
        owner = next(part.product_id for item in order.items for part in item.stocked if part.sku_id == sku_id)
        places = {order.warehouse_id: by}
        return move(self.tx, self.shop, owner, sku_id, places, reason, order.order_id, at=self.at)

    def delete_buyer(self) -> None:
        """Empty what identifies the buyer of a cancelled order."""
        self.private = emptied(self.private)
        self.order.is_anonymous = True

    def show(self, package: Package) -> None:
        """Write the order anew with what it shows of a package."""
        self._packages[package.package_id] = package
        self.touch()

    def _write(self) -> None:
        """Write the order as it is and as it is read, plan what time does next, and tell of its states."""
        order, tx, shop = self.order, self.tx, self.shop
        order.updated_at = max(order.updated_at, self.at)
        data, is_open = self._presented()
        due = next_deadline(order, self.rules)
        if self.is_new:
            tx[Orders].add(shop.shop_id, order, data, self.private, is_open=is_open)
        else:
            tx[Orders].save(shop.shop_id, order, self._before, data, self.private, is_open=is_open)
        if due is not None:
            plan(tx, DEADLINE, order.order_id, shop.shop_id, max(due.at * 1000, self.at), {"what": due.what})
        elif not self.is_new:
            tx[DueActions].drop(DEADLINE, order.order_id)
        self._before = str(order.status)
        self._packages.clear()
        if order.money_facts != self._money_before:
            tell_of_money(tx, shop, order, self.at)
            self._money_before = order.money_facts
        for status, at in self._passed:
            emit(tx, shop, 1, self._status_changed(status, at))
        self._passed.clear()

    def _presented(self) -> tuple[bytes, bool]:
        text = _encode(present(self.order, self._used(), self.rules))
        seen = visibility(self.order, self.rules)
        if seen is Visibility.MASKED:
            return joined(text, masked(self.private)), False
        return text, seen is Visibility.OPEN

    def _used(self) -> dict[str, Package]:
        ids = self.order.package_ids
        missing = [package_id for package_id in ids if package_id not in self._packages]
        stored = self.tx[Packages].some(self.shop.shop_id, missing)
        self._packages |= {package.package_id: package for package in stored}
        return {package_id: self._packages[package_id] for package_id in ids if package_id in self._packages}

    def _status_changed(self, status: OrderStatus, at: int) -> dict[str, object]:
        """The data of webhook 1, which calls a cancelled order CANCEL."""
        return {
            "order_id": self.order.order_id,
            "order_status": _WEBHOOK_WORD.get(status, str(status)),
            "is_on_hold_order": self.order.held,
            "update_time": at // 1000,
        }


def change_order(tx: Tx, shop: Shop, order_id: str, *, at: int | None = None) -> OrderChange:
    """The order held for change; 21008111 when the shop has none of that id."""
    kept = tx.kept(OrderChange, shop.shop_id, order_id)
    if kept is not None:
        return kept
    whole = tx.stored(Orders).get_whole(shop.shop_id, order_id, for_change=True)
    if whole is None:
        raise ORDER_NOT_YOURS(order_id=order_id[:40])
    return OrderChange(tx, shop, *whole, at=at).keep()
