"""The outbox: notifications to deliver, and the log of every attempt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Index,
    Integer,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from shopwright.platform.database.columns import LOG, count, document, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

deliveries = table(
    "deliveries",
    LOG,
    key("delivery_id"),
    text("app_key"),
    text("shop_id"),
    Column("topic", Integer, nullable=False),
    text("url"),
    document("body"),
    text("status"),
    count("attempts"),
    ms("created_at"),
    ms("due_at", null=True),
    ms("wall_created_ms"),
    ms("wall_lease_ms", null=True),
    ms("wall_finished_ms", null=True),
    Index("deliveries_due", "status", "due_at", "delivery_id"),
    Index("deliveries_by_app", "app_key", "delivery_id"),
    Index("deliveries_by_time", "wall_created_ms", "delivery_id"),
)


delivery_attempts = table(
    "delivery_attempts",
    LOG,
    key("delivery_id"),
    Column("number", Integer, primary_key=True),
    ms("at_ms"),
    ms("wall_at_ms"),
    Column("http_status", Integer, nullable=True),
    text("error", null=True),
    count("duration_ms"),
    document("exchange"),
    Index("delivery_attempts_by_time", "wall_at_ms", "delivery_id"),
)


class DeliveryStatus(StrEnum):
    """PENDING waits for its next attempt; the others are final. FENCED was cut off by a restore."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    REFUSED = "REFUSED"
    DROPPED = "DROPPED"
    FENCED = "FENCED"
    SWALLOWED = "SWALLOWED"


class Delivery(msgspec.Struct, frozen=True):
    """One notification to one app. ``body`` is the exact text that is signed and sent."""

    delivery_id: str
    app_key: str
    shop_id: str
    topic: int
    url: str
    body: str
    status: DeliveryStatus
    attempts: int
    created_at: int
    due_at: int | None
    wall_created_ms: int
    wall_lease_ms: int | None = None
    wall_finished_ms: int | None = None


class Exchange(msgspec.Struct, frozen=True, omit_defaults=True):
    """What travelled with an attempt, beside the body: the headers that were sent, those of the answer, and the first
    of its text. ``note`` says why the text is not there, or not whole."""

    sent: dict[str, str] = {}
    answered: dict[str, str] = {}
    answer: str = ""
    note: str = ""


class Attempt(msgspec.Struct, frozen=True):
    """One try: the receiver's status, or the error that kept it from answering. ``wall_at_ms`` is when it ended;
    ``exchange`` is an :class:`Exchange` as JSON."""

    delivery_id: str
    number: int
    at_ms: int
    wall_at_ms: int
    http_status: int | None
    error: str | None
    duration_ms: int
    exchange: str = "{}"


_PENDING = deliveries.c.status == str(DeliveryStatus.PENDING)
_FREE = or_(deliveries.c.wall_lease_ms.is_(None), deliveries.c.wall_lease_ms < bindparam("wall_now"))
_DUE_IDS = (
    select(deliveries.c.delivery_id)
    .where(
        _PENDING,
        deliveries.c.due_at <= bindparam("until"),
        _FREE,
        deliveries.c.url.not_in(bindparam("busy", expanding=True)),
    )
    .order_by(deliveries.c.due_at, deliveries.c.delivery_id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = Prepared(
    update(deliveries)
    .where(deliveries.c.delivery_id.in_(_DUE_IDS.scalar_subquery()))
    .values(wall_lease_ms=bindparam("lease"))
    .returning(*deliveries.c),
    "busy",
)
_FINISH = Prepared(
    update(deliveries)
    .where(deliveries.c.delivery_id == bindparam("id"), _PENDING)
    .values(
        status=bindparam("new_status"),
        attempts=bindparam("new_attempts"),
        due_at=bindparam("new_due_at"),
        wall_lease_ms=None,
        wall_finished_ms=bindparam("finished"),
    )
)
_NEXT_TIME = Prepared(select(func.min(deliveries.c.due_at)).where(_PENDING))
_ADD, _ADD_ATTEMPTS = Prepared(insert(deliveries)), Prepared(insert(delivery_attempts))


def _delivery(row: Sequence[Any]) -> Delivery:
    values = list(row)
    values[6] = DeliveryStatus(values[6])
    return Delivery(*values)


class Outcome(msgspec.Struct, frozen=True):
    """What an attempt led to: a final status, or PENDING with the time of the next one."""

    attempt: Attempt
    status: DeliveryStatus
    due_at: int | None


_NOTED: ContextVar[list[str] | None] = ContextVar("noted deliveries", default=None)


@contextmanager
def noting_deliveries() -> Iterator[list[str]]:
    """The ids of the deliveries that are added by what runs in here, and by nothing else that runs at that time."""
    ids: list[str] = []
    token = _NOTED.set(ids)
    try:
        yield ids
    finally:
        _NOTED.reset(token)


class Outbox(Repository):
    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._connection = tx.connection

    def add(self, many: Sequence[Delivery]) -> None:
        self._tx.caused_work = True
        noted = _NOTED.get()
        if noted is not None:
            noted += [delivery.delivery_id for delivery in many]
        rows = [{**msgspec.structs.asdict(delivery), "status": str(delivery.status)} for delivery in many]
        _ADD.run_many(self._connection, rows)

    def claim(
        self, until_ms: int, wall_now_ms: int, lease_ms: int, most: int, busy: Sequence[str] = ()
    ) -> list[Delivery]:
        """Lease up to ``most`` due deliveries, earliest first, none of the busy addresses.

        A delivery whose lease ran out can be claimed again.
        """
        values = {
            "until": until_ms,
            "wall_now": wall_now_ms,
            "lease": wall_now_ms + lease_ms,
            "most": most,
            "busy": busy or [""],
        }
        deliveries = [_delivery(row) for row in _CLAIM.all(self._connection, values)]
        return sorted(deliveries, key=lambda delivery: (delivery.due_at or 0, delivery.delivery_id))

    def finish(self, outcomes: Sequence[Outcome]) -> None:
        """Write attempts and their outcomes. Where a delivery is no longer pending, the attempt is only logged."""
        _FINISH.run_many(
            self._connection,
            [
                {
                    "id": outcome.attempt.delivery_id,
                    "new_status": str(outcome.status),
                    "new_attempts": outcome.attempt.number,
                    "new_due_at": outcome.due_at,
                    "finished": None if outcome.status is DeliveryStatus.PENDING else outcome.attempt.wall_at_ms,
                }
                for outcome in outcomes
            ],
        )
        _ADD_ATTEMPTS.run_many(self._connection, [msgspec.structs.asdict(outcome.attempt) for outcome in outcomes])

    def postpone(self, delivery_id: str, due_ms: int) -> None:
        """Release a claimed delivery, and make it due later."""
        statement = update(deliveries).where(deliveries.c.delivery_id == delivery_id, _PENDING)
        self._connection.execute(statement.values(due_at=due_ms, wall_lease_ms=None))

    def release(self, delivery_ids: Sequence[str]) -> None:
        """Release claimed deliveries that are not sent."""
        mine = deliveries.c.delivery_id.in_(delivery_ids)
        self._connection.execute(update(deliveries).where(mine, _PENDING).values(wall_lease_ms=None))

    def release_all(self) -> None:
        """Release every claimed delivery, after the process that claimed them has died."""
        leased = deliveries.c.wall_lease_ms.is_not(None)
        self._connection.execute(update(deliveries).where(_PENDING, leased).values(wall_lease_ms=None))

    def next_time(self) -> int | None:
        """When the earliest pending attempt is due."""
        row = _NEXT_TIME.first(self._connection, {})
        return row[0] if row else None

    def get(self, delivery_id: str) -> Delivery | None:
        row = self._connection.execute(select(deliveries).where(deliveries.c.delivery_id == delivery_id)).first()
        return _delivery(row) if row else None

    def page(
        self,
        *,
        before: str | None = None,
        size: int = 50,
        app_key: str | None = None,
        status: str | None = None,
        topic: int | None = None,
        shop_id: str | None = None,
        text: str | None = None,
    ) -> list[Delivery]:
        """The newest deliveries first, those before ``before``. ``text`` is looked for in body and address."""
        statement = select(deliveries).order_by(deliveries.c.delivery_id.desc()).limit(size)
        if before is not None:
            statement = statement.where(deliveries.c.delivery_id < before)
        if app_key is not None:
            statement = statement.where(deliveries.c.app_key == app_key)
        if status is not None:
            statement = statement.where(deliveries.c.status == status)
        if topic is not None:
            statement = statement.where(deliveries.c.topic == topic)
        if shop_id is not None:
            statement = statement.where(deliveries.c.shop_id == shop_id)
        if text is not None:
            columns = (deliveries.c.body, deliveries.c.url)
            statement = statement.where(or_(*(column.contains(text, autoescape=True) for column in columns)))
        return [_delivery(row) for row in self._connection.execute(statement)]

    def attempts_of(self, delivery_ids: Sequence[str]) -> dict[str, list[Attempt]]:
        statement = select(delivery_attempts).where(delivery_attempts.c.delivery_id.in_(delivery_ids))
        attempts: dict[str, list[Attempt]] = {}
        for row in self._connection.execute(statement.order_by(delivery_attempts.c.number)):
            attempts.setdefault(row.delivery_id, []).append(Attempt(*row))
        return attempts

    def of_ids(self, delivery_ids: Sequence[str], app_key: str) -> list[Delivery]:
        """Those of these deliveries that go to an app, in order; what was rolled back is none."""
        statement = select(deliveries).where(
            deliveries.c.delivery_id.in_(delivery_ids), deliveries.c.app_key == app_key
        )
        return [_delivery(row) for row in self._connection.execute(statement.order_by(deliveries.c.delivery_id))]

    def created_since(self, wall_ms: int, size: int) -> list[Delivery]:
        """The deliveries that were enqueued from a moment on, in order."""
        order = (deliveries.c.wall_created_ms, deliveries.c.delivery_id)
        statement = select(deliveries).where(deliveries.c.wall_created_ms >= wall_ms).order_by(*order).limit(size)
        return [_delivery(row) for row in self._connection.execute(statement)]

    def tried_since(self, wall_ms: int, size: int) -> list[tuple[Attempt, Delivery]]:
        """The attempts from a moment on, in order, each with its delivery as it is now."""
        attempts = delivery_attempts.c
        statement = (
            select(delivery_attempts)
            .where(attempts.wall_at_ms >= wall_ms)
            .order_by(attempts.wall_at_ms, attempts.delivery_id, attempts.number)
            .limit(size)
        )
        tries = [Attempt(*row) for row in self._connection.execute(statement)]
        ids = {attempt.delivery_id for attempt in tries}
        rows = self._connection.execute(select(deliveries).where(deliveries.c.delivery_id.in_(ids))) if ids else ()
        known = {row.delivery_id: _delivery(row) for row in rows}
        return [(attempt, known[attempt.delivery_id]) for attempt in tries if attempt.delivery_id in known]

    def fence(self) -> int:
        """End every pending delivery, so that nothing from before a restore is sent after it."""
        statement = update(deliveries).where(_PENDING).values(status=str(DeliveryStatus.FENCED), due_at=None)
        return self._connection.execute(statement).rowcount

    def trim(self, keep: int, older_than_wall_ms: int) -> None:
        """Delete final deliveries beyond a count or an age."""
        newest = select(deliveries.c.delivery_id).order_by(deliveries.c.delivery_id.desc()).offset(keep).limit(1)
        edge = self._connection.execute(newest).scalar()
        old = deliveries.c.wall_created_ms < older_than_wall_ms
        gone = or_(old, deliveries.c.delivery_id <= edge) if edge else old
        self._connection.execute(delete(deliveries).where(and_(gone, ~_PENDING)))
        # Also those of deliveries that a reset took away while they were in flight.
        left = select(deliveries.c.delivery_id)
        self._connection.execute(delete(delivery_attempts).where(delivery_attempts.c.delivery_id.not_in(left)))

    def rewrite(self, shop_id: str, change: Callable[[str], str | None]) -> int:
        """Write anew the bodies of a shop's notifications for which ``change`` answers another, and drop what their
        receivers answered; answers how many it was."""
        number = 0
        bodies = select(deliveries.c.delivery_id, deliveries.c.body).where(deliveries.c.shop_id == shop_id)
        for delivery_id, body in self._connection.execute(bodies).all():
            changed = change(body)
            if changed is not None:
                row = update(deliveries).where(deliveries.c.delivery_id == delivery_id)
                self._connection.execute(row.values(body=changed))
                tries = update(delivery_attempts).where(delivery_attempts.c.delivery_id == delivery_id)
                self._connection.execute(tries.values(exchange="{}", error=None))
                number += 1
        return number

    def clear(self) -> None:
        """Delete all deliveries, for a reset."""
        self._connection.execute(delete(delivery_attempts))
        self._connection.execute(delete(deliveries))
