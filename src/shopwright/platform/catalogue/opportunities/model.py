"""An opportunity, and a product that was submitted for it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class OpportunityType(StrEnum):
    CATEGORY = "CATEGORY"
    KEYWORD = "KEYWORD"
    PRODUCT = "PRODUCT"


class SubmissionStatus(StrEnum):
    PENDING_REVIEW = "PENDING_REVIEW"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class Opportunity(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What buyers of a market look for.

    ``category_code`` is the source code of a branch of the category tree, ``keywords`` the words that a product's title
    must have one of. Prices are least and most in the market's currency; ``sales``, ``searches``, ``competitors`` and
    ``views`` are rough counts. Times in milliseconds.
    """

    opportunity_id: str
    type: OpportunityType
    title: str
    category_code: str
    keywords: list[str]
    created_at: int
    expires_at: int
    action: str = "LIST_SIMILAR"
    brand_name: str = ""
    least_price: str = ""
    most_price: str = ""
    sales: int = 0
    searches: int = 0
    competitors: int = 0
    views: int = 0
    tags: list[str] = []
    tag_codes: list[str] = []
    reward: str = ""
    external_product_id: str = ""
    reference_source: str = ""
    reference_images: list[str] = []


class Submission(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A product that was submitted for an opportunity. ``reviewed_at`` is 0 while the review goes on."""

    submission_id: str
    opportunity_id: str
    product_id: str
    submitted_at: int
    status: SubmissionStatus = SubmissionStatus.PENDING_REVIEW
    reviewed_at: int = 0
    reason: str = ""
