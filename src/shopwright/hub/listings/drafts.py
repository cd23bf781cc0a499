"""What a channel is sent of a product, and what stands in the way of sending it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models.fields.files import FieldFile

from shopwright.hub.catalog.models import Picture, Product
from shopwright.hub.channels.categories import DraftAttribute, DraftCertificate, DraftChart, DraftFile
from shopwright.hub.channels.protocol import ListingDraft, ListingVariant

from . import drift_values
from .availability import sellable_of
from .brands.queries import brand_id_of
from .categories.queries import category_of
from .models import Listing
from .overrides import brand_for, description_for, title_for
from .papers.queries import Papers
from .pictures.services import fitted, pictures_for, template_of
from .preflight import problems_of
from .prices import reckon_prices, rule_of

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
        title=title_for(product, rule, listing.overrides),
        description=description_for(product, rule, listing.overrides),
        brand=brand_for(product, listing.overrides),
        images=tuple(_read(picture.file) for picture in _pictures(listing, product)),
        variants=_variants(listing, product, listing.overrides.get("options")),
        weight_grams=listing.overrides.get("weight") or product.weight_grams or 0,
        size_mm=_size(product, listing.overrides.get("size")),
        category_id=listing.overrides.get("category") or category.external_id,
        attributes=_attributes(listing, category.attributes),
        brand_id=brand_id_of(brand_for(product, listing.overrides), connection),
        size_chart=_chart(category.papers),
        certificates=_certificates(category.papers),
        location_id=place.external_id if place else "",
        external_id=listing.external_id,
    )


def _chart(papers: Papers) -> DraftChart | None:
    chart = papers.chart
    if chart is None:
        return None
    return DraftChart(
        chart.name,
        chart.measured,
        chart.is_imperial,
        tuple(chart.headers),
        tuple(tuple(row) for row in chart.rows),
        _read(chart.picture.file) if chart.picture and not chart.rows else b"",
    )


def _certificates(papers: Papers) -> tuple[DraftCertificate, ...]:
    return tuple(
        DraftCertificate(
            asked.external_id,
            tuple(DraftFile(kept.name, _read(kept.file), kept.is_pdf) for kept in certificate.files.all()),
            certificate.last_day,
        )
        for asked, certificate in papers.certificates
    )


def _pictures(listing: Listing, product: Product) -> list[Picture]:
    """The listing's own pictures, else the product's; the shop's template makes those of the product fit."""
    template = template_of(listing.connection)
    ids = listing.overrides.get("pictures")
    if not ids:
        return pictures_for(product, template)
    own = Picture.objects.filter(workspace_id=listing.workspace_id).select_related("workspace").in_bulk(ids)
    of_product = set(product.pictures.values_list("picture_id", flat=True))
    return [fitted(own[pk], template) if pk in of_product else own[pk] for pk in ids if pk in own]


def _size(product: Product, taken: Sequence[int] | None) -> tuple[int, int, int]:
    own = (product.length_mm, product.width_mm, product.height_mm)
    length, width, height = taken or [side or usual for side, usual in zip(own, _USUAL_SIZE, strict=True)]
    return length, width, height


def _attributes(listing: Listing, mapped: tuple[DraftAttribute, ...]) -> tuple[DraftAttribute, ...]:
    taken = listing.overrides.get("attributes")
    return mapped if taken is None else drift_values.attributes_of(taken)


def _variants(listing: Listing, product: Product, taken: Mapping[str, Any] | None) -> tuple[ListingVariant, ...]:
    """``taken``: options that were taken over from the channel, and SKUs that were taken out there.

    A shop that no prices are sent to keeps those that it has.
    """
    connection = listing.connection
    options, without = ({}, []) if taken is None else (drift_values.options_of(taken["there"]), taken["without"])
    stock = sellable_of(product, connection)
    variants = list(product.variants.exclude(sku__in=without).order_by("position", "pk"))
    prices = reckon_prices(variants, connection)
    seen = {} if rule_of(connection).sends_prices else dict(listing.offers.values_list("variant_id", "seen_price"))
    return tuple(
        ListingVariant(
            sku=variant.sku,
            options=options.get(variant.sku) or tuple((name, value) for name, value in variant.options),
            price=seen.get(variant.pk) or prices[variant.pk].price or Decimal(0),
            currency=connection.currency,
            quantity=stock.get(variant.pk, 0),
        )
        for variant in variants
    )


def _read(file: FieldFile) -> bytes:
    with file.open("rb") as opened:
        content: bytes = opened.read()
    return content
