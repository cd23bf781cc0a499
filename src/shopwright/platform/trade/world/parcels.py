"""How parcels are known, and how those of a simulated world end."""

from __future__ import annotations

from shopwright.platform.domain.trade.order import Order
from shopwright.platform.domain.trade.package import Outcome, Package
from shopwright.platform.domain.trade.world import parcel_outcome
from shopwright.platform.store.accounts import Shop
from shopwright.platform.store.transaction import Tx
from shopwright.platform.store.worlds import Simulations


def name_of(package: Package, order: Order) -> str:
    """What a parcel's chances are drawn by: its order's reference and its place in it, so that it travels the same
    whatever number it has; the number where the order has no reference."""
    if not order.reference:
        return package.package_id
    places = order.package_ids
    place = places.index(package.package_id) if package.package_id in places else len(places)
    return f"{order.reference}/{place}"


def outcome_of(tx: Tx, shop: Shop, package: Package, name: str) -> Outcome:
    """How a parcel ends: as was decided, else as the carriers of the shop's world do, if it has one."""
    world = tx[Simulations].get(shop.shop_id) if package.outcome == "DELIVERED" else None
    return package.outcome if world is None else parcel_outcome(world.seed, name, world.carrier)
