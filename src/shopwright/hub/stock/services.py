"""Every write about stock. Balances change with their movement or reservation, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection

from .models import Balance, Location, Movement, Reason, Reservation

Changed = Callable[[Collection[int]], None]
_when_changed: list[Changed] = []


class StockError(Exception):
    """A movement that cannot be; the text says why and what to do."""


class Hold(NamedTuple):
    """What an order line wants held: ``cause`` names the line."""

    variant_id: int
    location_id: int
    quantity: int
    cause: str


def when_changed(handler: Changed) -> None:
    """Have a function called with the ids of variants whose availability changed, in the same transaction."""
    _when_changed.append(handler)


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
) -> Movement | None:
    """Move stock in or out; None for a cause that moved it already. Raises StockError where too little is there."""
    try:
        with transaction.atomic():
            movement, is_new = Movement.objects.get_or_create(
                workspace_id=variant.workspace_id,
                cause=cause,
                defaults={
                    "variant": variant, "location": location, "delta": delta, "reason": reason, "by": by, "note": note,
                },
            )  # fmt: skip
            if not is_new:
                return None
            _change(variant.workspace_id, variant.pk, location.pk, on_hand=delta)
            _announce([variant.pk])
    except IntegrityError as error:
        raise StockError(f"{location.name} has fewer than {-delta} of {variant.sku}. Count it first.") from error
    return movement


def count(variant: Variant, location: Location, counted: int, cause: str, *, by: User | None = None) -> int:
    """Make what is on hand what somebody counted; returns the difference. Raises StockError for a negative count."""
    if counted < 0:
        raise StockError("A count is 0 or more.")
    with transaction.atomic():
        balance = _locked_balance(variant.workspace_id, variant.pk, location.pk)
        delta = counted - balance.on_hand
        if delta:
            move(variant, location, delta, Reason.COUNTED, cause, by=by)
        return delta


def transfer(variant: Variant, source: Location, target: Location, quantity: int, cause: str, by: User | None) -> None:
    """Move pieces from one location to another. Raises StockError where too little is there."""
    if quantity <= 0:
        raise StockError("A transfer is of 1 piece or more.")
    with transaction.atomic():
        note = f"{source.name} to {target.name}"
        move(variant, source, -quantity, Reason.MOVED, f"{cause}:out", by=by, note=note)
        move(variant, target, quantity, Reason.MOVED, f"{cause}:in", by=by, note=note)


def set_bin(variant: Variant, location: Location, bin_name: str) -> None:
    """Say in which bin of a location a variant lies; "" for none."""
    with transaction.atomic():
        balance = _locked_balance(variant.workspace_id, variant.pk, location.pk)
        balance.bin = bin_name.strip()[:30]
        balance.save(update_fields=["bin"])


def reserve(connection: Connection, holds: Collection[Hold]) -> set[int]:
    """Hold stock for order lines, each cause once; returns the variants of which more is promised than there is."""
    oversold: set[int] = set()
    with transaction.atomic():
        # Always in the same order, so that two orders of the same goods never wait for each other.
        for hold in sorted(holds):
            _, is_new = Reservation.objects.get_or_create(
                workspace_id=connection.workspace_id,
                cause=hold.cause,
                defaults={
                    "variant_id": hold.variant_id,
                    "location_id": hold.location_id,
                    "connection": connection,
                    "quantity": hold.quantity,
                },
            )
            if is_new:
                _change(connection.workspace_id, hold.variant_id, hold.location_id, reserved=hold.quantity)
        _announce({hold.variant_id for hold in holds})
        for hold in holds:
            balance = Balance.objects.get(variant_id=hold.variant_id, location_id=hold.location_id)
            if balance.reserved > balance.on_hand:
                oversold.add(hold.variant_id)
    return oversold


def release(workspace_id: int, causes: Collection[str]) -> None:
    """Let go of what is held for order lines that will not be sent."""
    with transaction.atomic():
        for held in _held(workspace_id, causes):
            _change(workspace_id, held.variant_id, held.location_id, reserved=-held.quantity)
            held.state = Reservation.State.RELEASED
            held.save(update_fields=["state"])
            _announce([held.variant_id])


def consume(workspace_id: int, causes: Collection[str]) -> None:
    """What was held has left the house: it is neither on hand nor reserved any more.

    More may leave than the ledger has, when a count was wrong; the ledger is then corrected first, with a line that
    says so.
    """
    with transaction.atomic():
        for held in _held(workspace_id, causes):
            balance = _locked_balance(workspace_id, held.variant_id, held.location_id)
            if balance.on_hand < held.quantity:
                _book(held, held.quantity - balance.on_hand, Reason.CORRECTED, "more left than was counted")
            _change(workspace_id, held.variant_id, held.location_id, reserved=-held.quantity)
            _book(held, -held.quantity, Reason.SOLD, "")
            held.state = Reservation.State.CONSUMED
            held.save(update_fields=["state"])
            _announce([held.variant_id])


def _book(held: Reservation, delta: int, reason: Reason, note: str) -> None:
    Movement.objects.create(
        workspace_id=held.workspace_id,
        variant_id=held.variant_id,
        location_id=held.location_id,
        delta=delta,
        reason=reason,
        cause=f"{held.cause}:{reason}",
        note=note,
    )
    _change(held.workspace_id, held.variant_id, held.location_id, on_hand=delta)


def _held(workspace_id: int, causes: Collection[str]) -> list[Reservation]:
    return list(
        Reservation.objects.select_for_update()
        .filter(workspace_id=workspace_id, cause__in=causes, state=Reservation.State.HELD)
        .order_by("variant_id", "location_id", "pk")
    )


def _locked_balance(workspace_id: int, variant_id: int, location_id: int) -> Balance:
    Balance.objects.get_or_create(
        variant_id=variant_id, location_id=location_id, defaults={"workspace_id": workspace_id}
    )
    return Balance.objects.select_for_update().get(variant_id=variant_id, location_id=location_id)


def _change(workspace_id: int, variant_id: int, location_id: int, *, on_hand: int = 0, reserved: int = 0) -> None:
    balance = _locked_balance(workspace_id, variant_id, location_id)
    Balance.objects.filter(pk=balance.pk).update(on_hand=F("on_hand") + on_hand, reserved=F("reserved") + reserved)


def _announce(variant_ids: Collection[int]) -> None:
    for handler in _when_changed:
        handler(variant_ids)
