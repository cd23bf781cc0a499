"""What simulated buyers think of an order, by what happened to it, and the reviews that they write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.durations import HOUR_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.reviews.buyer_reviews import Opinion, language_of, lines_to_review, write_review
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.returns.return_case import Return
from shopwright.platform.sales.returns.store import Returns

from .model import habits


class Event(StrEnum):
    """What a buyer remembers of an order."""

    LATE = "late"
    WRONG_ITEM = "wrong_item"
    RETURNED = "returned"
    SLOW_ANSWER = "slow_answer"
    GOOD_PRICE = "good_price"
    FINE = "fine"


class _Texts(msgspec.Struct, frozen=True):
    texts: Mapping[Event, Mapping[str, Sequence[tuple[int, str]]]]


@cache
def _texts() -> Mapping[Event, Mapping[str, Sequence[tuple[int, str]]]]:
    return decoders.decode(read_data_file("simulation", "review_texts.json"), type=_Texts).texts


def write_opinion(tx: Tx, shop: Shop, order: Order, luck: float) -> bool:
    """The buyer reviews the first line that can be reviewed; false where none can."""
    lines = lines_to_review(tx, shop, order)
    if not lines:
        return False
    line = lines[0]
    returns = [case for case in tx[Returns].of_orders(shop.shop_id, [order.order_id]) if line.id in case.line_ids]
    language = language_of(shop)
    rating, text = opinion_of(event_of(order, line, returns), language, luck)
    opinion = Opinion(rating=rating, text=text, language=language)
    write_review(tx, shop, order.order_id, line.id, opinion, _no_picture)
    return True


def opinion_of(event: Event, language: str, luck: float) -> tuple[int, str]:
    """Rating and text; ``luck``, from 0 to 1, chooses among those of the event."""
    texts = _texts()[event][language]
    return texts[min(int(luck * len(texts)), len(texts) - 1)]


def event_of(order: Order, line: Line, returns: Sequence[Return]) -> Event:
    """What weighs most with a buyer: the goods, then the shop's answers, the way, the price."""
    if any("wrong" in case.reason for case in returns):
        return Event.WRONG_ITEM
    if any(_was_slow(case) for case in returns):
        return Event.SLOW_ANSWER
    if returns:
        return Event.RETURNED
    if 0 < order.deadlines.delivery_sla < order.delivery_time:
        return Event.LATE
    money = line.money
    discount = money.seller_discount + money.platform_discount
    if discount > 0 and discount >= money.original_price * _share():
        return Event.GOOD_PRICE
    return Event.FINE


def _was_slow(case: Return) -> bool:
    """Whether what came after the buyer's request took long."""
    if len(case.records) < len(("request", "answer")):
        return False
    asked, answered = case.records[:2]
    return answered.at - asked.at >= habits().opinions.slow_answer_hours * HOUR_MS


def _share() -> Decimal:
    return Decimal(str(habits().opinions.good_price_share))


def _no_picture(data: bytes) -> str:
    raise TypeError(f"simulated buyers send no pictures, and this is one of {len(data)} bytes")
