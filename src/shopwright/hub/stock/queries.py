"""Every read about stock that pages and other apps need."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import F, QuerySet, Sum

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Variant

from .models import Balance, Movement, Reservation


class Broken(NamedTuple):
    """A balance that is not the sum of its ledger."""

    balance: Balance
    moved: int
    held: int


def balances(workspace: Workspace) -> QuerySet[Balance]:
    return Balance.objects.filter(workspace=workspace).select_related("variant__product", "location")


def oversold(workspace: Workspace) -> QuerySet[Balance]:
    return balances(workspace).filter(reserved__gt=F("on_hand"))


def movements(variant: Variant) -> QuerySet[Movement]:
    return Movement.objects.filter(variant=variant).select_related("location", "by").order_by("-pk")


def promised(variant_ids: Collection[int], connection_id: int) -> dict[tuple[int, int], int]:
    """What is held of each variant at each location for open orders of a connection."""
    rows = (
        Reservation.objects.filter(
            variant_id__in=variant_ids, connection_id=connection_id, state=Reservation.State.HELD
        )
        .values_list("variant_id", "location_id")
        .annotate(total=Sum("quantity"))
    )
    return {(variant, location): total for variant, location, total in rows}


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


def broken_balances(workspace: Workspace) -> list[Broken]:
    """Balances that differ from the sums of their movements and reservations. There should be none."""
    broken = []
    for balance in Balance.objects.filter(workspace=workspace).iterator():
        where = {"variant_id": balance.variant_id, "location_id": balance.location_id}
        moved = Movement.objects.filter(**where).aggregate(sum=Sum("delta"))["sum"] or 0
        held = (
            Reservation.objects.filter(**where, state=Reservation.State.HELD).aggregate(sum=Sum("quantity"))["sum"] or 0
        )
        if (moved, held) != (balance.on_hand, balance.reserved):
            broken.append(Broken(balance, moved, held))
    return broken


def variants_in_use(variant_ids: Collection[int]) -> set[int]:
    """Those of the variants that were ever stocked or promised."""
    moved = Movement.objects.filter(variant_id__in=variant_ids).values_list("variant_id", flat=True)
    held = Reservation.objects.filter(variant_id__in=variant_ids).values_list("variant_id", flat=True)
    return {*moved, *held}
