"""Invoices of packages (BR): uploaded, judged by the tax office a minute later, told of by webhook 36."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.cases_store import CaseIndex
from shopwright.platform.webhooks.emit import emit

from .errors import INVOICE_NEEDED, INVOICE_NOT_SUCCESSFUL, INVOICE_NOT_WANTED, ORDER_NOT_IN_PACKAGE
from .invoice_keys_store import InvoiceKeys
from .nfe import InvoiceFile, UsedKey, parse_key
from .package import Invoice, Package
from .package_change import PackageChange, change_package

#: The due action that judges an invoice, and after how long.
JUDGE, JUDGED_AFTER_MS = declare("invoice.judge"), 60_000


class _Payload(msgspec.Struct):
    authorised: bool


_payload = decoders.decoder(_Payload).decode


def attach_invoice(tx: Tx, shop: Shop, package_id: str, order_ids: Sequence[str], file: InvoiceFile) -> None:
    """Take a package's invoice; the tax office judges it in a minute.

    21011029 when the orders are not those of the package, 21011003 when it takes no invoice now.
    """
    change = change_package(tx, shop, package_id)
    package = change.package
    for order_id in order_ids:
        if order_id not in package.order_ids:
            raise ORDER_NOT_IN_PACKAGE(order_id=order_id[:40], package_id=package_id)
    if not package.is_open:
        raise INVOICE_NOT_WANTED(package_id=package_id, reason=f"it is {package.status}")
    if package.invoice is not None and package.invoice.status in {"PROCESSING", "SUCCESS"}:
        raise INVOICE_NOT_WANTED(package_id=package_id, reason=f"its invoice is {package.invoice.status}")
    key = parse_key(file.access_key)
    package.invoice = Invoice("PROCESSING", file.access_key, key.number if key else "")
    plan(tx, JUDGE, package_id, shop.shop_id, change.at + JUDGED_AFTER_MS, {"authorised": file.authorised})
    _tell(change)


def refuse_without_invoice(package: Package) -> None:
    """21004006 or 21004020 for a package that may not be shipped, as its invoice is not there or not valid."""
    if package.invoice is None:
        raise INVOICE_NEEDED(package_id=package.package_id)
    if package.invoice.status != "SUCCESS":
        raise INVOICE_NOT_SUCCESSFUL(package_id=package.package_id, status=package.invoice.status)


@due(JUDGE)
def judge_invoice(tx: Tx, action: DueAction) -> None:
    """The tax office's verdict, unless the package no longer has the invoice that was sent."""
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    change = change_package(tx, shop, action.subject)
    invoice = change.package.invoice
    if invoice is None or invoice.status != "PROCESSING":
        return
    reason = _fault_of(change, invoice, authorised=_payload(action.payload.encode()).authorised)
    change.package.invoice = msgspec.structs.replace(invoice, status="INVALID" if reason else "SUCCESS", reason=reason)
    _tell(change)


def _fault_of(change: PackageChange, invoice: Invoice, *, authorised: bool) -> str:
    """Why an invoice is invalid, "" when it is not; a valid one's key is used up from now on."""
    key = parse_key(invoice.access_key)
    if key is None:
        return "FAILED"
    if key.month > datetime.fromtimestamp(change.at / 1000, UTC).strftime("%y%m"):
        return "NOT_FOUND"  # the tax office knows no invoice of a month to come
    if not authorised:
        return "NOT_AUTHORIZED"
    return "" if _use_up(change, invoice) else "ACCESS_KEY_DUPLICATE"


def _use_up(change: PackageChange, invoice: Invoice) -> bool:
    """Note that a key belongs to a package; false where it belongs to another."""
    keys, shop_id, package = change.tx[InvoiceKeys], change.shop.shop_id, change.package
    used = keys.get(shop_id, invoice.access_key)
    if used is None:
        index = CaseIndex(
            case_id=invoice.access_key,
            order_id=package.order_ids[0],
            buyer_id="",
            type="NFE",
            status="SUCCESS",
            package_id=package.package_id,
            created_at=change.at,
            updated_at=change.at,
        )
        keys.add(shop_id, index, UsedKey(package.package_id))
    return used is None or used.package_id == package.package_id


def _tell(change: PackageChange) -> None:
    """Webhook 36."""
    package, invoice = change.package, change.package.invoice
    assert invoice is not None
    data: dict[str, object] = {
        "package_id": package.package_id,
        "order_ids": package.order_ids,
        "invoice_status": invoice.status,
    }
    if invoice.reason:
        data["invalid_reason"] = invoice.reason
    emit(change.tx, change.shop, 36, data)
