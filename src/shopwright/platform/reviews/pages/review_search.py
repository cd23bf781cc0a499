"""What the list of reviews selects: a state, days, and a text with words and with names of what else is asked."""

from __future__ import annotations

from collections.abc import Callable

from shopwright.platform.core.pages.lists import Place, Rows, Spot
from shopwright.platform.database.transaction import Tx
from shopwright.platform.reviews import search_terms
from shopwright.platform.reviews.review import Review
from shopwright.platform.reviews.rules import review_rules
from shopwright.platform.reviews.search_statements_store import Order
from shopwright.platform.reviews.search_store import ReviewFilter, ReviewSearch
from shopwright.platform.reviews.states import ReviewStatus
from shopwright.platform.reviews.store import Reviews
from shopwright.platform.reviews.summary_store import Summary

_VISIBLE = search_terms.status_term(ReviewStatus.VISIBLE)

#: State in an address → its words, and the terms that its reviews have.
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "NO_REPLY": ("No reply", (_VISIBLE, search_terms.replied_term(is_replied=False))),
    **{
        f"STARS_{stars}": (f"{stars} star{'s' if stars > 1 else ''}", (_VISIBLE, search_terms.rating_term(stars)))
        for stars in range(5, 0, -1)
    },
    "PICTURES": ("With pictures", (_VISIBLE, search_terms.pictures_term(has_pictures=True))),
    "REMOVED": ("Removed", (search_terms.status_term(ReviewStatus.REMOVED),)),
}

#: What a word of the text may begin with, and the term that it then names.
_NAMES: dict[str, Callable[[str], str]] = {
    "tag": search_terms.tag_term,
    "product": search_terms.product_term,
    "order": search_terms.order_term,
    "to": search_terms.assignee_term,
    "in": search_terms.language_term,
}


def counts_of(counts: dict[str, int], summary: Summary) -> dict[str, int]:
    """How many reviews each state has: from counters alone."""
    return {
        "NO_REPLY": summary.count - summary.replied,
        **{f"STARS_{stars}": summary.ratings[stars - 1] for stars in range(5, 0, -1)},
        "PICTURES": summary.with_pictures,
        "REMOVED": counts.get(ReviewStatus.REMOVED, 0),
    }


def find_reviews(tx: Tx, shop_id: str, spot: Spot, size: int) -> Rows[Review]:
    """The page of reviews that an address asks for."""
    wanted = ReviewFilter(
        terms=(*(STATES[spot.state][1] if spot.state else ()), *_terms(spot.text)),
        created_from=spot.since_ms,
        created_before=spot.before_ms,
    )
    by: Order = "updated_at" if spot.by == "updated_at" else "created_at"
    rows: list[Place] = tx[ReviewSearch].page(
        shop_id, wanted, by=by, descending=spot.descending, after=spot.place, size=size + 1
    )
    reviews = tx[Reviews].some(shop_id, [review_id for _, review_id in rows])
    page = [reviews[review_id] for _, review_id in rows[:size]]
    return Rows(page, rows[size - 1] if len(rows) > size else None)


def _terms(text: str) -> tuple[str, ...]:
    """The terms that a text asks for; of many words the first few."""
    terms: list[str] = []
    for part in text.split():
        name, colon, value = part.partition(":")
        if colon and value and name in _NAMES:
            terms.append(_NAMES[name](value))
        else:
            terms += search_terms.terms_to_find(part)
    return tuple(sorted(set(terms[: review_rules().most_search_terms])))
