"""What variants cost on a connection, looked up for many at once, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

from shopwright.hub.catalog.models import Variant
from shopwright.hub.catalog.price_guard import CataloguePrice
from shopwright.hub.catalog.price_rules import Rounding, Step, price_of, steps_of
from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.models import ListingRule, ListPrice, PriceList

from .models import Source

#: The most lists that one list goes back to, one after the other.
DEEPEST = 8


class Reckoned(NamedTuple):
    """A price, and the lines that make it."""

    price: Decimal | None
    steps: list[Step]


class Supposed(NamedTuple):
    """What a preview supposes: lists as they would be, and prices in them by list and variant, None for taken out.

    ``catalogue``: what variants would cost in the catalogue.
    """

    lists: Mapping[int, PriceList] = {}
    prices: Mapping[tuple[int, int], Decimal | None] = {}
    catalogue: Mapping[int, CataloguePrice] = {}


class PriceBook:
    """Prices of one connection by its rule. ``load`` variants before they are reckoned."""

    def __init__(self, connection: Connection, rule: ListingRule, supposed: Supposed | None = None) -> None:
        self._connection, self._rule, self._supposed = connection, rule, supposed or Supposed()
        self._chain = self._lists(rule.price_list_id)
        self._prices: dict[tuple[int, int], Decimal] = {}

    def load(self, variant_ids: Collection[int]) -> None:
        """Look up what stands in the lists for some variants, in the place of those before."""
        if not self._chain:
            return
        rows = ListPrice.objects.filter(price_list__in=self._chain, variant_id__in=variant_ids)
        self._prices = {
            (list_id, variant_id): price
            for list_id, variant_id, price in rows.values_list("price_list_id", "variant_id", "price")
        }

    def reckon(self, variant: Variant) -> Reckoned:
        """What a variant costs. Without a price in the connection's currency there is none."""
        rule, currency = self._rule, self._connection.currency
        steps: list[Step] = []
        if self._chain and self._chain[0].currency != currency:
            words = f"The list {self._chain[0]} is in {self._chain[0].currency}, the shop sells in {currency}"
            return Reckoned(None, [Step(words, None)])
        base = self._in_list(0, variant, steps) if self._chain else self._in_catalogue(variant, currency, steps)
        if base is None:
            return Reckoned(None, steps)
        price = price_of(base, rule.percent, rule.amount, Rounding(rule.rounding), currency)
        lines = steps_of(base, rule.percent, rule.amount, Rounding(rule.rounding), currency)
        return Reckoned(price, [*steps, *_named(f"Rule of {self._connection}", lines)])

    def price(self, variant: Variant) -> Decimal | None:
        return self.reckon(variant).price

    def _lists(self, list_id: int | None) -> list[PriceList]:
        chain: list[PriceList] = []
        while list_id is not None and len(chain) <= DEEPEST:
            price_list = self._supposed.lists.get(list_id) or PriceList.objects.get(pk=list_id)
            chain.append(price_list)
            list_id = price_list.base_id
        return chain

    def _in_list(self, place: int, variant: Variant, steps: list[Step]) -> Decimal | None:
        price_list = self._chain[place]
        own = self._own_price(price_list, variant)
        if own is not None:
            steps.append(Step(f"Price in the list {price_list}", own))
            return own
        if price_list.source == Source.NOTHING:
            steps.append(Step(f"The list {price_list} has no price of it", None))
            return None
        base = (
            self._in_list(place + 1, variant, steps)
            if price_list.source == Source.LIST
            else self._in_catalogue(variant, price_list.currency, steps)
        )
        if base is None:
            return None
        rule = (price_list.percent, price_list.amount, Rounding(price_list.rounding), price_list.currency)
        lines = steps_of(base, *rule)
        steps += _named(f"List {price_list}", lines) or [Step(f"List {price_list}: unchanged", base)]
        return price_of(base, *rule)

    def _own_price(self, price_list: PriceList, variant: Variant) -> Decimal | None:
        key = (price_list.pk, variant.pk)
        return self._supposed.prices[key] if key in self._supposed.prices else self._prices.get(key)

    def _in_catalogue(self, variant: Variant, currency: str, steps: list[Step]) -> Decimal | None:
        """The catalogue's price in a currency. Currencies are never exchanged."""
        now = self._supposed.catalogue.get(variant.pk) or CataloguePrice(variant.price, variant.currency)
        if now.price is None:
            steps.append(Step("The catalogue has no price of it", None))
            return None
        if now.currency and now.currency != currency:
            words = f"The price in the catalogue is in {now.currency}, and currencies are not exchanged"
            steps.append(Step(words, None))
            return None
        steps.append(Step("Price in the catalogue", now.price))
        return now.price


def _named(whose: str, lines: list[Step]) -> list[Step]:
    return [Step(f"{whose}: {line.words[0].lower()}{line.words[1:]}", line.price) for line in lines]
