"""``/sandbox/events``: calls and changes of deliveries as server-sent events.

They are read from the logs, so that events of every process on the database are among them, and a reader can continue
after the last event that it has seen. Calls of one millisecond come in the order of their ids.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import StreamingResponse

from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.control.shapes import Query
from shopwright.platform.core.services import Services
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.store import Store
from shopwright.platform.gateway.request_log import RequestLogger
from shopwright.platform.gateway.request_log_store import RequestLog
from shopwright.platform.webhooks.store import Attempt, Delivery, Outbox
from shopwright.wire.errors import ErrorCode

from .inspection import request_fields

#: Seconds between two reads of the logs, and between two comments that keep the connection open.
_LOOK_EVERY, _ALIVE_EVERY = 0.25, 15.0

#: Rows read at a time, per log.
_MOST = 5_000

#: How late, in milliseconds, a row may be written: rows of one process come in order, those of several need not.
_LATE_INLINE, _LATE_SHARED = 2, 1_000

#: Streams that are open at once: each reads the logs four times a second.
MOST_STREAMS = 64

TOO_MANY_STREAMS = ErrorCode(
    42901, "{most} streams of events are open, and no more can be.", 429, "Close one that nobody reads, or try again."
)

Position = tuple[int, str]


class OpenStreams:
    """How many streams of events are open."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def opened(self) -> Iterator[None]:
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1


class EventStream(StreamingResponse):
    media_type = "text/event-stream"


class EventQuery(Query):
    """``last_event_id`` is for readers that cannot set the header of that name."""

    last_event_id: Annotated[str, Meta(max_length=100)] | None = None


class Event(msgspec.Struct, frozen=True):
    """``position`` orders events and is their id."""

    position: Position
    name: str
    data: object

    def encode(self) -> bytes:
        data = msgspec.json.encode(self.data).decode()
        return f"id: {self.position[0]}-{self.position[1]}\nevent: {self.name}\ndata: {data}\n\n".encode()


class Feed:
    """Reads the events after a position from the logs."""

    def __init__(self, store: Store, after: Position) -> None:
        self._store = store
        self._after = after
        self._reached = after[0]
        self._late = _LATE_INLINE if store.inline else _LATE_SHARED
        self._seen: set[Position] = set()
        self._generation: int | None = None

    def read(self) -> list[Event]:
        """The events since the last call, in order."""
        since = max(self._after[0], self._reached - self._late)
        with self._store.read() as tx:
            generation = tx[PlatformState].versions.generation
            groups = [
                [_of_request(row.wall_at_ms, request_fields(row)) for row in tx[RequestLog].since(since, _MOST)],
                [
                    _of_delivery(delivery.wall_created_ms, delivery, None)
                    for delivery in tx[Outbox].created_since(since, _MOST)
                ],
                [_of_delivery(t.wall_at_ms, delivery, t) for t, delivery in tx[Outbox].tried_since(since, _MOST)],
            ]
        # Where one log was not read to its end, later events of the others wait, so that none is skipped.
        end = min((group[-1].position[0] for group in groups if len(group) == _MOST), default=None)
        events = sorted((event for group in groups for event in group), key=lambda event: event.position)
        fresh = [event for event in events if self._is_fresh(event.position, end)]
        self._remember(fresh)
        return [*self._rewound(generation), *fresh]

    def _is_fresh(self, position: Position, end: int | None) -> bool:
        return position > self._after and position not in self._seen and (end is None or position[0] <= end)

    def _remember(self, fresh: list[Event]) -> None:
        self._reached = max([self._reached, *(event.position[0] for event in fresh)])
        edge = self._reached - self._late
        self._seen = {position for position in self._seen if position[0] >= edge}
        self._seen.update(event.position for event in fresh)

    def _rewound(self, generation: int) -> list[Event]:
        known, self._generation = self._generation, generation
        if known in (None, generation):
            return []
        return [Event((wall_ms(), f"g{generation}"), "restored", {"generation": generation})]


def _of_request(at_ms: int, fields: dict[str, object]) -> Event:
    return Event((at_ms, f"r{fields['request_id']}"), "request", fields)


def _of_delivery(at_ms: int, delivery: Delivery, attempt: Attempt | None) -> Event:
    number = attempt.number if attempt else 0
    data = {
        "delivery_id": delivery.delivery_id,
        "app_key": delivery.app_key,
        "shop_id": delivery.shop_id,
        "topic": delivery.topic,
        "status": delivery.status,
        "attempt": number,
        "http_status": attempt.http_status if attempt else None,
        "error": attempt.error if attempt else None,
    }
    return Event((at_ms, f"d{delivery.delivery_id}.{number}"), "delivery", data)


async def stream_events(services: Services, request: Request, query: EventQuery) -> EventStream:
    """A server-sent event per call (`request`), per new delivery and attempt (`delivery`), and per rewind."""
    if services[OpenStreams].count >= MOST_STREAMS:
        raise TOO_MANY_STREAMS(most=MOST_STREAMS)
    last = request.headers.get("last-event-id") or query.last_event_id
    feed = Feed(services.store, _position(last) if last else (wall_ms(), ""))
    if not last:
        await services.run(lambda: _read(services, feed))  # what came in this very millisecond is no news
    return EventStream(_counted_lines(services, feed), headers={"cache-control": "no-store", "x-accel-buffering": "no"})


async def _counted_lines(services: Services, feed: Feed) -> AsyncIterator[bytes]:
    with services[OpenStreams].opened():
        async for line in _lines(services, feed):
            yield line


async def _lines(services: Services, feed: Feed) -> AsyncIterator[bytes]:
    yield b"retry: 1000\n\n"
    alive = time.monotonic()
    while not services.stopping.is_set():
        events = await services.run(lambda: _read(services, feed))
        for event in events:
            yield event.encode()
        if events:
            alive = time.monotonic()
        elif time.monotonic() - alive > _ALIVE_EVERY:
            alive = time.monotonic()
            yield b": keep-alive\n\n"
        with suppress(TimeoutError):
            await asyncio.wait_for(services.stopping.wait(), _LOOK_EVERY)


def _read(services: Services, feed: Feed) -> list[Event]:
    services[RequestLogger].flush()
    return feed.read()


def _position(text: str) -> Position:
    at_ms, dash, key = text.partition("-")
    if not (dash and at_ms.isascii() and at_ms.isdigit() and len(at_ms) < 16):
        raise BAD_REQUEST(reason="The last event id is none of this feed.")
    return int(at_ms), key
