"""A product: its state table, its audit and the listings it holds."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from .listing import Listing


class ProductStatus(StrEnum):
    DRAFT = "DRAFT"
    PENDING = "PENDING"
    FAILED = "FAILED"
    ACTIVATE = "ACTIVATE"
    SELLER_DEACTIVATED = "SELLER_DEACTIVATED"
    PLATFORM_DEACTIVATED = "PLATFORM_DEACTIVATED"
    FREEZE = "FREEZE"
    DELETED = "DELETED"


class ProductEvent(StrEnum):
    SAVE_DRAFT = "save a draft of"
    SUBMIT = "submit"
    PASS_AUDIT = "pass the audit of"
    FAIL_AUDIT = "fail the audit of"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    PLATFORM_DEACTIVATE = "deactivate by the platform"
    FREEZE = "freeze"
    WIN_APPEAL = "win the appeal of"
    DELETE = "delete"
    RECOVER = "recover"


class AuditStatus(StrEnum):
    NONE = "NONE"
    AUDITING = "AUDITING"
    FAILED = "FAILED"
    PRE_APPROVED = "PRE_APPROVED"
    APPROVED = "APPROVED"


_S, _E = ProductStatus, ProductEvent

#: (state, event) → next state; a pair that is not here is forbidden (docs/reference/catalogue.md#states). Edits of a
#: product that the seller took down keep it down, and a verdict on an edit changes no state that seller or platform set
#: [inferred].
TRANSITIONS: dict[tuple[ProductStatus, ProductEvent], ProductStatus] = {
    (_S.DRAFT, _E.SAVE_DRAFT): _S.DRAFT,
    (_S.DRAFT, _E.SUBMIT): _S.PENDING,
    (_S.DRAFT, _E.DELETE): _S.DELETED,
    (_S.PENDING, _E.SUBMIT): _S.PENDING,
    (_S.PENDING, _E.SAVE_DRAFT): _S.PENDING,
    (_S.PENDING, _E.PASS_AUDIT): _S.ACTIVATE,
    (_S.PENDING, _E.FAIL_AUDIT): _S.FAILED,
    (_S.PENDING, _E.FREEZE): _S.FREEZE,
    (_S.PENDING, _E.DELETE): _S.DELETED,
    (_S.FAILED, _E.SUBMIT): _S.PENDING,
    (_S.FAILED, _E.SAVE_DRAFT): _S.FAILED,
    (_S.FAILED, _E.FREEZE): _S.FREEZE,
    (_S.FAILED, _E.DELETE): _S.DELETED,
    (_S.ACTIVATE, _E.SUBMIT): _S.ACTIVATE,
    (_S.ACTIVATE, _E.SAVE_DRAFT): _S.ACTIVATE,
    (_S.ACTIVATE, _E.PASS_AUDIT): _S.ACTIVATE,
    (_S.ACTIVATE, _E.FAIL_AUDIT): _S.ACTIVATE,
    (_S.ACTIVATE, _E.DEACTIVATE): _S.SELLER_DEACTIVATED,
    (_S.ACTIVATE, _E.PLATFORM_DEACTIVATE): _S.PLATFORM_DEACTIVATED,
    (_S.ACTIVATE, _E.FREEZE): _S.FREEZE,
    (_S.ACTIVATE, _E.DELETE): _S.DELETED,
    (_S.SELLER_DEACTIVATED, _E.SUBMIT): _S.SELLER_DEACTIVATED,
    (_S.SELLER_DEACTIVATED, _E.SAVE_DRAFT): _S.SELLER_DEACTIVATED,
    (_S.SELLER_DEACTIVATED, _E.PASS_AUDIT): _S.SELLER_DEACTIVATED,
    (_S.SELLER_DEACTIVATED, _E.FAIL_AUDIT): _S.SELLER_DEACTIVATED,
    (_S.SELLER_DEACTIVATED, _E.ACTIVATE): _S.PENDING,
    (_S.SELLER_DEACTIVATED, _E.FREEZE): _S.FREEZE,
    (_S.SELLER_DEACTIVATED, _E.DELETE): _S.DELETED,
    (_S.PLATFORM_DEACTIVATED, _E.SUBMIT): _S.PENDING,
    (_S.PLATFORM_DEACTIVATED, _E.SAVE_DRAFT): _S.PLATFORM_DEACTIVATED,
    (_S.PLATFORM_DEACTIVATED, _E.PASS_AUDIT): _S.PLATFORM_DEACTIVATED,
    (_S.PLATFORM_DEACTIVATED, _E.FAIL_AUDIT): _S.PLATFORM_DEACTIVATED,
    (_S.PLATFORM_DEACTIVATED, _E.ACTIVATE): _S.PENDING,
    (_S.PLATFORM_DEACTIVATED, _E.FREEZE): _S.FREEZE,
    (_S.PLATFORM_DEACTIVATED, _E.DELETE): _S.DELETED,
    (_S.FREEZE, _E.PASS_AUDIT): _S.FREEZE,
    (_S.FREEZE, _E.FAIL_AUDIT): _S.FREEZE,
    (_S.FREEZE, _E.WIN_APPEAL): _S.PLATFORM_DEACTIVATED,
    (_S.DELETED, _E.RECOVER): _S.SELLER_DEACTIVATED,
}


def next_status(status: ProductStatus, event: ProductEvent) -> ProductStatus | None:
    """The state after an event, or ``None`` when the state forbids it."""
    return TRANSITIONS.get((status, event))


class Audit(msgspec.Struct, omit_defaults=True):
    """The judgement of the listing under review.

    ``number`` tells a stale verdict from the current one; ``has_passed`` stays once the product went live.
    """

    status: AuditStatus = AuditStatus.NONE
    pre_approved_reasons: list[str] = []
    failed_reasons: list[str] = []
    number: int = 0
    has_passed: bool = False


class Product(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One product of one shop.

    ``live`` is what buyers see, ``review`` what is under audit or failed it, ``draft`` what was never sent.
    Times in milliseconds.
    """

    product_id: str
    status: ProductStatus
    created_at: int
    updated_at: int
    audit: Audit = msgspec.field(default_factory=Audit)
    live: Listing | None = None
    review: Listing | None = None
    draft: Listing | None = None
    suspended_reason: str = ""

    @property
    def shown(self) -> Listing:
        """The version that readers get unless they ask for another."""
        listing = self.live or self.review or self.draft
        assert listing is not None, f"product {self.product_id} holds no listing"
        return listing

    @property
    def versions(self) -> list[Listing]:
        return [one for one in (self.live, self.review, self.draft) if one is not None]

    @property
    def has_draft(self) -> bool:
        return self.draft is not None and self.status is not ProductStatus.DRAFT
