"""How many of an offer can be sold from each place: what is on hand, less what is reserved and held back.

Everything is reckoned for many offers at once, with the same few queries however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection as database
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.services import takes_backorders
from shopwright.hub.core.wake import wake
from shopwright.hub.stock import buffers, queries
from shopwright.hub.stock.models import BufferRule, ChannelLocation, SoldOutAct, SoldOutRule
from shopwright.hub.stock.queries import PartShelf, Shelf

from . import sold_out
from .models import Offer, OfferStock

#: Variants that are reckoned with one set of queries.
CHUNK = 5000


class Reckoning(NamedTuple):
    """Why an offer's number is what it is, line by line. ``rule``: why something is held back."""

    place: ChannelLocation
    shelf: Shelf
    buffer: int
    rule: BufferRule | None
    is_halted: bool
    sold_out: SoldOutRule | None
    takes_backorders: bool = False

    @property
    def on_hand(self) -> int:
        return self.shelf.on_hand

    @property
    def reserved(self) -> int:
        return self.shelf.reserved

    @property
    def doubted(self) -> int:
        return self.shelf.doubted

    @property
    def parts(self) -> Sequence[PartShelf]:
        return self.shelf.parts

    @property
    def rule_words(self) -> str:
        """Whose rule it is that holds back."""
        return buffers.words_of(self.rule) if self.rule else ""

    @property
    def available(self) -> int:
        return 0 if self.is_halted else max(self.shelf.sellable - self.buffer, 0)

    @property
    def backorder_on(self) -> date | None:
        """From when pieces are sent that are sold although none is left, where they are."""
        rule = self.sold_out
        if rule is None or rule.act != SoldOutAct.BACKORDER or self.is_halted or not self.takes_backorders:
            return None
        return None if self.backorder_pieces == 0 else rule.ships_on

    @property
    def backorder_pieces(self) -> int | None:
        """How many more may be sold although none is left: what is promised beyond what is there counts already."""
        if self.sold_out is None or self.sold_out.pieces is None:
            return None
        return max(self.sold_out.pieces + min(self.shelf.sellable, 0), 0)


def recompute(variant_ids: Collection[int]) -> None:
    """Set what is wanted of every offer of these variants, and of bundles with them, and wake those who send it."""
    ids = sorted({*variant_ids, *queries.bundles_with(variant_ids)})
    # Nobody goes on after a failure here, so that within a transaction no point to go back to is needed.
    with transaction.atomic(savepoint=False):
        is_due = [_recompute(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK)]
        if any(is_due):
            wake("pushes")


def recompute_offers(offers: QuerySet[Offer]) -> None:
    """Set anew what is wanted of some offers, as after a rule or a warehouse has changed."""
    recompute(list(offers.exclude(variant=None).values_list("variant_id", flat=True).distinct()))


def reckon(offer: Offer) -> list[Reckoning]:
    """The numbers of an offer for each place of its connection that a location stands behind."""
    return reckon_many([offer]).get(offer.pk, [])


class Explained(NamedTuple):
    """An offer of a SKU, with its numbers and what the channel was told last."""

    offer: Offer
    reckonings: Sequence[Reckoning]
    stocks: Sequence[OfferStock]


def explain(variant: Variant) -> list[Explained]:
    """Why a SKU has the number that it has, on each shop."""
    offers = list(
        Offer.objects.filter(variant=variant)
        .select_related("connection", "listing", "variant__product")
        .prefetch_related("stocks__place")
        .order_by("connection__name", "pk")
    )
    reckonings = reckon_many(offers)
    return [Explained(offer, reckonings.get(offer.pk, []), list(offer.stocks.all())) for offer in offers]


def reckon_many(
    offers: Sequence[Offer],
    rules: Iterable[BufferRule] | None = None,
    places: Mapping[int, Sequence[ChannelLocation]] | None = None,
) -> dict[int, list[Reckoning]]:
    """The numbers of offers of one workspace. ``rules``: buffers to go by, in the place of those that are in force.

    ``places``: of each connection, where they are read already.
    """
    offers = [offer for offer in offers if offer.variant_id is not None]
    if not offers:
        return {}
    workspace_id, variant_ids = offers[0].workspace_id, {offer.variant_id or 0 for offer in offers}
    if places is None:
        places = _places({offer.connection_id for offer in offers})
    shelves = queries.shelves(variant_ids, {place.location_id or 0 for items in places.values() for place in items})
    held = buffers.Buffers(buffers.rules_in_force(workspace_id, variant_ids) if rules is None else rules)
    sold_out_rules = buffers.sold_out_rules(workspace_id, variant_ids)
    is_halted = queries.is_halted(workspace_id)
    reckonings: dict[int, list[Reckoning]] = {}
    for offer in offers:
        target = target_of(offer)
        rule = sold_out_rules.rule_for(target.variant_id, target.connection_id)
        for place in places.get(offer.connection_id, []):
            shelf = shelves.get((target.variant_id, place.location_id or 0), Shelf())
            back = held.held_back(target, shelf.sellable)
            reckonings.setdefault(offer.pk, []).append(
                Reckoning(place, shelf, back.pieces, back.rule, is_halted, rule, takes_backorders(offer.connection))
            )
    return reckonings


def sellable_of(product: Product, connection: Connection) -> dict[int, int]:
    """What could be sold of a product's variants from a connection's default warehouse, before it is listed there."""
    place = next((place for place in _places([connection.pk]).get(connection.pk, []) if place.is_default), None)
    if place is None:
        return {}
    offers = [
        Offer(pk=variant.pk, workspace_id=connection.workspace_id, connection=connection, variant=variant)
        for variant in product.variants.select_related("product")
    ]
    return {
        pk: item.available for pk, items in reckon_many(offers).items() for item in items if item.place.pk == place.pk
    }


def target_of(offer: Offer) -> buffers.Target:
    """What rules for an offer are looked up by."""
    tags = offer.variant.product.tags if offer.variant else []
    return buffers.Target(offer.variant_id or 0, tags, offer.connection_id, offer.connection.channel)


def with_facts(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers with what they are reckoned by."""
    return offers.select_related("connection", "variant__product").only(
        "workspace_id", "listing_id", "connection__channel", "connection__region", "variant__product__tags"
    )


def _places(connection_ids: Collection[int]) -> dict[int, list[ChannelLocation]]:
    places: dict[int, list[ChannelLocation]] = {}
    rows = ChannelLocation.objects.filter(connection_id__in=connection_ids).exclude(location=None)
    for place in rows.select_related("location").order_by("pk"):
        places.setdefault(place.connection_id, []).append(place)
    return places


def _recompute(variant_ids: Sequence[int]) -> bool:
    offers = list(with_facts(Offer.objects.filter(variant_id__in=variant_ids)).order_by("pk"))
    if not offers:
        return False
    places = _places({offer.connection_id for offer in offers})
    rows = _locked_rows(offers, places)
    # Read after the rows are locked: whoever changed these goods before has committed it by now.
    reckonings = reckon_many(offers, places=places)
    promised = queries.promised(variant_ids, places)
    changes = []
    for offer in offers:
        for item in reckonings.get(offer.pk, []):
            row = rows[offer.pk, item.place.pk]
            held = promised.get((offer.connection_id, offer.variant_id or 0, item.place.location_id or 0), 0)
            change = _change_of(row, item, held)
            if change is not None:
                changes.append(change)
    _write(changes)
    sold_out.follow([offer.listing_id for offer in offers], offers[0].workspace_id, set(variant_ids))
    return any(change.is_due for change in changes)


def _locked_rows(
    offers: Sequence[Offer], places: Mapping[int, Sequence[ChannelLocation]]
) -> dict[tuple[int, int], OfferStock]:
    """The row of each offer and place, made where it is not there yet, and locked."""
    mine = OfferStock.objects.filter(offer_id__in=[offer.pk for offer in offers]).order_by("pk")
    known = {(row.offer_id, row.place_id): row for row in mine.select_for_update()}
    missing = [
        OfferStock(workspace_id=offer.workspace_id, offer=offer, connection_id=offer.connection_id, place=place)
        for offer in offers
        for place in places.get(offer.connection_id, [])
        if (offer.pk, place.pk) not in known
    ]
    if not missing:
        return known
    OfferStock.objects.bulk_create(missing, ignore_conflicts=True, batch_size=5000)
    return {(row.offer_id, row.place_id): row for row in mine.select_for_update()}


class _Change(NamedTuple):
    row_id: int
    wanted: int
    backorder_on: date | None
    backorder_pieces: int | None
    is_due: bool


def _change_of(row: OfferStock, item: Reckoning, promised: int) -> _Change | None:
    """What changes of a row; None for nothing. What was refused is not tried again while nothing else is wanted."""
    wanted, backorder_on = item.available, item.backorder_on
    pieces = item.backorder_pieces if backorder_on else None
    differs = (
        row.is_asked
        or row.acknowledged != wanted
        or (row.acknowledged_backorder_on, row.acknowledged_backorder_pieces) != (backorder_on, pieces)
        or (row.promised is not None and row.promised != promised)
    )
    is_new = (row.wanted, row.backorder_on, row.backorder_pieces) != (wanted, backorder_on, pieces)
    is_refused = bool(row.trouble) and not row.is_due
    if is_new or (differs != row.is_due and not is_refused):
        return _Change(row.pk, wanted, backorder_on, pieces, differs)
    return None


# Since when the channel should have had another number is kept, however often that number changed since.
_WRITE = """
UPDATE listings_offerstock AS row SET
    wanted_at = CASE WHEN row.is_due AND new.is_due THEN row.wanted_at ELSE %s END,
    wanted = new.wanted, backorder_on = new.backorder_on, backorder_pieces = new.backorder_pieces,
    is_due = new.is_due, due_at = %s, attempts = 0
FROM unnest(%s::bigint[], %s::integer[], %s::date[], %s::integer[], %s::boolean[])
    AS new (id, wanted, backorder_on, backorder_pieces, is_due)
WHERE row.id = new.id
"""


def _write(changes: Sequence[_Change]) -> None:
    if not changes:
        return
    now = timezone.now()
    columns = [list(column) for column in zip(*changes, strict=True)]
    with database.cursor() as cursor:
        cursor.execute(_WRITE, [now, now, *columns])


def send_again(connection: Connection, variant_ids: Collection[int]) -> None:
    """Send what is wanted of these variants once more, after a channel may have changed its numbers by itself."""
    due = OfferStock.objects.filter(connection=connection, offer__variant_id__in=variant_ids).exclude(wanted=None)
    if due.update(is_due=True, due_at=timezone.now(), attempts=0):
        wake("pushes")


def follow_places(connection: Connection, place_ids: Collection[int]) -> None:
    """Offer what lies at the locations that warehouses stand for now.

    Where one stands for none any more, what the hub had offered there goes to 0, and what it never set is left alone.
    """
    left = OfferStock.objects.filter(place_id__in=place_ids, place__location=None)
    now = timezone.now()
    left.filter(acknowledged_at=None).delete()
    left.filter(sent=None).update(wanted=None, is_due=False)
    left.exclude(sent=None).update(wanted=0, wanted_at=now, is_due=True, due_at=now, attempts=0)
    recompute_offers(Offer.objects.filter(connection=connection))
    wake("pushes")


def catch_up(connection: Connection) -> None:
    """Have everything sent at once that differs, refusals too: sending was just switched on."""
    now = timezone.now()
    with database.cursor() as cursor:
        cursor.execute(_CATCH_UP, [now, now, connection.pk])
    recompute_offers(Offer.objects.filter(connection=connection, stocks__wanted=None))


_CATCH_UP = """
UPDATE listings_offerstock SET is_due = true, due_at = %s, wanted_at = %s, attempts = 0
WHERE connection_id = %s AND wanted IS NOT NULL AND (
    is_due OR is_asked OR acknowledged IS DISTINCT FROM wanted
    OR acknowledged_backorder_on IS DISTINCT FROM backorder_on
    OR acknowledged_backorder_pieces IS DISTINCT FROM backorder_pieces
)
"""
