"""Shipping without the seller: what the platform fulfils, and what a sandbox ships in the seller's name."""

from __future__ import annotations

from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.wire.ids import IdKind

from .package import Package
from .package_change import PackageChange, hold_packages, new_package
from .shipment import ship_parcel
from .simulated_carrier import hand_over


def ship_for_seller(change: OrderChange) -> list[Package]:
    """Ship all that is left of an order, with the market's first carrier and a number of its own."""
    shipped: list[Package] = []
    waiting = change.order.unshipped_lines
    loose = [line for line in waiting if not line.package_id]
    homes = dict.fromkeys(line.package_id for line in waiting if line.package_id)
    parcels = [hold_packages(change.tx, change.shop, [package_id], at=change.at)[0] for package_id in homes]
    if loose:
        parcels.append(new_package(change, loose))
    for parcel in parcels:
        assign_carrier(parcel)
        ship_parcel(parcel)
        hand_over(parcel)
        shipped.append(parcel.package)
    return shipped


def assign_carrier(change: PackageChange, provider_id: str | None = None) -> None:
    """Give a package a carrier (the market's first, unless one is named) and a fresh number of that carrier."""
    known = carriers(change.shop.region, at=change.at // 1000)
    carrier = next((shipping_provider for shipping_provider in known if shipping_provider.id == provider_id), known[0])
    change.package.provider_id, change.package.provider_name = carrier.id, carrier.name
    number = int(change.tx.new_id(IdKind.LEDGER)[4:])
    change.package.tracking_number = make_tracking_number(change.shop.region, carrier.id, number)
