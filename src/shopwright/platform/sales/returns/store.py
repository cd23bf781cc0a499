"""Returns, aftersales requests and their return authorisations."""

from __future__ import annotations

import msgspec

from shopwright.platform.sales.cases_store import CaseKind, Cases

from .aftersales import AftersalesRequest, Rma
from .return_case import Return

_decode_return = msgspec.json.Decoder(Return).decode


class Returns(Cases[Return]):
    """The returns of orders."""

    _kind = CaseKind.RETURN

    def _decode(self, text: bytes) -> Return:
        return _decode_return(text)


_decode_aftersales = msgspec.json.Decoder(AftersalesRequest).decode


class AftersalesRequests(Cases[AftersalesRequest]):
    """The aftersales requests of buyers."""

    _kind = CaseKind.AFTERSALES

    def _decode(self, text: bytes) -> AftersalesRequest:
        return _decode_aftersales(text)


_decode_rma = msgspec.json.Decoder(Rma).decode


class Rmas(Cases[Rma]):
    """The return authorisations of aftersales requests."""

    _kind = CaseKind.RMA

    def _decode(self, text: bytes) -> Rma:
        return _decode_rma(text)
