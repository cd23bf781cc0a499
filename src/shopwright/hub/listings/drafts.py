"""What a channel is sent of a product, and what stands in the way of sending it."""

from __future__ import annotations

from decimal import Decimal

from django.db.models.fields.files import FieldFile

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import ListingDraft, ListingVariant

from .availability import sellable_of
from .categories.queries import category_of
from .models import Listing
from .preflight import problems_of
from .prices import price_on, rule_of
from .texts import description_of, title_of

#: The parcel of a product that names no size, in millimetres.
_USUAL_SIZE = (200, 150, 50)


class IncompleteError(Exception):
    """A product lacks something that the channel asks for; ``problems`` says what, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def draft_of(listing: Listing) -> ListingDraft:
    """The draft of a listing. Raises IncompleteError for a product that cannot be published yet."""
    product, connection = listing.product, listing.connection
    if product is None:
        raise IncompleteError(["The listing is linked to no product."])
    if problems := [problem.words for problem in problems_of(product, connection)]:
        raise IncompleteError(problems)
    place = connection.locations.filter(is_default=True).first()
    rule = rule_of(connection)
    category = category_of(product, connection)
    return ListingDraft(
        title=title_of(product, rule.title_template),
        description=description_of(product, rule.description_template),
        brand=product.brand,
        images=tuple(_read(item.picture.file) for item in product.pictures.select_related("picture")[:9]),
        variants=_variants(product, connection),
        weight_grams=product.weight_grams or 0,
        size_mm=(
            product.length_mm or _USUAL_SIZE[0],
            product.width_mm or _USUAL_SIZE[1],
            product.height_mm or _USUAL_SIZE[2],
        ),
        category_id=category.external_id,
        attributes=category.attributes,
        location_id=place.external_id if place else "",
        external_id=listing.external_id,
    )


def _variants(product: Product, connection: Connection) -> tuple[ListingVariant, ...]:
    stock = sellable_of(product, connection)
    return tuple(
        ListingVariant(
            sku=variant.sku,
            options=tuple((name, value) for name, value in variant.options),
            price=price_on(variant, connection) or Decimal(0),
            currency=connection.currency,
            quantity=stock.get(variant.pk, 0),
        )
        for variant in product.variants.order_by("position", "pk")
    )


def _read(file: FieldFile) -> bytes:
    with file.open("rb") as opened:
        content: bytes = opened.read()
    return content
