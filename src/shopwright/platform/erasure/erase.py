"""The unit of work: a buyer is erased in every place that keeps something of theirs."""

from __future__ import annotations

import logging

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.buyers.store import Buyers
from shopwright.platform.core.erased import Erased
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.customer_service.erasure import erase_in_conversations
from shopwright.platform.database.transaction import Tx
from shopwright.platform.media.store import MediaRecords
from shopwright.platform.reviews.erasure import erase_in_reviews
from shopwright.platform.sales.erasure import check_erasable, erase_in_sales

from .logs import erase_in_logs
from .store import Erasure, Erasures

log = logging.getLogger("shopwright.platform")


def erase_buyer(tx: Tx, shop: Shop, buyer_id: str) -> tuple[Erasure, set[str]]:
    """Erase a buyer and write the line that remains; answers it, and the blobs to delete once that is committed.

    40901 while an order of theirs is under way.
    """
    check_erasable(tx, shop, buyer_id)
    erased, blobs = _erase(tx, shop, buyer_id)
    erasure = Erasure(shop.shop_id, buyer_id, tx.now_ms(), wall_ms(), erased.counts)
    tx[Erasures].add(erasure)
    log.info("Erased the buyer %s of the shop %s: %s", buyer_id, shop.shop_id, erased.counts)
    return erasure, blobs


def erase_again(tx: Tx) -> None:
    """Erase whom a restored snapshot brought back."""
    for erasure in tx[Erasures].all():
        shop = tx[Accounts].shop(erasure.shop_id)
        if shop is not None:
            _erase(tx, shop, erasure.buyer_id)


def _erase(tx: Tx, shop: Shop, buyer_id: str) -> tuple[Erased, set[str]]:
    erased = Erased(shop.shop_id, buyer_id)
    buyer = tx[Buyers].get(shop.shop_id, buyer_id)
    if buyer is not None:
        person = buyer.person
        erased.note(person.full_name, f"{person.first_name} {person.last_name}", person.phone_number, person.nickname)
        erased.note(buyer.reference)
    erase_in_reviews(tx, shop, erased)  # before orders, whose lines lead to them
    erase_in_sales(tx, shop, erased)
    erase_in_conversations(tx, shop, erased)
    tx[Buyers].remove(shop.shop_id, buyer_id)
    erase_in_logs(tx, erased)
    blobs = tx[MediaRecords].remove(erased.media)
    erased.counts["pictures"] = len(erased.media)
    return erased, blobs
