"""uploadInvoice."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.packages.document_errors import PACKAGE_NOT_YOURS
from shopwright.platform.sales.packages.errors import INVOICE_FILE_WRONG, INVOICE_NOT_WANTED, ORDER_NOT_IN_PACKAGE
from shopwright.platform.sales.packages.invoices import attach_invoice
from shopwright.platform.sales.packages.nfe import InvoiceFile, read_invoice
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        UploadInvoiceResponseData,
        UploadInvoiceResponseDataError,
    )
    from shopwright.contract.types.requests_fulfillment import UploadInvoiceRequest, UploadInvoiceRequestInvoice

#: Limits of the documentation.
MAX_INVOICES, MAX_FILE_BYTES = 500, 2**20


@operation(
    "uploadInvoice",
    raises=(INVOICE_FILE_WRONG, INVOICE_NOT_WANTED, ORDER_NOT_IN_PACKAGE, PACKAGE_NOT_YOURS),
    webhooks=(36,),
    differs="The tax office answers after a minute: FAILED for a wrong access key, NOT_FOUND for one of a month to "
    "come, NOT_AUTHORIZED where the file's protocol says so, ACCESS_KEY_DUPLICATE for one of another package. The CNPJ "
    "is not compared with the seller's.",
)
def upload_invoice(call: Call, body: UploadInvoiceRequest) -> UploadInvoiceResponseData:
    """Take the invoices (NF-e, XML in Base64, up to 1 MB) of up to 500 packages; each is answered for itself.

    BR only, elsewhere 36009004. Webhook 36 says PROCESSING, and in a minute SUCCESS or INVALID with a reason.
    """
    code, markets = call.shop.region, call.operation.markets
    if code not in markets:
        raise INVALID(reason=f"the API is for shops in {' and '.join(markets)} only, this one is in {code}.")
    invoices = body.invoices or []
    if not 1 <= len(invoices) <= MAX_INVOICES:
        raise INVALID(reason=f"Invoices must hold 1 to {MAX_INVOICES} invoices.")
    errors: list[UploadInvoiceResponseDataError] = []
    for invoice in invoices:
        try:
            with call.tx.attempt():
                attach_invoice(call.tx, call.shop, invoice.package_id, invoice.order_ids, _file(invoice))
        except ApiError as error:
            errors.append(
                {
                    "code": error.code,
                    "message": error.message,
                    "detail": {"package_id": invoice.package_id, "order_ids": invoice.order_ids},
                }
            )
    return {"errors": errors}


def _file(request_invoice: UploadInvoiceRequestInvoice) -> InvoiceFile:
    try:
        data = base64.b64decode(request_invoice.file, validate=True)
    except (binascii.Error, ValueError) as error:
        raise INVOICE_FILE_WRONG(package_id=request_invoice.package_id[:40], reason="it is not Base64") from error
    if not 0 < len(data) <= MAX_FILE_BYTES:
        raise INVOICE_FILE_WRONG(package_id=request_invoice.package_id[:40], reason="it is empty or over 1 MB")
    return read_invoice(data)
