"""What a channel says about where a product belongs and what it asks of a listing there. No Django here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class ExternalCategory:
    """A category of a channel's tree. ``is_open``: this shop may list in it."""

    external_id: str
    parent_id: str
    name: str
    is_leaf: bool
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """A value of an attribute: one of the channel's own by its id, or a text where the id is empty."""

    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class CategoryAttribute:
    """A fact that a category asks for. ``is_custom``: texts of the seller's own are taken beside ``values``."""

    external_id: str
    name: str
    is_required: bool
    is_multiple: bool
    is_custom: bool
    values: tuple[AttributeValue, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryDetails:
    """What a leaf category asks for; ``certificates``: names of those that every product there needs."""

    attributes: tuple[CategoryAttribute, ...]
    needs_size_chart: bool = False
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftAttribute:
    """A fact of a product as it is published."""

    external_id: str
    values: tuple[AttributeValue, ...]


@dataclass(frozen=True, slots=True)
class ListingRules:
    """Bounds of a listing in a market, both ends included; None where there is none.

    ``has_tax_in_prices``: whether prices there are with tax; None where the channel does not say.
    """

    title_shortest: int = 1
    title_longest: int | None = None
    description_longest: int | None = None
    sku_shortest: int = 1
    sku_longest: int | None = None
    sku_has_spaces: bool = True
    variants_most: int | None = None
    option_kinds_most: int | None = None
    option_value_longest: int | None = None
    price_least: Decimal | None = None
    price_most: Decimal | None = None
    has_tax_in_prices: bool | None = None


@runtime_checkable
class CategorySession(Protocol):
    """A session of a channel with the capability ``categories``. Every method may raise ``ChannelError``."""

    def categories(self) -> Iterator[ExternalCategory]: ...
    def category_details(self, category_id: str) -> CategoryDetails: ...

    def recommend_category(self, title: str, description: str) -> str:
        """The id of the leaf that the channel recommends, or "" where it has none."""
        ...


@runtime_checkable
class RuledChannel(Protocol):
    """A channel that knows the bounds of its listings before it is asked."""

    def listing_rules(self, region: str) -> ListingRules: ...
