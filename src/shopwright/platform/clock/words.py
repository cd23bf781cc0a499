"""How the platform's clock is spoken of on a page."""

from __future__ import annotations

from shopwright.platform.core.pages.filters import span
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx

from .state import PlatformState

#: Seconds between two clocks that are called the same.
_SAME = 2


def clock_words(tx: Tx) -> str:
    """How far the platform's clock is from this machine's; empty where they are the same."""
    state = tx[PlatformState]
    apart = (state.now_ms() - wall_ms()) / 1000
    stands = ", and stands still" if state.clock.frozen else ""
    if abs(apart) < _SAME:
        return ""
    return f"{span(apart)} {'ahead of' if apart > 0 else 'behind'} this machine's{stands}"
