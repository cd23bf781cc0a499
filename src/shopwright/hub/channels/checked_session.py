"""A session whose every answer is checked before anybody sees it.

What is unusable stays with its own object: of a list it is left out and kept as a refusal, of a batch it is the
outcome of its row, and where one thing was asked for, an UnusableError is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from .checked import UnusableError, checked, checked_as, id_in_words
from .protocol import ChannelError, ExternalListing, Outcome, Result, Session


class Refusal(NamedTuple):
    """Something in a list of a channel that cannot be used: an event's kind, the id as far as it is one, and why."""

    kind: str
    external_id: str
    error: UnusableError


#: Lists that go on without what is unusable, and the kind of event that stands for it.
_LISTS = {
    "orders_since": "order",
    "returns_since": "return",
    "cancellations_since": "cancellation",
    "listing_ids": "listing",
    "listings_since": "listing",
    "categories": "category",
    "find_brands": "brand",
    "locations": "location",
}
#: Calls with an outcome for each row.
_BATCHES = frozenset({"push_stock", "push_prices"})


def checked_session(session: Session, refusals: list[Refusal]) -> Session:
    """The session, checked. What lists leave out is added to ``refusals``."""
    return cast(Session, _class_of(type(session))(session, refusals))


class _Checked:
    def __init__(self, session: Session, refusals: list[Refusal]) -> None:
        self._session, self._refusals = session, refusals


@cache
def _class_of(kind: type) -> Callable[[Session, list[Refusal]], object]:
    """A class with the same methods, so that it is asked in the same way what it can do."""
    names = [name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))]
    return type(f"Checked{kind.__name__}", (_Checked,), {name: _method(name) for name in names})


def _method(name: str) -> Callable[..., object]:
    def call(self: _Checked, *args: Any, **named: Any) -> object:
        answer = getattr(self._session, name)(*args, **named)
        if name in _LISTS:
            left = _usable(_LISTS[name], answer, self._refusals)
            return list(left) if isinstance(answer, Sequence) else left
        if name in _BATCHES:
            return _batch(answer, len(args[0]))
        if name == "publish":
            return _published(*answer)
        return _answer(answer)

    call.__name__ = name
    return call


def _usable(kind: str, items: Iterable[object], refusals: list[Refusal]) -> Iterator[object]:
    for item in items:
        try:
            yield _item(item)
        except UnusableError as error:
            first = item[0] if isinstance(item, tuple) and item else getattr(item, "external_id", item)
            refusals.append(Refusal(kind, id_in_words(first), error))


def _item(item: object) -> object:
    if isinstance(item, tuple):
        return checked_as(item, tuple[str, datetime], "external_id")
    return checked_as(item, str, "external_id") if isinstance(item, str) else _struct(item)


def _struct(item: object) -> object:
    if not is_dataclass(item):
        raise UnusableError(f"it is of the type {type(item).__name__}, which is none that a channel tells of")
    return checked(item)


def _answer(answer: object) -> object:
    if isinstance(answer, Outcome):
        try:
            return checked(answer)
        except UnusableError as error:
            # The call may have worked: it is looked up before it is made again.
            return Outcome(Result.LATER, error.code, error.message, error.remedy, is_unanswered=True)
    if isinstance(answer, Sequence) and not isinstance(answer, str | bytes):
        return [checked(item) for item in answer]
    return checked(answer)


def _batch(outcomes: Sequence[Outcome], size: int) -> Sequence[Outcome]:
    if len(outcomes) != size:
        raise ChannelError(f"The channel answered for {len(outcomes)} of {size} rows.", is_passing=True)
    return [_outcome(outcome) for outcome in outcomes]


def _outcome(outcome: Outcome) -> Outcome:
    try:
        return checked(outcome)
    except UnusableError as error:
        return _refused(error)


def _refused(error: UnusableError) -> Outcome:
    return Outcome(Result.REFUSED, error.code, error.message, error.remedy)


def _published(outcome: Outcome, listing: ExternalListing | None) -> tuple[Outcome, ExternalListing | None]:
    """A listing that cannot be used is not sent again by itself: it may stand there already."""
    try:
        return checked(outcome), checked(listing)
    except UnusableError as error:
        return _refused(error), None
