"""One order in several packages: whether it may be, and how it is done (docs/reference/fulfilment.md#split)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.errors import LINE_NOT_IN_ORDER, ORDER_ON_HOLD
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.sales.orders.states import SHIPPABLE, OrderStatus
from shopwright.wire.errors import ApiError

from .errors import (
    COMBINED_CANNOT_SPLIT,
    LINES_NOT_NAMED,
    PLATFORM_FULFILS,
    SKU_IN_SEVERAL_PACKAGES,
    SPLIT_FORBIDDEN,
    SPLIT_GROUPS_WRONG,
)
from .package import Content, Package
from .package_change import PackageChange, hold_packages, new_package
from .remove_lines import tell_of_packages


class Group(msgspec.Struct, frozen=True):
    """The lines that are to travel together; ``name`` is the caller's own."""

    name: str
    line_ids: list[str]


def splits_by_item(shop: Shop) -> bool:
    """Whether units of one SKU may go in different packages."""
    rules = rules_of(shop)
    split_by = (shop.crosses_borders and rules.split_by_across_borders) or rules.split_by
    return split_by == "ITEM"


def open_lines(order: Order, packages: Mapping[str, Package]) -> list[Line]:
    """The lines that can still be packed in another way."""
    return [
        unshipped_line
        for unshipped_line in order.unshipped_lines
        if not unshipped_line.package_id or packages[unshipped_line.package_id].is_open
    ]


def why_not_split(shop: Shop, order: Order, packages: Mapping[str, Package]) -> ApiError | None:
    """What stands in the way of a split, ``None`` when nothing does. ``packages`` are the order's, by id."""
    order_id = order.order_id
    if not order.is_fulfilled_by_seller:
        return PLATFORM_FULFILS(order_id=order_id)
    if order.status is OrderStatus.ON_HOLD:
        return ORDER_ON_HOLD(order_id=order_id)
    if order.status not in SHIPPABLE:
        return SPLIT_FORBIDDEN(order_id=order_id, reason=f"it is {order.status}")
    if order.is_cancel_requested:
        return SPLIT_FORBIDDEN(order_id=order_id, reason="its buyer asked to cancel it")
    if any(len(package.contents) > 1 for package in packages.values() if package.is_open):
        return COMBINED_CANNOT_SPLIT(order_id=order_id)
    lines = open_lines(order, packages)
    if splits_by_item(shop):
        return None if len(lines) > 1 else SPLIT_FORBIDDEN(order_id=order_id, reason="only one unit is left to ship")
    if len({order.item_of(line).sku_id for line in lines}) < 2:
        return SPLIT_FORBIDDEN(order_id=order_id, reason="only one SKU is left to ship")
    return None


def crowded_loners(shop: Shop, parts: Sequence[tuple[Order, Sequence[Line]]]) -> list[Line]:
    """The lines of one package that must travel alone (phones, tablets), but share it with what can be parted off.

    ``parts``: the lines of each order in it. Where orders are split by whole SKU the units of one stay together.
    """
    inside = [(order, line) for order, lines in parts for line in lines]
    skus = {(order.order_id, order.item_of(line).sku_id) for order, line in inside}
    is_shared = len(inside) > 1 if splits_by_item(shop) else len(skus) > 1
    return [line for order, line in inside if is_shared and order.item_of(line).is_boxed_alone]


def split(change: OrderChange, groups: Sequence[Group]) -> list[Package]:
    """Pack each group of lines by itself, in the order given; what no group names stays as it was.

    Packages that are emptied by it are cancelled. Webhook 4 tells of all others.
    """
    order, tx, shop = change.order, change.tx, change.shop
    old = hold_packages(tx, shop, order.package_ids, at=change.at)
    held = {parcel.package.package_id: parcel.package for parcel in old}
    refused = why_not_split(shop, order, held)
    if refused is not None:
        raise refused
    free = open_lines(order, held)
    free_ids = {line.id for line in free}
    parts = [_lines_of(order, group, free_ids) for group in groups]
    _check(change, parts, free)
    made = [new_package(change, part, tag="SPLIT").package for part in parts]
    kept = [parcel.package for parcel in old if lighten(change, parcel)]
    tell_of_packages(tx, shop, "SPLIT", "SELLER", [*made, *kept], change.now)
    return made


def _lines_of(order: Order, group: Group, free: set[str]) -> list[Line]:
    if not group.line_ids:
        raise LINES_NOT_NAMED(group=group.name[:40], order_id=order.order_id)
    lines: list[Line] = []
    for line_id in group.line_ids:
        line = order.line(line_id)
        if line is None:
            raise LINE_NOT_IN_ORDER(line_id=line_id[:40], order_id=order.order_id)
        if line_id not in free:
            raise SPLIT_FORBIDDEN(order_id=order.order_id, reason=f"the line item {line_id} does not await shipment")
        lines.append(line)
    return lines


def _check(change: OrderChange, parts: Sequence[Sequence[Line]], free: Sequence[Line]) -> None:
    order = change.order
    ids = [line.id for part in parts for line in part]
    if len(set(ids)) < len(ids):
        raise SPLIT_GROUPS_WRONG(order_id=order.order_id, reason="a line item is named twice")
    rest = [line for line in free if line.id not in set(ids)]
    all_parts = [*parts, rest] if rest else parts
    if len(all_parts) < 2:
        raise SPLIT_FORBIDDEN(order_id=order.order_id, reason="one group holds everything that is left to ship")
    if splits_by_item(change.shop):
        return
    home: dict[str, int] = {}
    for index, part in enumerate(all_parts):
        for line in part:
            sku_id = order.item_of(line).sku_id
            if home.setdefault(sku_id, index) != index:
                raise SKU_IN_SEVERAL_PACKAGES(sku_id=sku_id)


def lighten(change: OrderChange, parcel: PackageChange) -> bool:
    """Take out of an old package the lines of an order that left it. False for one that lost none, or all: an empty one
    is cancelled."""
    order, package = change.order, parcel.package
    here = {line.id for line in order.lines if line.package_id == package.package_id}
    stay = [line_id for line_id in package.line_ids if line_id in here]
    if not package.is_open or len(stay) == len(package.line_ids):
        return False
    if not any(line.id in here for line in order.active_lines):
        parcel.drop()
        return False
    package.contents, package.tag, package.invoice = [Content(order.order_id, stay)], "SPLIT", None
    return True
