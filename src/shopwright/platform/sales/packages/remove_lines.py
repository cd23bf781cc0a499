"""Packages from which lines were cancelled: the empty ones go, the others are told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.order import Order, Role
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.webhooks.emit import emit

from .package import Content, Package
from .package_change import hold_packages
from .states import PACKAGE_TRANSITIONS, PackageEvent

_OPEN = frozenset(status for status, event in PACKAGE_TRANSITIONS if event is PackageEvent.CANCEL)
_ROLES: Mapping[Role, str] = {
    "BUYER": "ROLE_USER",
    "SELLER": "ROLE_SELLER",
    "OPERATOR": "ROLE_OPERATOR",
    "SYSTEM": "ROLE_SYSTEM",
}


def empty_packages(change: OrderChange, gone: Sequence[str], role: Role) -> None:
    """Take cancelled lines (by id) out of an order's packages.

    One that would be empty is cancelled, and says what was in it.
    """
    order, tx, shop = change.order, change.tx, change.shop
    taken = set(gone)
    kept: list[Package] = []
    for parcel in hold_packages(tx, shop, _packages_of(order, taken), at=change.at):
        package = parcel.package
        if package.status not in _OPEN:
            continue
        left = _without(package, taken)
        if left:
            package.contents = left
            kept.append(package)
        else:
            parcel.drop()
    if kept:
        tell_of_packages(tx, shop, "PARTLY_CANCEL_SPLIT", role, kept, change.now)


def _packages_of(order: Order, line_ids: set[str]) -> list[str]:
    return list(dict.fromkeys(line.package_id for line in order.lines if line.id in line_ids and line.package_id))


def _without(package: Package, line_ids: set[str]) -> list[Content]:
    """What is in a package but for some lines; an order of which nothing is left is not in it any more."""
    left = [
        Content(content.order_id, [line for line in content.line_ids if line not in line_ids])
        for content in package.contents
    ]
    return [content for content in left if content.line_ids]


def tell_of_packages(tx: Tx, shop: Shop, sc_type: str, role: Role, packages: Sequence[Package], now: int) -> None:
    """Webhook 4: packages were split, combined or partly cancelled."""
    rows = [{"package_id": package.package_id, "order_id_list": package.order_ids} for package in packages]
    emit(
        tx,
        shop,
        4,
        {"sc_type": sc_type, "role_type": _ROLES[role], "package_list": rows, "update_time": now},
    )
