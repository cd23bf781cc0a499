"""getPackageShippingDocument."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.core.services import Services
from shopwright.platform.documents.draw import formats_of
from shopwright.platform.documents.model import DocumentFormat, DocumentKind, DocumentSize
from shopwright.platform.market.dates import day_of
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.document_errors import PACKAGE_NOT_YOURS
from shopwright.platform.sales.packages.errors import (
    ARRANGE_FIRST,
    DOCUMENT_AFTER_PICKUP,
    DOCUMENT_OF_CANCELLED,
    DOCUMENT_REFUSED,
    INVOICE_NEEDED,
    INVOICE_NOT_SUCCESSFUL,
    PLATFORM_FULFILS,
    TIKTOK_SHIPPING_ONLY,
)
from shopwright.platform.sales.packages.invoices import refuse_without_invoice
from shopwright.platform.sales.packages.package import Package
from shopwright.platform.sales.packages.shipping_documents import LIFETIME_MS, Paper, link_to
from shopwright.platform.sales.packages.states import PackageStatus
from shopwright.platform.sales.packages.store import Packages
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import GetPackageShippingDocumentResponseData

_K = DocumentKind
#: What a carrier reads: given out between arranging and pick-up, for TikTok's shipping alone.
_LABELS = frozenset({_K.SHIPPING_LABEL, _K.SHIPPING_LABEL_AND_PACKING_SLIP, _K.SHIPPING_LABEL_PICTURE, _K.HAZMAT_LABEL})
_PRINTS_LABEL = _LABELS - {_K.HAZMAT_LABEL}
_PICKED_UP = frozenset({PackageStatus.FULFILLING, PackageStatus.COMPLETED})

Choice = TypeVar("Choice", bound=StrEnum)


@operation(
    "getPackageShippingDocument",
    raises=(
        ARRANGE_FIRST,
        DOCUMENT_AFTER_PICKUP,
        DOCUMENT_OF_CANCELLED,
        DOCUMENT_REFUSED,
        INVOICE_NEEDED,
        INVOICE_NOT_SUCCESSFUL,
        PACKAGE_NOT_YOURS,
        PLATFORM_FULFILS,
        TIKTOK_SHIPPING_ONLY,
    ),
    differs="Papers are drawn here and say that they are not valid for carriage. A packing slip can be had for every "
    "package at any time before it is cancelled. shipping_period is not looked at.",
)
def get_package_shipping_document(call: Call) -> GetPackageShippingDocumentResponseData:
    """The link of a package's label, packing slip or their like, which works for 24 hours.

    Labels: after arranging, before pick-up, for TikTok's shipping. ZPL and INVOICE_LABEL in BR only; a picture is PNG,
    a hazard sheet A4.
    """
    shop, package_id = call.shop, call.path["package_id"]
    kind = _chosen(DocumentKind, call.text("document_type"), DocumentKind.SHIPPING_LABEL, "DocumentType")
    size = _chosen(DocumentSize, call.text("document_size"), DocumentSize.A6, "DocumentSize")
    form = _chosen(DocumentFormat, call.text("document_format"), DocumentFormat.PDF, "DocumentFormat")
    today = day_of(call.tx.now())
    known = {document.form for document in rules_of(shop).documents if document.holds_on(today)}
    if form.value not in known or form not in formats_of(kind):
        raise INVALID(reason=f"DocumentFormat {form} is not made of a {kind} in {shop.region}.")
    package = call.tx[Packages].get(shop.shop_id, package_id)
    if package is None:
        raise PACKAGE_NOT_YOURS(package_id=package_id[:40])
    _check(call, package, kind)
    if kind in _PRINTS_LABEL and not package.label_printed:
        call.afterwards.append(lambda: _mark_printed(call.services, shop.shop_id, package_id))
    paper = Paper(
        shop_id=shop.shop_id,
        package_id=package_id,
        kind=kind,
        size=size,
        format=form,
        until=call.tx.now_ms() + LIFETIME_MS,
    )
    url = call.services.public_url(link_to(call.tx, paper))
    return {"doc_url": url, "tracking_number": package.tracking_number}


def _chosen(kind: type[Choice], text: str | None, default: Choice, name: str) -> Choice:
    if text is None:
        return default
    try:
        return kind(text)
    except ValueError as error:
        raise INVALID(reason=f"{name} must be one of [{', '.join(kind)}].") from error


def _check(call: Call, package: Package, kind: DocumentKind) -> None:
    package_id = package.package_id
    if package.status is PackageStatus.CANCELLED:
        raise DOCUMENT_OF_CANCELLED(package_id=package_id)
    if kind in _LABELS:
        _check_label(call, package, kind)
    elif kind is DocumentKind.INVOICE_LABEL:
        _check_invoice(call, package)


def _check_label(call: Call, package: Package, kind: DocumentKind) -> None:
    package_id = package.package_id
    orders = call.tx[Orders].some(call.shop.shop_id, package.order_ids)
    for order in orders.values():
        if not order.is_fulfilled_by_seller:
            raise PLATFORM_FULFILS(order_id=order.order_id)
    if package.shipping_type != "TIKTOK":
        raise TIKTOK_SHIPPING_ONLY(package_id=package_id)
    if package.status is PackageStatus.TO_FULFILL:
        raise ARRANGE_FIRST(package_id=package_id)
    if package.status in _PICKED_UP:
        raise DOCUMENT_AFTER_PICKUP(package_id=package_id)
    inside = set(package.line_ids)
    lines = [(order, line) for order in orders.values() for line in order.lines if line.id in inside]
    if kind is DocumentKind.HAZMAT_LABEL and not any(order.item_of(line).is_dangerous for order, line in lines):
        raise DOCUMENT_REFUSED(package_id=package_id, reason="it holds no dangerous goods")


def _check_invoice(call: Call, package: Package) -> None:
    if not rules_of(call.shop).needs_invoice:
        raise DOCUMENT_REFUSED(package_id=package.package_id, reason="its market has no invoices for parcels")
    refuse_without_invoice(package)


def _mark_printed(services: Services, shop_id: str, package_id: str) -> None:
    """Note that the label was given out, in a transaction of its own: the call itself only reads."""
    with services.store.write() as tx:
        package = tx[Packages].get(shop_id, package_id, for_change=True)
        if package is not None:
            package.label_printed = True
            tx[Packages].save(shop_id, package, str(package.status))
