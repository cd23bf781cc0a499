"""Every write about stock. Balances change with their movement or reservation, in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db import IntegrityError, transaction

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.catalog.models import Variant

from . import doubts, queries
from .announce import announce, together
from .balances import change, locked_balance, locked_balances, write
from .models import Balance, Location, Movement, Reason


class StockError(Exception):
    """A movement that cannot be; the text says why and what to do."""


class Line(NamedTuple):
    """Pieces of a variant at a location, for one of many movements: what comes or goes, or what was counted."""

    variant_id: int
    location_id: int
    pieces: int
    cause: str


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
            before = change(variant.workspace_id, variant.pk, location.pk, on_hand=delta).on_hand
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
        balance = locked_balance(variant.workspace_id, variant.pk, location.pk)
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
        places = locked_balances(workspace_id, {(line.variant_id, line.location_id) for line in lines})
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
        write([places[key] for key in touched])
        changed = {item.variant_id for item in made}
        if are_counts and not source:
            changed |= doubts.trust([line.variant_id for line in lines], {line.location_id for line in lines})
        if source and made:
            changed |= doubts.consider(workspace_id, source, made)
        announce(changed)
    return len(made)


def _refuse_bundles(variant_ids: Collection[int]) -> None:
    if bundles := queries.bundles_among(variant_ids):
        skus = ", ".join(Variant.objects.filter(pk__in=bundles).order_by("sku").values_list("sku", flat=True)[:5])
        raise StockError(f"{skus} is made of other SKUs and has no stock of its own. Book its parts.")
