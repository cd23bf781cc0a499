"""The list of a shop's reviews, with its figures, and what is done to many of them."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.bulk import BulkAct, act_on_many, bulk_reply
from shopwright.platform.core.pages.lists import Spot, read_spot
from shopwright.platform.core.pages.page import Ask, local_path
from shopwright.platform.database.transaction import Tx
from shopwright.platform.reviews.review import Review
from shopwright.platform.reviews.review_change import ReviewChange, change_review
from shopwright.platform.reviews.store import Reviews
from shopwright.platform.reviews.summary_store import WHOLE_SHOP, Summaries, Summary

from .review_search import STATES, counts_of, find_reviews

PAGE_SIZE = 50

#: Buttons above the list, and what each does with the text beside it.
ACTS = (
    BulkAct("REPLY", "For the seller", "Reply"),
    BulkAct("TAG", "For the seller", "Tag"),
    BulkAct("UNTAG", "For the seller", "Take the tag away"),
    BulkAct("ASSIGN", "For the seller", "Assign"),
)
INPUTS = {"text": "Reply, tag or person"}
_DOING: dict[str, Callable[[ReviewChange, str], None]] = {
    "REPLY": lambda change, text: change.add_reply(text),
    "TAG": lambda change, text: change.add_tags([text]),
    "UNTAG": lambda change, text: change.remove_tags([text]),
    "ASSIGN": lambda change, text: change.assign(text),
}


class Figures(msgspec.Struct, frozen=True):
    """A summary as a page shows it: texts are empty where there is nothing to tell."""

    count: int
    average: str
    bars: list[tuple[int, int]]
    replied: str
    median_seconds: int | None


class ReviewList(msgspec.Struct, frozen=True):
    shop: Shop
    rows: list[Review]
    counts: dict[str, int]
    total: int
    figures: Figures
    spot: Spot
    clock: str


async def reviews_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/reviews``."""
    shop_id = ask.path("shop_id")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/reviews", STATES)
    listed = await ask.read(lambda tx: _read(tx, shop_id, spot))
    if ask.part:
        return ask.fragment("_reviews.html", listed=listed, states=STATES)
    return ask.page("reviews.html", listed=listed, states=STATES, acts=ACTS, inputs=INPUTS)


def _read(tx: Tx, shop_id: str, spot: Spot) -> ReviewList:
    shop = find_shop(tx, shop_id)
    page = find_reviews(tx, shop_id, spot, PAGE_SIZE)
    counts, summary = tx[Reviews].counts(shop_id), tx[Summaries].get(shop_id)
    return ReviewList(
        shop=shop,
        rows=page.rows,
        counts=counts_of(counts, summary),
        total=sum(counts.values()),
        figures=figures_of(summary, tx[Summaries].median_seconds(shop_id, WHOLE_SHOP, summary)),
        spot=spot.before(page.next_place),
        clock=clock_words(tx),
    )


def figures_of(summary: Summary, median_seconds: int | None) -> Figures:
    """A summary in words and bars, the best rating first."""
    count = summary.count
    return Figures(
        count=count,
        average=f"{summary.stars / count:.2f}" if count else "",
        bars=[(stars, summary.ratings[stars - 1]) for stars in range(5, 0, -1)],
        replied=f"{100 * summary.replied / count:.0f} %" if count else "",
        median_seconds=median_seconds,
    )


async def act_on_ticked(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/bulk/reviews``: do one act to the rows that are ticked."""
    shop_id, name, text = ask.path("shop_id"), ask.form.text("act"), ask.form.text("text")
    doing = _DOING.get(name)
    if doing is None:
        raise BAD_REQUEST(reason=f"There is no act {name[:40]!r} on reviews.")
    shop = await ask.read(lambda tx: find_shop(tx, shop_id))
    result = await act_on_many(
        ask, ask.form.many("id"), lambda tx, review_id: doing(change_review(tx, shop, review_id), text)
    )
    back = local_path(ask.form.text("back") or f"/portal/shops/{shop_id}/reviews")
    return bulk_reply(ask, result, "review", back)
