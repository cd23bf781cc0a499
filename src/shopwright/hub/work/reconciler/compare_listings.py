"""Compares listings: which ones there are, and the state, prices and numbers of each."""

from __future__ import annotations

from shopwright.hub.channels.protocol import Capability, ExternalListing, ExternalSku, Session
from shopwright.hub.channels.registry import channel_of
from shopwright.hub.core.work import Link
from shopwright.hub.listings.adoption import quantity_at
from shopwright.hub.listings.models import Listing, ListingRule, Offer, State
from shopwright.hub.listings.prices import rule_of
from shopwright.hub.work.models import Run, What

from .notes import note, on_their_way

CHUNK = 20


def compare_ids(run: Run, session: Session) -> bool:
    """Find listings that the channel has and the hub does not know. It is one step, of the channel's list alone."""
    known = Listing.objects.filter(connection=run.connection).exclude(external_id="")
    run.listing_total = known.exclude(state=State.ENDED).count()
    if on_their_way(run.connection, "listings"):
        return False  # the shop was connected just now, and is read for the first time
    missing = set(session.listing_ids()) - set(known.values_list("external_id", flat=True))
    for external_id in sorted(missing - on_their_way(run.connection, "listing")):
        note(run, What.LISTING_MISSING, external_id, f"Listing {external_id}", "not here", "there")
    return False


def compare_listings(run: Run, session: Session) -> bool:
    """Compare the next listings; whether there are more. The cursor is the last one's id."""
    rows = list(
        Listing.objects.filter(connection=run.connection, pk__gt=int(run.cursor or 0))
        .exclude(external_id="")
        .exclude(state=State.ENDED)
        .prefetch_related("offers__stocks__place")
        .select_related("product")
        .order_by("pk")[:CHUNK]
    )
    if not rows:
        run.cursor = ""
        return False
    skipped = on_their_way(run.connection, "listing", [row.external_id for row in rows])
    rule = rule_of(run.connection)
    has_numbers = Capability.STOCK in channel_of(run.connection.channel).capabilities
    # The number of a shop that sells just now is not the one that it acknowledged.
    has_numbers = has_numbers and not on_their_way(run.connection, "order")
    for row in rows:
        if row.external_id not in skipped:
            _compare(run, row, session.listing(row.external_id), rule, has_numbers=has_numbers)
    run.listings += len(rows)
    run.cursor = str(rows[-1].pk)
    return True


def _compare(run: Run, listing: Listing, seen: ExternalListing | None, rule: ListingRule, *, has_numbers: bool) -> None:
    about, link = str(listing.product or listing.seen_title or listing.external_id), Link("listing", (listing.pk,))
    mine = listing.get_state_display()
    if seen is None:
        note(run, What.LISTING_GONE, listing.external_id, about, mine, "not there", link=link)
        return
    there = State(seen.state.value)
    if there != listing.state and not listing.wish:
        note(run, What.LISTING_STATE, listing.external_id, about, mine, there.label, link=link)
    offers = {offer.external_id: offer for offer in listing.offers.all()}
    has_prices = Capability.PRICES in channel_of(run.connection.channel).capabilities
    for sku in seen.skus:
        offer = offers.get(sku.external_id)
        if offer is None:
            name = f"{about}, {sku.seller_sku or sku.external_id}"
            note(run, What.LISTING_MISSING, listing.external_id, name, "not here", "there", sku.external_id, link)
            continue
        if has_prices:
            _compare_price(run, offer, sku, rule, link)
        if has_numbers:
            _compare_numbers(run, offer, sku, link)


def _compare_price(run: Run, offer: Offer, sku: ExternalSku, rule: ListingRule, link: Link) -> None:
    """What the channel took last where prices are sent; else what it was seen with last."""
    is_ours = rule.sends_prices and offer.acknowledged_price is not None
    expected = offer.acknowledged_price if is_ours else offer.seen_price
    if offer.is_price_due or expected is None or sku.price is None or sku.price == expected:
        return
    about = offer.seller_sku or offer.external_id
    currency = offer.currency
    note(
        run, What.PRICE, sku.external_id, about, f"{expected} {currency}".strip(), f"{sku.price} {currency}".strip(),
        link=link,
    )  # fmt: skip


def _compare_numbers(run: Run, offer: Offer, sku: ExternalSku, link: Link) -> None:
    for stock in offer.stocks.all():
        if stock.is_due or stock.acknowledged is None or stock.place.location_id is None:
            continue
        run.numbers += 1
        there = quantity_at(sku, stock.place)
        if there != stock.acknowledged:
            about = f"{offer.seller_sku or offer.external_id} in {stock.place.name}"
            note(run, What.STOCK, sku.external_id, about, stock.acknowledged, there, stock.place.external_id, link)
