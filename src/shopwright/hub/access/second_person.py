"""Acts that one person may not do alone: what a page raises for one, and who is asked then."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from .roles import Permission


class SecondPersonNeededError(Exception):
    """An act that waits until somebody else has approved it.

    ``kind``: what it is about. ``facts``: all that it would do, so that another act does not pass for it later.
    ``permission``: what whoever approves it needs, where that is not what its page asks for.
    """

    def __init__(self, kind: str, words: str, facts: str, permission: Permission | None = None) -> None:
        super().__init__(words)
        self.kind, self.words, self.facts, self.permission = kind, words, facts, permission


#: What keeps such an act and answers whoever sent it.
Keeper = Callable[[HttpRequest, SecondPersonNeededError], HttpResponseBase]
_keepers: list[Keeper] = []


def keep_by(keeper: Keeper) -> None:
    """Have acts that wait for a second person kept by a function."""
    _keepers[:] = [keeper]


def keep(request: HttpRequest, need: SecondPersonNeededError) -> HttpResponseBase:
    """Keep an act of a request, and say so."""
    (keeper,) = _keepers
    return keeper(request, need)
