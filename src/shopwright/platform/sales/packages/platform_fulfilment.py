"""Shipping without the seller: what the platform fulfils, and what a sandbox ships in the seller's name."""

from __future__ import annotations

from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.wire.ids import IdKind

from .package import Package
from .package_change import PackageChange, new_package
from .simulated_carrier import hand_over
from .store import Packages


def ship_for_seller(change: OrderChange) -> list[Package]:
    """Ship all that is left of an order, with the market's first carrier and a number of its own. Saves all."""
    shipped: list[Package] = []
    waiting = change.order.unshipped_lines
    loose = [one for one in waiting if not one.package_id]
    packages = [_held(change, one) for one in dict.fromkeys(one.package_id for one in waiting if one.package_id)]
    if loose:
        packages.append(new_package(change, loose))
    for found in packages:
        assign_carrier(found)
        found.ship()
        hand_over(found)
        found.save()
        shipped.append(found.package)
    return shipped


def _held(change: OrderChange, package_id: str) -> PackageChange:
    package = change.tx[Packages].get(change.shop.shop_id, package_id, for_change=True)
    assert package is not None
    return PackageChange(change.tx, change.shop, package, orders=[change], at=change.at)


def assign_carrier(change: PackageChange, provider_id: str | None = None) -> None:
    """Give a package a carrier (the market's first, unless one is named) and a fresh number of that carrier."""
    known = carriers(change.shop.region)
    carrier = next((one for one in known if one.id == provider_id), known[0])
    change.package.provider_id, change.package.provider_name = carrier.id, carrier.name
    number = int(change.tx.new_id(IdKind.LEDGER)[4:])
    change.package.tracking_number = make_tracking_number(change.shop.region, carrier.id, number)
