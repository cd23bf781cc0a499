"""The cancellations of orders."""

from __future__ import annotations

from shopwright import decoders
from shopwright.platform.sales.cases_store import CaseKind, Cases

from .cancellation import Cancellation

_decode_cancellation = decoders.decoder(Cancellation).decode


class Cancellations(Cases[Cancellation]):
    """The cancellations of orders."""

    _kind = CaseKind.CANCELLATION

    def _decode(self, text: bytes) -> Cancellation:
        return _decode_cancellation(text)
