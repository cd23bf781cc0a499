"""Look-ups of reviews that answer 404 in the same words everywhere."""

from __future__ import annotations

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .review import Review
from .store import Reviews


def find_review(tx: Tx, review_id: str) -> tuple[Shop, Review]:
    """A review and the shop that it is of."""
    shop_id = tx[Reviews].shop_of(review_id)
    shop, review = (tx[Accounts].shop(shop_id), tx[Reviews].get(shop_id, review_id)) if shop_id else (None, None)
    if shop is None or review is None:
        raise NOT_FOUND(what=f"The review {review_id}")
    return shop, review
