"""Opportunities and submissions as replies show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from shopwright.platform.catalogue import taxonomy

from .model import Opportunity, Submission

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetOpportunityDetailResponseDataOpportunity,
        ListOpportunitiesResponseDataDataOpportunity,
        SubmitProductViaOpportunityResponseDataSubmission,
    )

#: How many levels of the category tree are told.
_LEVELS = 3


def rough(number: int) -> str:
    """A count as the documentation's samples write one: ``7k+``, ``9M+``."""
    for unit, letter in ((10**6, "M"), (10**3, "k")):
        if number >= unit:
            return f"{number // unit}{letter}+"
    return f"{number // 10 * 10}+" if number >= 10 else str(number)


def _levels(opportunity: Opportunity) -> dict[str, str]:
    """The ids and names of the category and those above it; empty where it has fewer levels."""
    category = taxonomy.by_code(opportunity.category_code)
    chain = taxonomy.chain(category.id, "v2") if category else ()
    levels: dict[str, str] = {}
    for number in range(_LEVELS):
        levels[f"category_id_level_{number + 1}"] = chain[number].id if number < len(chain) else ""
        levels[f"category_name_level_{number + 1}"] = chain[number].name if number < len(chain) else ""
    return levels


def _turnover(opportunity: Opportunity) -> str:
    """What is sold a month, in US dollars."""
    price = float(opportunity.least_price or 0) + float(opportunity.most_price or 0)
    return f"${rough(int(opportunity.sales * price / 2))}"


def _common(opportunity: Opportunity) -> dict[str, object]:
    """What the list and the detail show alike."""
    return {
        "title": opportunity.title,
        "reference_images": opportunity.reference_images,
        **_levels(opportunity),
        "opportunity_type": str(opportunity.type),
        "create_time": opportunity.created_at // 1000,
        "expire_time": opportunity.expires_at // 1000,
        "tags": ",".join(opportunity.tags),
        "tag_codes": opportunity.tag_codes,
        "reward_info": opportunity.reward,
        "external_product_id": opportunity.external_product_id,
        "reference_source": opportunity.reference_source,
    }


def _market(opportunity: Opportunity) -> dict[str, object]:
    return {
        "est_market_sales_volume": rough(opportunity.sales),
        "est_market_gmv": _turnover(opportunity),
        "search_volume": rough(opportunity.searches),
        "competitor_product_count": rough(opportunity.competitors),
    }


def opportunity_row(opportunity: Opportunity) -> ListOpportunitiesResponseDataDataOpportunity:
    """An opportunity of the list."""
    row = {
        "id": opportunity.opportunity_id,
        **_common(opportunity),
        **_market(opportunity),
        "is_collected": False,
        "query_words": ",".join(opportunity.keywords),
        "brand_name": opportunity.brand_name,
        "video_view_pv": rough(opportunity.views),
    }
    return cast("ListOpportunitiesResponseDataDataOpportunity", row)


def opportunity_detail(opportunity: Opportunity, now_ms: int) -> GetOpportunityDetailResponseDataOpportunity:
    """Everything about one opportunity."""
    category = taxonomy.by_code(opportunity.category_code)
    words = ", ".join(opportunity.keywords)
    hashtag = "".join(word.capitalize() for word in (opportunity.keywords or [opportunity.title])[0].split())
    prices = [f"${price}" for price in (opportunity.least_price, opportunity.most_price) if price]
    detail = {
        "id": opportunity.opportunity_id,
        "action_type": opportunity.action,
        "listing_criteria": {
            "product_brand": opportunity.brand_name,
            "product_category": category.name if category else "",
            "product_status": "ACTIVATE",
            "keywords": words,
        },
        "content_data": {
            "video_view_pv": rough(opportunity.views),
            "shoppable_video_search_pv": rough(opportunity.searches // 10),
            "trending_hashtag": f"#{hashtag}",
            "top_shoppable_video_links": [],
        },
        "market_data": {
            **_market(opportunity),
            "market_buzz": "HIGH" if opportunity.searches >= 10**5 else "MEDIUM",
            "search_keyword": words,
            "competitor_seller_count": rough(opportunity.competitors // 5),
        },
        "basic_info": {
            **_common(opportunity),
            "status": "ACTIVE" if opportunity.expires_at > now_ms else "EXPIRED",
            "reference_price": " - ".join(prices),
            "brand_info": opportunity.brand_name,
            "recom_info": f"{rough(opportunity.searches)} searches a month, {rough(opportunity.competitors)} products.",
        },
    }
    return cast("GetOpportunityDetailResponseDataOpportunity", detail)


def submission_row(submission: Submission) -> SubmitProductViaOpportunityResponseDataSubmission:
    """A submission as its reply shows it."""
    return {
        "id": submission.submission_id,
        "opportunity_id": submission.opportunity_id,
        "product_id": submission.product_id,
        "status": str(submission.status),
        "submit_time": submission.submitted_at // 1000,
        "rejection_reason": submission.reason,
    }
