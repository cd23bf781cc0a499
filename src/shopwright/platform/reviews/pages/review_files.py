"""A shop's reviews as files for spreadsheets: all rows that the address selects."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.pages.exports import Batch, Cell, export, utc_text
from shopwright.platform.core.pages.lists import Spot, read_spot
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.reviews.review import Review

from .review_search import STATES, find_reviews

#: Rows that are read in one transaction, and ids that one answer lists.
_AT_ONCE, _MOST_IDS = 200, 5_000

_HEAD = (
    *("Review", "Written (UTC)", "Changed (UTC)", "Rating", "Text", "Language", "Pictures", "State", "Product"),
    *("SKU", "Seller SKU", "Order", "Tags", "Assigned to", "Reply", "Replied (UTC)", "Removal"),
)


async def list_file(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/files/reviews.csv`` and ``.xlsx``."""
    kind = ask.path("kind")
    if kind not in ("csv", "xlsx"):
        raise NOT_FOUND(what=f"The file reviews.{kind[:10]}")
    return await export("reviews", kind, _HEAD, _batches(ask, await _spot(ask)))


async def list_ids(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/files/reviews.ids``: the ids of all rows that the address selects, as JSON."""
    ids: list[str] = []
    async for batch in _batches(ask, await _spot(ask)):
        ids += [str(row[0]) for row in batch]
        if len(ids) >= _MOST_IDS:
            break
    return Response(msgspec.json.encode(ids[:_MOST_IDS]), media_type="application/json")


async def _spot(ask: Ask) -> Spot:
    shop_id = ask.path("shop_id")
    await ask.read(lambda tx: find_shop(tx, shop_id))
    return read_spot(ask, f"/portal/shops/{shop_id}/reviews", STATES)


async def _batches(ask: Ask, spot: Spot) -> AsyncIterator[Batch]:
    """The rows, page by page, each in a transaction of its own, so that others get their turn."""
    shop_id = ask.path("shop_id")
    while True:
        page = await ask.read(lambda tx, spot=spot: find_reviews(tx, shop_id, spot, _AT_ONCE))  # type: ignore[misc]
        yield [_cells(review) for review in page.rows]
        if page.next_place is None:
            return
        spot = msgspec.structs.replace(spot, after=f"{page.next_place[0]}-{page.next_place[1]}")


def _cells(review: Review) -> tuple[Cell, ...]:
    bought, reply = review.bought, review.reply
    return (
        review.review_id,
        utc_text(review.created_at),
        utc_text(review.updated_at),
        review.rating,
        review.text,
        review.language,
        len(review.pictures),
        review.status.value,
        bought.product_name,
        bought.sku_name,
        bought.seller_sku,
        bought.order_id,
        ", ".join(review.tags),
        review.assignee,
        reply.text if reply else "",
        utc_text(reply.created_at) if reply else "",
        review.removal_status.value if review.removal else "",
    )
