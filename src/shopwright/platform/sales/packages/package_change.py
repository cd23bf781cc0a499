"""One package on its way, with the orders that it carries: shipping, scans, loss."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.catalogue.quantities import Reason
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.cancellations.cancellation_change import cancel_at_once, open_cancellation
from shopwright.platform.sales.orders.errors import ORDER_ON_HOLD, ORDER_STATE_FORBIDS
from shopwright.platform.sales.orders.order import Line, Role
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.orders.states import SHIPPABLE, OrderStatus
from shopwright.wire.ids import IdKind

from .document_errors import PACKAGE_NOT_YOURS, PACKAGE_STATE_FORBIDS, REQUEST_PENDING
from .package import Content, Package, Tag
from .states import LINE_AFTER, PACKAGE_TRANSITIONS, PackageEvent
from .store import Packages


class PackageChange:
    """A package that was read for change, or a new one. Saving it saves its orders, and tells of their states."""

    def __init__(self, tx: Tx, shop: Shop, package: Package, *, orders: Sequence[OrderChange] = (), at: int) -> None:
        self.tx, self.shop, self.package, self.at = tx, shop, package, at
        self.is_new = False
        self._known = {one.order.order_id: one for one in orders}
        self._before = str(package.status)

    @property
    def orders(self) -> list[OrderChange]:
        """The orders in it, and those that it lost, held for change; in ascending order of id so that nobody waits
        for each other."""
        for one in sorted(self.package.order_ids):
            if one not in self._known:
                self._known[one] = change_order(self.tx, self.shop, one, at=self.at)
        return [self._known[one] for one in sorted(self._known)]

    @property
    def lines(self) -> list[tuple[OrderChange, list[Line]]]:
        """Its lines that are not cancelled, by order; none of an order that is over, as all of it was refunded."""
        inside = set(self.package.line_ids)
        going = [one for one in self.orders if one.order.status is not OrderStatus.COMPLETED]
        return [(one, [line for line in one.order.active_lines if line.id in inside]) for one in going]

    def apply(self, event: PackageEvent) -> None:
        """Go to the state that the table names; 21011003 where it names none."""
        after = PACKAGE_TRANSITIONS.get((self.package.status, event))
        if after is None:
            raise PACKAGE_STATE_FORBIDS(
                act=str(event), package_id=self.package.package_id, status=str(self.package.status)
            )
        self.package.status = after

    def ship(self) -> None:
        """The seller hands it over: stock leaves, the lines await collection. Carrier and number are set before.

        21011044 for an order on hold, 21011003 for one that is not to be shipped; a buyer's open request to cancel
        is refused by it where the market says so, else it stands in the way (21011007).
        """
        for change in self.orders:
            _check_shippable(change)
        self.apply(PackageEvent.SHIP)
        self.package.shipped_time = self.at // 1000
        for change, lines in self.lines:
            self._send_off(change, lines)

    def ship_also(self, change: OrderChange, lines: Sequence[Line]) -> None:
        """More goes into a parcel that waits for its carrier; refused as :meth:`ship` is."""
        _check_shippable(change)
        self.put_in(change, lines)
        self._send_off(change, lines)

    def _send_off(self, change: OrderChange, lines: Sequence[Line]) -> None:
        for line in lines:
            line.status, line.rts_time = LINE_AFTER[PackageEvent.SHIP], self.at // 1000
        change.move_stock(lines, Reason.ORDER_SHIPPED, on_hand=-1, committed=-1)
        change.follow_lines()

    def put_in(self, change: OrderChange, lines: Sequence[Line]) -> None:
        """Put lines of an order in it, beside what it holds."""
        order_id = change.order.order_id
        held = {one.order_id: one.line_ids for one in self.package.contents}
        held[order_id] = [*held.get(order_id, []), *(one.id for one in lines)]
        self.package.contents = [Content(one, line_ids) for one, line_ids in held.items()]
        for line in lines:
            line.package_id = self.package.package_id
        self._known[order_id] = change
        change.use(self.package)

    def collect(self) -> None:
        """The carrier has it."""
        self.apply(PackageEvent.COLLECT)
        self.package.collected_time = self.at // 1000
        self._move_lines(PackageEvent.COLLECT)

    def deliver(self) -> None:
        """The buyer has it."""
        self.apply(PackageEvent.DELIVER)
        self.package.delivered_time = self.at // 1000
        self._move_lines(PackageEvent.DELIVER)

    def _move_lines(self, event: PackageEvent) -> None:
        for change, lines in self.lines:
            for line in lines:
                line.status = LINE_AFTER[event]
            change.follow_lines()

    def lose(self, reason: str, user: Role = "SYSTEM") -> None:
        """It will not arrive: what is in it is cancelled and refunded."""
        self.apply(PackageEvent.CANCEL)
        self.write()
        for change, lines in self.lines:
            change.use(self.package)
            if lines:
                cancel_at_once(change, lines, reason, user)

    def drop(self) -> None:
        """It is not needed any more, as nothing is left in it."""
        self.apply(PackageEvent.CANCEL)

    def write(self) -> None:
        """Write the package alone."""
        package, shop_id = self.package, self.shop.shop_id
        package.updated_at = max(package.updated_at, self.at)
        if self.is_new:
            self.tx[Packages].add(shop_id, package)
            self.is_new = False
        else:
            self.tx[Packages].save(shop_id, package, self._before)
        self._before = str(package.status)

    def save(self) -> None:
        """Write the package and its orders."""
        self.write()
        for change in self.orders:
            change.use(self.package)
            change.save()


def _check_shippable(change: OrderChange) -> None:
    order = change.order
    if order.status is OrderStatus.ON_HOLD:
        raise ORDER_ON_HOLD(order_id=order.order_id)
    if order.status not in SHIPPABLE:
        raise ORDER_STATE_FORBIDS(act="ship", order_id=order.order_id, status=str(order.status))
    if not order.is_cancel_requested:
        return
    if not change.rules.shipping_rejects_cancel_request:
        raise REQUEST_PENDING(order_id=order.order_id)
    request = open_cancellation(change)
    if request is not None:
        request.reject_by_shipping()


def new_package(change: OrderChange, lines: Sequence[Line], *, tag: Tag = "DEFAULT") -> PackageChange:
    """A package of lines of one order that is still to be shipped. The caller saves it."""
    order = change.order
    package = Package(
        package_id=change.tx.new_id(IdKind.PACKAGE),
        created_at=change.at,
        updated_at=change.at,
        contents=[Content(order.order_id, [one.id for one in lines])],
        warehouse_id=order.warehouse_id,
        shipping_type=order.shipping_type,
        delivery_option_id=order.delivery_option_id,
        delivery_option_name=order.delivery_option_name,
        delivery_type=order.delivery_type,
        tag=tag,
    )
    for line in lines:
        line.package_id = package.package_id
    found = PackageChange(change.tx, change.shop, package, orders=[change], at=change.at)
    found.is_new = True
    change.use(package)
    return found


def pay_order(change: OrderChange) -> None:
    """The buyer pays; where the market has it so, a package comes into being. Saves all, also a new order."""
    change.pay()
    if change.rules.package_at_payment[change.order.shipping_type]:
        new_package(change, change.order.active_lines).save()
    else:
        change.save()


def change_package(tx: Tx, shop: Shop, package_id: str, *, at: int | None = None) -> PackageChange:
    """The package held for change, its orders before it; 21011028 when the shop has none of that id."""
    seen = tx[Packages].get(shop.shop_id, package_id)
    if seen is None:
        raise PACKAGE_NOT_YOURS(package_id=package_id[:40])
    moment = tx.now_ms() if at is None else at
    orders = [change_order(tx, shop, one, at=moment) for one in sorted(set(seen.order_ids))]
    held = tx[Packages].get(shop.shop_id, package_id, for_change=True)
    assert held is not None
    inside = [one for one in orders if one.order.order_id in held.order_ids]  # another may have left it meanwhile
    return PackageChange(tx, shop, held, orders=inside, at=moment)
