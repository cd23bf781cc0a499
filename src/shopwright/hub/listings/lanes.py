"""Sends to channels what is due: stock, prices and wishes. One lane for each connection, any number of processes.

Rows are claimed with SKIP LOCKED while they are sent, so that nobody sends them twice at a time; the newest number
wins, and one that changed meanwhile is due again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db import connection as database
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from shopwright.hub.channels import intake
from shopwright.hub.channels.calls import ask
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.channels.protocol import (
    Capability,
    ChannelError,
    Outcome,
    PriceWant,
    Result,
    Session,
)
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.channels.services import open_session
from shopwright.hub.core.told_as import working_as
from shopwright.hub.core.waits import Work, are_spent, wait_after
from shopwright.hub.core.wake import wake

from . import content, sold_out
from .adoption import keep_listing
from .categories.services import note_recommended
from .drafts import IncompleteError, draft_of
from .models import Listing, Offer, OfferStock, State, Wish
from .stock_lane import push_stock


def due_connections() -> list[Connection]:
    """Connections that something is due for."""
    now = timezone.now()
    stock = OfferStock.objects.filter(is_due=True, due_at__lte=now, connection__is_realtime=True)
    prices = Offer.objects.filter(is_price_due=True, price_due_at__lte=now)
    wishes = Listing.objects.exclude(wish=Wish.NONE).filter(wish_due_at__lte=now)
    ids = [rows.order_by().values("connection_id") for rows in (stock, prices, wishes)]
    is_due = Q(pk__in=ids[0]) | Q(pk__in=ids[1]) | Q(pk__in=ids[2])
    return list(Connection.objects.select_related("app", "workspace").filter(is_due, state=ConnectionState.ACTIVE))


class _Due(NamedTuple):
    """What there is to send to a connection now."""

    stock: bool
    prices: bool
    wishes: bool


_DUE = """
SELECT
    EXISTS (SELECT FROM listings_offerstock WHERE connection_id = %(pk)s AND is_due AND due_at <= %(now)s),
    EXISTS (SELECT FROM listings_offer WHERE connection_id = %(pk)s AND is_price_due AND price_due_at <= %(now)s),
    EXISTS (SELECT FROM listings_listing WHERE connection_id = %(pk)s AND wish <> '' AND wish_due_at <= %(now)s)
"""


def _due_of(connection: Connection) -> _Due:
    with database.cursor() as cursor:
        cursor.execute(_DUE, {"pk": connection.pk, "now": timezone.now()})
        return _Due(*cursor.fetchone())


def push_all(connection: Connection) -> int:
    """Send what is due for a connection; returns how many were acknowledged."""
    due, done = _due_of(connection), 0
    if due.wishes:
        with working_as(f"Listings sent to {connection}"):
            done += grant_wishes(connection)
    capabilities = channel_of(connection.channel).capabilities
    if due.stock and Capability.STOCK in capabilities and connection.is_realtime:
        done += push_stock(connection)
    if due.prices and Capability.PRICES in capabilities:
        done += push_prices(connection)
    return done


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
        outcomes = ask(connection, "prices", lambda session: session.push_prices(wants))
        for row, outcome in zip(rows, outcomes or [Outcome(Result.LATER)] * len(rows), strict=True):
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
    if outcome.result is Result.REFUSED and not draft.category_id and listing.product is not None:
        note_recommended(listing.connection, listing.product, session, draft)
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
