"""searchProductReviews, getProductReview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import Position, find_page
from shopwright.platform.core.paging_by_time import from_seconds
from shopwright.platform.core.registry import operation
from shopwright.platform.reviews import search_terms
from shopwright.platform.reviews.errors import REVIEW_UNKNOWN, SEARCH_TEXT_WRONG, TIMES_WRONG
from shopwright.platform.reviews.presenter import present_reviews
from shopwright.platform.reviews.rules import check_times
from shopwright.platform.reviews.rules import search_terms as terms_of_text
from shopwright.platform.reviews.search_statements_store import Order
from shopwright.platform.reviews.search_store import ReviewFilter, ReviewSearch, Total
from shopwright.platform.reviews.store import Reviews

from .difference import DIFFERS

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product_review import (
        ProductReviewResponseData,
        SearchProductReviewsResponseData,
    )
    from shopwright.contract.types.requests_product_review import SearchProductReviewsRequest

_COLUMNS: dict[str, Order] = {"create_time": "created_at", "update_time": "updated_at", "rating": "rating"}


@operation("searchProductReviews", raises=(SEARCH_TEXT_WRONG, TIMES_WRONG), differs=DIFFERS)
def search_product_reviews(call: Call, body: SearchProductReviewsRequest) -> SearchProductReviewsResponseData:
    """A page of the shop's reviews that match all that is given."""
    wanted = _filter(body)
    by = _COLUMNS[call.text("sort_field") or "create_time"]
    descending = (call.text("sort_order") or "DESC") == "DESC"
    shop_id, search = call.shop.shop_id, call.tx[ReviewSearch]

    def find(after: Position, size: int) -> list[tuple[int, str]]:
        place = (int(after[0]), str(after[1])) if after else None
        return search.page(shop_id, wanted, by=by, descending=descending, after=place, size=size)

    page = find_page(
        call,
        start=(0, ""),
        selects=[wanted, by, descending],
        count=lambda: _packed(search.count(shop_id, wanted)),
        find=find,
        position=lambda row: row,
    )
    reviews = call.tx[Reviews].some(shop_id, [review_id for _, review_id in page.rows])
    total = _unpacked(page.total)
    return {
        "reviews": present_reviews(call, [reviews[review_id] for _, review_id in page.rows]),
        "total_count": total.count,
        "is_total_exact": total.is_exact,
        "next_page_token": page.next_token,
    }


def _packed(total: Total) -> int:
    """A total as the one number that a page token carries: below zero where it is not exact."""
    return total.count if total.is_exact else -1 - total.count


def _unpacked(number: int) -> Total:
    return Total(number, is_exact=True) if number >= 0 else Total(-1 - number, is_exact=False)


def _filter(body: SearchProductReviewsRequest) -> ReviewFilter:
    check_times("create_time", body.create_time_ge, body.create_time_lt)
    check_times("update_time", body.update_time_ge, body.update_time_lt)
    ratings = tuple(search_terms.rating_term(rating) for rating in sorted(set(body.ratings or ())))
    is_one = len(ratings) == 1
    return ReviewFilter(
        terms=(*_terms(body), *(ratings if is_one else ())),
        any_of=() if is_one else ratings,
        created_from=from_seconds(body.create_time_ge),
        created_before=from_seconds(body.create_time_lt),
        updated_from=from_seconds(body.update_time_ge),
        updated_before=from_seconds(body.update_time_lt),
    )


def _terms(body: SearchProductReviewsRequest) -> tuple[str, ...]:
    """All that each of the reviews has, sorted."""
    wanted = {search_terms.tag_term(tag) for tag in body.tags or ()}
    wanted |= set(terms_of_text(body.text)) if body.text is not None else set()
    for value, term in (
        (body.product_id, search_terms.product_term),
        (body.order_id, search_terms.order_term),
        (body.language, search_terms.language_term),
        (body.assignee, search_terms.assignee_term),
        (body.status, search_terms.status_term),
    ):
        wanted |= {term(value)} if value is not None else set()
    wanted |= {search_terms.replied_term(body.is_replied)} if body.is_replied is not None else set()
    wanted |= {search_terms.pictures_term(body.has_pictures)} if body.has_pictures is not None else set()
    return tuple(sorted(wanted))


@operation("getProductReview", raises=(REVIEW_UNKNOWN,), differs=DIFFERS)
def get_product_review(call: Call) -> ProductReviewResponseData:
    """One review of the shop."""
    review_id = call.path["review_id"]
    review = call.tx[Reviews].get(call.shop.shop_id, review_id)
    if review is None:
        raise REVIEW_UNKNOWN(review_id=review_id[:40])
    return {"review": present_reviews(call, [review])[0]}
