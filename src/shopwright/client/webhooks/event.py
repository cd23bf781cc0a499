"""The base class of events; the 44 types are in ``events``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple

import msgspec

_YEAR_5000 = 95_617_584_000


class About(NamedTuple):
    """Where the data of a type says which object it is about: a kind, and the place of its id, dots between names.

    ``[]`` stands for the first of a list. ``time`` is the place of the object's own time, where the type has one;
    ``is_timed``: it has none, but every event is made when the object changes, so that the event's own time stands in.
    """

    kind: str
    place: str
    time: str = "update_time"
    is_timed: bool = False


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One notification.

    ``notification_id`` stays the same when TikTok sends it again. ``owner`` is the id of the shop, or of the seller or
    creator where the type has no shop. ``timestamp`` is when it was made. ``raw`` is the body as received.
    ``is_reconciled``: it was not received but made from a list, by ``Reconciler``.
    """

    about: ClassVar[About | None] = None

    type: int
    notification_id: str
    owner: str
    timestamp: datetime
    data: Any
    raw: bytes = b""
    is_reconciled: bool = False

    @property
    def name(self) -> str:
        """The type's name, like ``OrderStatusChange``."""
        return type(self).__name__

    @property
    def object_key(self) -> str:
        """The object that it is about, as ``kind:id``; events of one object are processed one after the other."""
        about = type(self).about
        key = _at(self.data, about.place) if about else None
        return f"{about.kind}:{key}" if about and key else f"{self.owner}:{self.type}:{self.notification_id}"

    @property
    def update_time(self) -> int | None:
        """The object's own time in this event, in the unit that the type uses; None where the type carries none."""
        about = type(self).about
        moment = _at(self.data, about.time) if about else None
        if moment is None and about is not None and about.is_timed:
            moment = int(self.timestamp.timestamp())
        return moment if isinstance(moment, int) and moment > 0 else None

    @property
    def state(self) -> str:
        """The ids and states in the data, as JSON: equal for two events of an object that report the same."""
        if not isinstance(self.data, Mapping):
            return "{}"
        told = {name: str(value) for name, value in self.data.items() if name.endswith(("_id", "status"))}
        return msgspec.json.encode(told, order="sorted").decode()


class UnknownEvent(Event, frozen=True, kw_only=True):
    """An event of a type that this package does not know; ``data`` is as received."""

    @property
    def name(self) -> str:
        return f"Unknown{self.type}"


def moment_of(seconds: object) -> datetime:
    """The time of a notification's ``timestamp``, in seconds, or in milliseconds if it is too large for seconds."""
    number = seconds if isinstance(seconds, int) else 0
    return datetime.fromtimestamp(min(number / 1000 if number > _YEAR_5000 else number, _YEAR_5000), UTC)


def _at(data: object, place: str) -> object:
    for name in place.split("."):
        if name == "[]":
            data = data[0] if isinstance(data, list) and data else None
        else:
            data = data.get(name) if isinstance(data, Mapping) else None
    return data
