"""Fields of stock that an edit of many SKUs can change: the bin at the default location."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection

from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.bulk.fields import ExternalField, Value, offer_field

from .models import Balance

_LONGEST = 30
_WRITE = """
    UPDATE stock_balance b SET bin = w.bin FROM unnest(%s::bigint[], %s::text[]) AS w(variant, bin), stock_location l
    WHERE b.workspace_id = %s AND b.variant_id = w.variant AND l.id = b.location_id AND l.is_default
"""


def register() -> None:
    offer_field(
        ExternalField(
            "bin", "Bin", Permission.STOCK_EDIT, _read, _check, _write, "It was never counted, and has no bin yet."
        )
    )


def _read(workspace_id: int, variant_ids: Collection[int]) -> Mapping[int, Value]:
    balances = Balance.objects.filter(workspace_id=workspace_id, variant_id__in=variant_ids, location__is_default=True)
    return {variant_id: shelf or None for variant_id, shelf in balances.values_list("variant_id", "bin")}


def _check(text: str) -> Value:
    if len(text.strip()) > _LONGEST:
        raise ValueError(f"A bin has {_LONGEST} characters or fewer.")
    return text.strip()


def _write(workspace_id: int, values: Mapping[int, Value]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [list(values), [str(shelf or "") for shelf in values.values()], workspace_id])
