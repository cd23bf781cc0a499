"""The states of a review and of the request to remove it (docs/reference/reviews.md#states)."""

from __future__ import annotations

from enum import StrEnum

from shopwright.platform.core.state_table import final_states


class ReviewStatus(StrEnum):
    VISIBLE = "VISIBLE"
    REMOVED = "REMOVED"


class RemovalStatus(StrEnum):
    """``NONE``: nobody asks for the removal of the review as it is."""

    NONE = "NONE"
    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"


class RemovalEvent(StrEnum):
    REQUEST = "ask for the removal of"
    ACCEPT = "accept the removal of"
    REFUSE = "refuse the removal of"
    EDIT = "change"


_S, _E = RemovalStatus, RemovalEvent

#: (state, event) → next state; a pair that is not here is forbidden. Another text can be asked about anew.
REMOVAL_TRANSITIONS: dict[tuple[RemovalStatus, RemovalEvent], RemovalStatus] = {
    (_S.NONE, _E.REQUEST): _S.PENDING,
    (_S.NONE, _E.EDIT): _S.NONE,
    (_S.PENDING, _E.ACCEPT): _S.ACCEPTED,
    (_S.PENDING, _E.REFUSE): _S.REFUSED,
    (_S.PENDING, _E.EDIT): _S.PENDING,
    (_S.REFUSED, _E.EDIT): _S.NONE,
}

#: The states that nothing changes any more.
OVER = final_states(RemovalStatus, REMOVAL_TRANSITIONS)
