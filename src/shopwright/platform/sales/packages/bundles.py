"""First-mile bundles: parcels of one cross-border seller that go to TikTok's warehouse together.

Facts: docs/reference/fulfilment.md#bundles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.store import Orders
from shopwright.wire.errors import ApiError
from shopwright.wire.ids import IdKind

from .errors import LABEL_NOT_PRINTED, MARKET_FORBIDS, NOT_SHIPPED_YET, PARCEL_BUNDLED
from .package import Package
from .package_change import hold_packages
from .states import PackageStatus
from .store import Packages


class Bundle(msgspec.Struct, frozen=True):
    """A bundle that was made, its id "" when no order fitted; the orders that did not, with what is wrong."""

    bundle_id: str
    shop: Shop | None
    order_ids: list[str]
    errors: dict[str, ApiError]


def bundle(tx: Tx, shops: Mapping[str, Shop], order_ids: Sequence[str]) -> Bundle:
    """Put orders of one seller's ``shops`` (by id) into a bundle; the first that fits decides about the group."""
    errors: dict[str, ApiError] = {}
    fitting: dict[str, tuple[Shop, list[str]]] = {}
    group: str | None = None
    for order_id in sorted(set(order_ids)):
        try:
            shop, package_ids = _parcels(tx, shops, order_id)
            group = _group_of(shop, group)
        except ApiError as error:
            errors[order_id] = error
        else:
            fitting[order_id] = shop, package_ids
    if not fitting:
        return Bundle("", None, [], errors)
    bundle_id = tx.new_id(IdKind.BUNDLE)
    for shop, package_ids in fitting.values():
        for parcel in hold_packages(tx, shop, package_ids, at=tx.now_ms()):
            parcel.package.bundle_id = bundle_id
    first = next(iter(fitting.values()))[0]
    return Bundle(bundle_id, first, list(fitting), errors)


def _parcels(tx: Tx, shops: Mapping[str, Shop], order_id: str) -> tuple[Shop, list[str]]:
    """An order's shop and packages, which must all be arranged and have their labels printed."""
    shop = shops.get(tx[Orders].shop_of(order_id) or "")
    order = tx[Orders].get(shop.shop_id, order_id, for_change=True) if shop else None
    if shop is None or order is None:
        raise ORDER_NOT_YOURS(order_id=order_id[:40])
    if not shop.crosses_borders:
        raise MARKET_FORBIDS(reason="only cross-border sellers bundle their first mile")
    packages = _alive(tx, shop, order)
    if not packages:
        raise NOT_SHIPPED_YET(order_id=order_id, status="missing")
    for package in packages:
        if package.status is not PackageStatus.PROCESSING:
            raise NOT_SHIPPED_YET(order_id=order_id, status=str(package.status))
        if not package.label_printed:
            raise LABEL_NOT_PRINTED(package_id=package.package_id)
        if package.bundle_id:
            raise PARCEL_BUNDLED(package_id=package.package_id, bundle_id=package.bundle_id)
    return shop, [package.package_id for package in packages]


def _alive(tx: Tx, shop: Shop, order: Order) -> list[Package]:
    ids = {active_line.package_id for active_line in order.active_lines if active_line.package_id}
    if any(not active_line.package_id for active_line in order.active_lines):
        return []
    return tx[Packages].some(shop.shop_id, ids)


def _group_of(shop: Shop, chosen: str | None) -> str:
    """The group of a shop's market; 21011013 for a market without one, or of another group than the chosen."""
    own = rules_of(shop).first_mile_group
    if own is None:
        raise MARKET_FORBIDS(reason=f"parcels to {shop.region} are not bundled")
    if chosen is not None and own != chosen:
        raise MARKET_FORBIDS(reason="a bundle holds parcels to one group of districts only")
    return own
