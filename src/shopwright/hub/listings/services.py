"""Every wish about listings: publish, pause, relist, end, link."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.queries import variant_by_sku
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.wake import wake

from .availability import recompute
from .models import Listing, ListingRule, Offer, State, Wish
from .prices import pricing, recompute_prices

#: What can be wished for in which state.
ALLOWED: dict[Wish, frozenset[State]] = {
    Wish.PUBLISH: frozenset(State),
    Wish.PAUSE: frozenset({State.LIVE, State.REVIEW}),
    Wish.RESUME: frozenset({State.PAUSED}),
    Wish.END: frozenset({State.LIVE, State.REVIEW, State.REFUSED, State.PAUSED, State.WANTED}),
}


Linked = Callable[[Connection, Mapping[str, int]], None]
_when_linked: list[Linked] = []


def when_linked(handler: Linked) -> None:
    """Have a function called with the variants that SKUs of a connection turned out to be, in the same transaction."""
    _when_linked.append(handler)


def announce_links(connection: Connection, variants: Mapping[str, int]) -> None:
    """Tell which variant each SKU of a connection is."""
    for handler in _when_linked:
        handler(connection, variants)


class ListingError(Exception):
    """A wish that cannot be; the text says why and what to do."""


def set_rule(rule: ListingRule) -> int:
    """Keep a connection's rule, and want the prices that it makes; returns how many offers it concerns."""
    with transaction.atomic():
        pricing(rule.workspace_id)
        rule.save()
        offers = Offer.objects.filter(connection_id=rule.connection_id).exclude(variant=None)
        recompute_prices(offers)
        return offers.count()


def publish(product: Product, connection: Connection) -> Listing:
    """Want a product to stand on a connection: created there, or revised where it stands already."""
    if connection.workspace_id != product.workspace_id:
        raise ListingError("That connection belongs to another workspace.")
    try:
        with transaction.atomic():
            listing = Listing.objects.filter(connection=connection, product=product).exclude(state=State.ENDED).first()
            if listing is None:
                listing = Listing.objects.create(
                    workspace_id=product.workspace_id, connection=connection, product=product
                )
            wish_for(listing, Wish.PUBLISH)
    except IntegrityError as error:
        raise ListingError("Somebody else published this product just now.") from error
    return listing


def want(product: Product, connection: Connection, wish: Wish) -> Listing:
    """Want something of a product on a connection. Raises ListingError where it does not stand there, or may not."""
    if wish is Wish.PUBLISH:
        return publish(product, connection)
    listing = Listing.objects.filter(connection=connection, product=product).exclude(state=State.ENDED).first()
    if listing is None:
        raise ListingError("It is not listed there. Publish it first.")
    wish_for(listing, wish)
    return listing


def link(listing: Listing, sku: str) -> Product:
    """Say of which product a listing is; its offers are linked by SKU. Raises ListingError for a SKU of none.

    A product that stands on this connection already is not linked a second time.
    """
    variant = variant_by_sku(listing.workspace_id, sku)
    if variant is None:
        raise ListingError(f"There is no SKU {sku} here." if sku else "Give the SKU of one of the product's variants.")
    taken = Listing.objects.filter(connection=listing.connection, product=variant.product).exclude(state=State.ENDED)
    if other := taken.exclude(pk=listing.pk).first():
        raise ListingError(f"{variant.product} is listed there already, as {other.external_id}.")
    with transaction.atomic():
        listing.product = variant.product
        listing.save(update_fields=["product"])
        variants = {item.sku: item.pk for item in variant.product.variants.all()}
        offers = list(listing.offers.all())
        for offer in offers:
            offer.variant_id = variants.get(offer.seller_sku) or (variant.pk if len(offers) == 1 else None)
            offer.save(update_fields=["variant"])
        linked = {offer.external_id: offer.variant_id for offer in offers if offer.variant_id}
        announce_links(listing.connection, linked)
        recompute(list(linked.values()))
        recompute_prices(listing.offers.all())
    return variant.product


def wish_for(listing: Listing, wish: Wish) -> None:
    """Want something done with a listing. Raises ListingError where its state does not allow it."""
    if listing.state not in ALLOWED[wish]:
        raise ListingError(f"{wish.label} is not possible while a listing is {State(listing.state).label.lower()}.")
    listing.wish, listing.wish_due_at, listing.attempts = wish, timezone.now(), 0
    listing.code = listing.trouble = listing.remedy = ""
    listing.refused_wish = Wish.NONE
    listing.save(update_fields=["refused_wish", "wish", "wish_due_at", "attempts", "code", "trouble", "remedy"])
    wake("wishes")
