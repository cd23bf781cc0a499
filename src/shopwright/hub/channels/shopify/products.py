"""Shopify's products as the channel protocol has them, and drafts as Shopify takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shopwright.hub.channels.protocol import ExternalListing, ExternalSku, ListingDraft, ListingState, ListingVariant

from . import listed_queries as paged
from . import queries as shapes
from .orders import gid, number_of

STATES = {
    "ACTIVE": ListingState.LIVE,
    "UNLISTED": ListingState.LIVE,
    "DRAFT": ListingState.PAUSED,
    "ARCHIVED": ListingState.ENDED,
}
_GRAMS = {"GRAMS": 1.0, "KILOGRAMS": 1000.0, "OUNCES": 28.349523125, "POUNDS": 453.59237}
#: The option of a product that has none, and its one value.
_NO_OPTION = ("Title", "Default Title")


def listing_of(product: shapes.Product, variants: Sequence[shapes.Variant], currency: str) -> ExternalListing:
    """The listing of a product. ``variants``: all of them, of which the product has the first page."""
    weights = [variant.inventory_item.measurement.weight for variant in variants]
    weight = next((item for item in weights if item), None)
    return ExternalListing(
        external_id=number_of(product.id),
        title=product.title,
        state=STATES.get(product.status, ListingState.REVIEW),
        skus=tuple(_sku(variant, currency) for variant in variants),
        description=product.description_html,
        brand=product.vendor,
        image_urls=tuple(media.image.url for media in product.media.nodes if media.image),
        weight_grams=round(weight.value * _GRAMS.get(weight.unit, 1.0)) if weight else None,
        updated_at=product.updated_at,
        category_id=number_of(product.category.id) if product.category else "",
        image_ids=tuple(number_of(media.id) for media in product.media.nodes if media.id),
    )


def listed(product: paged.ListedProduct, currency: str) -> ExternalListing:
    """How a product stands, as a list shows it: state, and SKUs with price and number."""
    return ExternalListing(
        external_id=number_of(product.id),
        title=product.title,
        state=STATES.get(product.status, ListingState.REVIEW),
        skus=tuple(
            ExternalSku(
                number_of(item.id), item.sku or "", (), item.price, currency, max(item.inventory_quantity or 0, 0)
            )
            for item in product.variants.nodes
        ),
    )


def product_of(draft: ListingDraft, pictures: Sequence[str], known: Mapping[str, str]) -> dict[str, object]:
    """What productSet takes for a draft. ``known``: ids of the variants that the product has, by SKU."""
    names = [name for name, _ in draft.variants[0].options] or [_NO_OPTION[0]]
    options = [
        {"name": name, "values": [{"name": value} for value in _values(draft, position)]}
        for position, name in enumerate(names)
    ]
    category = {"category": gid("TaxonomyCategory", draft.category_id)} if draft.category_id else {}
    return {
        **category,
        "title": draft.title,
        "descriptionHtml": draft.description,
        "vendor": draft.brand,
        "status": "ACTIVE",
        "productOptions": options,
        "files": [{"originalSource": picture, "contentType": "IMAGE"} for picture in pictures],
        "variants": [_variant(item, draft, known.get(item.sku, "")) for item in draft.variants],
    }


def _variant(variant: ListingVariant, draft: ListingDraft, variant_id: str) -> dict[str, object]:
    options = variant.options or (_NO_OPTION,)
    made: dict[str, object] = {
        "sku": variant.sku,
        "price": str(variant.price),
        "optionValues": [{"optionName": name, "name": value} for name, value in options],
        "inventoryItem": {
            "tracked": True,
            "measurement": {"weight": {"value": float(draft.weight_grams), "unit": "GRAMS"}},
        },
    }
    if variant_id:
        return {**made, "id": variant_id}
    place = {"locationId": gid("Location", draft.location_id), "name": "available", "quantity": variant.quantity}
    return {**made, "inventoryQuantities": [place]}


def _values(draft: ListingDraft, position: int) -> list[str]:
    values = [(item.options or (_NO_OPTION,))[position][1] for item in draft.variants]
    return list(dict.fromkeys(values))


def _sku(variant: shapes.Variant, currency: str) -> ExternalSku:
    levels = variant.inventory_item.inventory_levels.nodes
    options = tuple((option.name, option.value) for option in variant.selected_options)
    return ExternalSku(
        external_id=number_of(variant.id),
        seller_sku=variant.sku or "",
        options=() if options == (_NO_OPTION,) else options,
        price=variant.price,
        currency=currency,
        quantity=max(sum(level.of("available") for level in levels), 0),
        committed=sum(level.of("committed") for level in levels),
    )
