"""``GET /sandbox/buyers``: who has bought in a shop, their names masked."""

from __future__ import annotations

from shopwright.platform.domain.masking import mask_name
from shopwright.platform.store.buyers import Buyers
from shopwright.platform.store.transaction import Tx

from .find import the_shop
from .shapes import Key, PageSize, Query, View
from .timed import NextBefore


class BuyerQuery(Query):
    """``before`` is the ``next_before`` of the page before."""

    shop_id: Key
    before: Key | None = None
    size: PageSize = 50


class BuyerView(View):
    """``reference`` is the word that stands for the buyer, to be given as ``buyer`` with an order."""

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
    the_shop(tx, query.shop_id)
    found = tx[Buyers].all(query.shop_id, query.size + 1, query.before)
    shown = found[: query.size]
    return BuyerList(
        buyers=[
            BuyerView(
                buyer_id=one.buyer_id,
                reference=one.reference,
                name=mask_name(one.person.full_name),
                region=one.person.address.region_code,
            )
            for one in shown
        ],
        next_before=shown[-1].buyer_id if len(found) > query.size else None,
    )
