"""The table of phases."""

from __future__ import annotations

from shopwright.platform.core.state_table import final_states
from shopwright.platform.customer_service.states import TRANSITIONS, Phase, SessionEvent, next_phase


def test_a_session_ends_in_every_phase_and_for_good() -> None:
    for phase in set(Phase) - {Phase.ENDED}:
        assert next_phase(phase, SessionEvent.END) is Phase.ENDED
    assert final_states(Phase, TRANSITIONS) == {Phase.ENDED}
