"""Sets stock on Shopify: what can still be sold, by compare and set."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from shopwright.hub.channels.protocol import Outcome, Result, StockWant

from . import queries as shapes
from .api import Api
from .orders import gid

#: How often numbers that changed under the hand are looked at anew.
_ROUNDS = 3
_STALE = frozenset({"CHANGE_FROM_QUANTITY_STALE", "COMPARE_QUANTITY_STALE"})
_LATER = Outcome(Result.LATER, "CHANGE_FROM_QUANTITY_STALE", "Orders came in while the number was set.")


def push(api: Api, wants: Sequence[StockWant]) -> Sequence[Outcome]:
    """Set what can be sold of each variant, less what Shopify has promised to buyers that the hub does not know of.

    A number is set only while it is the one that was looked at; where an order was faster, it is looked at again.
    """
    outcomes: dict[int, Outcome] = {}
    for location in dict.fromkeys(want.location_id for want in wants):
        own = {position: want for position, want in enumerate(wants) if want.location_id == location}
        for _ in range(_ROUNDS):
            if waiting := {position: want for position, want in own.items() if position not in outcomes}:
                outcomes.update(_push_round(api, location, waiting))
    return [outcomes.get(position, _LATER) for position in range(len(wants))]


def number_to_set(want: StockWant, committed: int) -> int:
    """What buyers may still buy: orders that Shopify has and the hub does not know are taken off."""
    return max(want.quantity - max(committed - want.promised, 0), 0)


def _push_round(api: Api, location: str, wants: dict[int, StockWant]) -> dict[int, Outcome]:
    """Outcomes of one call; those that changed meanwhile have none, and so do those that others in it held up."""
    ids = [gid("ProductVariant", want.sku_id) for want in wants.values()]
    seen = api.call(shapes.STOCK, shapes.StockReply, ids=ids, location=gid("Location", location)).nodes
    outcomes: dict[int, Outcome] = {}
    rows: list[tuple[int, dict[str, object], int]] = []
    for (position, want), variant in zip(wants.items(), seen, strict=True):
        item = variant.inventory_item if variant else None
        if item is None or item.inventory_level is None or not item.tracked:
            outcomes[position] = _unstocked(item)
            continue
        quantity = number_to_set(want, item.inventory_level.of("committed"))
        row: dict[str, object] = {
            "inventoryItemId": item.id,
            "locationId": gid("Location", location),
            "quantity": quantity,
            "changeFromQuantity": item.inventory_level.of("available"),
        }
        rows.append((position, row, quantity))
    if not rows:
        return outcomes
    errors = _set(api, [row for _, row, _ in rows])
    if not errors:
        return outcomes | {position: Outcome(Result.DONE, quantity=quantity) for position, _, quantity in rows}
    for error in errors:
        at = _position(error)
        if at is None or at >= len(rows):
            refused = Outcome(Result.REFUSED, error.code or "", error.message)
            return outcomes | {position: refused for position, _, _ in rows}
        if error.code not in _STALE:
            outcomes[rows[at][0]] = Outcome(Result.REFUSED, error.code or "", error.message)
    return outcomes


def _set(api: Api, quantities: Sequence[dict[str, object]]) -> list[shapes.UserError]:
    values = {"name": "available", "reason": "correction", "quantities": quantities}
    reply = api.call(shapes.SET_STOCK, shapes.SetStockReply, input=values, key=str(uuid.uuid4()))
    return reply.inventory_set_quantities.user_errors


def _position(error: shapes.UserError) -> int | None:
    """Which of the numbers an error is about, by the way to it: input, quantities, 1."""
    numbers = [part for part in error.field or [] if part.isdigit()]
    return int(numbers[0]) if numbers else None


def _unstocked(item: shapes.StockItem | None) -> Outcome:
    if item is None:
        return Outcome(Result.REFUSED, "NOT_FOUND", "Shopify has no such variant.", "Link the listing anew.")
    if not item.tracked:
        remedy = "Switch on Track quantity for it in Shopify."
        return Outcome(Result.REFUSED, "NOT_TRACKED", "Shopify does not track the variant's quantity.", remedy)
    remedy = "Stock it at this location in Shopify."
    return Outcome(Result.REFUSED, "NOT_STOCKED", "The variant is not stocked at this location.", remedy)
