"""The states of activities and coupons (docs/reference/promotions.md#activities)."""

from __future__ import annotations

from enum import StrEnum

from shopwright.platform.core.state_table import final_states


class ActivityStatus(StrEnum):
    NOT_START = "NOT_START"
    ONGOING = "ONGOING"
    EXPIRED = "EXPIRED"
    DEACTIVATED = "DEACTIVATED"
    NOT_EFFECTIVE = "NOT_EFFECTIVE"


class ActivityEvent(StrEnum):
    BEGIN = "begin"
    END = "end"
    DEACTIVATE = "deactivate"
    TERMINATE = "terminate"
    REPUBLISH = "republish"


_S, _E = ActivityStatus, ActivityEvent

#: (state, event) → next state; a pair that is not here is forbidden.
TRANSITIONS: dict[tuple[ActivityStatus, ActivityEvent], ActivityStatus] = {
    (_S.NOT_START, _E.BEGIN): _S.ONGOING,
    (_S.ONGOING, _E.END): _S.EXPIRED,
    (_S.NOT_START, _E.DEACTIVATE): _S.DEACTIVATED,
    (_S.ONGOING, _E.DEACTIVATE): _S.DEACTIVATED,
    (_S.NOT_START, _E.TERMINATE): _S.NOT_EFFECTIVE,
    (_S.ONGOING, _E.TERMINATE): _S.NOT_EFFECTIVE,
    (_S.EXPIRED, _E.REPUBLISH): _S.NOT_START,
    (_S.DEACTIVATED, _E.REPUBLISH): _S.NOT_START,
}

#: The states in which an activity takes up its products: it runs, or is to run.
LIVE = frozenset({_S.NOT_START, _S.ONGOING})

#: The states that nothing changes any more.
OVER = final_states(ActivityStatus, TRANSITIONS)


def next_status(status: ActivityStatus, event: ActivityEvent) -> ActivityStatus | None:
    """The state after an event, or ``None`` when the state forbids it."""
    return TRANSITIONS.get((status, event))


class CouponStatus(StrEnum):
    NOT_START = "NOT_START"
    ONGOING = "ONGOING"
    EXPIRED = "EXPIRED"
    DEACTIVATED = "DEACTIVATED"
