"""Pauses listings of which nothing is left, where a rule says so, and relists them once there is stock again."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from shopwright.hub.core.wake import wake
from shopwright.hub.stock import buffers, queries
from shopwright.hub.stock.models import SoldOutAct

from .models import Listing, OfferStock, State, Wish


def follow(listing_ids: Collection[int], workspace_id: int, variant_ids: Collection[int]) -> None:
    """Want listings paused or relisted whose stock has just changed. A listing is paused when all its SKUs are out.

    While everything is halted nothing is paused, and a connection that is not sent to is left alone.
    """
    rules = buffers.sold_out_rules(workspace_id, variant_ids)
    paused = Listing.objects.filter(pk__in=listing_ids, is_paused_by_stock=True).exists()
    if not (rules.has(SoldOutAct.PAUSE) or paused) or queries.is_halted(workspace_id):
        return
    sent_to = Listing.objects.filter(pk__in=listing_ids, connection__is_realtime=True, wish=Wish.NONE)
    if rules.has(SoldOutAct.PAUSE):
        sold_out = _with_stock(sent_to.filter(state=State.LIVE), is_there=False).prefetch_related("offers")
        _wish(
            [
                listing.pk
                for listing in sold_out
                if any(
                    (rule := rules.rule_for(offer.variant_id or 0, offer.connection_id)) is not None
                    and rule.act == SoldOutAct.PAUSE
                    for offer in listing.offers.all()
                )
            ],
            Wish.PAUSE,
        )
    back = _with_stock(sent_to.filter(state=State.PAUSED, is_paused_by_stock=True), is_there=True)
    _wish(list(back.values_list("pk", flat=True)), Wish.RESUME)


def follow_listing(listing: Listing) -> None:
    """Look again at a listing that was paused or relisted just now: its stock may have changed meanwhile."""
    variant_ids = set(listing.offers.exclude(variant=None).values_list("variant_id", flat=True))
    follow([listing.pk], listing.workspace_id, variant_ids)


def _with_stock(listings: QuerySet[Listing], *, is_there: bool) -> QuerySet[Listing]:
    """Listings of which something is wanted to be available, or nothing."""
    stocks = OfferStock.objects.filter(offer__listing=OuterRef("pk"))
    if is_there:
        return listings.filter(Exists(stocks.filter(wanted__gt=0)))
    return listings.filter(Exists(stocks.filter(wanted=0)), ~Exists(stocks.filter(wanted__gt=0)))


def _wish(listing_ids: Collection[int], wish: Wish) -> None:
    if not listing_ids:
        return
    Listing.objects.filter(pk__in=listing_ids).update(
        wish=wish,
        refused_wish=Wish.NONE,
        wish_due_at=timezone.now(),
        attempts=0,
        is_paused_by_stock=True,
        code="",
        trouble="",
        remedy="",
    )
    wake("wishes")
