"""What a carrier does to a parcel when it is told to, without waiting for the clock."""

from __future__ import annotations

from typing import Literal

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.routes import Loss, ScanCode
from shopwright.platform.sales.orders.buyer_errors import PARCEL_NOT_TRAVELLING

from .package_change import PackageChange, change_package
from .simulated_carrier import decide_outcome, scan_next
from .states import TRAVELLING, PackageStatus

ParcelAct = Literal["COLLECT", "SCAN", "DELIVER", "LOSE", "DAMAGE", "REFUSE", "UNDELIVERABLE"]

_LOSSES: dict[ParcelAct, Loss] = {
    "LOSE": "LOST",
    "DAMAGE": "DAMAGED",
    "REFUSE": "REFUSED",
    "UNDELIVERABLE": "UNDELIVERABLE",
}


def carrier_act(tx: Tx, shop: Shop, package_id: str, act: ParcelAct, *, in_time: bool = False) -> None:
    """Do one act; 40921 where the parcel's state has no place for it.

    COLLECT and DELIVER make every scan on the way, SCAN the next one. The others decide how the parcel ends:
    ``in_time`` leaves that to its next scans (also before it is shipped), else it ends at once.
    """
    change = change_package(tx, shop, package_id)
    loss = _LOSSES.get(act)
    if loss is not None and in_time:
        _check(change, act, TRAVELLING | {PackageStatus.TO_FULFILL})
        decide_outcome(change, loss)
        return
    _check(change, act, frozenset({PackageStatus.PROCESSING}) if act == "COLLECT" else TRAVELLING)
    if act == "DELIVER" and change.package.outcome != "DELIVERED":
        raise _refused(change, f"deliver, as it ends {change.package.outcome}")
    if loss is not None:
        decide_outcome(change, loss)
    _scan(change, act)


def _scan(change: PackageChange, act: ParcelAct) -> None:
    while (scan := scan_next(change)) is not None:
        if act == "SCAN" or (act == "COLLECT" and ScanCode(scan.code) is ScanCode.COLLECTED):
            return


def _check(change: PackageChange, act: ParcelAct, allowed: frozenset[PackageStatus]) -> None:
    package = change.package
    if package.status not in allowed:
        raise _refused(change, act.lower())
    if package.status in TRAVELLING and not package.scans_ahead:
        raise _refused(change, f"{act.lower()}, as its seller tells its way")


def _refused(change: PackageChange, act: str) -> Exception:
    package = change.package
    return PARCEL_NOT_TRAVELLING(package_id=package.package_id, status=str(package.status), act=act)
