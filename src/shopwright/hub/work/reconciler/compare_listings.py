"""Compares listings: which ones there are, and the state, prices and numbers of each.

A channel whose list shows all of it is asked page by page, and alone for what differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from shopwright.hub.channels.plugin import ListsListings
from shopwright.hub.channels.protocol import Capability, ExternalListing, ExternalSku, Session
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.core.work import Link
from shopwright.hub.listings.adoption import quantity_at
from shopwright.hub.listings.models import Listing, ListingRule, Offer, State
from shopwright.hub.listings.prices import rule_of
from shopwright.hub.work.models import Met, Run, What

from .notes import note, on_their_way

CHUNK = 20


class Difference(NamedTuple):
    """Something that the hub and the channel have otherwise, as it is noted."""

    what: What
    external_id: str
    about: str
    expected: object
    seen: object
    place: str = ""


def compare_ids(run: Run, session: Session) -> bool:
    """Find listings that the channel has and the hub does not know; whether there are more.

    It is one step, of the channel's list alone, or a step for each page where the list shows how listings stand.
    """
    if not run.cursor:
        run.listing_total = _known(run).exclude(state=State.ENDED).count()
    if on_their_way(run.connection, "listings"):
        return False  # the shop was connected just now, and is read for the first time
    if not isinstance(session, ListsListings):
        _note_missing(run, set(session.listing_ids()))
        return False
    seen, run.cursor = session.listing_page(run.cursor)
    _note_missing(run, {item.external_id for item in seen})
    _meet(run, {item.external_id: item for item in seen})
    return bool(run.cursor)


def compare_listings(run: Run, session: Session) -> bool:
    """Compare the next listings that no list has shown to be right; whether there are more.

    The cursor is the last one's id.
    """
    met = Met.objects.filter(run=run)
    rows = list(
        _rows(run)
        .filter(pk__gt=int(run.cursor or 0))
        .exclude(external_id__in=met.values("external_id"))
        .order_by("pk")[:CHUNK]
    )
    if not rows:
        run.cursor = ""
        return False
    skipped = on_their_way(run.connection, "listing", [row.external_id for row in rows])
    comparison = _Comparison(run)
    for row in rows:
        if row.external_id not in skipped:
            link = Link("listing", (row.pk,))
            for item in comparison.differences(row, session.listing(row.external_id)):
                note(run, *item, link=link)
    run.numbers += comparison.numbers
    run.listings += len(rows)
    run.cursor = str(rows[-1].pk)
    return True


def _known(run: Run) -> QuerySet[Listing]:
    return Listing.objects.filter(connection=run.connection).exclude(external_id="")


def _rows(run: Run) -> QuerySet[Listing]:
    rows = _known(run).exclude(state=State.ENDED)
    return rows.prefetch_related("offers__stocks__place").select_related("product")


def _note_missing(run: Run, seen: set[str]) -> None:
    known = _known(run).filter(external_id__in=seen).values_list("external_id", flat=True)
    missing = seen - set(known)
    for external_id in sorted(missing - on_their_way(run.connection, "listing")):
        note(run, What.LISTING_MISSING, external_id, f"Listing {external_id}", "not here", "there")


def _meet(run: Run, seen: dict[str, ExternalListing]) -> None:
    """Keep which listings of a page stand here as they do there. Others are read alone afterwards."""
    comparison = _Comparison(run)
    rows = list(_rows(run).filter(external_id__in=seen))
    same = [row for row in rows if not any(comparison.differences(row, seen[row.external_id]))]
    Met.objects.bulk_create([Met(run=run, external_id=row.external_id) for row in same], ignore_conflicts=True)
    run.listings += len(same)
    run.numbers += comparison.numbers


class _Comparison:
    """How listings of a run are compared. ``numbers``: how many numbers of stock were."""

    def __init__(self, run: Run) -> None:
        capabilities = channel_of(run.connection.channel).capabilities
        self._rule = rule_of(run.connection)
        self._has_prices = Capability.PRICES in capabilities
        # The number of a shop that sells just now is not the one that it acknowledged.
        self._has_numbers = Capability.STOCK in capabilities and not on_their_way(run.connection, "order")
        self.numbers = 0

    def differences(self, listing: Listing, seen: ExternalListing | None) -> Iterator[Difference]:
        """In what a listing differs from how its channel has it."""
        about = str(listing.product or listing.seen_title or listing.external_id)
        mine = listing.get_state_display()
        if seen is None:
            yield Difference(What.LISTING_GONE, listing.external_id, about, mine, "not there")
            return
        there = State(seen.state.value)
        if there != listing.state and not listing.wish:
            yield Difference(What.LISTING_STATE, listing.external_id, about, mine, there.label)
        offers = {offer.external_id: offer for offer in listing.offers.all()}
        for sku in seen.skus:
            offer = offers.get(sku.external_id)
            if offer is None:
                name = f"{about}, {sku.seller_sku or sku.external_id}"
                yield Difference(What.LISTING_MISSING, listing.external_id, name, "not here", "there", sku.external_id)
                continue
            if self._has_prices:
                yield from _price_difference(offer, sku, self._rule)
            if self._has_numbers:
                yield from self._number_differences(offer, sku)

    def _number_differences(self, offer: Offer, sku: ExternalSku) -> Iterator[Difference]:
        for stock in offer.stocks.all():
            if stock.is_due or stock.acknowledged is None or stock.place.location_id is None:
                continue
            self.numbers += 1
            there = quantity_at(sku, stock.place)
            if there != stock.acknowledged:
                about = f"{offer.seller_sku or offer.external_id} in {stock.place.name}"
                yield Difference(What.STOCK, sku.external_id, about, stock.acknowledged, there, stock.place.external_id)


def _price_difference(offer: Offer, sku: ExternalSku, rule: ListingRule) -> Iterator[Difference]:
    """What the channel took last where prices are sent; else what it was seen with last."""
    is_ours = rule.sends_prices and offer.acknowledged_price is not None
    expected = offer.acknowledged_price if is_ours else offer.seen_price
    if offer.is_price_due or expected is None or sku.price is None or sku.price == expected:
        return
    about = offer.seller_sku or offer.external_id
    currency = offer.currency
    mine, theirs = f"{expected} {currency}".strip(), f"{sku.price} {currency}".strip()
    yield Difference(What.PRICE, sku.external_id, about, mine, theirs)
