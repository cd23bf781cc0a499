"""Balances of stock, locked while they change."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet

from django.db import connection as database
from django.db.models import F

from .models import Balance


def locked_balance(workspace_id: int, variant_id: int, location_id: int) -> Balance:
    """The balance of a variant at a location, made where it is not there yet, and locked."""
    Balance.objects.get_or_create(
        variant_id=variant_id, location_id=location_id, defaults={"workspace_id": workspace_id}
    )
    return Balance.objects.select_for_update().get(variant_id=variant_id, location_id=location_id)


def locked_balances(workspace_id: int, places: AbstractSet[tuple[int, int]]) -> dict[tuple[int, int], Balance]:
    """Balances by variant and location, made where they are not there yet, and locked.

    Always in the same order, so that two who change the same goods never wait for each other.
    """
    if not places:
        return {}
    rows = (
        Balance.objects.select_for_update()
        .filter(variant_id__in={variant for variant, _ in places}, location_id__in={location for _, location in places})
        .order_by("variant_id", "location_id")
    )
    known = {(row.variant_id, row.location_id): row for row in rows}
    missing = sorted(places - known.keys())
    if not missing:
        return known
    Balance.objects.bulk_create(
        [Balance(workspace_id=workspace_id, variant_id=variant, location_id=place) for variant, place in missing],
        ignore_conflicts=True,
        batch_size=5000,
    )
    return {(row.variant_id, row.location_id): row for row in rows.all()}


def write(balances: Collection[Balance]) -> None:
    """Write what is on hand and reserved, of rows that are locked."""
    if not balances:
        return
    with database.cursor() as cursor:
        cursor.execute(
            "UPDATE stock_balance AS row SET on_hand = new.on_hand, reserved = new.reserved"
            " FROM unnest(%s::bigint[], %s::integer[], %s::integer[]) AS new (id, on_hand, reserved)"
            " WHERE row.id = new.id",
            [
                [balance.pk for balance in balances],
                [balance.on_hand for balance in balances],
                [balance.reserved for balance in balances],
            ],
        )


def change(workspace_id: int, variant_id: int, location_id: int, *, on_hand: int = 0, reserved: int = 0) -> Balance:
    """Change a balance; returns it as it was before."""
    balance = locked_balance(workspace_id, variant_id, location_id)
    Balance.objects.filter(pk=balance.pk).update(on_hand=F("on_hand") + on_hand, reserved=F("reserved") + reserved)
    return balance
