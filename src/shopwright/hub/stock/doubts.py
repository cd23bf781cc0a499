"""Withholds what is hardly true: many SKUs that a machine says are gone, or ten times as many, all at once.

Shops are told of it only once a person agrees. Until then offers are reckoned as if it had not been said, so that
what is sold meanwhile still counts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.utils import timezone

from shopwright.hub.core.wake import wake

from .models import Balance, Doubt, Movement, Withholding

#: So many times as much as before is hardly true.
TIMES = 10
#: What one source says within this time belongs together.
WINDOW = timedelta(minutes=10)
#: How many SKUs are many: at least the first number and this share of all in stock, or the second number.
FEW, SHARE, MANY = 5, 0.2, 50


def is_jump(before: int, after: int) -> bool:
    """Whether stock went to nothing, or to ten times as much. What begins at 0 may become anything."""
    return before > 0 and (after == 0 or after >= TIMES * before)


def consider(workspace_id: int, source: str, movements: Sequence[Movement]) -> set[int]:
    """Look at what a source has just said, and withhold it if it is hardly true; returns further variants concerned."""
    standing = Withholding.objects.filter(workspace_id=workspace_id, source=source, decided_at=None).first()
    if standing is not None:
        doubted = set(standing.doubts.values_list("variant_id", flat=True))
        _doubt(standing, [item for item in movements if item.is_jump or item.variant_id in doubted])
        return set()
    if not any(item.is_jump for item in movements):
        return set()
    recent = Movement.objects.filter(workspace_id=workspace_id, source=source, at__gt=timezone.now() - WINDOW)
    jumped = set(recent.filter(is_jump=True).values_list("variant_id", flat=True))
    if not _are_many(workspace_id, len(jumped)):
        return set()
    wake("alerts")
    made, _ = Withholding.objects.get_or_create(workspace_id=workspace_id, source=source, decided_at=None)
    _doubt(made, list(recent.filter(variant_id__in=jumped, doubt=None)))
    return jumped


def _are_many(workspace_id: int, jumped: int) -> bool:
    if not FEW <= jumped < MANY:
        return jumped >= MANY
    stocked = Balance.objects.filter(workspace_id=workspace_id, on_hand__gt=0).values("variant_id").distinct().count()
    # Those that went to nothing are not among the stocked ones any more, at most all of them.
    return jumped >= SHARE * (stocked + jumped)


def _doubt(withholding: Withholding, movements: Sequence[Movement]) -> None:
    Doubt.objects.bulk_create(
        [
            Doubt(
                withholding=withholding,
                movement=item,
                variant_id=item.variant_id,
                location_id=item.location_id,
                delta=item.delta,
            )
            for item in movements
        ],
        batch_size=5000,
    )


def follow(movement: Movement) -> None:
    """A correction of what is doubted is doubted with it."""
    standing = Withholding.objects.filter(
        decided_at=None, doubts__variant_id=movement.variant_id, doubts__location_id=movement.location_id
    ).first()
    if standing is not None:
        _doubt(standing, [movement])


def trust(variant_ids: Collection[int], location_ids: Collection[int]) -> set[int]:
    """Somebody has counted: what was doubted there is settled. Returns the variants that it was doubted of."""
    rows = Doubt.objects.filter(variant_id__in=variant_ids, location_id__in=location_ids, withholding__decided_at=None)
    doubted = set(rows.values_list("variant_id", flat=True))
    if doubted:
        rows.delete()
    return doubted
