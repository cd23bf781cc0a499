"""What each offer should cost, and which offers cost something else on their channel."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from shopwright.hub.catalog.models import Variant
from shopwright.hub.catalog.price_rules import Rounding, price_of
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.wake import wake

from .models import ListingRule, Offer

_BATCH = 1000


def rule_of(connection: Connection) -> ListingRule:
    """A connection's rule; a new one changes nothing and sends nothing."""
    return ListingRule.objects.filter(connection=connection).first() or ListingRule(
        workspace_id=connection.workspace_id, connection=connection
    )


def price_on(variant: Variant, connection: Connection, rule: ListingRule | None = None) -> Decimal | None:
    """What a variant costs on a connection; None without a price in its currency. Currencies are never exchanged."""
    if variant.price is None or (variant.currency and variant.currency != connection.currency):
        return None
    rule = rule or rule_of(connection)
    return price_of(variant.price, rule.percent, rule.amount, Rounding(rule.rounding), connection.currency)


def recompute_prices(offers: QuerySet[Offer]) -> None:
    """Set what offers should cost. What differs on the channel is sent where the rule sends prices.

    A price that somebody changed on the channel since it was last acknowledged is set back only where the rule says so.
    """
    rules: dict[int, ListingRule] = {}
    changed: list[Offer] = []
    for offer in offers.select_related("variant", "connection").iterator(_BATCH):
        rule = rules.setdefault(offer.connection_id, rule_of(offer.connection))
        wanted = price_on(offer.variant, offer.connection, rule) if offer.variant else None
        is_due = wanted is not None and rule.sends_prices and _is_due(offer, rule, wanted)
        if (offer.wanted_price, offer.is_price_due) != (wanted, is_due):
            offer.wanted_price, offer.is_price_due, offer.price_due_at = wanted, is_due, timezone.now()
            offer.price_attempts = 0
            changed.append(offer)
    fields = ["wanted_price", "is_price_due", "price_due_at", "price_attempts"]
    Offer.objects.bulk_update(changed, fields, _BATCH)
    if any(offer.is_price_due for offer in changed):
        wake("pushes")


def follow_variants(variant_ids: Collection[int]) -> None:
    """Set what the offers of variants should cost, after the catalogue changed."""
    recompute_prices(Offer.objects.filter(variant_id__in=variant_ids))


def _is_due(offer: Offer, rule: ListingRule, wanted: Decimal) -> bool:
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
