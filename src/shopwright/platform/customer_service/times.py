"""How long what takes in customer service, and which time opens a conversation: ``data/times.json``."""

from __future__ import annotations

from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds and days, as the data file explains them."""

    auto_reply_seconds: int
    assign_seconds: int
    close_unreplied_seconds: int
    close_unanswered_seconds: int
    late_seconds: int
    answer_counts_seconds: int
    guided_seconds: int
    rating_seconds: int
    coupon_card_ms: int
    react_seconds: int
    opened_by_conversation_days: int
    opened_by_order_days: int


@cache
def times() -> Times:
    return decoders.decode(read_data_file("customer_service", "times.json"), type=Times)
