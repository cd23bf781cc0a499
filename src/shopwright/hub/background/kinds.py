"""Kinds of large acts: each app says what its own do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.work import Link

from .models import BackgroundRun


class Kind(ABC):
    """A kind of large act.

    ``sees`` and ``acts``: what a member needs to look at a run, and to cancel it, try it again or fetch its file.
    ``stays``: what the page says of a run that was cancelled. ``no_cancel``: why a run must come to its end.
    ``days``: how long its file is kept. ``ended``: what the page says of a run that is done and has no rows.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    sees: ClassVar[Permission]
    acts: ClassVar[Permission]
    stays: ClassVar[str] = "What it did stays."
    no_cancel: ClassVar[str] = ""
    days: ClassVar[int] = 1
    ended: ClassVar[str] = "looked at, and nothing differs."

    def may_see(self, run: BackgroundRun, member: Member) -> bool:
        return member.may(self.sees)

    def may_act(self, run: BackgroundRun, member: Member) -> bool:
        return member.may(self.acts)

    def may_fetch(self, run: BackgroundRun, member: Member) -> bool:
        """Whether a member may have the run's file."""
        return self.may_act(run, member)

    @abstractmethod
    def step(self, run: BackgroundRun) -> bool:
        """Do the next things and move the run's cursor, in one transaction; returns whether there may be more."""

    @abstractmethod
    def back(self, run: BackgroundRun) -> Link:
        """The page that the act belongs to."""


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Have kinds of acts done by workers."""
    for kind in kinds:
        _kinds[kind.name] = kind


def kind_of(run: BackgroundRun) -> Kind:
    return _kinds[run.kind]


def days_of_files() -> dict[str, int]:
    """How many days the files of each kind are kept."""
    return {kind.name: kind.days for kind in _kinds.values()}
