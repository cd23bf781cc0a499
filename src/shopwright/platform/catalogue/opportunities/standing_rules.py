"""The opportunities that a market has by the calendar, from ``catalogue/data/opportunities.json`` (invented)."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.market.regions import MarketGroup, region
from shopwright.wire.ids import IdKind, make_id

from .model import Opportunity, OpportunityType

_WEEK_MS = 7 * DAY_MS

#: 1 January 1970 was a Thursday: the first Monday came four days later.
_FIRST_MONDAY_MS = 4 * DAY_MS

#: The numbers of these ids begin here; those of opportunities that were made for a shop count from 1.
_FIRST_NUMBER = 10**12

#: How many opportunities a week's numbers have room for.
_PER_WEEK = 1000


class Offer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An opportunity of the file; without groups it is offered in all markets."""

    type: OpportunityType
    title: str
    category_code: str
    keywords: list[str]
    price: tuple[str, str]
    sales: int
    searches: int
    competitors: int
    views: int
    tag_codes: list[str]
    reward: str
    brand_name: str = ""
    groups: tuple[MarketGroup, ...] = ()
    reference_source: str = ""
    external_product_id: str = ""


class OpportunityFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file; times as its ``about`` says."""

    about: str
    invented: Literal[True]
    open_days: int
    every_weeks: int
    review_seconds: int
    matching_days: int
    tags: dict[str, str]
    opportunities: tuple[Offer, ...]


@cache
def opportunity_file() -> OpportunityFile:
    """The file."""
    return decoders.decode(read_data_file("catalogue", "opportunities.json"), type=OpportunityFile)


def standing(market: str, now_ms: int) -> list[Opportunity]:
    """What is open in a market, by its ISO code."""
    week, file = (now_ms - _FIRST_MONDAY_MS) // _WEEK_MS, opportunity_file()
    weeks = range(week - file.open_days // 7, week + 1)
    made = [
        _made(offer, index, of_week)
        for of_week in weeks
        for index, offer in enumerate(file.opportunities)
        if of_week % file.every_weeks == index % file.every_weeks and _is_offered(offer, market)
    ]
    return [opportunity for opportunity in made if opportunity.expires_at > now_ms]


def standing_one(market: str, opportunity_id: str, now_ms: int) -> Opportunity | None:
    """An opportunity of the calendar, whether it is still open or not; ``None`` for an id that it never gave."""
    begin = make_id(IdKind.OPPORTUNITY, 0)[:4]
    if len(opportunity_id) != 19 or not opportunity_id.isdecimal() or not opportunity_id.startswith(begin):
        return None
    week, index = divmod(int(opportunity_id[4:]) - _FIRST_NUMBER, _PER_WEEK)
    file = opportunity_file()
    if week < 0 or index >= len(file.opportunities) or week % file.every_weeks != index % file.every_weeks:
        return None
    made = _made(file.opportunities[index], index, week)
    is_known = made.created_at <= now_ms and _is_offered(file.opportunities[index], market)
    return made if is_known else None


def _is_offered(offer: Offer, market: str) -> bool:
    return not offer.groups or region(market).market_group in offer.groups


def _made(offer: Offer, index: int, week: int) -> Opportunity:
    file, begin = opportunity_file(), _FIRST_MONDAY_MS + week * _WEEK_MS
    is_product = offer.type is OpportunityType.PRODUCT
    return Opportunity(
        opportunity_id=make_id(IdKind.OPPORTUNITY, _FIRST_NUMBER + week * _PER_WEEK + index),
        type=offer.type,
        title=offer.title,
        category_code=offer.category_code,
        keywords=offer.keywords,
        created_at=begin,
        expires_at=begin + file.open_days * DAY_MS,
        action="LIST_SAME" if is_product else "LIST_SIMILAR",
        brand_name=offer.brand_name,
        least_price=offer.price[0],
        most_price=offer.price[1],
        sales=offer.sales,
        searches=offer.searches,
        competitors=offer.competitors,
        views=offer.views,
        tags=[file.tags[code] for code in offer.tag_codes],
        tag_codes=offer.tag_codes,
        reward=offer.reward,
        external_product_id=offer.external_product_id,
        reference_source=offer.reference_source,
    )
