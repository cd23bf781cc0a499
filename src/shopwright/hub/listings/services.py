"""Every wish about listings: publish, pause, relist, end, link."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.wake import wake

from .models import Listing, State, Wish

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


def wish_for(listing: Listing, wish: Wish) -> None:
    """Want something done with a listing. Raises ListingError where its state does not allow it."""
    if listing.state not in ALLOWED[wish]:
        raise ListingError(f"{wish.label} is not possible while a listing is {State(listing.state).label.lower()}.")
    listing.wish, listing.wish_due_at, listing.attempts = wish, timezone.now(), 0
    listing.code = listing.trouble = listing.remedy = ""
    listing.save(update_fields=["wish", "wish_due_at", "attempts", "code", "trouble", "remedy"])
    wake("wishes")
