"""What is sent to channels as the page of jobs lists it: a lane for each connection, and what is late or refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from shopwright.hub.channels.jobs import Thing, TrafficSource
from shopwright.hub.channels.models import Traffic
from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of

from . import pushes
from .models import Listing, Offer, OfferStock, Wish

_ITSELF = "Nothing to do: it is tried again by itself."
_DUE = Q(connection__is_realtime=True, is_due=True)


class Lanes(TrafficSource):
    """How far each connection's stock, prices and listings are."""

    kind, title = "lanes", "Lanes to channels"
    kinds: ClassVar[Mapping[str, str]] = {"stock": "Stock", "prices": "Prices", "listings": "Listings"}
    _failing = TrafficSource.states[JobState.FAILED]
    states: ClassVar[Mapping[JobState, Q]] = {JobState.FAILED: _failing, JobState.RUNNING: ~_failing & Q(has_due=True)}

    def rows(self, workspace_id: int) -> QuerySet[Traffic]:
        here = OuterRef("connection_id")
        return (
            super()
            .rows(workspace_id)
            .annotate(
                has_due=Case(
                    When(kind="stock", then=Exists(OfferStock.objects.filter(_DUE, connection_id=here))),
                    When(kind="prices", then=Exists(Offer.objects.filter(connection_id=here, is_price_due=True))),
                    default=Exists(Listing.objects.filter(connection_id=here).exclude(wish=Wish.NONE)),
                )
            )
        )

    def jobs(self, rows: Sequence[Traffic]) -> list[Job]:
        left = _left(rows)
        return [
            Job(
                kind=self.kind,
                pk=row.pk,
                at=self.at(row),
                about=f"{self.kinds[row.kind]} to {row.connection.name}",
                link=Link("connection", (row.connection_id,)),
                state=state_of(row),
                connection=row.connection.name,
                progress=f"{left[row.pk]:,} to go" if left.get(row.pk) else "all sent",
                cause=row.trouble,
                remedy=_ITSELF if state_of(row) is JobState.FAILED else "",
                can_retry=bool(left.get(row.pk)),
            )
            for row in rows
        ]

    def begin(self, row: Traffic) -> None:
        pushes.hurry(row.connection, row.kind)


def _left(rows: Sequence[Traffic]) -> dict[int, int]:
    """How much is due in each lane."""
    ids = {row.connection_id for row in rows}
    counts = {
        "stock": _counts(OfferStock.objects.filter(_DUE, connection_id__in=ids)),
        "prices": _counts(Offer.objects.filter(connection_id__in=ids, is_price_due=True)),
        "listings": _counts(Listing.objects.filter(connection_id__in=ids).exclude(wish=Wish.NONE)),
    }
    return {row.pk: counts[row.kind].get(row.connection_id, 0) for row in rows}


def _counts(rows: QuerySet[OfferStock] | QuerySet[Offer] | QuerySet[Listing]) -> dict[int, int]:
    return dict(rows.order_by().values_list("connection_id").annotate(count=Count("pk")))


class Numbers(Source[OfferStock]):
    """Numbers of stock that a channel does not have yet, or refused."""

    kind, title, time = "stock", "Stock", "wanted_at"
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(is_due=True, attempts=0),
        JobState.FAILED: Q(is_due=True, attempts__gt=0),
        JobState.GIVEN_UP: Q(is_due=False),
    }
    otherwise = JobState.CANCELLED

    def rows(self, workspace_id: int) -> QuerySet[OfferStock]:
        refused = ~Q(trouble="") & (Q(acknowledged=None) | ~Q(acknowledged=F("wanted")))
        return (
            OfferStock.objects.filter(Q(is_due=True) | ~Q(trouble=""), workspace_id=workspace_id, wanted__isnull=False)
            .filter(Q(is_due=True, connection__is_realtime=True) | Q(is_due=False) & refused, wanted_at__isnull=False)
            .exclude(connection__state="gone")
            .exclude(offer__listing__state="ended")
            .select_related("connection", "offer", "place")
        )

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(offer__seller_sku__iexact=text)

    def jobs(self, rows: Sequence[OfferStock]) -> list[Job]:
        troubles = _troubles({row.connection_id for row in rows if row.attempts and not row.trouble}, "stock")
        return [
            Job(
                kind=self.kind,
                pk=row.pk,
                at=row.wanted_at or row.connection.created_at,  # rows() has none without a time
                about=f"{row.wanted} of {row.offer.seller_sku or row.offer.external_id} in {row.place.name}",
                link=Link("listing", (row.offer.listing_id,)),
                state=state_of(row),
                connection=row.connection.name,
                attempts=row.attempts,
                next_try=row.due_at if row.is_due else None,
                cause=row.trouble or (troubles.get(row.connection_id, "") if row.attempts else ""),
                remedy=row.remedy or (_ITSELF if row.is_due and row.attempts else ""),
                can_retry=True,
                can_cancel=not row.is_due,
            )
            for row in rows
        ]

    def retry(self, workspace_id: int, pk: int) -> str:
        if not pushes.send_number(workspace_id, pk):
            raise JobError("It is not there any more.")
        return "It is sent now."

    def cancel(self, workspace_id: int, pk: int) -> str:
        if not pushes.drop_number(workspace_id, pk):
            raise JobError("A number that is due is always sent. Pause the shop, or switch off sending its stock.")
        return "It is not sent. The next other number is."


class Prices(Source[Offer]):
    """Prices that a channel does not have yet, or refused."""

    kind, title, time = "prices", "Prices", "price_due_at"
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(is_price_due=True, price_attempts=0),
        JobState.FAILED: Q(is_price_due=True, price_attempts__gt=0),
        JobState.GIVEN_UP: Q(is_price_due=False),
    }
    otherwise = JobState.CANCELLED

    def rows(self, workspace_id: int) -> QuerySet[Offer]:
        return (
            Offer.objects.filter(Q(is_price_due=True) | ~Q(price_trouble=""), workspace_id=workspace_id)
            .filter(price_due_at__isnull=False)
            .exclude(connection__state="gone")
            .exclude(listing__state="ended")
            .select_related("connection")
        )

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(seller_sku__iexact=text)

    def jobs(self, rows: Sequence[Offer]) -> list[Job]:
        troubles = _troubles({row.connection_id for row in rows if row.price_attempts}, "prices")
        return [
            Job(
                kind=self.kind,
                pk=row.pk,
                at=row.price_due_at or row.connection.created_at,  # rows() has none without a time
                about=f"{row.wanted_price} {row.currency} for {row.seller_sku or row.external_id}",
                link=Link("listing", (row.listing_id,)),
                state=state_of(row),
                connection=row.connection.name,
                attempts=row.price_attempts,
                next_try=row.price_due_at if row.is_price_due else None,
                cause=row.price_trouble or (troubles.get(row.connection_id, "") if row.price_attempts else ""),
                remedy=_ITSELF if row.is_price_due and row.price_attempts else "",
                can_retry=True,
                can_cancel=True,
            )
            for row in rows
        ]

    def retry(self, workspace_id: int, pk: int) -> str:
        if not pushes.send_price(workspace_id, pk):
            raise JobError("It is not there any more.")
        return "It is sent now."

    def cancel(self, workspace_id: int, pk: int) -> str:
        if not pushes.drop_price(workspace_id, pk):
            raise JobError("It is sent already.")
        return "It is not sent. The next other price is."


class Wishes(Source[Listing]):
    """What is wanted of listings and not done yet, or was refused."""

    kind, title, time = "listings", "Listings", "wish_due_at"
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: ~Q(wish="") & Q(attempts=0),
        JobState.FAILED: ~Q(wish="") & Q(attempts__gt=0),
        JobState.GIVEN_UP: Q(wish=""),
    }
    otherwise = JobState.CANCELLED

    def rows(self, workspace_id: int) -> QuerySet[Listing]:
        return (
            Listing.objects.filter(~Q(wish="") | ~Q(refused_wish=""), workspace_id=workspace_id)
            .filter(wish_due_at__isnull=False)
            .exclude(connection__state="gone")
            .select_related("connection", "product")
        )

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(product__title__icontains=text) | Q(external_id=text)

    def jobs(self, rows: Sequence[Listing]) -> list[Job]:
        return [
            Job(
                kind=self.kind,
                pk=row.pk,
                at=row.wish_due_at or row.created_at,  # rows() has none without a time
                about=f"{Wish(row.wish or row.refused_wish).label} {row.product or row.seen_title or row.external_id}",
                link=Link("listing", (row.pk,)),
                state=state_of(row),
                connection=row.connection.name,
                attempts=row.attempts,
                next_try=row.wish_due_at if row.wish else None,
                cause=row.trouble,
                remedy=row.remedy or (_ITSELF if row.wish and row.attempts else ""),
                can_retry=True,
                can_cancel=True,
            )
            for row in rows
        ]

    def retry(self, workspace_id: int, pk: int) -> str:
        if not pushes.wish_again(workspace_id, pk):
            raise JobError("It is not there any more.")
        return "It is tried again now."

    def cancel(self, workspace_id: int, pk: int) -> str:
        if not pushes.drop_wish(workspace_id, pk):
            raise JobError("It is done already.")
        return "Nothing is done with the listing."


def _troubles(connection_ids: Collection[int], kind: str) -> dict[int, str]:
    """Why calls of connections failed as a whole."""
    if not connection_ids:
        return {}
    rows = Traffic.objects.filter(connection_id__in=connection_ids, kind=kind)
    return dict(rows.values_list("connection_id", "trouble"))


def find_listings(keys: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], Thing]:
    """Listings by connection and the channel's id, as events are about them."""
    rows = Listing.objects.filter(
        connection_id__in={key[0] for key in keys}, external_id__in={key[1] for key in keys}
    ).select_related("product")
    return {
        (row.connection_id, row.external_id): Thing(
            f"Listing {row.product or row.seen_title or row.external_id}", Link("listing", (row.pk,))
        )
        for row in rows
    }
