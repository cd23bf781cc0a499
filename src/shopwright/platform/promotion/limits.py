"""Numbers that bound activities: documented ones, and those of ``data/limits.json``, which are invented."""

from __future__ import annotations

from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

#: Documented.
SHORTEST_SECONDS = 600
LONGEST_FLASH_SECONDS = 3 * 86_400
ITEMS_PER_CALL, ITEMS_PER_ACTIVITY = 300, 10_000
RELATIONS = 100
SHORT_TITLE, LONG_TITLE = 50, 100
LOWEST_PRICE_DAYS = 30
REPUBLISH_SECONDS = 7 * 86_400
PRODUCTS_KEPT_SECONDS = 180 * 86_400
SEARCH_WINDOW = 10_000


class Limits(msgspec.Struct, frozen=True):
    """Invented: how long activities run at most, in days; the least and most discount in per cent; the dearest gift in
    per cent of the amount that has to be spent; gifts in a tier; the types of activities of sellers that lock stock."""

    longest_days: int
    least_percent: int
    most_percent: int
    gift_price_percent: int
    gifts_per_tier: int
    stock_lockers: tuple[str, ...]


@cache
def limits() -> Limits:
    return decoders.decode(read_data_file("promotion", "limits.json"), type=Limits)
