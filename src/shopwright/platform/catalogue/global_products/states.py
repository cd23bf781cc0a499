"""The states of global products (docs/reference/global-products.md#states)."""

from __future__ import annotations

from enum import StrEnum


class GlobalStatus(StrEnum):
    DRAFT = "DRAFT"
    UNPUBLISHED = "UNPUBLISHED"
    PUBLISHED = "PUBLISHED"
    DELETED = "DELETED"


class GlobalEvent(StrEnum):
    EDIT = "edit"
    PUBLISH = "publish"
    DELETE = "delete"


_S, _E = GlobalStatus, GlobalEvent

#: (state, event) → next state; a pair that is not here is forbidden.
TRANSITIONS: dict[tuple[GlobalStatus, GlobalEvent], GlobalStatus] = {
    (_S.DRAFT, _E.EDIT): _S.UNPUBLISHED,
    (_S.DRAFT, _E.DELETE): _S.DELETED,
    (_S.UNPUBLISHED, _E.EDIT): _S.UNPUBLISHED,
    (_S.UNPUBLISHED, _E.PUBLISH): _S.PUBLISHED,
    (_S.UNPUBLISHED, _E.DELETE): _S.DELETED,
    (_S.PUBLISHED, _E.EDIT): _S.PUBLISHED,
    (_S.PUBLISHED, _E.PUBLISH): _S.PUBLISHED,
    (_S.PUBLISHED, _E.DELETE): _S.DELETED,
}


def next_status(status: GlobalStatus, event: GlobalEvent) -> GlobalStatus | None:
    """The state after an event, or ``None`` when the state forbids it."""
    return TRANSITIONS.get((status, event))
