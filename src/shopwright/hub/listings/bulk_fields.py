"""What an edit of many SKUs can change of what is offered: the pieces of a SKU that are held back on every shop."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.bulk.fields import ExternalField, Value, offer_field
from shopwright.hub.stock import buffers

from .availability import recompute

_MOST = 999_999


def register() -> None:
    offer_field(
        ExternalField(
            "buffer",
            "Pieces held back on every shop",
            Permission.LISTINGS_EDIT,
            _read,
            _check,
            _write,
            "It has a rule of another kind.",
        )
    )


def _read(workspace_id: int, variant_ids: Collection[int]) -> Mapping[int, Value]:
    return buffers.pieces_of_skus(workspace_id, variant_ids)


def _check(text: str) -> Value:
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= _MOST):
        raise ValueError("Pieces held back are a whole number, 0 or more.")
    return int(text)


def _write(workspace_id: int, values: Mapping[int, Value]) -> None:
    amounts = {pk: int(value) if isinstance(value, int) else None for pk, value in values.items()}
    buffers.set_pieces_of_skus(workspace_id, amounts)
    recompute(list(amounts))
