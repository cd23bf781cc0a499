"""Every write about price lists. What changes reaches the offers of the connections that use the list."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.listings.models import ListingRule, ListPrice, Offer, PriceFile, PriceGuard, PriceList
from shopwright.hub.listings.preflight import bounds_of
from shopwright.hub.listings.prices import pricing, recompute_prices

from .changes import lists_from, rules_with
from .models import Source, Tax
from .price_book import DEEPEST

_CHUNK = 5000


class PriceListError(Exception):
    """A list that cannot be; the text says why and what to do."""


def check_list(price_list: PriceList) -> None:
    """Refuse a list that goes back to itself, to one in another currency, or too far. Raises PriceListError."""
    if price_list.source != Source.LIST:
        price_list.base = None
        return
    seen, base = {price_list.pk}, price_list.base
    if base is None:
        raise PriceListError("Choose the list that prices come from.")
    if base.currency != price_list.currency:
        raise PriceListError(
            f"{base} is in {base.currency}. Currencies are never exchanged: choose a list in {price_list.currency}."
        )
    while base is not None:
        if base.pk in seen:
            raise PriceListError(f"{base} takes its prices from this list. Choose another one.")
        seen.add(base.pk)
        base = base.base
    if len(seen) > DEEPEST:
        raise PriceListError(f"A list goes back to at most {DEEPEST - 1} others. Begin from one further down.")


def check_tax(price_list: PriceList, connection: Connection) -> None:
    """Refuse a list with tax for a shop whose prices are without, and the other way round. Raises PriceListError."""
    taxed = bounds_of(connection).has_tax_in_prices
    if taxed is not None and taxed != (price_list.tax == Tax.INCLUDED):
        raise PriceListError(
            f"Prices of {connection} are {'with' if taxed else 'without'} tax, those of {price_list} are "
            f"{'without' if taxed else 'with'}. Use a list whose prices are {'with' if taxed else 'without'} tax."
        )


def save_list(price_list: PriceList) -> None:
    """Keep a list, and let its prices reach the shops. Raises PriceListError."""
    check_list(price_list)
    if price_list.pk:
        users = {rule.connection.currency: rule.connection for rule in rules_with(price_list)}
        if wrong := next((shop for code, shop in users.items() if code != price_list.currency), None):
            raise PriceListError(f"{wrong} uses it and sells in {wrong.currency}: its currency stays.")
        for rule in ListingRule.objects.filter(price_list=price_list).select_related("connection"):
            if rule.connection.state != ConnectionState.GONE:
                check_tax(price_list, rule.connection)
        if PriceList.objects.filter(base=price_list).exclude(currency=price_list.currency).exists():
            raise PriceListError("Other lists take prices from it: its currency stays.")
    try:
        with transaction.atomic():
            pricing(price_list.workspace_id)
            _drop_files(price_list)
            price_list.save()
            _follow(price_list)
    except IntegrityError as error:
        raise PriceListError("There is a list of that name already. Choose another one.") from error


def remove_list(price_list: PriceList) -> None:
    """Remove a list that nothing uses. Raises PriceListError for one that is in use."""
    try:
        price_list.delete()
    except ProtectedError as error:
        raise PriceListError(f"{price_list} is in use: let shops and lists use another one first.") from error


def set_prices(price_list: PriceList, prices: Collection[tuple[int, Decimal | None]]) -> int:
    """Set variants' own prices in a list, and take out those without one; returns how many changed."""
    wanted = dict(prices)
    rows = ListPrice.objects.filter(price_list=price_list, variant_id__in=wanted)
    with transaction.atomic():
        pricing(price_list.workspace_id)
        known = dict(rows.values_list("variant_id", "price"))
        changed = {variant_id: price for variant_id, price in wanted.items() if known.get(variant_id) != price}
        rows.filter(variant_id__in=[key for key, price in changed.items() if price is None]).delete()
        ListPrice.objects.bulk_create(
            [
                ListPrice(price_list=price_list, variant_id=variant_id, price=price, set_at=timezone.now())
                for variant_id, price in changed.items()
                if price is not None
            ],
            batch_size=_CHUNK,
            update_conflicts=True,
            unique_fields=["price_list", "variant"],
            update_fields=["price", "set_at"],
        )
        _follow(price_list, list(changed))
    return len(changed)


def apply_file(file: PriceFile) -> int:
    """Let a file's prices hold, once; returns how many changed."""
    with transaction.atomic():
        pricing(file.workspace_id)
        locked = (
            PriceFile.objects.select_for_update(of=("self",)).select_related("price_list").filter(pk=file.pk).first()
        )
        if locked is None:
            raise PriceListError("The list is in another currency or tax treatment by now: send the file again.")
        if locked.applied_at is not None:
            raise PriceListError("The file was applied already.")
        there = set(
            Variant.objects.filter(workspace_id=locked.workspace_id, pk__in=[pk for pk, _ in locked.rows]).values_list(
                "pk", flat=True
            )
        )
        count = set_prices(locked.price_list, [pair for pair in prices_in(locked) if pair[0] in there])
        locked.applied_at = timezone.now()
        locked.save(update_fields=["applied_at"])
    return count


def prices_in(file: PriceFile) -> list[tuple[int, Decimal | None]]:
    """What a file says, by variant."""
    return [(variant_id, None if price is None else Decimal(price)) for variant_id, price in file.rows]


def _drop_files(price_list: PriceList) -> None:
    """Files that wait have prices in the currency and tax treatment that the list had when they were sent."""
    before = PriceList.objects.filter(pk=price_list.pk).values_list("currency", "tax").first()
    if before is not None and before != (price_list.currency, price_list.tax):
        PriceFile.objects.filter(price_list=price_list, applied_at=None).delete()


def set_guard(workspace: Workspace, percent: int) -> None:
    """Say how far prices may drop before somebody is asked who they are."""
    PriceGuard.objects.update_or_create(workspace=workspace, defaults={"percent": percent})


def _follow(price_list: PriceList, variant_ids: Collection[int] | None = None) -> None:
    offers = Offer.objects.filter(connection__rule__price_list__in=lists_from(price_list))
    recompute_prices(offers if variant_ids is None else offers.filter(variant_id__in=variant_ids))
