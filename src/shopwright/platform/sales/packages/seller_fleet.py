"""Deliveries that the seller reports, whose own people bring the parcels (SEA)."""

from __future__ import annotations

from shopwright.platform.clock.store import DueActions
from shopwright.platform.logistics.routes import ScanCode
from shopwright.platform.market.reasons import system_reason

from .package import Loss, Scan
from .package_change import PackageChange
from .shipment import lose_parcel
from .simulated_carrier import LOSSES, SCAN
from .states import PackageStatus

#: The last entry of the tracking of a parcel that did not arrive.
_ENDS: dict[Loss, ScanCode] = {
    "LOST": ScanCode.LOST,
    "DAMAGED": ScanCode.DAMAGED,
    "REFUSED": ScanCode.REFUSED,
    "UNDELIVERABLE": ScanCode.DELIVERY_FAILED,
}


def report_delivery(change: PackageChange, proof: str) -> None:
    """The buyer has a shipped package; ``proof`` is the address of a file, "" for none."""
    _take_over(change, ScanCode.DELIVERED, "Delivered by the seller")
    change.deliver()
    change.package.delivery_proof = proof


def report_failure(change: PackageChange, outcome: Loss, reason: str, proof: str) -> None:
    """A shipped package could not be delivered, and will not be: its orders are cancelled and refunded."""
    code = _ENDS[outcome]
    _take_over(change, code, f"Not delivered: {reason}")
    package = change.package
    package.outcome, package.outcome_reason, package.delivery_proof = outcome, reason, proof
    lose_parcel(change, system_reason(LOSSES[code], change.shop.region).name)


def _take_over(change: PackageChange, code: ScanCode, description: str) -> None:
    """No carrier scans it any more: what happened to it is the last that its tracking shows."""
    package = change.package
    if package.status is PackageStatus.PROCESSING:
        change.collect()
    change.tx[DueActions].drop(SCAN, package.package_id)
    package.route = [*package.route[: package.scanned], Scan(change.at, str(code), description)]
    package.scanned = len(package.route)
