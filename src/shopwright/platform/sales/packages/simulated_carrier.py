"""The simulated carrier: parcels that were handed over are scanned along their route, on the platform's clock."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.buyers.private_block import address_in
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.routes import Loss, ScanCode, end_badly, plan_route
from shopwright.platform.logistics.routes import Scan as RouteScan
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.market.reasons import system_reason
from shopwright.platform.sales.orders.order import Order

from .package import Outcome, Package, Scan
from .package_change import PackageChange, change_package
from .shipment import lose_parcel
from .states import PackageStatus

#: The due action that makes a parcel's next scan.
SCAN = declare("carrier.scan")

#: Scans after which a parcel does not arrive, and the code of the system's reason to cancel.
LOSSES = {
    ScanCode.LOST: "PACKAGE_LOST",
    ScanCode.DAMAGED: "PACKAGE_DAMAGED",
    ScanCode.REFUSED: "PACKAGE_REFUSED",
    ScanCode.DELIVERY_FAILED: "PACKAGE_UNDELIVERABLE",
}

#: Says how a shop's parcel of a name ends, or ``None`` where it has no say.
OutcomeSource = Callable[[Tx, Shop, str], Outcome | None]
_outcome_sources: list[OutcomeSource] = []


def decides_parcel_outcomes(source: OutcomeSource) -> OutcomeSource:
    """Register a source that is asked how parcels end."""
    _outcome_sources.append(source)
    return source


def hand_over(change: PackageChange) -> None:
    """Plan a shipped parcel's route; with a carrier that is automatic, also its first scan."""
    name = name_of(change.package, change.orders[0].order)
    change.package.outcome = _outcome_of(change.tx, change.shop, change.package, name)
    lay_route(change)
    plan_scan(change)


def lay_route(change: PackageChange) -> None:
    """Decide how a parcel will travel from the moment of the change on."""
    package = change.package
    address = address_in(change.orders[0].private)
    route = plan_route(
        change.shop.region,
        _origin(change),
        address,
        package.delivery_type,
        package.provider_name,
        name_of(package, change.orders[0].order),
    )
    if package.outcome != "DELIVERED":
        route = end_badly(route, package.outcome)
    package.route = [_scan(scan, change.at) for scan in route]
    package.scanned = 0


def plan_scan(change: PackageChange) -> None:
    """Plan the next scan where the shop's carrier works by itself."""
    package = change.package
    if change.shop.has_automatic_carrier and package.scans_ahead:
        at = max(package.scans_ahead[0].at, change.at)
        plan(change.tx, SCAN, package.package_id, change.shop.shop_id, at)


def scan_next(change: PackageChange) -> Scan | None:
    """Make the next scan of a parcel's route at the moment of the change; what it says happens.

    ``None`` when there is none left.
    """
    package = change.package
    if not package.scans_ahead:
        return None
    scan = msgspec.structs.replace(package.scans_ahead[0], at=change.at)
    package.route[package.scanned] = scan
    package.scanned += 1
    code = ScanCode(scan.code)
    if code in LOSSES:
        change.tx[DueActions].drop(SCAN, package.package_id)
        lose_parcel(change, system_reason(LOSSES[code], change.shop.region).name)
        return scan
    apply_scan(change, code)
    plan_scan(change)
    return scan


def apply_scan(change: PackageChange, code: ScanCode) -> None:
    """Collect and deliver a parcel as a scan says; a delivery collects it too, where no scan did."""
    if code not in {ScanCode.COLLECTED, ScanCode.DELIVERED}:
        return
    if change.package.status is PackageStatus.PROCESSING:
        change.collect()
    if code is ScanCode.DELIVERED:
        change.deliver()


def catch_up(change: PackageChange, until: int) -> None:
    """Make the scans of a parcel that arrives that are due by a moment, each at its own time; plan the next. For a
    history that is replayed."""
    package = change.package
    while package.scans_ahead and (scan := package.scans_ahead[0]).at <= until:
        package.scanned += 1
        change.at = scan.at
        for order in change.orders:
            order.at = scan.at
        apply_scan(change, ScanCode(scan.code))
    plan_scan(change)


def decide_outcome(change: PackageChange, outcome: Loss) -> None:
    """Decide how a parcel ends. The next scans of a parcel that is on its way are replaced by those of this end."""
    package = change.package
    package.outcome = outcome
    if package.route:
        made, ahead = package.scans_made, package.scans_ahead
        begun = made[-1].at if made else package.shipped_time * 1000
        rest = tuple(
            RouteScan((scan.at - begun) // 1000, ScanCode(scan.code), scan.description, scan.location) for scan in ahead
        )
        package.route = [*made, *(_scan(scan, begun) for scan in end_badly(rest, outcome))]
        plan_scan(change)


@due(SCAN)
def scan_by_clock(tx: Tx, action: DueAction) -> None:
    """The carrier scans a parcel."""
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    scan_next(change_package(tx, shop, action.subject))


def _scan(route_scan: RouteScan, begun: int) -> Scan:
    return Scan(
        begun + route_scan.after_seconds * 1000, str(route_scan.code), route_scan.description, route_scan.location
    )


def _origin(change: PackageChange) -> str:
    sender = change.tx[Warehouses].sender(change.shop.shop_id, change.package.warehouse_id)
    return sender.doc.address.get("city", "")


def name_of(package: Package, order: Order) -> str:
    """What a parcel's chances are drawn by: its order's reference and its place in it, so that it travels the same
    whatever number it has; the number where the order has no reference."""
    if not order.reference:
        return package.package_id
    places = order.package_ids
    place = places.index(package.package_id) if package.package_id in places else len(places)
    return f"{order.reference}/{place}"


def _outcome_of(tx: Tx, shop: Shop, package: Package, name: str) -> Outcome:
    """How a parcel ends: as was decided, else as the first source says, else it is delivered."""
    if package.outcome != "DELIVERED":
        return package.outcome
    answers = (source(tx, shop, name) for source in _outcome_sources)
    return next((answer for answer in answers if answer is not None), package.outcome)
