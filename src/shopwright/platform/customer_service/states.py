"""The phases of a session of customer service (docs/reference/customer-service.md#sessions)."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """``ENDED`` is no phase of the API: a session that ended is no conversation's current one."""

    AUTO_REPLY = "AUTO_REPLY"
    QUEUED = "QUEUED"
    ASSIGNED = "ASSIGNED"
    ENDED = "ENDED"


class SessionEvent(StrEnum):
    ASK_FOR_AGENT = "ask for agent"
    ASSIGN = "assign"
    END = "end"


_P, _E = Phase, SessionEvent

#: (phase, event) → next phase; a pair that is not here is forbidden.
TRANSITIONS: dict[tuple[Phase, SessionEvent], Phase] = {
    (_P.AUTO_REPLY, _E.ASK_FOR_AGENT): _P.QUEUED,
    (_P.AUTO_REPLY, _E.ASSIGN): _P.ASSIGNED,
    (_P.QUEUED, _E.ASSIGN): _P.ASSIGNED,
    (_P.AUTO_REPLY, _E.END): _P.ENDED,
    (_P.QUEUED, _E.END): _P.ENDED,
    (_P.ASSIGNED, _E.END): _P.ENDED,
}


def next_phase(phase: Phase, event: SessionEvent) -> Phase | None:
    """The phase after an event, or ``None`` where the phase forbids it."""
    return TRANSITIONS.get((phase, event))
