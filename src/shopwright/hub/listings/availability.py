"""How many of an offer can be sold from each place: what is on hand, less what is reserved and held back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.utils import timezone

from shopwright.hub.channels.models import Connection
from shopwright.hub.core.wake import wake
from shopwright.hub.stock.models import Balance, ChannelLocation

from .models import Offer, OfferStock


class Reckoning(NamedTuple):
    """Why an offer's number is what it is, line by line."""

    place: ChannelLocation
    on_hand: int
    reserved: int
    buffer: int

    @property
    def available(self) -> int:
        return max(self.on_hand - self.reserved - self.buffer, 0)


def recompute(variant_ids: Collection[int]) -> None:
    """Set what is wanted of every offer of these variants, and wake those who send it."""
    offers = Offer.objects.filter(variant_id__in=variant_ids).select_related("connection")
    changed = sum(_want(offer, reckoning) for offer in offers for reckoning in reckon(offer))
    if changed:
        wake("pushes")


def send_again(connection: Connection, variant_ids: Collection[int]) -> None:
    """Send what is wanted of these variants once more, after a channel may have changed its numbers by itself."""
    due = OfferStock.objects.filter(connection=connection, offer__variant_id__in=variant_ids).exclude(wanted=None)
    if due.update(is_due=True, due_at=timezone.now(), attempts=0):
        wake("pushes")


def reckon(offer: Offer) -> Iterable[Reckoning]:
    """The numbers of an offer for each place of its connection that a location stands behind."""
    places = list(offer.connection.locations.select_related("location").exclude(location=None).order_by("pk"))
    if offer.variant_id is None:
        return
    balances = {
        balance.location_id: balance
        for balance in Balance.objects.filter(
            variant_id=offer.variant_id, location_id__in=[place.location_id for place in places]
        )
    }
    for place in places:
        balance = balances.get(place.location_id or 0)
        on_hand, reserved = (balance.on_hand, balance.reserved) if balance else (0, 0)
        yield Reckoning(place, on_hand, reserved, buffer=0)


def _want(offer: Offer, reckoning: Reckoning) -> bool:
    now, wanted = timezone.now(), reckoning.available
    stock, _ = OfferStock.objects.get_or_create(
        offer=offer,
        place=reckoning.place,
        defaults={"workspace_id": offer.workspace_id, "connection_id": offer.connection_id},
    )
    if stock.wanted == wanted:
        return False
    stock.wanted, stock.wanted_at = wanted, now
    stock.is_due = stock.acknowledged != wanted
    stock.due_at, stock.attempts = now, 0
    stock.save(update_fields=["wanted", "wanted_at", "is_due", "due_at", "attempts"])
    return stock.is_due
