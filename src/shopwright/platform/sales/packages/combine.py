"""Several orders of one buyer in one package, and apart again (docs/reference/fulfilment.md#combine)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.order import Order, Role
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.orders.store import Orders

from .document_errors import PACKAGE_NOT_YOURS, PACKAGE_STATE_FORBIDS
from .errors import (
    ALREADY_COMBINED,
    COMBINATION_INVALID,
    MARKET_FORBIDS,
    NOT_COMBINED,
    ORDER_NOT_IN_COMBINATION,
    ORDER_NOT_IN_PACKAGE,
)
from .package import Package
from .package_change import PackageChange, change_package, hold_packages, new_package
from .remove_lines import tell_of_packages
from .shared_parcel import recipient_of, service_of
from .states import PackageStatus
from .store import PackageFilter, Packages

_BATCH = 500


class Combinable(msgspec.Struct, frozen=True):
    """Packages that may become one. ``draft_id`` is the id that it would have; ``at`` when the oldest was made (ms);
    ``packages`` maps orders to packages, the oldest first."""

    draft_id: str
    at: int
    packages: dict[str, str]


class _Candidate(msgspec.Struct, frozen=True):
    package: Package
    order: Order


def combinable(tx: Tx, shop: Shop) -> list[Combinable]:
    """All groups of unshipped packages that may be combined, the oldest first; 21011013 where the market has none."""
    if rules_of(shop).combine_by != "REQUEST":
        raise MARKET_FORBIDS(reason="orders are combined here by shipping them under one tracking number")
    alike: defaultdict[tuple[str, ...], list[_Candidate]] = defaultdict(list)
    for candidate in _candidates(tx, shop):
        alike[candidate.order.buyer_id, *service_of(candidate.order)].append(candidate)
    groups = [
        group for candidates in alike.values() if len(candidates) > 1 for group in _by_address(tx, shop, candidates)
    ]
    return sorted(groups, key=lambda group: (group.at, group.draft_id))


def _candidates(tx: Tx, shop: Shop) -> Iterator[_Candidate]:
    wanted, after = PackageFilter(status=str(PackageStatus.TO_FULFILL)), None
    while True:
        rows = tx[Packages].page(shop.shop_id, wanted, by="created_at", descending=False, after=after, size=_BATCH)
        packages = [package for _, package in rows if len(package.contents) == 1]
        orders = tx[Orders].some(shop.shop_id, [package.contents[0].order_id for package in packages])
        for package in packages:
            order = orders[package.contents[0].order_id]
            if _may_join(order, package):
                yield _Candidate(package, order)
        if len(rows) < _BATCH:
            return
        at, last = rows[-1]
        after = at, last.package_id


def _may_join(order: Order, package: Package) -> bool:
    """Whether an order's package may be combined: whole, unshipped, nobody wants to cancel it, and nothing in it must
    travel alone."""
    inside = set(package.line_ids)
    return (
        package.is_open
        and package.tag == "DEFAULT"
        and order.status is OrderStatus.AWAITING_SHIPMENT
        and order.is_fulfilled_by_seller
        and not order.is_cancel_requested
        and all(line.id in inside and not order.item_of(line).is_boxed_alone for line in order.active_lines)
    )


def _by_address(tx: Tx, shop: Shop, candidates: Sequence[_Candidate]) -> Iterator[Combinable]:
    """Those of one buyer's packages that go to the same address."""
    recipients: defaultdict[tuple[str, bytes], list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        whole = tx[Orders].get_whole(shop.shop_id, candidate.order.order_id)
        assert whole is not None
        recipients[recipient_of(*whole)].append(candidate)
    for group in recipients.values():
        if len(group) > 1:
            oldest = group[0].package
            members = {candidate.order.order_id: candidate.package.package_id for candidate in group}
            yield Combinable(_draft_id(oldest.package_id), oldest.created_at, members)


def _draft_id(package_id: str) -> str:
    """The id of what grows around a package: the same whenever one asks, and above all ids that are counted."""
    digest = int.from_bytes(hashlib.blake2b(package_id.encode(), digest_size=8).digest())
    return f"{package_id[:4]}9{digest % 10**14:014d}"


def combine(
    tx: Tx, shop: Shop, groups: Sequence[Combinable], package_id: str, order_ids: Sequence[str] | None
) -> Package:
    """Put orders (all of a group where none are named) of one of the ``groups`` into one package."""
    group = next((group for group in groups if package_id in (group.draft_id, *group.packages.values())), None)
    if group is None:
        raise _no_group(tx, shop, package_id)
    chosen = list(dict.fromkeys(order_ids)) if order_ids else list(group.packages)
    for order_id in chosen:
        if order_id not in group.packages:
            raise ORDER_NOT_IN_COMBINATION(order_id=order_id[:40], package_id=package_id)
    if len(chosen) < 2:
        raise COMBINATION_INVALID(package_id=package_id, reason="a combination takes two orders at least")
    at = tx.now_ms()
    locked = {order_id: change_order(tx, shop, order_id, at=at) for order_id in sorted(chosen)}
    orders = {order_id: locked[order_id] for order_id in chosen}
    held = hold_packages(tx, shop, [group.packages[order_id] for order_id in chosen], at=at)
    for old in (parcel.package for parcel in held):
        if not _may_join(orders[old.contents[0].order_id].order, old):
            raise COMBINATION_INVALID(package_id=package_id, reason=f"the package {old.package_id} went on meanwhile")
    return _joined(tx, shop, orders, held, group.draft_id)


def _no_group(tx: Tx, shop: Shop, package_id: str) -> Exception:
    known = tx[Packages].get(shop.shop_id, package_id)
    if known is None:
        is_draft = package_id.startswith("11539") and package_id.isdecimal()
        reason = "no such combination can be made now"
        return (
            COMBINATION_INVALID(package_id=package_id, reason=reason)
            if is_draft
            else PACKAGE_NOT_YOURS(package_id=package_id[:40])
        )
    if known.tag == "COMBINE" and known.is_open:
        return ALREADY_COMBINED(package_id=package_id)
    return COMBINATION_INVALID(package_id=package_id, reason="no other order can go with it")


def _joined(
    tx: Tx, shop: Shop, orders: Mapping[str, OrderChange], held: Sequence[PackageChange], draft_id: str
) -> Package:
    changes = list(orders.values())
    is_taken = tx[Packages].get(shop.shop_id, draft_id) is not None
    for old in held:
        old.drop()
    first, *others = changes
    joint = new_package(first, first.order.active_lines, tag="COMBINE", package_id=None if is_taken else draft_id)
    for change in others:
        joint.put_in(change, change.order.active_lines)
    package = joint.package
    tell_of_packages(tx, shop, "COMBINE", "SELLER", [package], changes[0].now)
    return package


def uncombine(
    tx: Tx,
    shop: Shop,
    package_id: str,
    order_ids: Sequence[str] | None,
    *,
    sc_type: str = "CANCEL_COMBINE",
    role: Role = "SELLER",
) -> list[Package]:
    """Take orders (all where none are named) out of a combined package, each into one of its own.

    ``sc_type`` and ``role`` are what webhook 4 says of it.
    """
    joint = change_package(tx, shop, package_id)
    package = joint.package
    if package.tag != "COMBINE":
        raise NOT_COMBINED(package_id=package_id)
    if not package.is_open:
        raise PACKAGE_STATE_FORBIDS(act="uncombine", package_id=package_id, status=str(package.status))
    leaving = set(order_ids or package.order_ids)
    for order_id in order_ids or ():
        if order_id not in package.order_ids:
            raise ORDER_NOT_IN_PACKAGE(order_id=order_id[:40], package_id=package_id)
    filled = {change.order.order_id: (change, lines) for change, lines in joint.lines if lines}
    staying = [content for content in package.contents if content.order_id in filled.keys() - leaving]
    made = [new_package(*part) for order_id, part in filled.items() if order_id in leaving]
    if staying:
        package.contents = staying
        package.tag = "COMBINE" if len(staying) > 1 else "DEFAULT"
    else:
        joint.drop()
    told = [package_change.package for package_change in made] + ([package] if staying else [])
    tell_of_packages(tx, shop, sc_type, role, told, joint.at // 1000)
    return [package_change.package for package_change in made]
