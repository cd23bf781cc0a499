"""A buyer's review of one line of an order (docs/reference/reviews.md)."""

from __future__ import annotations

from typing import Literal

import msgspec

from .states import RemovalStatus, ReviewStatus

RemovalReason = Literal["ABUSIVE_LANGUAGE", "PERSONAL_DATA", "ADVERTISING", "WRONG_PRODUCT", "LOW_RATING", "OTHER"]

#: Who changes reviews: a buyer the text, a seller reply, tags and assignee, the platform the status.
Actor = Literal["BUYER", "SELLER", "PLATFORM"]


class Reply(msgspec.Struct, frozen=True):
    """The shop's answer. Times in milliseconds."""

    text: str
    created_at: int
    updated_at: int


class Removal(msgspec.Struct, frozen=True):
    """The seller's request to remove a review. ``verdict_at``: when it was decided, or is due. Times in ms."""

    reason: RemovalReason
    comment: str
    status: RemovalStatus
    requested_at: int
    verdict_at: int
    verdict: str = ""


class Reviewed(msgspec.Struct, frozen=True):
    """What was bought, as the order has it."""

    order_id: str
    line_id: str
    product_id: str
    product_name: str
    sku_id: str
    sku_name: str
    seller_sku: str
    buyer_id: str
    buyer_nickname: str


class Review(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A review. ``pictures`` are URIs of uploads, ``edited_at`` is the buyer's last change (0: none), and the buyer's
    time to change it ends at ``editable_until``. Times in milliseconds."""

    review_id: str
    bought: Reviewed
    rating: int
    text: str
    language: str
    created_at: int
    updated_at: int
    editable_until: int
    edited_at: int = 0
    pictures: list[str] = []
    status: ReviewStatus = ReviewStatus.VISIBLE
    tags: list[str] = []
    assignee: str = ""
    reply: Reply | None = None
    removal: Removal | None = None

    @property
    def is_visible(self) -> bool:
        return self.status is ReviewStatus.VISIBLE

    @property
    def removal_status(self) -> RemovalStatus:
        return self.removal.status if self.removal else RemovalStatus.NONE

    @property
    def reply_seconds(self) -> int | None:
        """How long the buyer waited for the reply."""
        return max(0, self.reply.created_at - self.created_at) // 1000 if self.reply else None
