"""What mends a refused listing where the refusal stands: the fields that it is about, and where else they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.urls import reverse

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.categories import CategoryAttribute, ExplainingChannel, ListingRules
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.registry import channel_of

from .categories.queries import Placed, Places
from .models import Listing
from .papers.queries import CHART
from .preflight import Problem, ProblemField, bounds_of

_CATEGORIES = frozenset({ProblemField.ATTRIBUTE, ProblemField.CATEGORY, ProblemField.PAPER})
_PRICES = "Price lists"


class MendField(NamedTuple):
    """An input. ``kind``: its type, ``area`` for a long text. ``is_asked``: the refusal is about it.

    ``options``: values that the channel has; where ``is_closed`` it takes no other. ``least``, ``most``: characters.
    """

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    is_asked: bool = False
    help: str = ""
    options: tuple[str, ...] = ()
    least: int = 0
    most: int = 300
    is_closed: bool = False


class Elsewhere(NamedTuple):
    """Where it can be mended too."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Mending:
    """The form of a refused listing. ``waits``: what its category asks for is not known yet."""

    place: Placed = field(default_factory=Placed)
    bounds: ListingRules = field(default_factory=ListingRules)
    fields: tuple[MendField, ...] = ()
    links: tuple[Elsewhere, ...] = ()
    waits: bool = False

    @property
    def asked(self) -> list[MendField]:
        return [item for item in self.fields if item.is_asked]

    @property
    def others(self) -> list[MendField]:
        return [item for item in self.fields if not item.is_asked]


def mendings_on(
    connection: Connection, listings: Sequence[Listing], problems: dict[int, list[Problem]]
) -> dict[int, Mending]:
    """What mends each of the listings of a connection that were refused, by the product's id."""
    refused = [listing for listing in listings if listing.trouble and listing.product is not None]
    if not refused:
        return {}
    products = [listing.product for listing in refused if listing.product is not None]
    places, bounds = Places(connection, products, with_suggestions=True), bounds_of(connection)
    return {
        listing.product.pk: _mending(
            listing, listing.product, problems.get(listing.product.pk, []), places.of(listing.product), bounds
        )
        for listing in refused
        if listing.product is not None
    }


def mending_of(listing: Listing, problems: list[Problem]) -> Mending:
    """What mends a refused listing."""
    if listing.product is None:
        return Mending()
    return mendings_on(listing.connection, [listing], {listing.product.pk: problems}).get(listing.product.pk, Mending())


def _mending(
    listing: Listing, product: Product, problems: Sequence[Problem], place: Placed, bounds: ListingRules
) -> Mending:
    connection = listing.connection
    about = {problem.field for problem in problems} | _refused_fields(connection, listing.code)
    fields = [
        *_attributes(connection, place),
        *_certificates(place),
        *_skus(product, connection, problems, bounds, is_refused=ProblemField.SKU in about and not problems),
        *_plain(product, about, bounds),
    ]
    return Mending(
        place=place,
        bounds=bounds,
        fields=tuple(sorted(fields, key=lambda item: not item.is_asked)),
        links=tuple(_links(listing, product, place, about)),
        waits=bool(about & _CATEGORIES) and place.details is None,
    )


def _refused_fields(connection: Connection, code: str) -> set[ProblemField]:
    channel = channel_of(connection.channel)
    name = channel.refused_field(code) if code and isinstance(channel, ExplainingChannel) else ""
    return {ProblemField(name)} if name in set(ProblemField) else set()


def _attributes(connection: Connection, place: Placed) -> Iterator[MendField]:
    for gap in place.gaps:
        yield MendField(
            f"attribute-{gap.attribute.external_id}",
            gap.attribute.name,
            gap.text,
            is_asked=True,
            help=f"Required on {connection.name} in {place.path}. {takes(gap.attribute)}",
            options=tuple(value.name for value in gap.attribute.values),
            most=500,
            is_closed=not gap.attribute.is_custom and not gap.attribute.standards and not gap.attribute.is_multiple,
        )


def missing_certificates(place: Placed) -> dict[str, str]:
    """Certificates that a product lacks in its category, by the name of their field."""
    names = [gap.name for gap in place.papers.gaps if gap.name != CHART]
    return {f"certificate-{number}": name for number, name in enumerate(names, 1)}


def _certificates(place: Placed) -> Iterator[MendField]:
    words = {gap.name: gap.words for gap in place.papers.gaps}
    asked = {rule.name: rule for rule in place.details.certifications} if place.details else {}
    for field_name, name in missing_certificates(place).items():
        help_text = f"{words[name]} {asked[name].details} A PDF or a picture, for this product."
        yield MendField(field_name, name, kind="file", is_asked=True, help=help_text)
        if asked[name].needs_last_day:
            yield MendField(f"last-day-of-{field_name}", f"Last day of “{name}”", kind="date", is_asked=True)


def takes(attribute: CategoryAttribute) -> str:
    """What the channel takes for an attribute, in words."""
    names = [value.name for value in attribute.values]
    listed = f"{', '.join(names[:5])}{f' or one of {len(names) - 5:,} more' if len(names) > 5 else ''}"
    if attribute.is_custom:
        return f"Like {listed}, or a text of your own." if names else "A text of your own."
    return f"One of: {listed}."


def _skus(
    product: Product, connection: Connection, problems: Sequence[Problem], bounds: ListingRules, *, is_refused: bool
) -> Iterator[MendField]:
    refused = {problem.variant for problem in problems if problem.field is ProblemField.SKU}
    others = product.listings.exclude(connection=connection).exclude(external_id="").select_related("connection")
    names = ", ".join(sorted({str(listing.connection) for listing in others})) if refused or is_refused else ""
    for variant in product.variants.all():
        if variant.pk in refused or is_refused:
            yield MendField(
                f"sku-{variant.pk}",
                f"SKU {variant.sku}",
                variant.sku,
                is_asked=True,
                help=_sku_words(connection, bounds, names),
                least=bounds.sku_shortest,
                most=bounds.sku_longest or 80,
            )


def _sku_words(connection: Connection, bounds: ListingRules, others: str) -> str:
    spaces = "" if bounds.sku_has_spaces else ", without spaces"
    longest = f" to {bounds.sku_longest}" if bounds.sku_longest else ""
    return (
        f"{connection.name} takes {bounds.sku_shortest}{longest} characters{spaces}."
        " Stock, orders and listings stay with the SKU."
        + (f" {others} has the new one once it is revised." if others else "")
    )


def _plain(product: Product, about: set[ProblemField], bounds: ListingRules) -> Iterator[MendField]:
    weight = str(product.weight_grams or "")
    if ProblemField.PICTURE in about:
        yield MendField("picture", "Picture", kind="file", is_asked=True)
    if ProblemField.DESCRIPTION in about:
        yield MendField("description", "Description", product.description, "area", is_asked=True, most=100_000)
    yield MendField("title", "Title", product.title, is_asked=ProblemField.TITLE in about)
    yield MendField("brand", "Brand", product.brand, is_asked=ProblemField.BRAND in about, most=120)
    yield MendField("weight_grams", "Weight in grams", weight, "number", is_asked=ProblemField.WEIGHT in about)
    yield MendField("price", "Another price for all its SKUs", kind="decimal", is_asked=ProblemField.PRICE in about)


def _links(listing: Listing, product: Product, place: Placed, about: set[ProblemField]) -> Iterator[Elsewhere]:
    connection, slug = listing.connection, listing.workspace.slug
    if about & _CATEGORIES:
        if place.row_id:
            yield Elsewhere(f"{place.path} on {connection.name}", reverse("category", args=[slug, place.row_id]))
        yield Elsewhere(
            f"Categories of {connection.name}",
            f"{reverse('categories', args=[slug])}?shop={connection.pk}&all=1",
        )
    if ProblemField.PAPER in about:
        yield Elsewhere("Size charts and certificates", reverse("papers", args=[slug]))
    if ProblemField.BRAND in about:
        yield Elsewhere(f"Brands of {connection.name}", f"{reverse('brands', args=[slug])}?shop={connection.pk}")
    if ProblemField.PRICE in about:
        yield Elsewhere(_PRICES, reverse("price-lists", args=[slug]))
    if about & {ProblemField.TITLE, ProblemField.DESCRIPTION}:
        yield Elsewhere("Its own texts there", reverse("listing-own", args=[slug, product.pk, connection.pk]))
    if ProblemField.SHOP in about:
        yield Elsewhere(str(connection), reverse("connection", args=[slug, connection.pk]))
    yield Elsewhere("Edit the product", reverse("product-edit", args=[slug, product.pk]))
