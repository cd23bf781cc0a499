"""The states of products and of their audits (docs/reference/catalogue.md#states)."""

from __future__ import annotations

from enum import StrEnum


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


#: The states of an audit in which a verdict may still come.
UNDECIDED = frozenset({AuditStatus.AUDITING, AuditStatus.PRE_APPROVED})


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
