"""What a channel says about where a product belongs and what it asks of a listing there. No Django here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
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
class MeasuredPart:
    """A number of a measured value, by the id of the part that it is of, with the id of its unit where it has one."""

    part_id: str
    value: str
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """A value of an attribute: one of the channel's own by its id, or a text where the id is empty.

    ``standard_id`` and ``parts``: of a measured value, whose text is ``name``.
    """

    external_id: str
    name: str
    standard_id: str = ""
    parts: tuple[MeasuredPart, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """A number that a measured value has; without ``units`` it has none. Bounds include both ends."""

    external_id: str
    name: str
    units: tuple[AttributeValue, ...] = ()
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class MeasureStandard:
    """A way to measure: ``12 V`` has one part, ``10 x 20 cm`` two."""

    external_id: str
    name: str
    parts: tuple[MeasurePart, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """That a product has a value of another attribute."""

    attribute_id: str
    value_id: str


@dataclass(frozen=True, slots=True)
class CategoryAttribute:
    """A fact that a category asks for. ``is_custom``: texts of the seller's own are taken beside ``values``.

    ``conditions``: any that holds makes it required; where none holds and the other attribute is filled, it is left
    out. ``is_number``: a text of the seller's own is a number above 0. ``standards``: how a value is measured.
    """

    external_id: str
    name: str
    is_required: bool
    is_multiple: bool
    is_custom: bool
    values: tuple[AttributeValue, ...] = ()
    conditions: tuple[Condition, ...] = ()
    is_number: bool = False
    standards: tuple[MeasureStandard, ...] = ()


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """A certificate that a category asks for or takes: always, or where a condition holds.

    ``details``: what it has to show. ``needs_last_day``: it is sent with the day on which it ends.
    """

    external_id: str
    name: str
    is_required: bool
    details: str = ""
    needs_last_day: bool = False
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """A measure that a size chart may have; ``is_key``: each chart has it."""

    name: str
    is_key: bool


@dataclass(frozen=True, slots=True)
class ChartRule:
    """What a category wants of size charts: the columns of each way to measure, by ``Measured``.

    ``picture_side``: pixels that each side of a chart that is a picture has at least.
    """

    is_required: bool
    columns: dict[str, tuple[ChartColumn, ...]]
    picture_side: int = 0


@dataclass(frozen=True, slots=True)
class CategoryDetails:
    """What a leaf category asks for; ``size_chart``: None where it takes none."""

    attributes: tuple[CategoryAttribute, ...]
    size_chart: ChartRule | None = None
    certifications: tuple[CertificateRule, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftAttribute:
    """A fact of a product as it is published."""

    external_id: str
    values: tuple[AttributeValue, ...]


class Measured(StrEnum):
    """What the numbers of a size chart are taken of."""

    BODY = "body"
    PRODUCT = "product"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class DraftChart:
    """A size chart as it is published: a table whose first column is the size, or a picture of one."""

    name: str
    measured: str
    is_imperial: bool
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A page or document of a certificate. ``is_pdf``: otherwise it is a picture."""

    name: str
    content: bytes
    is_pdf: bool


@dataclass(frozen=True, slots=True)
class DraftCertificate:
    """A certificate as it is published; ``last_day``: on which it ends."""

    external_id: str
    files: tuple[DraftFile, ...]
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class ExternalBrand:
    """A brand of a channel. ``is_open``: this shop may list it."""

    external_id: str
    name: str
    is_open: bool = True


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
class BrandSession(Protocol):
    """A session of a channel that keeps a list of brands. Every method may raise ``ChannelError``."""

    def find_brands(self, name: str) -> Sequence[ExternalBrand]:
        """Brands whose names begin with a text, whatever its case."""
        ...

    def create_brand(self, name: str) -> ExternalBrand:
        """A brand of the seller's own. Raises ``ChannelError`` for a name that the channel does not take."""
        ...


@runtime_checkable
class RuledChannel(Protocol):
    """A channel that knows the bounds of its listings before it is asked."""

    def listing_rules(self, region: str) -> ListingRules: ...


@runtime_checkable
class ExplainingChannel(Protocol):
    """A channel that knows what of a listing its refusals are about."""

    def refused_field(self, code: str) -> str:
        """``title``, ``sku``, ``attribute`` and so on, or "" where the code does not say."""
        ...
