"""What prices would change if a rule or a list were another one, and how far they would drop."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.price_guard import Prices
from shopwright.hub.catalog.queries import variant_by_sku
from shopwright.hub.core.many import any_of
from shopwright.hub.listings.models import Listing, ListingRule, Offer, PriceGuard, PriceList
from shopwright.hub.listings.prices import batches_of, reckon_prices, rule_of
from shopwright.hub.people.two_persons import ask_before_prices

from .price_book import PriceBook, Supposed

#: Changes that a preview shows; it counts them all.
_SHOWN = 200
#: Drops that are named to whoever lets them happen.
_NAMED = 10


class PriceChange(NamedTuple):
    """An offer that would cost something else than buyers see now; ``then``: None where it would have no price."""

    offer: Offer
    now: Decimal | None
    then: Decimal | None
    is_deep: bool


class Changes(NamedTuple):
    """The first changes, and how many there are. ``deep``: drops over the limit on shops that prices are sent to.

    ``drops``: a digest of all of these with the prices that they lead to. ``unpriced``: offers that would have no
    price, so that the shop keeps its own.
    """

    rows: list[PriceChange]
    total: int = 0
    deep: int = 0
    unpriced: int = 0
    drops: str = ""


def ask_before_deep(request: HttpRequest, workspace: Workspace, changes: Changes | None, what: str) -> None:
    """Ask who lets prices drop deeply, and for a second person where the workspace wants one."""
    if not changes or not changes.deep:
        return
    deep = [row for row in changes.rows if row.is_deep][:_NAMED]
    lines = [f"{row.offer.seller_sku} on {row.offer.connection}: {row.now} → {row.then}" for row in deep]
    words = f"{what}: {changes.deep:,} of {changes.total:,} prices drop over the limit"
    if changes.deep > _NAMED:
        lines.append(f"and {changes.deep - _NAMED:,} more")
    ask_before_prices(request, workspace, "\n".join([words, *lines]), f"{what} {changes.drops}")


def guard_of(workspace: Workspace) -> PriceGuard:
    """How far prices may drop unasked in a workspace."""
    return PriceGuard.objects.filter(workspace=workspace).first() or PriceGuard(workspace=workspace)


def lists_from(price_list: PriceList) -> set[int]:
    """A list and all that take prices from it, by whatever way."""
    pairs = PriceList.objects.filter(workspace_id=price_list.workspace_id).values_list("pk", "base_id")
    reached, grows = {price_list.pk}, True
    while grows:
        more = {pk for pk, base_id in pairs if base_id in reached} - reached
        reached, grows = reached | more, bool(more)
    return reached


def rules_with(price_list: PriceList) -> list[ListingRule]:
    """Rules of connections whose prices depend on a list."""
    rules = ListingRule.objects.filter(price_list__in=lists_from(price_list)).select_related("connection__workspace")
    return list(rules.exclude(connection__state="gone").order_by("connection__name", "pk"))


def drops_with(workspace_id: int, prices: Prices) -> str:
    """The drops over the limit if variants cost so in the catalogue, as a digest of offers and prices, or nothing."""
    sending = ListingRule.objects.filter(workspace_id=workspace_id, sends_prices=True).exclude(connection__state="gone")
    rules = sending.select_related("connection__workspace")
    changes = changes_of(rules, Supposed(catalogue=prices), list(prices))
    return changes.drops if changes.deep else ""


def drop_of_link(listing: Listing, sku: str) -> list[Decimal]:
    """The prices that a listing gets once it is linked to the product with a SKU, if one drops over the limit."""
    variant, connection = variant_by_sku(listing.workspace_id, sku), listing.connection
    rule = rule_of(connection)
    if variant is None or not rule.sends_prices:
        return []
    least = 1 - Decimal(guard_of(connection.workspace).percent) / 100
    prices = reckon_prices(list(variant.product.variants.all()), connection, rule).values()
    then = sorted(item.price for item in prices if item.price is not None)
    seen = [offer.seen_price for offer in listing.offers.all() if offer.seen_price is not None]
    return then if then and any(then[0] < price * least for price in seen) else []


def offers_of(rules: Iterable[ListingRule], variant_ids: Collection[int] | None = None) -> QuerySet[Offer]:
    """The offers that rules price, of some variants or of all."""
    connections = [rule.connection_id for rule in rules]
    offers = Offer.objects.filter(connection__in=connections).exclude(variant=None).exclude(listing__state="ended")
    return offers if variant_ids is None else offers.filter(variant_id__in=any_of(variant_ids))


class Reckoner:
    """Tells what would change of the offers of one connection if its rule, and what is supposed, held."""

    def __init__(self, rule: ListingRule, supposed: Supposed | None = None) -> None:
        self._rule, self._book = rule, PriceBook(rule.connection, rule, supposed)
        self._least = 1 - Decimal(guard_of(rule.connection.workspace).percent) / 100

    def changes(self, offers: Collection[Offer]) -> Iterator[PriceChange]:
        """Offers that would cost something else, or would have no price. Their variants are read along."""
        self._book.load([offer.variant_id for offer in offers if offer.variant_id])
        for offer in offers:
            then = self._book.price(offer.variant) if offer.variant else None
            if then is None or then != offer.seen_price:
                yield PriceChange(offer, offer.seen_price, then, self._is_deep(offer, then))

    def _is_deep(self, offer: Offer, then: Decimal | None) -> bool:
        seen = offer.seen_price
        return self._rule.sends_prices and seen is not None and then is not None and then < seen * self._least


def changes_of(
    rules: Iterable[ListingRule], supposed: Supposed | None = None, variant_ids: Collection[int] | None = None
) -> Changes:
    """What would change on the connections of some rules if these, and what is supposed, held."""
    rows: list[PriceChange] = []
    total = deep = unpriced = 0
    drops = hashlib.sha256()
    for rule in rules:
        reckoner = Reckoner(rule, supposed)
        for batch in batches_of(offers_of([rule], variant_ids)):
            for change in reckoner.changes(batch):
                if change.then is None:
                    unpriced += 1
                    continue
                total, deep = total + 1, deep + change.is_deep
                if change.is_deep:
                    drops.update(f"{change.offer.pk} {change.then}\n".encode())
                if len(rows) < _SHOWN:
                    rows.append(change)
    # The deepest drops are what somebody should see first.
    return Changes(sorted(rows, key=lambda row: not row.is_deep), total, deep, unpriced, drops.hexdigest())
