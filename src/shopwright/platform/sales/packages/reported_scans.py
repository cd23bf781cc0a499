"""Scans that sellers report: of their own fleet, or of a carrier that TikTok does not know."""

from __future__ import annotations

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.routes import ACTION_CODES, ScanCode

from .errors import CARRIER_INVALID, NO_PARCEL_WITH_NUMBER, NOT_SELLER_SHIPPED, TRACK_WRONG
from .package import Package, Scan
from .package_change import PackageChange, change_package
from .states import PackageStatus
from .store import Packages

_CODES = {number: code for code, number in ACTION_CODES.items()}
_UNDERWAY = frozenset({PackageStatus.PROCESSING, PackageStatus.FULFILLING})


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One scan as the seller tells it: ``at`` in unix milliseconds."""

    tracking_number: str
    provider_id: str
    action_code: int
    at: int
    description: str
    location: str = ""


def report_scan(tx: Tx, shop: Shop, order_id: str, report: Report) -> None:
    """Note a scan of one of the order's parcels; collection and delivery move it.

    The scans that the simulated carrier had planned do not happen: from the first report on the seller tells the way.
    """
    code = _CODES.get(report.action_code)
    if code is None:
        raise TRACK_WRONG(reason=f"the action code {report.action_code} is not on the list")
    change = _parcel(tx, shop, order_id, report)
    package = change.package
    if not package.shipped_time * 1000 <= report.at <= change.at:
        raise TRACK_WRONG(reason="occur_time lies before the shipment or in the future")
    made = package.route[: package.scanned]
    scan = Scan(report.at, str(code), report.description, report.location)
    package.route = sorted([*made, scan], key=lambda one: one.at)
    package.scanned = len(package.route)
    _move(change, code)


def _parcel(tx: Tx, shop: Shop, order_id: str, report: Report) -> PackageChange:
    """The order's parcel that has the number, held for change."""
    found = tx[Packages].with_number(shop.shop_id, report.tracking_number) if report.tracking_number else []
    mine = [one for one in found if order_id in one.order_ids and not one.is_open]
    if not mine:
        raise NO_PARCEL_WITH_NUMBER(order_id=order_id[:40], number=report.tracking_number[:40])
    change = change_package(tx, shop, mine[0].package_id)
    package = change.package
    if package.shipping_type != "SELLER":
        raise NOT_SELLER_SHIPPED(package_id=package.package_id)
    if package.provider_id != report.provider_id:
        raise CARRIER_INVALID(provider_id=report.provider_id[:40], reason="the package was shipped with another one")
    if package.status not in _UNDERWAY:
        raise TRACK_WRONG(reason=f"the package is {package.status}")
    return change


def _move(change: PackageChange, code: ScanCode) -> None:
    """Collect and deliver; what was delivered was collected before, told or not."""
    if code not in {ScanCode.COLLECTED, ScanCode.DELIVERED}:
        return
    if change.package.status is PackageStatus.PROCESSING:
        change.collect()
    if code is ScanCode.DELIVERED:
        change.deliver()


def scans_of(packages: list[Package]) -> list[Scan]:
    """The scans of several parcels, the newest first."""
    made = [scan for one in packages for scan in one.route[: one.scanned]]
    return sorted(made, key=lambda one: one.at)[::-1]  # of one moment, the later entry is the newer
