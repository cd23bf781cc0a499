"""``/sandbox/reviews``: buyers write reviews and change them, and the platform judges requests to remove them."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.shapes import Body, Key, PageSize, PlatformSeconds, Query, View, whole
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.platform.media.file_store import FileStore
from shopwright.platform.media.uploads import check_image, store_image
from shopwright.platform.sales.find import find_order

from .buyer_reviews import Correction, KeepPicture, Opinion, edit_review, write_review
from .errors import NO_REMOVAL_PENDING
from .find import find_review
from .review import Review
from .review_change import change_review
from .search_store import ReviewFilter, ReviewSearch
from .states import RemovalStatus, ReviewStatus
from .store import Reviews

Rating = Annotated[int, Meta(ge=1, le=5, description="1 to 5 stars")]
Language = Annotated[str, Meta(pattern=whole("[a-z]{2,3}"), description="the language of the text, such as de")]
#: The document's limits on length are those of `data/review_rules.json`, which answer with a code of their own.
Picture = Annotated[bytes, Meta(min_length=1, description="an image, in base64")]


class ReviewWriting(Body):
    """``line_id``: a line of the order; left out, the first that has no review. ``language``: the market's."""

    order_id: Key
    rating: Rating
    line_id: Key | None = None
    text: str = ""
    language: Language | None = None
    pictures: tuple[Picture, ...] = ()


class ReviewEdit(Body):
    """What is left out stays."""

    rating: Rating | None = None
    text: str | None = None
    language: Language | None = None
    pictures: tuple[Picture, ...] | None = None


class VerdictOrder(Body):
    """``accepts``: the verdict; left out, the rule of the request's reason decides."""

    accepts: bool | None = None


class ReviewQuery(Query):
    """``before`` is the ``next_before`` of the page before."""

    shop_id: Key
    before: Annotated[str, Meta(pattern=whole("[0-9]{1,15}-[0-9]{1,30}"))] | None = None
    size: PageSize = 50


class ReviewView(View):
    """``removal_status`` is NONE where nobody asks for the removal; times are 0 where it has not happened."""

    review_id: str
    shop_id: str
    order_id: str
    line_id: str
    product_id: str
    buyer_id: str
    rating: int
    text: str
    language: str
    pictures: list[str]
    status: ReviewStatus
    tags: list[str]
    assignee: str
    reply: str
    removal_status: RemovalStatus
    verdict: str
    created_at: PlatformSeconds
    updated_at: PlatformSeconds
    edited_at: PlatformSeconds
    editable_until: PlatformSeconds


class ReviewList(View):
    """The newest first; ``next_before`` leads to the next page, and is null on the last one."""

    reviews: list[ReviewView]
    next_before: str | None


def list_reviews(tx: Tx, query: ReviewQuery) -> ReviewList:
    """A shop's reviews, the newest first."""
    find_shop(tx, query.shop_id)
    at, _, last = (query.before or "").partition("-")
    rows = tx[ReviewSearch].page(
        query.shop_id,
        ReviewFilter(),
        by="created_at",
        descending=True,
        after=(int(at), last) if at else None,
        size=query.size + 1,
    )
    page = rows[: query.size]
    reviews = tx[Reviews].some(query.shop_id, [review_id for _, review_id in page])
    views = [_view(query.shop_id, reviews[review_id]) for _, review_id in page]
    return ReviewList(reviews=views, next_before=f"{page[-1][0]}-{page[-1][1]}" if len(rows) > query.size else None)


def show_review(tx: Tx, review_id: str) -> ReviewView:
    """One review."""
    shop, review = find_review(tx, review_id)
    return _view(shop.shop_id, review)


def write_as_buyer(tx: Tx, services: Services, body: ReviewWriting) -> ReviewView:
    """The buyer of a delivered line reviews it; 40960 where buyers may not, 40962 for what no review holds."""
    shop, order = find_order(tx, body.order_id)
    line_id = body.line_id
    if line_id is None:
        written = tx[Reviews].of_lines(shop.shop_id, [line.id for line in order.lines])
        line_id = next((line.id for line in order.lines if line.id not in written), order.lines[0].id)
    opinion = Opinion(rating=body.rating, text=body.text, language=body.language or "", pictures=body.pictures)
    review = write_review(tx, shop, order.order_id, line_id, opinion, keeper(tx, services, shop))
    return _view(shop.shop_id, review)


def edit_as_buyer(tx: Tx, services: Services, review_id: str, body: ReviewEdit) -> ReviewView:
    """The buyer changes a review; 40961 where buyers may not, 40962 for what no review holds."""
    shop, _ = find_review(tx, review_id)
    correction = Correction(rating=body.rating, text=body.text, language=body.language, pictures=body.pictures)
    review = edit_review(tx, shop, review_id, correction, keeper(tx, services, shop))
    tx.flush()
    return _view(shop.shop_id, review)


def judge_review(tx: Tx, review_id: str, body: VerdictOrder) -> ReviewView:
    """The platform decides a request to remove a review at once; 40963 where none waits."""
    shop, review = find_review(tx, review_id)
    if review.removal_status is not RemovalStatus.PENDING:
        raise NO_REMOVAL_PENDING(review_id=review_id)
    change = change_review(tx, shop, review_id, "PLATFORM")
    change.judge(accepts=body.accepts)
    tx.flush()
    return _view(shop.shop_id, change.review)


def keeper(tx: Tx, services: Services, shop: Shop) -> KeepPicture:
    """Keeps a buyer's pictures; raises what an upload of a picture raises."""
    return partial(_keep, tx, services[FileStore], shop.account_id)


def _keep(tx: Tx, files: FileStore, account_id: str, data: bytes) -> str:
    return store_image(tx, files, account_id, data, check_image(data), "REVIEW")


def _view(shop_id: str, review: Review) -> ReviewView:
    bought, removal = review.bought, review.removal
    return ReviewView(
        review_id=review.review_id,
        shop_id=shop_id,
        order_id=bought.order_id,
        line_id=bought.line_id,
        product_id=bought.product_id,
        buyer_id=bought.buyer_id,
        rating=review.rating,
        text=review.text,
        language=review.language,
        pictures=review.pictures,
        status=review.status,
        tags=review.tags,
        assignee=review.assignee,
        reply=review.reply.text if review.reply else "",
        removal_status=review.removal_status,
        verdict=removal.verdict if removal else "",
        created_at=review.created_at // 1000,
        updated_at=review.updated_at // 1000,
        edited_at=review.edited_at // 1000,
        editable_until=review.editable_until // 1000,
    )


ENDPOINTS = (
    Endpoint("GET", "/sandbox/reviews", list_reviews),
    Endpoint("POST", "/sandbox/reviews", write_as_buyer),
    Endpoint("GET", "/sandbox/reviews/{review_id}", show_review),
    Endpoint("POST", "/sandbox/reviews/{review_id}", edit_as_buyer),
    Endpoint("POST", "/sandbox/reviews/{review_id}/verdict", judge_review),
)
