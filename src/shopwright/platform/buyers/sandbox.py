"""``GET /sandbox/buyers``: who has bought in a shop, their names masked."""

from __future__ import annotations

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.paging import NextBefore
from shopwright.platform.core.control.shapes import Key, PageSize, Query, View
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.masks import mask_style

from .masking import mask_name
from .store import Buyers


class BuyerQuery(Query):
    """``before`` is the ``next_before`` of the page before."""

    shop_id: Key
    before: Key | None = None
    size: PageSize = 50


class BuyerView(View):
    """``reference`` identifies the buyer; given as ``buyer`` with an order, the same buyer buys again."""

    buyer_id: str
    reference: str
    name: str
    region: str


class BuyerList(View):
    """The newest first; ``next_before`` leads to the next page, and is null on the last one."""

    buyers: list[BuyerView]
    next_before: NextBefore


def list_buyers(tx: Tx, query: BuyerQuery) -> BuyerList:
    """A shop's buyers, the newest first."""
    find_shop(tx, query.shop_id)
    buyers = tx[Buyers].all(query.shop_id, query.size + 1, query.before)
    values = buyers[: query.size]
    return BuyerList(
        buyers=[
            BuyerView(
                buyer_id=buyer.buyer_id,
                reference=buyer.reference,
                name=mask_name(buyer.person.full_name, mask_style(buyer.person.address.region_code)),
                region=buyer.person.address.region_code,
            )
            for buyer in values
        ],
        next_before=values[-1].buyer_id if len(buyers) > query.size else None,
    )


ENDPOINTS = (Endpoint("GET", "/sandbox/buyers", list_buyers),)
