"""Stock that is held for order lines: reserved at first sight, then let go of, or gone with a carrier."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from shopwright.hub.channels.models import Connection

from . import balances, doubts, queries
from .announce import announce, together
from .models import Balance, Location, Movement, Reason, Reservation


class Hold(NamedTuple):
    """What an order line wants held: ``cause`` names the line. ``is_firm``: the channel named the location."""

    variant_id: int
    location_id: int
    quantity: int
    cause: str
    is_firm: bool = False


class Lines(NamedTuple):
    """What order lines want of the stock: held for the first time or still, let go of, and gone with a carrier.

    ``released`` and ``gone`` are causes; what is gone may be among the holds.
    """

    holds: Sequence[Hold] = ()
    released: Collection[str] = ()
    gone: Collection[str] = ()

    @property
    def causes(self) -> set[str]:
        return {*(hold.cause for hold in self.holds), *self.released, *self.gone}


def follow(connection: Connection, lines: Lines) -> set[str]:
    """Do with the stock what order lines want; returns the causes of holds that there is too little for.

    What is let go of serves the others, and who comes first is served first. What is held already goes to the location
    that the channel names, unless a person chose another. More may leave than the ledger has, when a count was wrong;
    the ledger is then corrected first, with a line that says so.
    """
    with together():
        rows = _locked(connection.workspace_id, lines.causes)
        moved = [(hold.location_id, _movable(rows.get(hold.cause, ()))) for hold in lines.holds if hold.is_firm]
        made = _rows_for(connection, [hold for hold in lines.holds if hold.cause not in rows])
        places = {(row.variant_id, row.location_id) for row in (*_all(rows.values()), *made)}
        places |= {(row.variant_id, location) for location, items in moved for row in items}
        shelves = balances.locked_balances(connection.workspace_id, places)
        touched = _release(shelves, _held_of(rows, lines.released))
        for location, items in moved:
            touched += _shift(shelves, items, location)
        kept = _all(rows[hold.cause] for hold in lines.holds if hold.cause in rows)
        doubtful = {row.cause for row in kept if _is_short(shelves[row.variant_id, row.location_id])}
        short = set[str]()
        for row in made:
            shelf = shelves[row.variant_id, row.location_id]
            shelf.reserved += row.quantity
            touched.append(shelf)
            if _is_short(shelf):
                short.add(row.cause)
            rows.setdefault(row.cause, []).append(row)
        Reservation.objects.bulk_create(made, batch_size=5000)
        touched += _consume(shelves, _held_of(rows, lines.gone))
        _write(touched)
        if doubtful:
            # What is there is for the oldest, so that they go on first once goods arrive.
            short |= queries.short_causes(connection.workspace_id, doubtful)
    return short


def _locked(workspace_id: int, causes: Collection[str]) -> dict[str, list[Reservation]]:
    rows: dict[str, list[Reservation]] = {}
    mine = Reservation.objects.select_for_update().filter(workspace_id=workspace_id, cause__in=causes)
    for row in mine.order_by("variant_id", "location_id", "pk"):
        rows.setdefault(row.cause, []).append(row)
    return rows


def _all(rows: Iterable[Iterable[Reservation]]) -> list[Reservation]:
    return [row for items in rows for row in items]


def _held_of(rows: Mapping[str, Sequence[Reservation]], causes: Collection[str]) -> list[Reservation]:
    return [row for row in _all(rows.get(cause, ()) for cause in causes) if row.state == Reservation.State.HELD]


def _rows_for(connection: Connection, holds: Iterable[Hold]) -> list[Reservation]:
    """New reservations: one for each line, and of bundles one for each part."""
    wanted = {hold.cause: hold for hold in holds}
    leaves = queries.leaves_of({hold.variant_id for hold in wanted.values()})
    return [row for hold in wanted.values() for row in _parts_of(connection, hold, leaves.get(hold.variant_id))]


def _parts_of(connection: Connection, hold: Hold, parts: dict[int, int] | None) -> list[Reservation]:
    bundle = hold.variant_id if parts else None
    return [
        Reservation(
            workspace_id=connection.workspace_id,
            cause=hold.cause,
            variant_id=variant_id,
            location_id=hold.location_id,
            connection=connection,
            quantity=hold.quantity * pieces,
            bundle_id=bundle,
            bundle_pieces=hold.quantity if bundle and number == 0 else 0,
        )
        for number, (variant_id, pieces) in enumerate(sorted((parts or {hold.variant_id: 1}).items()))
    ]


def _is_short(shelf: Balance) -> bool:
    """Whether more is promised than there is."""
    return shelf.reserved > shelf.on_hand


def relocate(workspace_id: int, causes: Collection[str], location: Location) -> None:
    """Hold stock for order lines at a location that a person chose; the channel's warehouse changes it no more."""
    with together():
        rows = _held(workspace_id, causes)
        places = {(row.variant_id, place) for row in rows for place in (row.location_id, location.pk)}
        _write(_shift(balances.locked_balances(workspace_id, places), rows, location.pk))
        Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(is_pinned=True)


def _movable(rows: Iterable[Reservation]) -> list[Reservation]:
    return [row for row in rows if not row.is_pinned and row.state == Reservation.State.HELD]


def _shift(
    shelves: Mapping[tuple[int, int], Balance], rows: Collection[Reservation], location_id: int
) -> list[Balance]:
    """Move reservations to a location; returns the balances that this changes, which are not written yet."""
    touched = []
    moving = [row for row in rows if row.location_id != location_id]
    for row in moving:
        before, after = shelves[row.variant_id, row.location_id], shelves[row.variant_id, location_id]
        before.reserved -= row.quantity
        after.reserved += row.quantity
        touched += [before, after]
        row.location_id = location_id
    if moving:
        Reservation.objects.filter(pk__in=[row.pk for row in moving]).update(location_id=location_id)
    return touched


def _write(touched: Iterable[Balance]) -> None:
    rows = {shelf.pk: shelf for shelf in touched}
    balances.write(list(rows.values()))
    announce(shelf.variant_id for shelf in rows.values())


def _release(shelves: Mapping[tuple[int, int], Balance], rows: Collection[Reservation]) -> list[Balance]:
    """Let go of reservations; returns the balances that this changes, which are not written yet."""
    for row in rows:
        shelves[row.variant_id, row.location_id].reserved -= row.quantity
    _end(rows, Reservation.State.RELEASED)
    return [shelves[row.variant_id, row.location_id] for row in rows]


def _consume(shelves: Mapping[tuple[int, int], Balance], rows: Collection[Reservation]) -> list[Balance]:
    """Take what was held out of the ledger; returns the balances that this changes, which are not written yet."""
    booked = list[Movement]()
    for row in rows:
        shelf = shelves[row.variant_id, row.location_id]
        missing = row.quantity - shelf.on_hand
        if missing > 0:
            booked.append(_movement(row, missing, Reason.CORRECTED, "more left than was counted"))
        booked.append(_movement(row, -row.quantity, Reason.SOLD, ""))
        shelf.on_hand += max(missing, 0) - row.quantity
        shelf.reserved -= row.quantity
    for movement in Movement.objects.bulk_create(booked, batch_size=5000):
        if movement.reason == Reason.CORRECTED:
            doubts.follow(movement)
    _end(rows, Reservation.State.CONSUMED)
    return [shelves[row.variant_id, row.location_id] for row in rows]


def _movement(row: Reservation, delta: int, reason: Reason, note: str) -> Movement:
    return Movement(
        workspace_id=row.workspace_id,
        variant_id=row.variant_id,
        location_id=row.location_id,
        delta=delta,
        reason=reason,
        cause=f"{row.cause}:{row.variant_id}:{reason}",
        note=note,
    )


def _held(workspace_id: int, causes: Collection[str]) -> list[Reservation]:
    return list(
        Reservation.objects.select_for_update()
        .filter(workspace_id=workspace_id, cause__in=causes, state=Reservation.State.HELD)
        .order_by("variant_id", "location_id", "pk")
    )


def _shelves_of(workspace_id: int, rows: Iterable[Reservation]) -> dict[tuple[int, int], Balance]:
    return balances.locked_balances(workspace_id, {(row.variant_id, row.location_id) for row in rows})


def _end(rows: Collection[Reservation], state: Reservation.State) -> None:
    for row in rows:
        row.state = state
    if rows:
        Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(state=state)
