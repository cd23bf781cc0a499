"""Returns, aftersales requests and their return authorisations."""

from __future__ import annotations

from shopwright import decoders
from shopwright.platform.sales.cases_store import CaseKind, Cases

from .aftersales import AftersalesRequest, Rma
from .return_case import Return

_decode_return = decoders.decoder(Return).decode


class Returns(Cases[Return]):
    """The returns of orders."""

    _kind = CaseKind.RETURN

    def _decode(self, text: bytes) -> Return:
        return _decode_return(text)


_decode_aftersales = decoders.decoder(AftersalesRequest).decode


class AftersalesRequests(Cases[AftersalesRequest]):
    """The aftersales requests of buyers."""

    _kind = CaseKind.AFTERSALES

    def _decode(self, text: bytes) -> AftersalesRequest:
        return _decode_aftersales(text)


_decode_rma = decoders.decoder(Rma).decode


class Rmas(Cases[Rma]):
    """The return authorisations of aftersales requests."""

    _kind = CaseKind.RMA

    def _decode(self, text: bytes) -> Rma:
        return _decode_rma(text)
