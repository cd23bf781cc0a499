"""What sellers report of the parcels that they or carriers of their own bring: scans, deliveries, failures."""

from __future__ import annotations

import msgspec

from shopwright.platform.clock.store import DueActions
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.routes import ACTION_CODES, ENDINGS, Loss, ScanCode
from shopwright.platform.market.reasons import system_reason

from .errors import CARRIER_INVALID, NO_PARCEL_WITH_NUMBER, NOT_SELLER_SHIPPED, TRACK_WRONG
from .package import Scan
from .package_change import PackageChange, change_package
from .shipment import lose_parcel
from .simulated_carrier import LOSSES, SCAN, apply_scan
from .states import TRAVELLING, PackageStatus
from .store import Packages

_CODES = {number: code for code, number in ACTION_CODES.items()}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One scan as the seller tells it: ``at`` in unix milliseconds; texts are "" where nothing is told."""

    tracking_number: str
    provider_id: str
    action_code: int
    at: int
    description: str
    location: str = ""
    failed_reason: str = ""
    proof_url: str = ""
    tracking_url: str = ""


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
    scan = Scan(report.at, str(code), report.description, report.location)
    package.route = sorted([*package.scans_made, scan], key=lambda scan: scan.at)
    package.scanned = len(package.route)
    package.tracking_url = report.tracking_url or package.tracking_url
    package.delivery_proof = report.proof_url or package.delivery_proof
    package.outcome_reason = report.failed_reason or package.outcome_reason
    apply_scan(change, code)


def _parcel(tx: Tx, shop: Shop, order_id: str, report: Report) -> PackageChange:
    """The order's parcel that has the number, held for change."""
    packages = tx[Packages].with_number(shop.shop_id, report.tracking_number) if report.tracking_number else []
    mine = [package for package in packages if order_id in package.order_ids and not package.is_open]
    if not mine:
        raise NO_PARCEL_WITH_NUMBER(order_id=order_id[:40], number=report.tracking_number[:40])
    change = change_package(tx, shop, mine[0].package_id)
    package = change.package
    if package.shipping_type != "SELLER":
        raise NOT_SELLER_SHIPPED(package_id=package.package_id)
    if package.provider_id != report.provider_id:
        raise CARRIER_INVALID(provider_id=report.provider_id[:40], reason="the package was shipped with another one")
    if package.status not in TRAVELLING:
        raise TRACK_WRONG(reason=f"the package is {package.status}")
    return change


def report_delivery(change: PackageChange, proof: str) -> None:
    """The buyer has a shipped package; ``proof`` is the address of a file, "" for none."""
    _take_over(change, ScanCode.DELIVERED, "Delivered by the seller")
    change.deliver()
    change.package.delivery_proof = proof


def report_failure(change: PackageChange, outcome: Loss, reason: str, proof: str) -> None:
    """A shipped package could not be delivered, and will not be: its orders are cancelled and refunded."""
    code = ENDINGS[outcome]
    _take_over(change, code, f"Not delivered: {reason}")
    package = change.package
    package.outcome, package.outcome_reason, package.delivery_proof = outcome, reason, proof
    lose_parcel(change, system_reason(LOSSES[code], change.shop.region).name)


def _take_over(change: PackageChange, code: ScanCode, description: str) -> None:
    """End the simulated carrier's scans of a parcel, and add what the seller reported to its tracking."""
    package = change.package
    if package.status is PackageStatus.PROCESSING:
        change.collect()
    change.tx[DueActions].drop(SCAN, package.package_id)
    package.route = [*package.scans_made, Scan(change.at, str(code), description)]
    package.scanned = len(package.route)
