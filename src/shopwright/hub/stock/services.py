"""Every write about stock. Balances change with their movement or reservation, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db import connection as database
from django.db.models import F

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection

from . import doubts, queries
from .models import Balance, Location, Movement, Reason, Reservation

Changed = Callable[[Collection[int]], None]
_when_changed: list[Changed] = []
_collected: ContextVar[set[int] | None] = ContextVar("collected", default=None)


class StockError(Exception):
    """A movement that cannot be; the text says why and what to do."""


class Hold(NamedTuple):
    """What an order line wants held: ``cause`` names the line. ``is_firm``: the channel named the location."""

    variant_id: int
    location_id: int
    quantity: int
    cause: str
    is_firm: bool = False


class Line(NamedTuple):
    """Pieces of a variant at a location, for one of many movements: what comes or goes, or what was counted."""

    variant_id: int
    location_id: int
    pieces: int
    cause: str


def when_changed(handler: Changed) -> None:
    """Have a function called with the ids of variants whose availability changed, in the same transaction."""
    _when_changed.append(handler)


@contextmanager
def together() -> Iterator[None]:
    """One transaction whose changes are announced once, at its end.

    Rows of stock are then locked before rows of offers, so that two orders never wait for each other.
    """
    if _collected.get() is not None:
        yield
        return
    with transaction.atomic():
        changed: set[int] = set()
        token = _collected.set(changed)
        try:
            yield
        finally:
            _collected.reset(token)
        announce(changed)


def announce(variant_ids: Iterable[int]) -> None:
    """Tell that the availability of variants changed, now or at the end of what is done ``together``."""
    ids, collected = set(variant_ids), _collected.get()
    if collected is not None:
        collected |= ids
    elif ids:
        for handler in _when_changed:
            handler(ids)


def default_location(workspace: Workspace) -> Location:
    """The location for what names none; made when it is first needed."""
    location, _ = Location.objects.get_or_create(workspace=workspace, is_default=True, defaults={"name": "Main"})
    return location


def move(
    variant: Variant,
    location: Location,
    delta: int,
    reason: Reason,
    cause: str,
    *,
    by: User | None = None,
    note: str = "",
    source: str = "",
) -> Movement | None:
    """Move stock in or out; None for a cause that moved it already.

    ``source``: the machine that says so, whose hardly true numbers are withheld. Raises StockError where too little is
    there, and for a bundle.
    """
    _refuse_bundles([variant.pk])
    values = {"variant": variant, "location": location, "delta": delta, "reason": reason, "by": by, "note": note}
    try:
        with transaction.atomic():
            movement, is_new = Movement.objects.get_or_create(
                workspace_id=variant.workspace_id, cause=cause, defaults={**values, "source": source}
            )
            if not is_new:
                return None
            before = _change(variant.workspace_id, variant.pk, location.pk, on_hand=delta).on_hand
            changed = {variant.pk}
            if source:
                movement.is_jump = doubts.is_jump(before, before + delta)
                movement.save(update_fields=["is_jump"])
                changed |= doubts.consider(variant.workspace_id, source, [movement])
            announce(changed)
    except IntegrityError as error:
        raise StockError(f"{location.name} has fewer than {-delta} of {variant.sku}. Count it first.") from error
    return movement


def count(variant: Variant, location: Location, counted: int, cause: str, *, by: User | None = None) -> int:
    """Make what is on hand what somebody counted; returns the difference. Raises StockError for a negative count."""
    if counted < 0:
        raise StockError("A count is 0 or more.")
    _refuse_bundles([variant.pk])
    with transaction.atomic():
        balance = _locked_balance(variant.workspace_id, variant.pk, location.pk)
        trusted = doubts.trust([variant.pk], [location.pk])
        delta = counted - balance.on_hand
        if delta:
            move(variant, location, delta, Reason.COUNTED, cause, by=by)
        announce(trusted)
        return delta


def transfer(variant: Variant, source: Location, target: Location, quantity: int, cause: str, by: User | None) -> None:
    """Move pieces from one location to another. Raises StockError where too little is there."""
    if quantity <= 0:
        raise StockError("A transfer is of 1 piece or more.")
    if source.pk == target.pk:
        raise StockError(f"The pieces are at {source.name} already. Choose another location to move them to.")
    with together():
        note = f"{source.name} to {target.name}"
        move(variant, source, -quantity, Reason.MOVED, f"{cause}:out", by=by, note=note)
        move(variant, target, quantity, Reason.MOVED, f"{cause}:in", by=by, note=note)


def set_bin(balances: Collection[Balance], bin_name: str) -> None:
    """Say on which shelf goods lie."""
    Balance.objects.filter(pk__in=[balance.pk for balance in balances]).update(bin=bin_name.strip()[:30])


def move_many(
    workspace_id: int,
    lines: Collection[Line],
    reason: Reason,
    *,
    by: User | None = None,
    note: str = "",
    source: str = "",
    are_counts: bool = False,
) -> int:
    """Book many movements with few queries, each cause once; returns how many were booked.

    ``are_counts``: the pieces are what was counted, not what comes or goes. More than there is cannot go: then nothing
    stays. ``source`` as for ``move``. Raises StockError for a bundle and for a negative count.
    """
    if are_counts and any(line.pieces < 0 for line in lines):
        raise StockError("A count is 0 or more.")
    _refuse_bundles({line.variant_id for line in lines})
    with transaction.atomic():
        known = set(
            Movement.objects.filter(workspace_id=workspace_id, cause__in=[line.cause for line in lines]).values_list(
                "cause", flat=True
            )
        )
        places = _locked_balances(workspace_id, {(line.variant_id, line.location_id) for line in lines})
        made = []
        for line in lines:
            balance = places[line.variant_id, line.location_id]
            after = max(line.pieces + (0 if are_counts else balance.on_hand), 0)
            if line.cause in known or after == balance.on_hand:
                continue
            made.append(
                Movement(
                    workspace_id=workspace_id,
                    variant_id=line.variant_id,
                    location_id=line.location_id,
                    delta=after - balance.on_hand,
                    reason=reason,
                    cause=line.cause,
                    by=by,
                    note=note,
                    source=source,
                    is_jump=bool(source) and doubts.is_jump(balance.on_hand, after),
                )
            )
            balance.on_hand = after
        Movement.objects.bulk_create(made, batch_size=5000)
        touched = {(item.variant_id, item.location_id) for item in made}
        _write_on_hand([places[key] for key in touched])
        changed = {item.variant_id for item in made}
        if are_counts and not source:
            changed |= doubts.trust([line.variant_id for line in lines], {line.location_id for line in lines})
        if source and made:
            changed |= doubts.consider(workspace_id, source, made)
        announce(changed)
    return len(made)


def reserve(connection: Connection, holds: Collection[Hold]) -> set[int]:
    """Hold stock for order lines, each cause once, of a bundle its parts; returns the variants that are oversold.

    What is there is for the oldest, so that they go on first once goods arrive.

    What is held already goes to the location that the channel names, unless a person chose another.
    """
    leaves = queries.leaves_of({hold.variant_id for hold in holds})
    with together():
        held: dict[str, list[Reservation]] = {}
        for row in Reservation.objects.select_for_update().filter(
            workspace_id=connection.workspace_id, cause__in=[hold.cause for hold in holds]
        ):
            held.setdefault(row.cause, []).append(row)
        # Always in the same order, so that two orders of the same goods never wait for each other.
        for hold in sorted(holds):
            if hold.cause not in held:
                held[hold.cause] = _hold(connection, hold, leaves.get(hold.variant_id))
            elif hold.is_firm:
                _relocate([row for row in held[hold.cause] if not row.is_pinned], hold.location_id)
        short = queries.short_causes(connection.workspace_id, list(held))
    return {hold.variant_id for hold in holds if hold.cause in short}


def _hold(connection: Connection, hold: Hold, parts: dict[int, int] | None) -> list[Reservation]:
    bundle = hold.variant_id if parts else None
    made = []
    for number, (variant_id, pieces) in enumerate(sorted((parts or {hold.variant_id: 1}).items())):
        row, is_new = Reservation.objects.get_or_create(
            workspace_id=connection.workspace_id,
            cause=hold.cause,
            variant_id=variant_id,
            defaults={
                "location_id": hold.location_id,
                "connection": connection,
                "quantity": hold.quantity * pieces,
                "bundle_id": bundle,
                "bundle_pieces": hold.quantity if bundle and number == 0 else 0,
            },
        )
        if is_new:
            _change(connection.workspace_id, variant_id, row.location_id, reserved=row.quantity)
            announce([variant_id])
        made.append(row)
    return made


def relocate(workspace_id: int, causes: Collection[str], location: Location) -> None:
    """Hold stock for order lines at a location that a person chose; the channel's warehouse changes it no more."""
    with together():
        rows = _held(workspace_id, causes)
        _relocate(rows, location.pk)
        Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(is_pinned=True)


def _relocate(rows: Collection[Reservation], location_id: int) -> None:
    for row in sorted(rows, key=lambda row: row.variant_id):
        if row.state != Reservation.State.HELD or row.location_id == location_id:
            continue
        _change(row.workspace_id, row.variant_id, row.location_id, reserved=-row.quantity)
        _change(row.workspace_id, row.variant_id, location_id, reserved=row.quantity)
        row.location_id = location_id
        row.save(update_fields=["location"])
        announce([row.variant_id])


def release(workspace_id: int, causes: Collection[str]) -> None:
    """Let go of what is held for order lines that will not be sent."""
    with together():
        for held in _held(workspace_id, causes):
            _change(workspace_id, held.variant_id, held.location_id, reserved=-held.quantity)
            held.state = Reservation.State.RELEASED
            held.save(update_fields=["state"])
            announce([held.variant_id])


def consume(workspace_id: int, causes: Collection[str]) -> None:
    """What was held has left the house: it is neither on hand nor reserved any more.

    More may leave than the ledger has, when a count was wrong; the ledger is then corrected first, with a line that
    says so.
    """
    with together():
        for held in _held(workspace_id, causes):
            balance = _locked_balance(workspace_id, held.variant_id, held.location_id)
            if balance.on_hand < held.quantity:
                missing = held.quantity - balance.on_hand
                doubts.follow(_book(held, missing, Reason.CORRECTED, "more left than was counted"))
            _change(workspace_id, held.variant_id, held.location_id, reserved=-held.quantity)
            _book(held, -held.quantity, Reason.SOLD, "")
            held.state = Reservation.State.CONSUMED
            held.save(update_fields=["state"])
            announce([held.variant_id])


def _book(held: Reservation, delta: int, reason: Reason, note: str) -> Movement:
    movement = Movement.objects.create(
        workspace_id=held.workspace_id,
        variant_id=held.variant_id,
        location_id=held.location_id,
        delta=delta,
        reason=reason,
        cause=f"{held.cause}:{held.variant_id}:{reason}",
        note=note,
    )
    _change(held.workspace_id, held.variant_id, held.location_id, on_hand=delta)
    return movement


def _held(workspace_id: int, causes: Collection[str]) -> list[Reservation]:
    return list(
        Reservation.objects.select_for_update()
        .filter(workspace_id=workspace_id, cause__in=causes, state=Reservation.State.HELD)
        .order_by("variant_id", "location_id", "pk")
    )


def _refuse_bundles(variant_ids: Collection[int]) -> None:
    if bundles := queries.bundles_among(variant_ids):
        skus = ", ".join(Variant.objects.filter(pk__in=bundles).order_by("sku").values_list("sku", flat=True)[:5])
        raise StockError(f"{skus} is made of other SKUs and has no stock of its own. Book its parts.")


def _locked_balance(workspace_id: int, variant_id: int, location_id: int) -> Balance:
    Balance.objects.get_or_create(
        variant_id=variant_id, location_id=location_id, defaults={"workspace_id": workspace_id}
    )
    return Balance.objects.select_for_update().get(variant_id=variant_id, location_id=location_id)


def _locked_balances(workspace_id: int, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Balance]:
    Balance.objects.bulk_create(
        [
            Balance(workspace_id=workspace_id, variant_id=variant, location_id=location)
            for variant, location in sorted(places)
        ],
        ignore_conflicts=True,
        batch_size=5000,
    )
    rows = (
        Balance.objects.select_for_update()
        .filter(variant_id__in={variant for variant, _ in places}, location_id__in={location for _, location in places})
        .order_by("variant_id", "location_id")
    )
    return {(row.variant_id, row.location_id): row for row in rows}


def _write_on_hand(balances: Collection[Balance]) -> None:
    with database.cursor() as cursor:
        cursor.execute(
            "UPDATE stock_balance AS row SET on_hand = new.on_hand"
            " FROM unnest(%s::bigint[], %s::integer[]) AS new (id, on_hand) WHERE row.id = new.id",
            [[balance.pk for balance in balances], [balance.on_hand for balance in balances]],
        )


def _change(workspace_id: int, variant_id: int, location_id: int, *, on_hand: int = 0, reserved: int = 0) -> Balance:
    """Change a balance; returns it as it was before."""
    balance = _locked_balance(workspace_id, variant_id, location_id)
    Balance.objects.filter(pk=balance.pk).update(on_hand=F("on_hand") + on_hand, reserved=F("reserved") + reserved)
    return balance
