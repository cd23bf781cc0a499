"""uploadReturnShippingInformation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import msgspec

from shopwright.platform.core.call import Call
from shopwright.platform.core.multipart import Form
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import problem_with
from shopwright.platform.media.store import MediaDocument
from shopwright.platform.media.uploads import check_image, check_size, is_pdf, keep_file
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.returns.aftersales_review import returns_under
from shopwright.platform.sales.returns.errors import DECISION_DOES_NOT_FIT, RETURN_PARAMETER_WRONG, RETURN_UNKNOWN
from shopwright.platform.sales.returns.return_case import Parcel
from shopwright.platform.sales.returns.return_change import ReturnChange, hold_return
from shopwright.platform.sales.returns.states import ReturnStatus
from shopwright.platform.sales.returns.store import Returns
from shopwright.wire.errors import ApiError
from shopwright.wire.message_keywords import FIELD_MISSING

#: The most that a label or a QR code may weigh, in bytes.
MAX_DOCUMENT_BYTES = 10 * 2**20

_READERS = ("JPEG", "PNG")


@operation(
    "uploadReturnShippingInformation",
    raises=(DECISION_DOES_NOT_FIT, RETURN_PARAMETER_WRONG, RETURN_UNKNOWN),
    differs="The documentation names no error codes; ours are those of other operations on returns. Labels and "
    "QR codes are PDF, PNG or JPEG files of up to 10 MB.",
)
def upload_return_shipping_information(call: Call, body: Form) -> Mapping[str, object]:
    """Give the buyer a label, or only a number, of the seller's own for goods that are still to be sent back."""
    number, provider_id = _field(body, "tracking_number"), _field(body, "return_provider_id")
    code = call.shop.region
    carrier = next((carrier for carrier in carriers(code, at=call.tx.now()) if carrier.id == provider_id), None)
    if carrier is None:
        raise RETURN_PARAMETER_WRONG(reason=f"there is no carrier {provider_id[:40]} in {code}.")
    if problem_with(code, provider_id, number) is not None:
        raise RETURN_PARAMETER_WRONG(reason=f"{number[:60]} is no tracking number of {carrier.name}.")
    label, document = _document(call, body)
    parcel = Parcel(
        shipped_by="SELLER_SHIPPED",
        document=document,
        provider_id=provider_id,
        provider_name=carrier.name,
        tracking_number=number,
        label=label,
    )
    ids = list(
        dict.fromkeys(
            return_id.strip() for return_id in cast("list[str]", call.query["return_ids"]) if return_id.strip()
        )
    )
    if not ids:
        raise FIELD_MISSING(field="ReturnIds")
    for return_id in ids:
        _give(call, return_id, parcel)
    return {}


def _field(body: Form, name: str) -> str:
    encoded = (body.text(name) or "").strip()
    if not encoded:
        raise FIELD_MISSING(field=name)
    return encoded


def _document(call: Call, body: Form) -> tuple[str, str]:
    """The URI and the kind of the label, or of the QR code; both "" where neither is given."""
    for name, document in (("return_shipping_label", "SHIPPING_LABEL"), ("return_qr_code", "QR_CODE")):
        data = body.data(name)
        if data:
            return keep_file(call, data, MediaDocument(format=_format(data, name), name=name)), document
    return "", ""


def _format(data: bytes, name: str) -> str:
    try:
        check_size(data, MAX_DOCUMENT_BYTES)
        return "PDF" if is_pdf(data) else check_image(data, _READERS).format
    except ApiError as error:
        reason = f"{name} must be a PDF, PNG or JPEG file of up to 10 MB: {error.message}"
        raise RETURN_PARAMETER_WRONG(reason=reason) from error


def _give(call: Call, return_id: str, parcel: Parcel) -> None:
    for change in _returns_of(call, return_id):
        case = change.case
        if case.status is not ReturnStatus.AWAITING_SHIP:
            raise DECISION_DOES_NOT_FIT(decision="give a label for", status=str(case.status))
        kept = {"shipment_type": case.parcel.shipment_type, "handover": case.parcel.handover}
        case.parcel = msgspec.structs.replace(parcel, **kept)
        words = f"The seller gave the number {parcel.tracking_number}."
        change.note("SELLER_UPLOAD_LABEL", "SELLER", words, images=[parcel.label] if parcel.label else [])


def _returns_of(call: Call, named_id: str) -> Sequence[ReturnChange]:
    """The returns that an id means: one, or those of an RMA."""
    if call.text("return_id_type") == "RMA":
        order_id, return_ids = returns_under(call.tx, call.shop, named_id, "RMA")
    else:
        seen = call.tx[Returns].get(call.shop.shop_id, named_id)
        if seen is None:
            raise RETURN_UNKNOWN(return_id=named_id[:40])
        order_id, return_ids = seen.order_id, [named_id]
    order = change_order(call.tx, call.shop, order_id)
    return [hold_return(order, return_id) for return_id in return_ids]
