"""Erases a buyer in reviews: stars, states and tags stay, texts and pictures go."""

from __future__ import annotations

import msgspec

from shopwright.platform.core.erased import Erased
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.erasure import orders_of

from .review import Review
from .review_change import change_review
from .store import Reviews


def erase_in_reviews(tx: Tx, shop: Shop, erased: Erased) -> None:
    """Empty the texts and pictures of the buyer's reviews, and what the seller wrote below them."""
    erased.counts["reviews"] = 0
    for order in orders_of(tx, shop.shop_id, erased.buyer_id):
        for review in tx.stored(Reviews).of_lines(shop.shop_id, [line.id for line in order.lines]).values():
            _erase(change_review(tx, shop, review.review_id, "PLATFORM").review, erased)
            erased.counts["reviews"] += 1
    tx.flush()


def _erase(review: Review, erased: Erased) -> None:
    erased.ids.add(review.review_id)
    erased.media |= set(review.pictures)
    erased.note(review.text, review.bought.buyer_nickname)
    review.text, review.pictures = "", []
    review.bought = msgspec.structs.replace(review.bought, buyer_nickname="")
    if review.reply is not None:
        erased.note(review.reply.text)
        review.reply = msgspec.structs.replace(review.reply, text="")
    if review.removal is not None:
        erased.note(review.removal.comment)
        review.removal = msgspec.structs.replace(review.removal, comment="")
