"""Work in the background as its owner sees it: what apps tell of their rows, whatever tables these are in.

An app declares a :class:`Source` for each kind of its work, and registers it when it is ready. There is no copy of the
rows: lists ask the sources, each of which answers from an index.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, cast

from django.db.models import Case, CharField, Model, Q, QuerySet, Value, When

RowT = TypeVar("RowT", bound=Model)


class JobState(StrEnum):
    """Failed: it is tried again by itself. Given up: it is not, until a person says so."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    JobState.WAITING: "Waiting",
    JobState.RUNNING: "Running",
    JobState.DONE: "Done",
    JobState.FAILED: "Failed, tried again",
    JobState.GIVEN_UP: "Given up",
    JobState.CANCELLED: "Cancelled",
}


class Link(NamedTuple):
    """A page of the workspace: its name, what stands in its address, and its query."""

    page: str
    args: tuple[int | str, ...] = ()
    query: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work. ``cause``: why it failed last, in plain words; ``remedy``: what to do about it.

    ``at``: since when it is there, by which lists are sorted. ``undo``: where it can be taken back.
    """

    kind: str
    pk: int
    at: datetime
    about: str
    state: JobState
    link: Link | None = None
    connection: str = ""
    progress: str = ""
    attempts: int = 0
    next_try: datetime | None = None
    cause: str = ""
    remedy: str = ""
    undo: Link | None = None
    can_retry: bool = False
    can_cancel: bool = False


class JobError(Exception):
    """Something that cannot be done with a piece of work now; the text says why."""


class Source(ABC, Generic[RowT]):
    """A kind of work. ``time``: the field by which its rows are sorted. ``states``: which rows are in which state.

    Rows in none of ``states`` are in ``otherwise``; the conditions exclude each other.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    time: ClassVar[str]
    states: ClassVar[Mapping[JobState, Q]]
    otherwise: ClassVar[JobState] = JobState.DONE
    #: The field of the row's connection; empty where the work is about none.
    connection: ClassVar[str] = "connection_id"

    @abstractmethod
    def rows(self, workspace_id: int) -> QuerySet[RowT]:
        """All rows of a workspace, with what :meth:`jobs` needs of other tables."""

    @abstractmethod
    def matching(self, workspace_id: int, text: str) -> Q:
        """Rows that a search for a text fits."""

    @abstractmethod
    def jobs(self, rows: Sequence[RowT]) -> list[Job]:
        """What is to be told of rows, in their order."""

    @abstractmethod
    def retry(self, workspace_id: int, pk: int) -> str:
        """Try a row again now; returns what happens. Raises JobError where that makes no sense."""

    def cancel(self, workspace_id: int, pk: int) -> str:
        """Drop what is not done yet; returns what happened. Raises JobError where it cannot be dropped."""
        raise JobError(f"{self.title}: this kind of work cannot be cancelled.")

    def select(self, workspace_id: int, state: JobState | None = None) -> QuerySet[RowT]:
        """Rows in a state, or all."""
        rows = self.rows(workspace_id)
        if state is not None:
            rows = rows.filter(self.condition(state))
        cases = [When(condition, then=Value(str(name))) for name, condition in self.states.items()]
        job_state = Case(*cases, default=Value(str(self.otherwise)), output_field=CharField())
        return cast("QuerySet[RowT]", rows.annotate(job_state=job_state))

    def condition(self, state: JobState) -> Q:
        """Rows in a state; a condition that nothing fits for a state that this kind never has."""
        if state in self.states:
            return self.states[state]
        if state is not self.otherwise:
            return Q(pk__in=())
        condition = Q()
        for other in self.states.values():
            condition &= ~other
        return condition


def state_of(row: Model) -> JobState:
    """The state of a row that :meth:`Source.select` gave."""
    state: str = row.job_state  # type: ignore[attr-defined]
    return JobState(state)


_sources: dict[str, Source[Any]] = {}


def register(*sources: Source[Any]) -> None:
    """Have kinds of work listed."""
    for source in sources:
        _sources[source.kind] = source


def sources() -> Mapping[str, Source[Any]]:
    """All kinds of work, by name."""
    return _sources
