"""The inbox's tables, for SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

import msgspec

from shopwright import decoders
from shopwright.client.errors import ArgumentError
from shopwright.extras import importing, require

from .event import Event
from .verify import parse

with importing("Inbox", "sql"):
    import sqlalchemy as sa
    from sqlalchemy import Connection, Engine, Row
    from sqlalchemy.exc import IntegrityError


class State(StrEnum):
    """The state of an event. ``stale``: dropped, as a newer state of the same object had been processed."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    STALE = "stale"
    FAILED = "failed"


metadata = sa.MetaData()

events = sa.Table(
    "shopwright_inbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("notification_id", sa.String(200), nullable=False, unique=True),
    sa.Column("lane", sa.String(300), nullable=False),
    sa.Column("topic", sa.String(320), nullable=False),
    sa.Column("update_time", sa.BigInteger),
    sa.Column("told", sa.Text, nullable=False),
    sa.Column("is_reconciled", sa.Boolean, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("due", sa.Float, nullable=False),
    sa.Column("worker", sa.String(40)),
    sa.Column("error", sa.Text),
    sa.Index("shopwright_inbox_due", "state", "due"),
    sa.Index("shopwright_inbox_lane", "lane", "state", "id"),
    sa.Index("shopwright_inbox_topic", "topic", "update_time"),
)

#: The newest processed state of each object, by type of event.
seen = sa.Table(
    "shopwright_inbox_seen",
    metadata,
    sa.Column("topic", sa.String(320), primary_key=True),
    sa.Column("update_time", sa.BigInteger, nullable=False),
    sa.Column("number", sa.BigInteger),
)

marks = sa.Table(
    "shopwright_inbox_marks",
    metadata,
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)


_NEWEST_FIRST = (sa.func.coalesce(events.c.update_time, 0).desc(), events.c.id.desc())

#: How many of an object's newest events are compared with a new one.
_LOOKED_AT = 50

#: Any number that nothing else in the database locks.
_LOCK_OF_TABLES = 5_748_312_210_067

#: A number of more digits may not fit the column.
_DIGITS = 19
_AFTER_ALL = 2**63 - 1


class Claimed(NamedTuple):
    """An event that one worker holds for the time of its lease."""

    id: int
    worker: str
    attempts: int
    topic: str
    update_time: int | None
    event: Event


class LeaseLostError(Exception):
    """The lease ran out and another worker took the event, so this worker's changes are undone."""


def topic_of(event: Event) -> str:
    """The key within which a newer event makes an older one stale: shop, type and object."""
    return f"{event.owner}:{event.type}:{event.object_key}"


class InboxStore:
    """One database of events."""

    def __init__(self, url: str | Engine) -> None:
        self._engine = url if isinstance(url, Engine) else sa.create_engine(_driver(url))
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        if self._is_sqlite and self._engine.url.database in (None, "", ":memory:"):
            raise ArgumentError("Inbox", ["a database in memory is another one for each thread: name a file"])
        if self._is_sqlite:
            _begin_immediately(self._engine)
        with self._engine.begin() as connection:
            if not self._is_sqlite:  # processes that start together must not create the tables together
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_OF_TABLES)))
            metadata.create_all(connection)

    def put(self, event: Event, now: float) -> bool:
        if not event.raw:
            raise ValueError("an event without its raw body cannot be kept")
        row = {
            "notification_id": event.notification_id,
            "lane": f"{event.owner}:{event.object_key}",
            "topic": topic_of(event),
            "update_time": event.update_time,
            "told": event.state,
            "is_reconciled": event.is_reconciled,
            "raw": event.raw,
            "state": State.PENDING,
            "due": now,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(events).values(row))
        except IntegrityError:
            return False
        return True

    def knows(self, event: Event) -> bool:
        """Whether a state or a newer one was seen, by the object's time and by its ids and states.

        The time alone does not decide: lists update it without a change of state.
        """
        query = sa.select(events.c.update_time, events.c.told).where(
            events.c.topic == topic_of(event), events.c.state != State.STALE
        )
        with self._engine.begin() as connection:
            newest = connection.execute(query.order_by(*_NEWEST_FIRST).limit(_LOOKED_AT)).all()
        at = event.update_time
        if not newest or newest[0].told == event.state:
            return bool(newest)
        if at is None:
            return False
        return any(
            row.update_time > at or (row.update_time == at and _tell_the_same(row.told, event.state))
            for row in newest
            if row.update_time is not None
        )

    def claim(self, worker: str, now: float, lease: float, most_attempts: int) -> Claimed | None:
        """Take the next due event: of an object that no worker holds, and the earliest of this object.

        An event whose lease ran out ``most_attempts`` times becomes failed, as it may be what kills the workers.
        """
        while True:
            with self._engine.begin() as connection:
                row = connection.execute(self._next_due(now)).first()
                if row is None:
                    return None
                if not self._has_lane(connection, row, now):
                    continue
                mine = sa.update(events).where(events.c.id == row.id)
                if row.state == State.RUNNING and row.attempts >= most_attempts:
                    why = f"Its worker died, or took longer than the lease, {row.attempts} times."
                    connection.execute(mine.values(state=State.FAILED, worker=None, error=why))
                    continue
                change = {"state": State.RUNNING, "worker": worker, "due": now + lease, "attempts": row.attempts + 1}
                connection.execute(mine.values(change))
            return Claimed(row.id, worker, row.attempts + 1, row.topic, row.update_time, _event(row))

    def _next_due(self, now: float) -> sa.Select[tuple[object, ...]]:
        due = sa.and_(events.c.state.in_([State.PENDING, State.RUNNING]), events.c.due <= now)
        query = sa.select(events).where(due, ~_is_behind(now)).order_by(events.c.id).limit(1)
        return query if self._is_sqlite else query.with_for_update(skip_locked=True, of=events)

    def _has_lane(self, connection: Connection, row: Row[tuple[object, ...]], now: float) -> bool:
        """PostgreSQL: lock the event's object, and tell whether it is still free.

        An earlier event may have become due, or been taken, since the row was read.
        """
        if self._is_sqlite:  # its transactions run one after the other
            return True
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(row.lane, 0))))
        free = sa.select(events.c.id).where(events.c.id == row.id, ~_is_behind(now))
        return connection.execute(free).first() is not None

    def is_stale(self, claimed: Claimed) -> bool:
        with self._engine.begin() as connection:
            return self._is_stale(connection, claimed)

    def finish(self, claimed: Claimed, handler: Callable[[Event, Connection], object] | None = None) -> None:
        """Mark an event as processed, in one transaction with what a handler writes. Raises ``LeaseLostError``."""
        with self._engine.begin() as connection:
            stale = self._is_stale(connection, claimed)
            change = {"state": State.STALE if stale else State.DONE, "worker": None, "error": None}
            if not self._change(connection, claimed, change):
                raise LeaseLostError(f"{claimed.event.notification_id} was taken over by another worker")
            if handler is not None and not stale:
                handler(claimed.event, connection)
            if not stale and claimed.update_time is not None:
                self._saw(connection, claimed)

    def fail(self, claimed: Claimed, error: str, due: float | None) -> None:
        """Release an event after an error: to be tried again at ``due``, or as failed where that is None."""
        change: dict[str, object] = {"worker": None, "error": error.replace("\0", "")[:2000]}
        change |= {"state": State.FAILED} if due is None else {"state": State.PENDING, "due": due}
        with self._engine.begin() as connection:
            self._change(connection, claimed, change)

    def release(self, claimed: Claimed) -> None:
        """Release an event as if it had not been claimed."""
        change = {"state": State.PENDING, "worker": None, "due": 0.0, "attempts": claimed.attempts - 1}
        with self._engine.begin() as connection:
            self._change(connection, claimed, change)

    def counts(self) -> dict[str, int]:
        query = sa.select(events.c.state, sa.func.count()).group_by(events.c.state)
        with self._engine.begin() as connection:
            return {str(state): int(count) for state, count in connection.execute(query)}

    def failed(self) -> list[tuple[Event, str]]:
        query = sa.select(events).where(events.c.state == State.FAILED).order_by(events.c.id)
        with self._engine.begin() as connection:
            return [(_event(row), row.error or "") for row in connection.execute(query)]

    def retry(self, notification_id: str, now: float) -> bool:
        change = sa.update(events).where(events.c.notification_id == notification_id, events.c.state == State.FAILED)
        with self._engine.begin() as connection:
            done = connection.execute(change.values(state=State.PENDING, due=now, attempts=0))
            return done.rowcount == 1

    def mark(self, name: str) -> int | None:
        with self._engine.begin() as connection:
            mark_value: int | None = connection.scalar(sa.select(marks.c.value).where(marks.c.name == name))
            return mark_value

    def set_mark(self, name: str, value: int) -> None:
        with self._engine.begin() as connection:
            done = connection.execute(sa.update(marks).where(marks.c.name == name).values(value=value))
            if done.rowcount == 0:
                connection.execute(sa.insert(marks).values(name=name, value=value))

    def close(self) -> None:
        self._engine.dispose()

    def _change(self, connection: Connection, claimed: Claimed, change: Mapping[str, object]) -> bool:
        mine = (events.c.id == claimed.id, events.c.worker == claimed.worker, events.c.attempts == claimed.attempts)
        return connection.execute(sa.update(events).where(*mine).values(change)).rowcount == 1

    def _is_stale(self, connection: Connection, claimed: Claimed) -> bool:
        """Whether a newer state was processed before. Within one second the notification's number decides."""
        if self._was_told(connection, claimed):
            return True
        newest = connection.execute(sa.select(seen).where(seen.c.topic == claimed.topic)).first()
        if newest is None or claimed.update_time is None:
            return False
        if claimed.update_time != newest.update_time:
            return bool(claimed.update_time < newest.update_time)
        number = _number(claimed.event)
        return number is not None and newest.number is not None and number < newest.number

    def _was_told(self, connection: Connection, claimed: Claimed) -> bool:
        """Whether the same state was processed from a list and now comes as a notification, or the other way round."""
        event = claimed.event
        of_other_kind = sa.select(events.c.update_time, events.c.told).where(
            events.c.topic == claimed.topic,
            events.c.id != claimed.id,
            events.c.state == State.DONE,
            events.c.is_reconciled != event.is_reconciled,
        )
        told = connection.execute(of_other_kind.order_by(*_NEWEST_FIRST).limit(_LOOKED_AT)).all()
        if event.is_reconciled and told and told[0].told == event.state:
            return True
        return any(row.update_time == claimed.update_time and _tell_the_same(row.told, event.state) for row in told)

    def _saw(self, connection: Connection, claimed: Claimed) -> None:
        # No other worker holds this object, so there is no race between the two statements.
        values = {"update_time": claimed.update_time, "number": _number(claimed.event)}
        done = connection.execute(sa.update(seen).where(seen.c.topic == claimed.topic).values(values))
        if done.rowcount == 0:
            connection.execute(sa.insert(seen).values(topic=claimed.topic, **values))


def _number(event: Event) -> int | None:
    """The number of a received notification; later ones have larger ones."""
    number = event.notification_id
    if event.is_reconciled:  # a list holds the last state of its second
        return _AFTER_ALL
    return int(number) if number.isdecimal() and len(number) <= _DIGITS else None


def _event(row: Row[tuple[object, ...]]) -> Event:
    return msgspec.structs.replace(parse(row.raw), is_reconciled=row.is_reconciled)


def _is_behind(now: float) -> sa.Exists:
    """Condition: an earlier event of the object is not processed yet, or another one is being processed."""
    other = events.alias("other")
    return sa.exists().where(
        other.c.lane == events.c.lane,
        other.c.id != events.c.id,
        sa.or_(
            sa.and_(other.c.state.in_([State.PENDING, State.RUNNING]), other.c.id < events.c.id),
            sa.and_(other.c.state == State.RUNNING, other.c.due > now),
        ),
    )


def _tell_the_same(state: str, other: str) -> bool:
    """Whether two states agree in all fields that both have: lists may have more fields than notifications."""
    first, second = decoders.decode(state, type=dict[str, str]), decoders.decode(other, type=dict[str, str])
    return all(first[name] == second[name] for name in first.keys() & second.keys())


def _driver(url: str) -> str:
    """The URL with the driver that this package uses."""
    if not url.startswith("postgresql://"):
        return url
    require("Inbox with PostgreSQL", "postgres")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _begin_immediately(engine: Engine) -> None:
    """SQLite: take the write lock at the start of each transaction, so that two cannot both read and then write."""

    if not sa.event.contains(engine, "begin", _begin):  # an engine may carry several inboxes
        sa.event.listen(engine, "connect", _plain)
        sa.event.listen(engine, "begin", _begin)


def _plain(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=30000")
    with contextlib.suppress(sqlite3.OperationalError):  # locked: another process is just changing it
        connection.execute("PRAGMA journal_mode=WAL")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
