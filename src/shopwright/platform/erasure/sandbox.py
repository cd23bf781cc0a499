"""``/sandbox/buyers/{buyer_id}/erase`` and ``/sandbox/erasures``: a buyer's personal data is erased on request."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.buyers.store import Buyers
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.control.shapes import Body, Key, PlatformSeconds, Query, Seconds, View
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.platform.gateway.request_log import RequestLogger
from shopwright.platform.media.file_store import FileStore

from .erase import erase_buyer
from .store import Erasure, Erasures


class WhichShop(Body):
    shop_id: Key


class ErasureQuery(Query):
    """Left out: the erasures of all shops."""

    shop_id: Key | None = None


class ErasureView(View):
    """The line that remains of an erased buyer."""

    shop_id: str
    buyer_id: str
    at: PlatformSeconds
    wall_at: Seconds
    counts: Annotated[dict[str, int], Meta(description="how many things of each kind were emptied")]


class ErasureList(View):
    """The oldest first."""

    erasures: list[ErasureView]


def erase(services: Services, buyer_id: str, body: WhichShop) -> ErasureView:
    """Erase a buyer's personal data wherever it is kept; amounts, counts, states and times stay.

    40901 while an order of the buyer's is under way. To erase a buyer again answers the first erasure.
    """
    services[RequestLogger].flush()
    erasure, blobs = services.store.write_retrying(lambda tx: _erase(tx, body.shop_id, buyer_id))
    for blob in blobs:
        services[FileStore].remove(blob)
    return _view(erasure)


def list_erasures(tx: Tx, query: ErasureQuery) -> ErasureList:
    """Who was erased, and when: what an auditor asks for."""
    if query.shop_id is not None:
        find_shop(tx, query.shop_id)
    return ErasureList(erasures=[_view(erasure) for erasure in tx[Erasures].all(query.shop_id)])


def _erase(tx: Tx, shop_id: str, buyer_id: str) -> tuple[Erasure, set[str]]:
    shop = find_shop(tx, shop_id)
    known = tx[Erasures].get(shop_id, buyer_id)
    if known is not None:
        return known, set()
    if tx[Buyers].get(shop_id, buyer_id) is None:
        raise NOT_FOUND(what=f"The buyer {buyer_id[:40]}")
    return erase_buyer(tx, shop, buyer_id)


def _view(erasure: Erasure) -> ErasureView:
    return ErasureView(
        shop_id=erasure.shop_id,
        buyer_id=erasure.buyer_id,
        at=erasure.at_ms // 1000,
        wall_at=erasure.wall_at_ms // 1000,
        counts=erasure.counts,
    )
