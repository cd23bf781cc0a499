"""Variants that are made of others: they have no stock of their own, and follow that of their parts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection as database
from django.db import transaction
from django.db.models import Q

from shopwright.hub.catalog.models import Variant

from . import queries
from .announce import announce
from .models import Balance, BundlePart
from .services import StockError


def set_parts(bundle: Variant, parts: Mapping[int, int]) -> None:
    """Make a variant of parts: pieces in one bundle, by the part's id. Without parts it is an ordinary variant again.

    What open orders hold already stays as it is. Raises StockError for a variant that has stock of its own, for parts
    that have the bundle in them, and for parts of another workspace.
    """
    with transaction.atomic():
        # Two people who change two bundles at once could make a circle of them.
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('bundles', %s))", [bundle.workspace_id])
        if parts:
            _check(bundle, parts)
        bundle.parts.exclude(part_id__in=parts).delete()
        for part_id, pieces in parts.items():
            BundlePart.objects.update_or_create(
                bundle=bundle, part_id=part_id, defaults={"workspace_id": bundle.workspace_id, "quantity": pieces}
            )
        announce([bundle.pk])


def _check(bundle: Variant, parts: Mapping[int, int]) -> None:
    if any(pieces <= 0 for pieces in parts.values()):
        raise StockError("A bundle has 1 piece or more of each part.")
    if Variant.objects.filter(workspace_id=bundle.workspace_id, pk__in=parts).count() != len(parts):
        raise StockError("A part is not in this workspace. Look its SKU up under Products.")
    if bundle.pk in parts or bundle.pk in _all_inside(set(parts)):
        raise StockError(f"{bundle.sku} would be a part of itself. Choose parts that it is not in.")
    own = Balance.objects.filter(Q(on_hand__gt=0) | Q(reserved__gt=0), variant=bundle).first()
    if own is not None:
        raise StockError(
            f"{bundle.sku} has stock of its own at {own.location.name}. Count it to 0, and let its orders go out first."
        )


def _all_inside(variant_ids: set[int]) -> set[int]:
    seen: set[int] = set()
    todo = variant_ids
    while todo:
        todo = set(BundlePart.objects.filter(bundle_id__in=todo).values_list("part_id", flat=True)) - seen
        seen |= todo
    return seen


def parts_from_text(bundle: Variant, text: str) -> dict[int, int]:
    """Parts as people write them: a SKU and a number on each line, 1 where there is no number. Raises StockError."""
    from .sheets import read_lines

    lines = read_lines(text, usual_pieces=1)
    known = dict(
        Variant.objects.filter(workspace_id=bundle.workspace_id, sku__in=lines.pieces).values_list("sku", "pk")
    )
    if unknown := [*lines.unread, *(sku for sku in lines.pieces if sku not in known)]:
        raise StockError(f"No SKU and number: {', '.join(unknown[:5])}. Write each part on a line, like MUG-1 2.")
    return {known[sku]: pieces for sku, pieces in lines.pieces.items()}


def sellable_of(bundle: Variant) -> list[tuple[str, queries.Shelf]]:
    """What can be sold of a bundle at each location that has any of its parts, by the location's name."""
    leaves = queries.leaves_of([bundle.pk]).get(bundle.pk, {})
    places = dict(Balance.objects.filter(variant_id__in=leaves).values_list("location_id", "location__name"))
    seen = queries.shelves([bundle.pk], list(places))
    return [(name, seen[bundle.pk, place]) for place, name in sorted(places.items(), key=lambda item: item[1])]
