"""What people do about pushes by hand: send now, or no more."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from shopwright.hub.channels.models import Connection
from shopwright.hub.core.wake import wake

from .models import Listing, Offer, OfferStock, State, Wish


def hurry(connection: Connection, kind: str) -> None:
    """Send now what is due for a connection and waits for its next try: ``stock``, ``prices`` or ``listings``."""
    now = timezone.now()
    if kind == "stock":
        OfferStock.objects.filter(connection=connection, is_due=True, due_at__gt=now).update(due_at=now)
    elif kind == "prices":
        Offer.objects.filter(connection=connection, is_price_due=True, price_due_at__gt=now).update(price_due_at=now)
    else:
        waiting = Listing.objects.filter(connection=connection, wish_due_at__gt=now)
        waiting.exclude(wish=Wish.NONE).update(wish_due_at=now)
    wake("pushes")


def send_number(workspace_id: int, pk: int) -> bool:
    """Send a number of stock now, a refused one too; False where there is none."""
    with transaction.atomic():
        rows = OfferStock.objects.filter(workspace_id=workspace_id, pk=pk, wanted__isnull=False)
        count = rows.update(is_due=True, due_at=timezone.now(), attempts=0)
        wake("pushes")
    return bool(count)


def drop_number(workspace_id: int, pk: int) -> bool:
    """Leave a refused number as the channel has it; False for one that is due."""
    refused = OfferStock.objects.filter(workspace_id=workspace_id, pk=pk, is_due=False)
    return bool(refused.update(code="", trouble="", remedy="", attempts=0))


def send_price(workspace_id: int, pk: int) -> bool:
    """Send a price now, a refused one too; False where there is none."""
    with transaction.atomic():
        rows = Offer.objects.filter(workspace_id=workspace_id, pk=pk, wanted_price__isnull=False)
        count = rows.update(is_price_due=True, price_due_at=timezone.now(), price_attempts=0, price_trouble="")
        wake("pushes")
    return bool(count)


def drop_price(workspace_id: int, pk: int) -> bool:
    """Leave a price as the channel has it, until another one is wanted."""
    rows = Offer.objects.filter(workspace_id=workspace_id, pk=pk)
    return bool(rows.update(is_price_due=False, price_attempts=0, price_trouble=""))


def wish_again(workspace_id: int, pk: int) -> bool:
    """Try now what is wanted of a listing, or what was given up; False where nothing is."""
    with transaction.atomic():
        listing = Listing.objects.select_for_update().filter(workspace_id=workspace_id, pk=pk).first()
        if listing is None or not (listing.wish or listing.refused_wish):
            return False
        if not listing.wish:
            listing.wish, listing.refused_wish = listing.refused_wish, Wish.NONE
        if listing.state == State.REFUSED and not listing.external_id:
            listing.state = State.WANTED
        listing.wish_due_at, listing.attempts = timezone.now(), 0
        listing.save(update_fields=["wish", "refused_wish", "state", "wish_due_at", "attempts"])
        wake("wishes")
    return True


def drop_wish(workspace_id: int, pk: int) -> bool:
    """Want nothing of a listing any more; False where nothing is wanted."""
    with transaction.atomic():
        listing = Listing.objects.select_for_update().filter(workspace_id=workspace_id, pk=pk).first()
        if listing is None or not (listing.wish or listing.refused_wish):
            return False
        listing.wish = listing.refused_wish = Wish.NONE
        listing.save(update_fields=["wish", "refused_wish"])
    return True


def correct_number(row: OfferStock, there: int) -> bool:
    """A channel has another number than it acknowledged: keep that, and send the wanted one if it is another.

    Returns whether it has to be sent.
    """
    with transaction.atomic():
        mine = OfferStock.objects.select_for_update().get(pk=row.pk)
        now = timezone.now()
        mine.acknowledged, mine.acknowledged_at = there, now
        mine.is_due = mine.is_due or there != mine.wanted
        if mine.is_due:
            mine.due_at, mine.attempts = now, 0
            mine.wanted_at = now
        mine.save(update_fields=["acknowledged", "acknowledged_at", "is_due", "due_at", "attempts", "wanted_at"])
        wake("pushes")
    return mine.is_due
