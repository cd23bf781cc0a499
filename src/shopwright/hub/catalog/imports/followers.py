"""What other apps add to imports: notes in the report of a checked run, what follows from one that is done, and what a
person may do with its file then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from shopwright.hub.access.roles import Permission

from .models import ImportRun


class Note(msgspec.Struct, frozen=True):
    """A line in the report of a run: what goods of the file need on a shop. ``shop``: the connection's id."""

    words: str
    shop: int


class NextStep(NamedTuple):
    """A page where more is done with the file of a run that is done, for who may."""

    words: str
    page: str
    permission: Permission


Guide = Callable[[ImportRun], Sequence[NextStep]]
Teller = Callable[[ImportRun], Sequence[Note]]
Follower = Callable[[ImportRun], None]
_tellers: list[Teller] = []
_followers: list[Follower] = []
_guides: list[Guide] = []


def when_checked(teller: Teller) -> None:
    """Have a function asked what it has to say of a run's rows, once they are checked, in the same transaction."""
    _tellers.append(teller)


def when_done(follower: Follower) -> None:
    """Have a function called once a run has written, in the same transaction."""
    _followers.append(follower)


def when_it_is_done(guide: Guide) -> None:
    """Have a function asked what a person may do with the file of a run that is done; its pages take the run's id."""
    _guides.append(guide)


def next_steps(run: ImportRun) -> list[NextStep]:
    return [step for guide in _guides for step in guide(run)]


def notes_on(run: ImportRun) -> list[dict[str, object]]:
    """What all have to say, as the run keeps it."""
    return [msgspec.to_builtins(note) for teller in _tellers for note in teller(run)]


def follow(run: ImportRun) -> None:
    for follower in _followers:
        follower(run)
