"""Sends to channels what is due: stock, prices and wishes. One lane for each connection, any number of processes.

Rows are claimed with SKIP LOCKED while they are sent, so that nobody sends them twice at a time; the newest number
wins, and one that changed meanwhile is due again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.channels.protocol import (
    Capability,
    ChannelError,
    Outcome,
    PriceWant,
    Result,
    Session,
    StockWant,
)
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.channels.services import open_session
from shopwright.hub.core.claims import Claim, claiming
from shopwright.hub.core.waits import Work, are_spent, wait_after
from shopwright.hub.core.wake import wake
from shopwright.hub.stock.queries import promised

from . import content, propagation, sold_out
from .adoption import keep_listing
from .drafts import IncompleteError, draft_of
from .models import Listing, Offer, OfferStock, State, Wish


def due_connections() -> list[Connection]:
    """Connections that something is due for."""
    now = timezone.now()
    ids = {
        *OfferStock.objects.filter(is_due=True, due_at__lte=now, connection__is_realtime=True).values_list(
            "connection_id", flat=True
        ),
        *Offer.objects.filter(is_price_due=True, price_due_at__lte=now).values_list("connection_id", flat=True),
        *Listing.objects.exclude(wish=Wish.NONE).filter(wish_due_at__lte=now).values_list("connection_id", flat=True),
    }
    return list(Connection.objects.select_related("app", "workspace").filter(pk__in=ids, state=ConnectionState.ACTIVE))


def push_all(connection: Connection) -> int:
    """Send what is due for a connection; returns how many were acknowledged."""
    done = grant_wishes(connection)
    capabilities = channel_of(connection.channel).capabilities
    if Capability.STOCK in capabilities and connection.is_realtime:
        done += push_stock(connection)
    if Capability.PRICES in capabilities:
        done += push_prices(connection)
    return done


def push_stock(connection: Connection) -> int:
    """Send numbers of stock, in batches of the channel's size, until none is due; returns how many were acknowledged.

    One process at a time does so for a connection, so that an older number never comes after a newer one. No row is
    locked while the channel is asked: sales go on meanwhile.
    """
    total = 0
    # Asked again after each claim: what another process made due meanwhile, it left to the claim's holder.
    while _due_stock(connection).exists():
        with claiming(Claim.PUSH_STOCK, connection.pk) as is_mine:
            if not is_mine:
                return total
            total += _push_due_stock(connection)
    return total


def _push_due_stock(connection: Connection) -> int:
    size, total = channel_of(connection.channel).limits.stock_batch, 0
    while rows := list(_due_stock(connection).select_related("offer__listing", "place")[:size]):
        asked_at, wants = timezone.now(), _wants(connection, rows)
        # Known before the channel is asked, so that a process that is killed meanwhile leaves the row due.
        OfferStock.objects.filter(pk__in=[row.pk for row in rows]).update(is_asked=True)
        outcomes = _ask(connection, "stock", lambda session: session.push_stock(wants))  # noqa: B023
        total += _keep_stock_outcomes(connection, rows, wants, outcomes or [_LATER] * len(rows), asked_at)
    return total


_LATER = Outcome(Result.LATER)


def _due_stock(connection: Connection) -> QuerySet[OfferStock]:
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


def _ask(connection: Connection, kind: str, call: Callable[[Session], Sequence[Outcome]]) -> Sequence[Outcome] | None:
    """Outcomes of a call; None where the channel could not be asked at all."""
    try:
        with open_session(connection, kind) as session:
            return call(session)
    except ChannelError:
        return None  # kept as the connection's trouble; the rows stay due


def _keep_stock_outcomes(
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
            _keep_stock_outcome(row, want, outcome, now)
            if (news[row.pk].quantity, news[row.pk].promised, row.backorder_on, row.backorder_pieces) != (
                want.quantity,
                want.promised,
                want.backorder_on,
                want.backorder_pieces,
            ) and outcome.result is not Result.LATER:
                row.is_due, row.due_at, row.wanted_at = True, now, asked_at
            row.save()
        propagation.note(connection, spans, now)
    return sum(outcome.is_done for outcome in outcomes)


def _keep_stock_outcome(row: OfferStock, want: StockWant, outcome: Outcome, now: datetime) -> None:
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
        row.attempts = F("attempts") + 1


def push_prices(connection: Connection) -> int:
    """Send prices that are due."""
    size = channel_of(connection.channel).limits.price_batch
    with transaction.atomic():
        ids = [row.pk for row in _locked_price_rows(connection)[:size]]
        # Known before the channel is asked, so that a process that is killed meanwhile leaves the price due.
        Offer.objects.filter(pk__in=ids).update(is_price_asked=True)
    with transaction.atomic():
        rows = list(_locked_price_rows(connection).filter(pk__in=ids))
        if not rows:
            return 0
        wants = [
            PriceWant(row.listing.external_id, row.external_id, row.wanted_price, row.currency or connection.currency)
            for row in rows
            if row.wanted_price is not None  # for the type checker: the query has no others
        ]
        outcomes = _ask(connection, "prices", lambda session: session.push_prices(wants))
        for row, outcome in zip(rows, outcomes or [_LATER] * len(rows), strict=True):
            if outcome.is_done:
                row.acknowledged_price = row.seen_price = row.wanted_price
            row.is_price_due = row.is_price_asked = outcome.result is Result.LATER
            row.price_due_at = timezone.now() + wait_after(Work.NUMBER, row.price_attempts)
            row.price_attempts = 0 if outcome.is_done else row.price_attempts + 1
            row.price_trouble = "" if outcome.is_done else f"{outcome.message} {outcome.remedy}".strip()
            row.save()
    return sum(outcome.is_done for outcome in outcomes or [])


def _locked_price_rows(connection: Connection) -> QuerySet[Offer]:
    rows = Offer.objects.select_for_update(skip_locked=True, of=("self",)).select_related("listing")
    is_due = {"is_price_due": True, "price_due_at__lte": timezone.now(), "wanted_price__isnull": False}
    return rows.filter(connection=connection, **is_due).exclude(listing__external_id="")


def grant_wishes(connection: Connection) -> int:
    """Publish, pause, relist and end what somebody wants so, one at a time."""
    done = 0
    while True:
        with transaction.atomic():
            listing = (
                Listing.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("product", "connection__workspace", "connection__app")
                .filter(connection=connection, wish_due_at__lte=timezone.now())
                .exclude(wish=Wish.NONE)
                .order_by("wish_due_at", "pk")
                .first()
            )
            if listing is None:
                return done
            done += _grant(listing)


def _grant(listing: Listing) -> bool:
    wish = Wish(listing.wish)
    try:
        with open_session(listing.connection, "listings") as session:
            outcome = _publish(listing, session) if wish is Wish.PUBLISH else _step(listing, wish, session)
    except IncompleteError as error:
        # Of a shop that was connected just now, the warehouses are not known yet.
        is_early = intake.is_awaited(listing.connection, "locations")
        outcome = Outcome(Result.LATER if is_early else Result.REFUSED, "", "The product is not complete.", str(error))
    except ChannelError as error:
        later = Result.LATER if error.is_passing or error.needs_consent else Result.REFUSED
        outcome = Outcome(later, error.code, error.message, error.remedy)
    if outcome.is_done:
        listing.wish = listing.refused_wish = Wish.NONE
        listing.attempts = 0
        listing.is_paused_by_stock = listing.is_paused_by_stock and listing.state == State.PAUSED
        listing.code = listing.trouble = listing.remedy = ""
    else:
        listing.code, listing.trouble, listing.remedy = outcome.code, outcome.message, outcome.remedy
        is_last = outcome.result is Result.REFUSED or are_spent(Work.WISH, listing.attempts)
        listing.wish_due_at = timezone.now() + (timedelta(0) if is_last else wait_after(Work.WISH, listing.attempts))
        listing.attempts += 1
        if is_last:
            listing.wish, listing.refused_wish = Wish.NONE, wish
            content.stop_waiting(listing)
            wake("alerts")
            if not listing.external_id:
                listing.state = State.REFUSED
    listing.save()
    if outcome.is_done:
        sold_out.follow_listing(listing)
    return outcome.is_done


def _publish(listing: Listing, session: Session) -> Outcome:
    draft = draft_of(listing)
    outcome, seen = session.publish(draft)
    if seen is not None:
        keep_listing(listing.connection, seen, listing, draft)
    elif outcome.is_done:
        content.note_sent(listing, draft, None)
    if outcome.is_done:
        listing.sent_at = timezone.now()
    return outcome


def _step(listing: Listing, wish: Wish, session: Session) -> Outcome:
    if not listing.external_id:
        listing.state = State.ENDED
        return Outcome(Result.DONE)
    steps = {Wish.PAUSE: session.pause, Wish.RESUME: session.resume, Wish.END: session.end}
    outcome = steps[wish](listing.external_id)
    if outcome.is_done:
        listing.state = {Wish.PAUSE: State.PAUSED, Wish.RESUME: State.LIVE, Wish.END: State.ENDED}[wish]
        content.note_step(listing, listing.state)
    return outcome
