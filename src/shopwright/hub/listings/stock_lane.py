"""Sends numbers of stock to channels: what a lane does most of the time, in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection as database
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shopwright.hub.channels.calls import ask
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.channels.protocol import Outcome, Result, StockWant
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.core.claims import Claim, claiming
from shopwright.hub.core.waits import Work, wait_after
from shopwright.hub.stock.queries import promised

from . import propagation
from .models import OfferStock, State

_LATER = Outcome(Result.LATER)


def push_stock(connection: Connection) -> int:
    """Send numbers of stock, in batches of the channel's size, until none is due; returns how many were acknowledged.

    One process at a time does so for a connection, so that an older number never comes after a newer one. No row is
    locked while the channel is asked: sales go on meanwhile.
    """
    total = 0
    while True:
        with claiming(Claim.PUSH_STOCK, connection.pk) as is_mine:
            if not is_mine:
                return total
            total += _push_due(connection)
        # Asked again after each claim: what another process made due meanwhile, it left to the claim's holder.
        if not _due(connection).exists():
            return total


def _push_due(connection: Connection) -> int:
    size, total = channel_of(connection.channel).limits.stock_batch, 0
    while rows := list(_due(connection).select_related("offer__listing", "place")[:size]):
        asked_at, wants = timezone.now(), _wants(connection, rows)
        # Known before the channel is asked, so that a process that is killed meanwhile leaves the row due.
        OfferStock.objects.filter(pk__in=[row.pk for row in rows]).update(is_asked=True)
        outcomes = ask(connection, "stock", lambda session: session.push_stock(wants))  # noqa: B023
        total += _keep_outcomes(connection, rows, wants, outcomes or [_LATER] * len(rows), asked_at)
        if len(rows) < size:
            break
    return total


def _due(connection: Connection) -> QuerySet[OfferStock]:
    return (
        # Asked of the database each time: sending may be switched off while a long queue is sent.
        OfferStock.objects.filter(connection=connection, connection__is_realtime=True)
        .filter(connection__state=ConnectionState.ACTIVE, is_due=True, due_at__lte=timezone.now())
        .exclude(offer__listing__external_id="")
        .exclude(offer__listing__state=State.ENDED)
        .order_by("due_at", "pk")
    )


def _wants(connection: Connection, rows: Sequence[OfferStock]) -> list[StockWant]:
    held = promised([row.offer.variant_id for row in rows if row.offer.variant_id], [connection.pk])
    return [
        StockWant(
            product_id=row.offer.listing.external_id,
            sku_id=row.offer.external_id,
            location_id=row.place.external_id,
            quantity=row.wanted or 0,
            promised=held.get((connection.pk, row.offer.variant_id or 0, row.place.location_id or 0), 0),
            backorder_on=row.backorder_on,
            backorder_pieces=row.backorder_pieces,
            had_backorder=row.acknowledged_backorder_on is not None,
        )
        for row in rows
    ]


def _keep_outcomes(
    connection: Connection,
    rows: Sequence[OfferStock],
    wants: Sequence[StockWant],
    outcomes: Sequence[Outcome],
    asked_at: datetime,
) -> int:
    """Keep what the channel answered; what is to be another number by now stays due. Returns how many it took."""
    with transaction.atomic():
        mine = OfferStock.objects.select_for_update(of=("self",)).select_related("offer__listing", "place")
        locked = {row.pk: row for row in mine.filter(pk__in=[row.pk for row in rows]).order_by("pk")}
        # Read once the rows are locked: whoever changes what is promised looks at these rows after that.
        news = {row.pk: want for row, want in zip(locked.values(), _wants(connection, [*locked.values()]), strict=True)}
        now, spans = timezone.now(), list[timedelta]()
        for asked, want, outcome in zip(rows, wants, outcomes, strict=True):
            row = locked.get(asked.pk)
            if row is None:
                continue
            if outcome.is_done and row.wanted_at:
                spans.append(now - (asked.wanted_at or row.wanted_at))
            _keep_outcome(row, want, outcome, now)
            if (news[row.pk].quantity, news[row.pk].promised, row.backorder_on, row.backorder_pieces) != (
                want.quantity,
                want.promised,
                want.backorder_on,
                want.backorder_pieces,
            ) and outcome.result is not Result.LATER:
                row.is_due, row.due_at, row.wanted_at = True, now, asked_at
        _write([*locked.values()])
        propagation.note(connection, spans, now)
    return sum(outcome.is_done for outcome in outcomes)


def _keep_outcome(row: OfferStock, want: StockWant, outcome: Outcome, now: datetime) -> None:
    row.is_asked = outcome.result is Result.LATER
    if outcome.is_done:
        row.acknowledged, row.acknowledged_at = want.quantity, now
        row.sent = want.quantity if outcome.quantity is None else outcome.quantity
        row.acknowledged_backorder_on, row.promised = want.backorder_on, want.promised
        row.acknowledged_backorder_pieces = want.backorder_pieces
        row.is_due, row.attempts, row.request_id = False, 0, outcome.request_id
        row.code = row.trouble = row.remedy = ""
    else:
        row.code, row.trouble, row.remedy = outcome.code, outcome.message, outcome.remedy
        row.is_due = outcome.result is Result.LATER
        row.due_at = now + wait_after(Work.NUMBER, row.attempts)
        row.attempts += 1


#: What an answer changes of a row.
_COLUMNS = (
    "is_asked", "acknowledged", "acknowledged_at", "sent", "acknowledged_backorder_on", "acknowledged_backorder_pieces",
    "promised", "is_due", "attempts", "request_id", "code", "trouble", "remedy", "due_at", "wanted_at",
)  # fmt: skip
_WRITE = """
UPDATE listings_offerstock AS row SET
    is_asked = new.is_asked, acknowledged = new.acknowledged, acknowledged_at = new.acknowledged_at, sent = new.sent,
    acknowledged_backorder_on = new.backorder_on, acknowledged_backorder_pieces = new.backorder_pieces,
    promised = new.promised, is_due = new.is_due, attempts = new.attempts, request_id = new.request_id, code = new.code,
    trouble = new.trouble, remedy = new.remedy, due_at = new.due_at, wanted_at = new.wanted_at
FROM unnest(
    %s::bigint[], %s::boolean[], %s::integer[], %s::timestamptz[], %s::integer[], %s::date[], %s::integer[],
    %s::integer[], %s::boolean[], %s::smallint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
    %s::timestamptz[]
) AS new (
    id, is_asked, acknowledged, acknowledged_at, sent, backorder_on, backorder_pieces,
    promised, is_due, attempts, request_id, code, trouble, remedy, due_at, wanted_at
)
WHERE row.id = new.id
"""


def _write(rows: Sequence[OfferStock]) -> None:
    """Write rows that are locked, all at once."""
    if rows:
        columns = [[getattr(row, name) for row in rows] for name in _COLUMNS]
        with database.cursor() as cursor:
            cursor.execute(_WRITE, [[row.pk for row in rows], *columns])
