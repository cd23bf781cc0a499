"""What a listing has of its own on its channel: texts, brand and pictures that go before the catalogue's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from shopwright.hub.catalog.models import Picture, Product
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.registry import channel_of

from . import services
from .brands.models import BrandMapping
from .brands.services import has_brands
from .drift_models import DriftField
from .models import Listing, ListingRule, State, Wish
from .texts import description_of, title_of

#: As ``Listing.overrides`` keeps them, by the name of the field.
Own = Mapping[str, Any]
#: What people write for a shop alone. The other fields are taken over from the channel.
WRITTEN = ("title", "description", "brand", "pictures")
_LABELS = {**dict(DriftField.choices), "brand": "Brand"}
NOTHING: Own = {}


class OverrideError(Exception):
    """A value that a shop cannot have; ``field_name`` says which, the text why and what to do."""

    def __init__(self, message: str, field_name: str) -> None:
        super().__init__(message)
        self.field_name = field_name


def label_of(field: str) -> str:
    return _LABELS.get(field, field)


def labels_of(own: Own) -> list[str]:
    """What a listing has of its own, in words."""
    return [label for field, label in _LABELS.items() if field in own]


def title_for(product: Product, rule: ListingRule, own: Own) -> str:
    """The title that a shop gets."""
    return own.get("title") or title_of(product, rule.title_template)


def description_for(product: Product, rule: ListingRule, own: Own) -> str:
    """The description that a shop gets."""
    return own.get("description") or description_of(product, rule.description_template)


def brand_for(product: Product, own: Own) -> str:
    """The brand that a shop gets, as the catalogue writes it."""
    return own.get("brand") or product.brand


def listing_on(product: Product, connection: Connection) -> Listing | None:
    """The listing of a product on a connection that is not ended."""
    return Listing.objects.filter(connection=connection, product=product).exclude(state=State.ENDED).first()


def own_of(connection: Connection, products: Collection[Product]) -> dict[int, Own]:
    """What products have of their own on a connection, by the product's id."""
    rows = Listing.objects.filter(connection=connection, product__in=products).exclude(state=State.ENDED)
    return dict(rows.exclude(overrides={}).values_list("product_id", "overrides"))


def write(product: Product, connection: Connection, values: Own) -> Listing:
    """Keep what a shop has of its own, and want it sent; an empty value is the catalogue's again.

    A product that is not listed there yet is published with it. What was taken over of other fields stays. Raises
    OverrideError for a value that cannot be.
    """
    _check(product, connection, values)
    written = {field: values[field] for field in WRITTEN if values.get(field)}
    try:
        with transaction.atomic():
            rows = Listing.objects.select_for_update().filter(connection=connection, product=product)
            listing = rows.exclude(state=State.ENDED).first()
            is_new = listing is None
            if listing is None:
                listing = Listing(workspace_id=product.workspace_id, connection=connection, product=product)
            taken = {field: value for field, value in listing.overrides.items() if field not in WRITTEN}
            if is_new or listing.overrides != {**taken, **written}:
                listing.overrides = {**taken, **written}
                listing.save(update_fields=None if is_new else ["overrides"])
                services.wish_for(listing, Wish.PUBLISH)
    except IntegrityError as error:
        raise services.ListingError("Somebody else published this product just now.") from error
    return listing


def _check(product: Product, connection: Connection, values: Own) -> None:
    brand = values.get("brand")
    if brand and has_brands(connection):
        mapped = BrandMapping.objects.filter(connection=connection, brand=brand, is_accepted=True)
        if not mapped.exists():
            raise OverrideError(
                f"{connection} knows no brand “{brand}” yet. Map it under Categories, Brands, and write it here then.",
                "brand",
            )
    pictures = values.get("pictures") or ()
    if len(pictures) > (most := channel_of(connection.channel).limits.pictures):
        raise OverrideError(f"{connection} takes {most} pictures. Leave some out.", "pictures")
    if not set(pictures) <= set(_picture_ids(product, connection)):
        raise OverrideError("Choose pictures of the product. Add others to the product first.", "pictures")


def _picture_ids(product: Product, connection: Connection) -> Sequence[int]:
    """The product's pictures, and those that the listing has by now."""
    listing = listing_on(product, connection)
    kept = listing.overrides.get("pictures", []) if listing else []
    return [*product.pictures.values_list("picture_id", flat=True), *kept]


def pictures_to_choose(product: Product, own: Own) -> list[tuple[Picture, int]]:
    """Pictures that a shop can have, each with its place among the shop's own, or 0; those that it has come first."""
    kept: list[int] = list(own.get("pictures") or ())
    ids = dict.fromkeys([*kept, *product.pictures.values_list("picture_id", flat=True)])
    known = Picture.objects.filter(workspace_id=product.workspace_id).in_bulk(list(ids))
    return [(known[pk], kept.index(pk) + 1 if pk in kept else 0) for pk in ids if pk in known]
