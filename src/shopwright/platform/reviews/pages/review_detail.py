"""The page of one review: what was written, its order, the reply, and the request to remove it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.buyers.masking import mask_name
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.forms import Form
from shopwright.platform.core.pages.lists import Moment
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.masks import mask_style
from shopwright.platform.reviews.errors import NO_REMOVAL_PENDING
from shopwright.platform.reviews.review import RemovalReason, Review
from shopwright.platform.reviews.review_change import ReviewChange, change_review
from shopwright.platform.reviews.states import RemovalStatus
from shopwright.platform.reviews.store import Reviews
from shopwright.platform.reviews.summary_store import Summaries

from .review_list import Figures, figures_of

#: Reasons to ask for a removal, in words.
REASONS: dict[RemovalReason, str] = {
    "ABUSIVE_LANGUAGE": "It insults or threatens",
    "PERSONAL_DATA": "It tells a telephone number or an address",
    "ADVERTISING": "It advertises something else",
    "WRONG_PRODUCT": "It is about another product or shop",
    "LOW_RATING": "The rating is low",
    "OTHER": "Another reason",
}
_DONE = "Done."


class ReviewDetail(msgspec.Struct, frozen=True):
    """``pictures`` are addresses; ``product`` are the figures of what was bought."""

    shop: Shop
    review: Review
    buyer: str
    pictures: list[str]
    product: Figures
    past: list[Moment]
    clock: str


async def review_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/reviews/{review_id}``."""
    return await _reply(ask)


async def act_on_review(ask: Ask) -> Response:
    """A form of the page: the seller answers, tags, assigns or asks for removal, or the platform decides."""
    shop_id, review_id, name = ask.path("shop_id"), ask.path("review_id"), ask.form.text("act")
    doing = _DOING.get(name)
    if doing is None:
        raise BAD_REQUEST(reason=f"There is no act {name[:40]!r} on a review.")
    await ask.write(lambda tx: doing(change_review(tx, find_shop(tx, shop_id), review_id), ask.form))
    if ask.part:
        return await _reply(ask, _DONE)
    return ask.go(f"/portal/shops/{shop_id}/reviews/{review_id}", _DONE)


async def _reply(ask: Ask, note: str = "") -> Response:
    shop_id, review_id = ask.path("shop_id"), ask.path("review_id")
    detail = await ask.read(lambda tx: _read(tx, ask, shop_id, review_id))
    if ask.part:
        return ask.fragment("_review.html", detail=detail, reasons=REASONS, note=note)
    return ask.page("review.html", detail=detail, reasons=REASONS, note=note)


def _read(tx: Tx, ask: Ask, shop_id: str, review_id: str) -> ReviewDetail:
    shop = find_shop(tx, shop_id)
    review = tx[Reviews].get(shop_id, review_id)
    if review is None:
        raise NOT_FOUND(what=f"The review {review_id[:40]}")
    product_id = review.bought.product_id
    summary = tx[Summaries].get(shop_id, product_id)
    return ReviewDetail(
        shop=shop,
        review=review,
        buyer=mask_name(review.bought.buyer_nickname, mask_style(shop.region)),
        pictures=[ask.services.media_url(uri) for uri in review.pictures],
        product=figures_of(summary, tx[Summaries].median_seconds(shop_id, product_id, summary)),
        past=_past(review),
        clock=clock_words(tx),
    )


def _past(review: Review) -> list[Moment]:
    """What happened, in order of time."""
    moments = [Moment(review.created_at, f"The buyer gave {review.rating} of 5 stars", look="info")]
    if review.edited_at:
        moments.append(Moment(review.edited_at, "The buyer changed the review", look="info"))
    if review.reply is not None:
        moments.append(Moment(review.reply.created_at, "The shop replied"))
        if review.reply.updated_at != review.reply.created_at:
            moments.append(Moment(review.reply.updated_at, "The shop changed its reply"))
    removal = review.removal
    if removal is not None:
        moments.append(Moment(removal.requested_at, f"The shop asked for its removal: {REASONS[removal.reason]}"))
        is_ahead = removal.status is RemovalStatus.PENDING
        look = "done" if removal.status is RemovalStatus.ACCEPTED else "late"
        moments.append(Moment(removal.verdict_at, removal.verdict or "The verdict", is_ahead=is_ahead, look=look))
    return sorted(moments, key=lambda moment: moment.at)


def _save_reply(change: ReviewChange, form: Form) -> None:
    if change.review.reply is None:
        change.add_reply(form.text("text"))
    else:
        change.edit_reply(form.text("text"))


def _request_removal(change: ReviewChange, form: Form) -> None:
    reason = next((name for name in REASONS if name == form.text("reason")), None)
    if reason is None:
        raise BAD_REQUEST(reason="Choose a reason.")
    change.request_removal(reason, form.text("comment"))


def _judge(change: ReviewChange, *, accepts: bool | None) -> None:
    if change.review.removal_status is not RemovalStatus.PENDING:
        raise NO_REMOVAL_PENDING(review_id=change.review.review_id)
    change.actor = "PLATFORM"
    change.judge(accepts=accepts)


_DOING: dict[str, Callable[[ReviewChange, Form], None]] = {
    "REPLY": _save_reply,
    "DELETE_REPLY": lambda change, form: change.drop_reply(),
    "TAG": lambda change, form: change.add_tags([form.text("tag")]),
    "UNTAG": lambda change, form: change.remove_tags([form.text("tag")]),
    "ASSIGN": lambda change, form: change.assign(form.text("assignee")),
    "REMOVE": _request_removal,
    "JUDGE": lambda change, form: _judge(change, accepts=None),
    "ACCEPT": lambda change, form: _judge(change, accepts=True),
    "REFUSE": lambda change, form: _judge(change, accepts=False),
}
