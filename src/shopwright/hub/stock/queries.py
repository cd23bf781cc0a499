"""Every read about stock that pages and other apps need."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection as database
from django.db.models import Count, F, Q, QuerySet, Sum

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.jobs import Thing
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.lists import few_or_many

from .models import Balance, BundlePart, ChannelLocation, Doubt, Halt, Location, Movement, Reservation

#: A connection, a variant and a location.
Promise = tuple[int, int, int]


class Broken(NamedTuple):
    """A balance that is not the sum of its ledger."""

    balance: Balance
    moved: int
    held: int


class PartShelf(NamedTuple):
    """A part of a bundle at a location: so many ``pieces`` of it are in one bundle."""

    sku: str
    pieces: int
    sellable: int


class Shelf(NamedTuple):
    """What a location has of a variant. ``doubted``: the sum of movements that are withheld, part of ``on_hand``.

    A bundle has no pieces of its own: ``on_hand`` is how many can be made of what can be sold of its parts.
    """

    on_hand: int = 0
    reserved: int = 0
    doubted: int = 0
    parts: tuple[PartShelf, ...] = ()

    @property
    def sellable(self) -> int:
        """What can be promised; below 0 where more is promised than there is."""
        return max(self.on_hand - self.doubted, 0) - self.reserved


_EMPTY = Shelf()

#: Functions of apps above that tell, for a SKU's page, why it has the number that it has on each shop.
explainers: list[Callable[[Variant], Sequence[object]]] = []

#: What reservations are for, by their causes: a function of the app above that holds stock.
CauseNamer = Callable[[Collection[str]], Mapping[str, Thing]]
cause_namers: list[CauseNamer] = []

#: Only where more is promised than there is, all that is held there is added up.
_SHORT = """
    SELECT own.cause FROM stock_reservation own
    JOIN stock_balance b ON b.variant_id = own.variant_id AND b.location_id = own.location_id
    WHERE own.workspace_id = %(workspace)s AND own.cause = ANY(%(causes)s) AND own.state = 'held'
        AND b.reserved > b.on_hand AND b.on_hand < (
            SELECT sum(older.quantity) FROM stock_reservation older
            WHERE older.variant_id = own.variant_id AND older.location_id = own.location_id
                AND older.state = 'held' AND older.id <= own.id)
"""


def balances(workspace: Workspace) -> QuerySet[Balance]:
    return Balance.objects.filter(workspace=workspace).select_related("variant__product", "location")


def matching(workspace: Workspace, text: str) -> Q:
    """Balances whose SKU or product's title holds a text."""
    own = Balance.objects.filter(workspace=workspace).values_list("pk", flat=True)
    ways = (Q(variant__sku__icontains=text), Q(variant__product__title__icontains=text))
    return few_or_many([(own.filter(way), way) for way in ways])


def locations(workspace: Workspace) -> QuerySet[Location]:
    return Location.objects.filter(workspace=workspace).order_by("-is_default", "name")


def locations_with_sums(workspace: Workspace) -> QuerySet[Location]:
    """Locations with what lies there: SKUs, pieces, and pieces that are reserved."""
    return locations(workspace).annotate(
        skus=Count("balances", filter=Q(balances__on_hand__gt=0)),
        pieces=Sum("balances__on_hand"),
        held=Sum("balances__reserved"),
    )


def balance_as_json(balance: Balance) -> dict[str, object]:
    """What there is of a SKU at a location, as programs read it."""
    return {
        "variant_id": balance.variant_id,
        "sku": balance.variant.sku,
        "location": balance.location.name,
        "bin": balance.bin,
        "on_hand": balance.on_hand,
        "reserved": balance.reserved,
        "available": balance.available,
    }


def oversold(workspace: Workspace) -> QuerySet[Balance]:
    return balances(workspace).filter(reserved__gt=F("on_hand"))


def movements(variant: Variant) -> QuerySet[Movement]:
    return Movement.objects.filter(variant=variant).select_related("location", "by").order_by("-pk")


def location_behind(connection: Connection, warehouse_id: str) -> Location | None:
    """The location whose stock a channel's warehouse offers; None for one that is unknown or stands for none."""
    place = ChannelLocation.objects.filter(connection=connection, external_id=warehouse_id).exclude(location=None)
    row = place.select_related("location").first() if warehouse_id else None
    return row.location if row else None


def warehouse_of(connection: Connection, location: Location) -> str:
    """The channel's warehouse that a location's stock is offered from, by the channel's id; "" where there is none."""
    places = ChannelLocation.objects.filter(connection=connection, location=location).order_by("-is_default", "pk")
    return places.values_list("external_id", flat=True).first() or ""


def is_halted(workspace_id: int) -> bool:
    """Whether nothing is offered anywhere at present."""
    return Halt.objects.filter(workspace_id=workspace_id, ended_at=None).exists()


def leaves_of(variant_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """What bundles come down to: pieces of each part that is no bundle itself. Other variants are left out."""
    asked = set(variant_ids)
    parts: dict[int, dict[int, int]] = {}
    todo = set(asked)
    while todo:
        level: dict[int, dict[int, int]] = {}
        for bundle, part, pieces in BundlePart.objects.filter(bundle_id__in=todo).values_list(
            "bundle_id", "part_id", "quantity"
        ):
            level.setdefault(bundle, {})[part] = pieces
        parts.update(level)
        todo = {part for items in level.values() for part in items} - parts.keys()
    return {bundle: _expand(parts, bundle) for bundle in asked & parts.keys()}


def _expand(parts: dict[int, dict[int, int]], bundle: int) -> dict[int, int]:
    leaves: dict[int, int] = {}
    for part, pieces in parts[bundle].items():
        inner = _expand(parts, part) if part in parts else {part: 1}
        for leaf, each in inner.items():
            leaves[leaf] = leaves.get(leaf, 0) + pieces * each
    return leaves


def bundles_with(variant_ids: Iterable[int]) -> set[int]:
    """Every bundle that has one of these variants in it, at whatever depth."""
    seen: set[int] = set()
    todo = set(variant_ids)
    while todo:
        todo = set(BundlePart.objects.filter(part_id__in=todo).values_list("bundle_id", flat=True)) - seen
        seen |= todo
    return seen


def bundles_among(variant_ids: Collection[int]) -> set[int]:
    """Those of the variants that are made of parts."""
    return set(BundlePart.objects.filter(bundle_id__in=variant_ids).values_list("bundle_id", flat=True))


def shelves(variant_ids: Collection[int], location_ids: Collection[int]) -> dict[tuple[int, int], Shelf]:
    """What each location has of each variant, by variant and location; where there never was any is left out."""
    leaves = leaves_of(variant_ids)
    wanted = {*variant_ids, *(leaf for items in leaves.values() for leaf in items)}
    seen = _plain_shelves(wanted, location_ids)
    if not leaves:
        return seen
    skus = dict(Variant.objects.filter(pk__in=wanted).values_list("pk", "sku"))
    for bundle, items in leaves.items():
        for location in location_ids:
            parts = tuple(
                PartShelf(skus[leaf], pieces, seen.get((leaf, location), _EMPTY).sellable)
                for leaf, pieces in sorted(items.items())
            )
            seen[bundle, location] = Shelf(min(max(part.sellable, 0) // part.pieces for part in parts), parts=parts)
    return seen


def _plain_shelves(variant_ids: Collection[int], location_ids: Collection[int]) -> dict[tuple[int, int], Shelf]:
    where = {"variant_id__in": variant_ids, "location_id__in": location_ids}
    doubted = {
        (variant, location): delta
        for variant, location, delta in Doubt.objects.filter(**where, withholding__decided_at=None)
        .values_list("variant_id", "location_id")
        .annotate(sum=Sum("delta"))
    }
    rows = Balance.objects.filter(**where).values_list("variant_id", "location_id", "on_hand", "reserved")
    return {
        (variant, location): Shelf(on_hand, reserved, doubted.get((variant, location), 0))
        for variant, location, on_hand, reserved in rows
    }


def promised(variant_ids: Collection[int], connection_ids: Collection[int]) -> dict[Promise, int]:
    """What is held for open orders, by connection, variant and location; of bundles where bundles were sold."""
    totals: dict[Promise, int] = {}
    with database.cursor() as cursor:
        cursor.execute(_PROMISED, {"variants": list(variant_ids), "connections": list(connection_ids)})
        for connection, variant, location, total in cursor.fetchall():
            totals[connection, variant, location] = totals.get((connection, variant, location), 0) + int(total)
    return totals


_PROMISED = """
SELECT connection_id, variant_id, location_id, sum(quantity) FROM stock_reservation
WHERE connection_id = ANY(%(connections)s) AND variant_id = ANY(%(variants)s) AND state = 'held' AND bundle_id IS NULL
GROUP BY 1, 2, 3
UNION ALL
SELECT connection_id, bundle_id, location_id, sum(bundle_pieces) FROM stock_reservation
WHERE connection_id = ANY(%(connections)s) AND bundle_id = ANY(%(variants)s) AND state = 'held'
GROUP BY 1, 2, 3
"""

_BROKEN = """
SELECT balance.id, COALESCE(moved.sum, 0), COALESCE(held.sum, 0)
FROM stock_balance AS balance
LEFT JOIN (
    SELECT variant_id, location_id, SUM(delta) AS sum FROM stock_movement WHERE workspace_id = %(workspace)s
    GROUP BY variant_id, location_id
) AS moved USING (variant_id, location_id)
LEFT JOIN (
    SELECT variant_id, location_id, SUM(quantity) AS sum FROM stock_reservation
    WHERE workspace_id = %(workspace)s AND state = 'held' GROUP BY variant_id, location_id
) AS held USING (variant_id, location_id)
WHERE balance.workspace_id = %(workspace)s
    AND (balance.on_hand <> COALESCE(moved.sum, 0) OR balance.reserved <> COALESCE(held.sum, 0))
ORDER BY balance.id
"""


class Place(NamedTuple):
    """Where what is held for an order line lies."""

    location_id: int
    bin: str


def places(workspace_id: int, causes: Collection[str]) -> dict[str, Place]:
    """Where the goods lie that are held for each cause. A cause that holds nothing is left out."""
    held = Reservation.objects.filter(workspace_id=workspace_id, cause__in=causes, state=Reservation.State.HELD)
    rows = list(held.values_list("cause", "variant_id", "location_id"))
    bins = {
        (variant, location): name
        for variant, location, name in Balance.objects.filter(variant_id__in={row[1] for row in rows}).values_list(
            "variant_id", "location_id", "bin"
        )
    }
    return {cause: Place(location, bins.get((variant, location), "")) for cause, variant, location in rows}


def locations_with_all(workspace_id: int, causes: Collection[str], location_ids: Collection[int]) -> set[int]:
    """Those of the locations that have everything which is held for some causes, wherever it is held now.

    Pieces that are held there for these causes already count as there. Causes that hold nothing fit nowhere.
    """
    rows = list(
        Reservation.objects.filter(
            workspace_id=workspace_id, cause__in=causes, state=Reservation.State.HELD
        ).values_list("variant_id", "location_id", "quantity")
    )
    wanted: dict[int, int] = {}
    own: dict[tuple[int, int], int] = {}
    for variant, location, quantity in rows:
        wanted[variant] = wanted.get(variant, 0) + quantity
        own[variant, location] = own.get((variant, location), 0) + quantity
    seen = _plain_shelves(wanted.keys(), location_ids) if wanted else {}
    return {
        location
        for location in location_ids
        if wanted
        and all(
            seen.get((variant, location), _EMPTY).sellable + own.get((variant, location), 0) >= pieces
            for variant, pieces in wanted.items()
        )
    }


def held_there(location_id: int) -> QuerySet[Reservation]:
    """What is held at a location."""
    return Reservation.objects.filter(location_id=location_id, state=Reservation.State.HELD)


def held_by(workspace_id: int, causes: Collection[str]) -> QuerySet[Reservation]:
    """What some causes hold."""
    held = Reservation.objects.filter(workspace_id=workspace_id, cause__in=causes, state=Reservation.State.HELD)
    return held.select_related("variant", "location").order_by("pk")


def held_of(variant: Variant) -> QuerySet[Reservation]:
    """What is held of a variant, wherever, the oldest first."""
    return Reservation.objects.filter(variant=variant, state=Reservation.State.HELD).order_by("pk")


def named_causes(causes: Collection[str]) -> dict[str, Thing]:
    """What reservations are for; what nobody knows is left out."""
    return {cause: thing for name in cause_namers for cause, thing in name(causes).items()}


def short_causes(workspace_id: int, causes: Collection[str]) -> set[str]:
    """Those of the causes that hold goods of which less is there, where they lie, than they and older ones hold."""
    with database.cursor() as cursor:
        cursor.execute(_SHORT, {"workspace": workspace_id, "causes": list(causes)})
        return {cause for (cause,) in cursor.fetchall()}


def broken_balances(workspace: Workspace) -> list[Broken]:
    """Balances that differ from the sums of their movements and reservations. There should be none."""
    with database.cursor() as cursor:
        cursor.execute(_BROKEN, {"workspace": workspace.pk})
        sums = {pk: (int(moved), int(held)) for pk, moved, held in cursor.fetchall()}
    return [Broken(balance, *sums[balance.pk]) for balance in balances(workspace).filter(pk__in=sums).order_by("pk")]


def variants_in_use(variant_ids: Collection[int]) -> set[int]:
    """Those of the variants that were ever stocked or promised."""
    moved = Movement.objects.filter(variant_id__in=variant_ids).values_list("variant_id", flat=True)
    held = Reservation.objects.filter(variant_id__in=variant_ids).values_list("variant_id", flat=True)
    return {*moved, *held}
