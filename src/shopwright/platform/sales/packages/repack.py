"""Packing by shipping: lines leave in a package of their own, or in a parcel with others.

Facts: docs/reference/fulfilment.md#shipping.
"""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.order_change import OrderChange

from .package import Package
from .package_change import PackageChange, hold_packages, new_package
from .remove_lines import tell_of_packages
from .shipment import ship_also
from .split import lighten
from .states import PackageStatus
from .store import Packages


def box(change: OrderChange, lines: Sequence[Line]) -> PackageChange:
    """A package of exactly these lines of an order, which the caller ships.

    The order's own package where it holds just them; else a new one, to which the lines go over.
    """
    order = change.order
    homes = {line.package_id for line in lines}
    chosen = {line.id for line in lines}
    if len(homes) == 1 and homes != {""}:
        (parcel,) = hold_packages(change.tx, change.shop, homes, at=change.at)
        package = parcel.package
        inside = {line.id for line in order.active_lines if line.package_id == package.package_id}
        if inside == chosen and package.order_ids == [order.order_id]:
            return parcel
    is_all = chosen == {active_line.id for active_line in order.active_lines}
    package_change = new_package(change, lines, tag="DEFAULT" if is_all else "SPLIT")
    kept = _take_out(change, homes)
    if kept:
        tell_of_packages(change.tx, change.shop, "SPLIT", "SELLER", [package_change.package, *kept], change.now)
    return package_change


def box_together(parts: Sequence[tuple[OrderChange, Sequence[Line]]]) -> PackageChange:
    """A new package of several orders, which the caller ships. Webhook 4 tells of it."""
    (first, lines), *others = parts
    homes = [{line.package_id for line in lines} for _, lines in parts]
    package_change = new_package(first, lines, tag="COMBINE")
    for change, further in others:
        package_change.put_in(change, further)
    for (change, _), old in zip(parts, homes, strict=True):
        _take_out(change, old)
    tell_of_packages(first.tx, first.shop, "COMBINE", "SELLER", [package_change.package], first.now)
    return package_change


def join(parcel: PackageChange, change: OrderChange, lines: Sequence[Line]) -> None:
    """Ship lines of an order in a parcel that waits for its carrier; webhook 4 tells where orders met."""
    homes = {line.package_id for line in lines} - {parcel.package.package_id}
    ship_also(parcel, change, lines)
    package, order = parcel.package, change.order
    is_met = len(package.contents) > 1
    if is_met:
        package.tag = "COMBINE"
    elif all(active_line.package_id == package.package_id for active_line in order.active_lines):
        package.tag = "DEFAULT"
    _take_out(change, homes)
    if is_met:
        tell_of_packages(change.tx, change.shop, "COMBINE", "SELLER", [package], change.now)


def _take_out(change: OrderChange, package_ids: set[str]) -> list[Package]:
    """Take the lines that moved out of an order's old packages. Returns the packages that still hold something."""
    old = hold_packages(change.tx, change.shop, filter(None, package_ids), at=change.at)
    return [parcel.package for parcel in old if lighten(change, parcel)]


def hold_number(tx: Tx, shop: Shop, number: str) -> None:
    """Hold a tracking number until the transaction ends, so that two calls do not both find it free.

    Held before the orders under it, calls that ship under one number wait for each other and never in a circle.
    """
    tx.hold(f"number {shop.shop_id} {number}")


def parcels_under(tx: Tx, shop: Shop, number: str, provider_id: str, *, but: str = "") -> list[Package]:
    """The shop's packages under a carrier's tracking number, but for one; cancelled ones do not count."""
    hold_number(tx, shop, number)
    return [
        package
        for package in tx[Packages].with_number(shop.shop_id, number)
        if package.provider_id == provider_id
        and package.package_id != but
        and package.status is not PackageStatus.CANCELLED
    ]


def grams_of(order: Order, lines: Sequence[Line]) -> int:
    """What lines weigh."""
    return sum(order.item_of(line).weight for line in lines)
