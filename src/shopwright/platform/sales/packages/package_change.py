"""One package on its way, with the orders that it carries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.change import Change
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.wire.ids import IdKind

from .document_errors import PACKAGE_NOT_YOURS, PACKAGE_STATE_FORBIDS
from .package import Content, Package, Tag, shown_in_orders
from .states import LINE_AFTER, PACKAGE_TRANSITIONS, PackageEvent
from .store import Packages


class PackageChange(Change[Package]):
    """A package that was read for change, or a new one.

    ``at`` is the moment of the change in unix milliseconds: now, unless a history is replayed. Orders show some of
    their packages' data, and are written anew where it changes.
    """

    def __init__(self, tx: Tx, shop: Shop, package: Package, *, at: int) -> None:
        super().__init__(tx, package)
        self.shop, self.at = shop, at
        self._before = str(package.status)
        self._order_fields = shown_in_orders(package)

    @property
    def key(self) -> tuple[str, str]:
        return self.shop.shop_id, self.document.package_id

    @property
    def package(self) -> Package:
        return self.document

    def _load(self, state: tuple[bytes, ...]) -> None:
        super()._load(state)
        self._before, self._order_fields = str(self.package.status), shown_in_orders(self.package)

    @property
    def orders(self) -> list[OrderChange]:
        """The orders in it, held for change; in ascending order of id so that nobody waits for each other."""
        return [change_order(self.tx, self.shop, order_id, at=self.at) for order_id in sorted(self.package.order_ids)]

    @property
    def lines(self) -> list[tuple[OrderChange, list[Line]]]:
        """Its lines that are not cancelled, by order; none of an order that is over, as all of it was refunded."""
        inside = set(self.package.line_ids)
        going = [change for change in self.orders if change.order.status is not OrderStatus.COMPLETED]
        return [(change, [line for line in change.order.active_lines if line.id in inside]) for change in going]

    def apply(self, event: PackageEvent) -> None:
        """Go to the state that the table names; 21011003 where it names none."""
        after = PACKAGE_TRANSITIONS.get((self.package.status, event))
        if after is None:
            raise PACKAGE_STATE_FORBIDS(
                act=str(event), package_id=self.package.package_id, status=str(self.package.status)
            )
        self.package.status = after

    def put_in(self, change: OrderChange, lines: Sequence[Line]) -> None:
        """Put lines of an order in it, beside what it holds."""
        order_id = change.order.order_id
        held = {content.order_id: content.line_ids for content in self.package.contents}
        held[order_id] = [*held.get(order_id, []), *(line.id for line in lines)]
        self.package.contents = [Content(inside, line_ids) for inside, line_ids in held.items()]
        for line in lines:
            line.package_id = self.package.package_id

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

    def drop(self) -> None:
        """Cancel an empty package."""
        self.apply(PackageEvent.CANCEL)

    def _write(self) -> None:
        """Write the package, and have its orders written where they show it otherwise now."""
        package, shop_id = self.package, self.shop.shop_id
        package.updated_at = max(package.updated_at, self.at)
        if self.is_new:
            self.tx[Packages].add(shop_id, package)
        else:
            self.tx[Packages].save(shop_id, package, self._before)
        values = shown_in_orders(package)
        if self.is_new or values != self._order_fields:
            for change in self.orders:
                change.show(package)
        self._before, self._order_fields = str(package.status), values


def new_package(
    change: OrderChange, lines: Sequence[Line], *, tag: Tag = "DEFAULT", package_id: str | None = None
) -> PackageChange:
    """A package of lines of one order that is still to be shipped."""
    order = change.order
    package = Package(
        package_id=package_id or change.tx.new_id(IdKind.PACKAGE),
        created_at=change.at,
        updated_at=change.at,
        contents=[Content(order.order_id, [line.id for line in lines])],
        warehouse_id=order.warehouse_id,
        shipping_type=order.shipping_type,
        delivery_option_id=order.delivery_option_id,
        delivery_option_name=order.delivery_option_name,
        delivery_type=order.delivery_type,
        tag=tag,
    )
    for line in lines:
        line.package_id = package.package_id
    return PackageChange(change.tx, change.shop, package, at=change.at).begin()


def pay_order(change: OrderChange) -> None:
    """The buyer pays; where the market has it so, a package comes into being."""
    change.pay()
    if change.rules.package_at_payment[change.order.shipping_type]:
        new_package(change, change.order.active_lines)


def change_package(tx: Tx, shop: Shop, package_id: str, *, at: int | None = None) -> PackageChange:
    """The package held for change, its orders before it; 21011028 when the shop has none of that id."""
    kept = tx.kept(PackageChange, shop.shop_id, package_id)
    if kept is not None:
        return kept
    seen = tx.stored(Packages).get(shop.shop_id, package_id)
    if seen is None:
        raise PACKAGE_NOT_YOURS(package_id=package_id[:40])
    moment = tx.now_ms() if at is None else at
    for order_id in sorted(set(seen.order_ids)):
        change_order(tx, shop, order_id, at=moment)
    return hold_packages(tx, shop, [package_id], at=moment)[0]


def hold_packages(tx: Tx, shop: Shop, package_ids: Iterable[str], *, at: int) -> list[PackageChange]:
    """Those of the packages that the shop has, held for change, by id ascending; their orders are held already."""
    known = {package_id: tx.kept(PackageChange, shop.shop_id, package_id) for package_id in package_ids}
    missing = [package_id for package_id, change in known.items() if change is None]
    read = tx.stored(Packages).some(shop.shop_id, missing, for_change=True)
    changes = [change for change in known.values() if change is not None]
    for change in changes:
        change.at = max(change.at, at)
    changes += [PackageChange(tx, shop, package, at=at).keep() for package in read]
    return sorted(changes, key=lambda change: change.package.package_id)
