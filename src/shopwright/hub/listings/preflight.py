"""What a channel would refuse of a product, told before it is asked: its bounds, categories and what they require."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from django.db.models import prefetch_related_objects

from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.channels.categories import ListingRules, RuledChannel
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.registry import channel_of

from .categories.queries import Placed, Places
from .models import ListingRule
from .overrides import NOTHING, Own, description_for, own_of, title_for
from .papers.queries import missing_sizes
from .price_lists.price_book import Reckoned
from .prices import reckon_prices, rule_of


class ProblemField(StrEnum):
    """What is to be mended, by the name that channels call it in their refusals too."""

    PICTURE = "picture"
    WEIGHT = "weight"
    SHOP = "shop"
    PRICE = "price"
    TITLE = "title"
    DESCRIPTION = "description"
    BRAND = "brand"
    SKU = "sku"
    VARIANT = "variant"
    CATEGORY = "category"
    ATTRIBUTE = "attribute"
    PAPER = "paper"


class Problem(NamedTuple):
    """Something to mend, in words that say how. ``category``: the row of the category where it is filled in, or 0.

    ``variant``: the id of the one that it is about, or 0.
    """

    words: str
    field: ProblemField
    category: int = 0
    variant: int = 0


def bounds_of(connection: Connection) -> ListingRules:
    """The bounds of listings on a connection, as far as its channel knows them."""
    channel = channel_of(connection.channel)
    return channel.listing_rules(connection.region) if isinstance(channel, RuledChannel) else ListingRules()


def problems_of(product: Product, connection: Connection) -> list[Problem]:
    """What stands in the way of a product on a connection."""
    return problems_on(connection, [product])[product.pk]


def problems_on(connection: Connection, products: Sequence[Product]) -> dict[int, list[Problem]]:
    """What stands in the way of each of some products on a connection; the queries are the same for one as for many."""
    prefetch_related_objects(list(products), "pictures", "variants")
    bounds = bounds_of(connection)
    rule, places, own = rule_of(connection), Places(connection, products), own_of(connection, products)
    has_warehouse = connection.locations.filter(is_default=True).exists()
    prices = reckon_prices([variant for product in products for variant in product.variants.all()], connection, rule)
    return {
        product.pk: [
            *_facts(product, connection, own.get(product.pk, NOTHING), has_warehouse=has_warehouse),
            *_prices(product, connection, rule, prices),
            *_texts(product, rule, own.get(product.pk, NOTHING), bounds),
            *_variants(product, connection, prices, bounds),
            *_category(product, places.of(product)),
        ]
        for product in products
    }


def _facts(product: Product, connection: Connection, own: Own, *, has_warehouse: bool) -> Iterator[Problem]:
    if not own.get("pictures") and not product.pictures.all():
        yield Problem("Add a picture.", ProblemField.PICTURE)
    if not own.get("weight") and not product.weight_grams:
        yield Problem("Give the weight with its packaging.", ProblemField.WEIGHT)
    if not has_warehouse:
        words = f"{connection.name} has no warehouse: set one up there, then test the connection."
        yield Problem(words, ProblemField.SHOP)


def _prices(
    product: Product, connection: Connection, rule: ListingRule, prices: Mapping[int, Reckoned]
) -> Iterator[Problem]:
    for variant in product.variants.all():
        if prices[variant.pk].price is not None:
            continue
        if rule.price_list is not None:
            words = f"Give {variant.sku} a price in the list {rule.price_list}."
        elif variant.price is None:
            words = f"Give {variant.sku} a price."
        else:
            words = (
                f"{variant.sku} is priced in {variant.currency}, and {connection.name} sells in {connection.currency}."
            )
        yield Problem(words, ProblemField.PRICE, variant=variant.pk)


def _texts(product: Product, rule: ListingRule, own: Own, bounds: ListingRules) -> Iterator[Problem]:
    yield from title_problems(title_for(product, rule, own), bounds)
    yield from description_problems(description_for(product, rule, own), bounds)


def title_problems(title: str, bounds: ListingRules) -> Iterator[Problem]:
    """What stands in the way of a title."""
    if len(title) < bounds.title_shortest:
        words = f"The title has {len(title)} characters, and needs {bounds.title_shortest}. Write a longer one."
        yield Problem(words, ProblemField.TITLE)
    if bounds.title_longest and len(title) > bounds.title_longest:
        words = f"The title has {len(title)} characters, and may have {bounds.title_longest}. Shorten it."
        yield Problem(words, ProblemField.TITLE)


def description_problems(description: str, bounds: ListingRules) -> Iterator[Problem]:
    """What stands in the way of a description."""
    if bounds.description_longest and len(description) > bounds.description_longest:
        yield Problem(
            f"The description has {len(description):,} characters, and may have {bounds.description_longest:,}."
            " Shorten it.",
            ProblemField.DESCRIPTION,
        )


def _variants(
    product: Product, connection: Connection, prices: Mapping[int, Reckoned], bounds: ListingRules
) -> Iterator[Problem]:
    variants = list(product.variants.all())
    if bounds.variants_most and len(variants) > bounds.variants_most:
        words = f"It has {len(variants)} variants, and may have {bounds.variants_most}. Split the product."
        yield Problem(words, ProblemField.VARIANT)
    for variant in variants:
        yield from (problem._replace(variant=variant.pk) for problem in sku_problems(variant.sku, bounds))
        yield from _options(variant, bounds)
        price = prices[variant.pk].price
        if price is None:
            continue
        least, most = bounds.price_least, bounds.price_most
        if (least is not None and price < least) or (most is not None and price > most):
            yield Problem(
                f"{variant.sku} would cost {price:,} {connection.currency};"
                f" prices there are from {least or 0:,} to {most:,}.",
                ProblemField.PRICE,
                variant=variant.pk,
            )


def sku_problems(sku: str, bounds: ListingRules) -> Iterator[Problem]:
    """What stands in the way of a SKU."""
    words = []
    if len(sku) < bounds.sku_shortest:
        words.append(f"has {len(sku)} characters, and needs {bounds.sku_shortest}. Give it a longer one.")
    if bounds.sku_longest and len(sku) > bounds.sku_longest:
        words.append(f"has {len(sku)} characters, and may have {bounds.sku_longest}. Shorten it.")
    if not bounds.sku_has_spaces and any(character.isspace() for character in sku):
        words.append("has spaces, which are not taken there. Take them out.")
    yield from (Problem(f"The SKU {sku} {text}", ProblemField.SKU) for text in words)


def _options(variant: Variant, bounds: ListingRules) -> Iterator[Problem]:
    if bounds.option_kinds_most and len(variant.options) > bounds.option_kinds_most:
        words = f"{variant.sku} has {len(variant.options)} options, and may have {bounds.option_kinds_most}."
        yield Problem(words, ProblemField.VARIANT, variant=variant.pk)
    for _, value in variant.options:
        if bounds.option_value_longest and len(value) > bounds.option_value_longest:
            yield Problem(
                f"{variant.sku}: “{value[:20]}…” has {len(value)} characters, and may have"
                f" {bounds.option_value_longest}.",
                ProblemField.VARIANT,
                variant=variant.pk,
            )


def _category(product: Product, place: Placed) -> Iterator[Problem]:
    for gap in place.gaps:
        yield Problem(f"{place.path}: {gap.words} Fill it in.", ProblemField.ATTRIBUTE, place.row_id)
    for paper in place.papers.gaps:
        words = f"{place.path}: {paper.words} Add it under Size charts and certificates."
        yield Problem(words, ProblemField.PAPER, place.row_id)
    chart = place.papers.chart
    if chart is not None and (missing := missing_sizes(chart, product)):
        words = f"The size chart “{chart}” has no line for the size {missing[0]}. Add it there."
        yield Problem(words, ProblemField.PAPER, place.row_id)
