"""What each offer should cost, and which offers cost something else on their channel."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from itertools import islice

from django.db import connection as database
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.many import any_of
from shopwright.hub.core.wake import wake

from .models import ListingRule, Offer
from .price_lists.price_book import PriceBook, Reckoned

_BATCH = 1000


def rule_of(connection: Connection) -> ListingRule:
    """A connection's rule; a new one changes nothing and sends nothing."""
    return ListingRule.objects.filter(connection=connection).first() or ListingRule(
        workspace_id=connection.workspace_id, connection=connection
    )


def reckon_prices(
    variants: Collection[Variant], connection: Connection, rule: ListingRule | None = None
) -> dict[int, Reckoned]:
    """What variants cost on a connection and why, by the variant's id."""
    book = PriceBook(connection, rule or rule_of(connection))
    book.load([variant.pk for variant in variants])
    return {variant.pk: book.reckon(variant) for variant in variants}


def batches_of(offers: QuerySet[Offer]) -> Iterator[list[Offer]]:
    """Offers with what they are priced by, some at a time."""
    rows: Iterable[Offer] = offers.select_related("variant__product", "connection").order_by("pk").iterator(_BATCH)
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        yield batch


def pricing(workspace_id: int) -> None:
    """Wait until nobody else changes lists or rules of a workspace, and keep others waiting until the transaction ends.

    Each would reckon prices without what the other one is about to keep.
    """
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('pricing', %s))", [workspace_id])


def recompute_prices(offers: QuerySet[Offer]) -> None:
    """Set what offers should cost. What differs on the channel is sent where the rule sends prices.

    A price that somebody changed on the channel since it was last acknowledged is set back only where the rule says so.
    """
    rules: dict[int, ListingRule] = {}
    books: dict[int, PriceBook] = {}
    is_due = False
    for batch in batches_of(offers):
        for connection in {offer.connection_id: offer.connection for offer in batch}.values():
            if connection.pk not in rules:
                rules[connection.pk] = rule_of(connection)
                books[connection.pk] = PriceBook(connection, rules[connection.pk])
            own = [offer.variant_id for offer in batch if offer.connection_id == connection.pk and offer.variant_id]
            books[connection.pk].load(own)
        is_due = _recompute(batch, rules, books) or is_due
    if is_due:
        wake("pushes")


def _recompute(batch: list[Offer], rules: dict[int, ListingRule], books: dict[int, PriceBook]) -> bool:
    changed: list[Offer] = []
    for offer in batch:
        rule = rules[offer.connection_id]
        wanted = books[offer.connection_id].price(offer.variant) if offer.variant else None
        is_due = wanted is not None and rule.sends_prices and _is_due(offer, rule, wanted)
        if (offer.wanted_price, offer.is_price_due) != (wanted, is_due):
            offer.wanted_price, offer.is_price_due, offer.price_due_at = wanted, is_due, timezone.now()
            offer.price_attempts = 0
            changed.append(offer)
    fields = ["wanted_price", "is_price_due", "price_due_at", "price_attempts"]
    Offer.objects.bulk_update(changed, fields, _BATCH)
    return any(offer.is_price_due for offer in changed)


def follow_variants(variant_ids: Collection[int]) -> None:
    """Set what the offers of variants should cost, after the catalogue or a list changed."""
    recompute_prices(Offer.objects.filter(variant_id__in=any_of(variant_ids)))


def _is_due(offer: Offer, rule: ListingRule, wanted: Decimal) -> bool:
    if offer.is_price_asked:
        return True
    if offer.acknowledged_price != wanted:
        return offer.seen_price != wanted
    return offer.seen_price != wanted and rule.drift == ListingRule.Drift.HEAL


def differing(connection: Connection) -> QuerySet[Offer]:
    """Offers that cost something else on the channel than they should."""
    return (
        Offer.objects.filter(connection=connection, wanted_price__isnull=False)
        .exclude(Q(seen_price=F("wanted_price")))
        .select_related("variant__product", "listing")
    )
