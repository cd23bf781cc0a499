"""``/sandbox/deliveries``: the notifications that went out, attempt by attempt."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shopwright import decoders
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.control.shapes import (
    Body,
    Key,
    PageSize,
    PlatformSeconds,
    Query,
    View,
    WallMilliseconds,
)
from shopwright.platform.core.services import Services
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.wire.ids import IdKind

from .address_guard import address_problem
from .store import Attempt, Delivery, DeliveryStatus, Exchange, Outbox


class DeliveryQuery(Query):
    """``before`` is the ``next_before`` of the page before; ``text`` is looked for in body and address."""

    app_key: Key | None = None
    shop_id: Key | None = None
    status: DeliveryStatus | None = None
    topic: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    text: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    before: Key | None = None
    size: PageSize = 50


class Replay(Body):
    """``url`` sends it to another address than before."""

    url: str | None = None


class DeliveryView(View):
    """``notification_id`` is in the body, and the same in a replay; ``due_at`` is when the next attempt is due."""

    delivery_id: str
    notification_id: str
    app_key: str
    shop_id: Annotated[str, Meta(description="the shop, or the account where the event is no shop's")]
    topic: int
    url: str
    status: DeliveryStatus
    attempt_count: int
    created_at: PlatformSeconds
    due_at: PlatformSeconds | None
    wall_created_ms: WallMilliseconds
    wall_finished_ms: WallMilliseconds | None
    body: dict[str, Any]


class AttemptView(View):
    """One try: the receiver's status, or the error that kept it from answering. ``sent`` and ``answered`` are headers,
    ``answer`` the first of the receiver's text, and ``note`` says why that is not all of it."""

    number: int
    at: PlatformSeconds
    wall_at_ms: WallMilliseconds
    http_status: int | None
    error: str | None
    duration_ms: int
    sent: dict[str, str]
    answered: dict[str, str]
    answer: str
    note: str


class DeliveryDetail(DeliveryView):
    attempts: list[AttemptView]


class DeliveryPage(View):
    """The newest first; ``next_before`` leads to the next page, and is null on the last one."""

    deliveries: list[DeliveryView]
    next_before: Annotated[str, Meta(description="give it as `before`")] | None


def list_deliveries(tx: Tx, query: DeliveryQuery) -> DeliveryPage:
    """A page of deliveries, the newest first."""
    deliveries = tx[Outbox].page(
        before=query.before,
        size=query.size + 1,
        app_key=query.app_key,
        shop_id=query.shop_id,
        status=query.status,
        topic=query.topic,
        text=query.text,
    )
    values = deliveries[: query.size]
    return DeliveryPage(
        deliveries=[decoders.convert(_fields(delivery), DeliveryView) for delivery in values],
        next_before=values[-1].delivery_id if len(deliveries) > query.size else None,
    )


def show_delivery(tx: Tx, delivery_id: str) -> DeliveryDetail:
    """One notification to one app, with its attempts."""
    attempts = _attempts(tx, delivery_id)  # first, so that the state is never older than they are
    return _detail(_the_delivery(tx, delivery_id), attempts)


def replay_delivery(tx: Tx, services: Services, delivery_id: str, body: Replay) -> DeliveryDetail:
    """Send a notification once more, now: a new delivery with the same body, notification id included."""
    old, now = _the_delivery(tx, delivery_id), tx.now_ms()
    if body.url is not None and (problem := address_problem(body.url, services.config.webhook_hosts)):
        raise BAD_REQUEST(reason=f"The address cannot be used: {problem} - at `$.url`.")
    new = msgspec.structs.replace(
        old,
        delivery_id=tx.new_id(IdKind.NOTIFICATION),
        url=body.url or old.url,
        status=DeliveryStatus.PENDING,
        attempts=0,
        created_at=now,
        due_at=now,
        wall_created_ms=wall_ms(),
        wall_lease_ms=None,
        wall_finished_ms=None,
    )
    tx[Outbox].add([new])
    return _detail(new, [])


def _the_delivery(tx: Tx, delivery_id: str) -> Delivery:
    delivery = tx[Outbox].get(delivery_id)
    if delivery is None:
        raise NOT_FOUND(what=f"The delivery {delivery_id}")
    return delivery


def _attempts(tx: Tx, delivery_id: str) -> list[AttemptView]:
    return [_attempt(attempt) for attempt in tx[Outbox].attempts_of([delivery_id]).get(delivery_id, [])]


def _detail(delivery: Delivery, attempts: list[AttemptView]) -> DeliveryDetail:
    return decoders.convert({**_fields(delivery), "attempts": attempts}, DeliveryDetail)


def _attempt(attempt: Attempt) -> AttemptView:
    exchange = decoders.decode(attempt.exchange, type=Exchange)
    return AttemptView(
        number=attempt.number,
        at=attempt.at_ms // 1000,
        wall_at_ms=attempt.wall_at_ms,
        http_status=attempt.http_status,
        error=attempt.error,
        duration_ms=attempt.duration_ms,
        sent=exchange.sent,
        answered=exchange.answered,
        answer=exchange.answer,
        note=exchange.note,
    )


def _fields(delivery: Delivery) -> dict[str, object]:
    body = decoders.decode(delivery.body)
    return {
        "delivery_id": delivery.delivery_id,
        "notification_id": body["tts_notification_id"],
        "app_key": delivery.app_key,
        "shop_id": delivery.shop_id,
        "topic": delivery.topic,
        "url": delivery.url,
        "status": delivery.status,
        "attempt_count": delivery.attempts,
        "created_at": delivery.created_at // 1000,
        "due_at": None if delivery.due_at is None else delivery.due_at // 1000,
        "wall_created_ms": delivery.wall_created_ms,
        "wall_finished_ms": delivery.wall_finished_ms,
        "body": body,
    }


ENDPOINTS = (
    Endpoint("GET", "/sandbox/deliveries", list_deliveries),
    Endpoint("GET", "/sandbox/deliveries/{delivery_id}", show_delivery),
    Endpoint("POST", "/sandbox/deliveries/{delivery_id}/replay", replay_delivery),
)
