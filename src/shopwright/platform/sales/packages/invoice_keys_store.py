"""The keys of the invoices that were uploaded."""

from __future__ import annotations

from shopwright import decoders
from shopwright.platform.sales.cases_store import CaseKind, Cases

from .nfe import UsedKey

_decode_invoice_key = decoders.decoder(UsedKey).decode


class InvoiceKeys(Cases[UsedKey]):
    """The keys of the invoices that were uploaded."""

    _kind = CaseKind.INVOICE_KEY

    def _decode(self, text: bytes) -> UsedKey:
        return _decode_invoice_key(text)
