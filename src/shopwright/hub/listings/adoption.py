"""Takes what stands on a channel into the hub: as a listing, linked by SKU, or as a new product."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone

from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.catalog.queries import variant_by_sku
from shopwright.hub.catalog.services import (
    MOST_BYTES,
    CatalogError,
    ProductDraft,
    VariantDraft,
    add_picture,
    create_product,
)
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import ExternalListing, ExternalSku, ListingDraft, Session
from shopwright.hub.core.addresses import AddressError
from shopwright.hub.core.fetch import FetchError, fetch
from shopwright.hub.core.storable import cut_texts, without_nul
from shopwright.hub.stock.models import ChannelLocation, Reason
from shopwright.hub.stock.services import default_location, move

from . import content, drift
from .availability import recompute
from .models import Listing, Offer, OfferStock, State, Wish
from .prices import recompute_prices
from .services import announce_links

log = logging.getLogger("shopwright.hub.listings")


def read_listing(connection: Connection, session: Session, external_id: str) -> None:
    """Look at a listing on its channel and keep how it stands there."""
    seen = session.listing(external_id)
    if seen is None:
        for listing in Listing.objects.filter(connection=connection, external_id=external_id):
            drift.note_gone(listing)
        Listing.objects.filter(connection=connection, external_id=external_id).update(state=State.ENDED, wish=Wish.NONE)
        return
    keep_listing(connection, seen)


@transaction.atomic
def keep_listing(
    connection: Connection, seen: ExternalListing, listing: Listing | None = None, sent: ListingDraft | None = None
) -> Listing:
    """Keep a listing as its channel has it. ``listing``: the one that was published as it, ``sent``: of what draft."""
    seen = without_nul(seen)
    if listing is None:
        known = Listing.objects.filter(connection=connection, external_id=seen.external_id)
        # Whoever sends it meanwhile is waited for: what was sent tells theirs from ours.
        listing = known.select_for_update().first()
    is_new = listing is None
    if listing is None:
        listing = Listing(workspace_id=connection.workspace_id, connection=connection)
    listing.external_id, listing.seen_title, listing.seen_at = seen.external_id, seen.title, timezone.now()
    listing.state, listing.reasons = State(seen.state.value), list(seen.reasons)
    if listing.product_id is None:
        listing.product = _product_of(connection, seen)
    if sent is not None:
        content.note_sent(listing, sent, seen)
    cut_texts(listing, "seen_title")
    listing.save()
    if sent is None:
        drift.compare(listing, seen)
    for sku in seen.skus:
        _keep_offer(connection, listing, sku, is_new=is_new)
    linked = {offer.external_id: offer.variant_id for offer in listing.offers.all() if offer.variant_id}
    announce_links(connection, linked)
    recompute(list(linked.values()))
    recompute_prices(Offer.objects.filter(listing=listing))
    return listing


def _product_of(connection: Connection, seen: ExternalListing) -> Product | None:
    """The product whose SKUs a listing has; a new one where the connection adopts. None leaves it unlinked."""
    variants = [variant_by_sku(connection.workspace_id, sku.seller_sku) for sku in seen.skus]
    products = {variant.product for variant in variants if variant}
    if len(products) == 1:
        product = products.pop()
        is_taken = Listing.objects.filter(connection=connection, product=product).exclude(state=State.ENDED).exists()
        return None if is_taken else product
    if products or not connection.adopts:
        return None
    return _adopt(connection, seen)


def _adopt(connection: Connection, seen: ExternalListing) -> Product | None:
    draft = ProductDraft(
        title=seen.title,
        variants=[
            VariantDraft(sku.seller_sku or sku.external_id, sku.options, sku.price, sku.currency) for sku in seen.skus
        ],
        facts={"description": seen.description, "brand": seen.brand, "weight_grams": seen.weight_grams},
    )
    try:
        product = create_product(connection.workspace, draft)
    except CatalogError as error:
        log.info("listing %s of connection %s is not taken over: %s", seen.external_id, connection.pk, error)
        return None
    _take_stock(connection, product, seen)
    _take_pictures(product, seen)
    return product


def _take_stock(connection: Connection, product: Product, seen: ExternalListing) -> None:
    """The channel's numbers are where the ledger starts; what it has promised comes with its orders.

    What lies in warehouses that stand for no location is left alone.
    """
    location = default_location(connection.workspace)
    variants = {variant.sku: variant for variant in product.variants.all()}
    places = list(connection.locations.exclude(location=None))
    for sku in seen.skus:
        variant = variants[sku.seller_sku or sku.external_id]
        there = sum(quantity_at(sku, place) for place in places) if places else sku.quantity
        if there + sku.committed:
            cause = f"adopt:{connection.pk}:{sku.external_id}"
            move(variant, location, there + sku.committed, Reason.START, cause)


def quantity_at(sku: ExternalSku, place: ChannelLocation) -> int:
    """What a channel offers of a SKU from a warehouse. Where it names none, all of it lies in the default one."""
    if sku.places:
        return dict(sku.places).get(place.external_id, 0)
    return sku.quantity if place.is_default else 0


def _take_pictures(product: Product, seen: ExternalListing) -> None:
    """Pictures come along where they can be read; a product without one is still a product."""
    for url in seen.image_urls[:9]:
        try:
            add_picture(product, fetch(url, most_bytes=MOST_BYTES, seconds=20).content)
        except (AddressError, FetchError, CatalogError) as error:
            log.info("a picture of product %s is left out: %s", product.pk, error)


def _keep_offer(connection: Connection, listing: Listing, sku: ExternalSku, *, is_new: bool) -> None:
    variant = _variant_of(listing, sku) or _variant_before(connection, listing, sku)
    offer, made = Offer.objects.update_or_create(
        connection=connection,
        external_id=sku.external_id,
        defaults={
            "workspace_id": connection.workspace_id,
            "listing": listing,
            "variant": variant,
            "seller_sku": sku.seller_sku,
            "options": ", ".join(value for _, value in sku.options),
            "currency": sku.currency,
            "seen_price": sku.price,
        },
    )
    if not (made and is_new):
        return
    for place in connection.locations.exclude(location=None):
        OfferStock.objects.get_or_create(
            offer=offer,
            place=place,
            defaults={
                "workspace_id": connection.workspace_id,
                "connection": connection,
                "acknowledged": quantity_at(sku, place),
                "acknowledged_at": timezone.now(),
                "promised": sku.committed if place.is_default else 0,
            },
        )


def _variant_of(listing: Listing, sku: ExternalSku) -> Variant | None:
    if listing.product_id is None:
        return None
    return Variant.objects.filter(product_id=listing.product_id, sku=sku.seller_sku or sku.external_id).first()


def _variant_before(connection: Connection, listing: Listing, sku: ExternalSku) -> Variant | None:
    """The variant that an offer had under the same SKU: the catalogue's was renamed since."""
    known = Offer.objects.filter(connection=connection, external_id=sku.external_id, seller_sku=sku.seller_sku)
    offer = known.filter(variant__product=listing.product_id).select_related("variant").first()
    return offer.variant if offer else None
