"""States in plain words."""

from __future__ import annotations

from collections.abc import Mapping


def words_of(states: Mapping[str, tuple[str, str]], name: str) -> tuple[str, str]:
    """The look and the words of a state, also of one that has no words of its own."""
    return states.get(name) or ("info", name.replace("_", " ").capitalize())
