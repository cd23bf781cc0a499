"""What buyers do: write a review of what has arrived, once for each line, and change it for a while."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.wire.ids import IdKind

from .errors import BUYER_MAY_NOT_EDIT, BUYER_MAY_NOT_REVIEW
from .review import Review, Reviewed
from .review_change import ReviewChange, change_review
from .rules import check_content, review_rules, why_not_edit, why_not_review
from .store import Reviews


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer says. ``language``: the market's where it is empty."""

    rating: int
    text: str = ""
    language: str = ""
    pictures: tuple[bytes, ...] = ()


#: Keeps a picture, and answers its URI.
KeepPicture = Callable[[bytes], str]


def language_of(shop: Shop) -> str:
    """The language of a shop's market, such as ``de``."""
    return region(shop.region).locales[0].partition("-")[0]


def lines_to_review(tx: Tx, shop: Shop, order: Order) -> list[Line]:
    """The lines of an order that its buyer may review now."""
    done = tx[Reviews].of_lines(shop.shop_id, [line.id for line in order.lines])
    now = tx.now()
    return [line for line in order.lines if line.id not in done and why_not_review(order, line, now) is None]


def write_review(tx: Tx, shop: Shop, order_id: str, line_id: str, opinion: Opinion, keep: KeepPicture) -> Review:
    """The buyer reviews a line; 40960 or 40962 where that cannot be. Whoever writes holds the order, so that a line
    gets one review."""
    order = change_order(tx, shop, order_id).order
    line = order.line(line_id)
    if line is None:
        raise BUYER_MAY_NOT_REVIEW(line_id=line_id[:40], reason=f"it is none of the order {order_id}")
    reason = why_not_review(order, line, tx.now())
    if tx[Reviews].of_lines(shop.shop_id, [line_id]):
        reason = "it has a review already"
    if reason is not None:
        raise BUYER_MAY_NOT_REVIEW(line_id=line_id, reason=reason)
    check_content(opinion.text, len(opinion.pictures))
    at = tx.now_ms()
    review = Review(
        review_id=tx.new_id(IdKind.REVIEW),
        bought=_bought(order, line),
        rating=opinion.rating,
        text=opinion.text,
        language=opinion.language or language_of(shop),
        created_at=at,
        updated_at=at,
        editable_until=at + review_rules().change_days * DAY_MS,
        pictures=[keep(picture) for picture in opinion.pictures],
    )
    ReviewChange(tx, shop, review, "BUYER").begin()
    return review


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer changes: what is none stays."""

    rating: int | None = None
    text: str | None = None
    language: str | None = None
    pictures: tuple[bytes, ...] | None = None


def edit_review(tx: Tx, shop: Shop, review_id: str, correction: Correction, keep: KeepPicture) -> Review:
    """The buyer changes a review; 40961 or 40962 where that cannot be."""
    change = change_review(tx, shop, review_id, "BUYER")
    review = change.review
    reason = why_not_edit(review, change.at)
    if reason is not None:
        raise BUYER_MAY_NOT_EDIT(review_id=review_id, reason=reason)
    text = review.text if correction.text is None else correction.text
    pictures = correction.pictures
    check_content(text, len(review.pictures if pictures is None else pictures))
    change.edit(
        review.rating if correction.rating is None else correction.rating,
        text,
        review.language if correction.language is None else correction.language,
        review.pictures if pictures is None else [keep(picture) for picture in pictures],
    )
    return review


def _bought(order: Order, line: Line) -> Reviewed:
    item = order.item_of(line)
    return Reviewed(
        order_id=order.order_id,
        line_id=line.id,
        product_id=item.product_id,
        product_name=item.product_name,
        sku_id=item.sku_id,
        sku_name=item.sku_name,
        seller_sku=item.seller_sku,
        buyer_id=order.buyer_id,
        buyer_nickname=order.buyer_nickname,
    )
