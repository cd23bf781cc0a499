"""What can be read off a table of states: (state, event) → next state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

S = TypeVar("S")
E = TypeVar("E")


def final_states(states: Iterable[S], transitions: Mapping[tuple[S, E], S]) -> frozenset[S]:
    """The states that no event leaves."""
    return frozenset(states) - {state for state, _ in transitions}
