"""Changes stock: one movement per SKU and warehouse, its ledger line, and the notifications that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.errors import STOCK_BELOW_LOCKED, STOCK_BELOW_PROMOTION
from shopwright.platform.catalogue.listing_rules.sku_errors import QUANTITY_OUT_OF_RANGE
from shopwright.platform.catalogue.quantities import (
    MAX_ON_HAND,
    InventoryStatus,
    Quantities,
    Reason,
    inventory_status,
)
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit, is_heard
from shopwright.wire.errors import ApiError
from shopwright.wire.ids import IdKind

from .store import LedgerEntry, Place, Stock


class Level(msgspec.Struct, frozen=True):
    """A quantity on hand to be set for a SKU at a warehouse."""

    sku_id: str
    warehouse_id: str
    quantity: int


class Refusal(msgspec.Struct, frozen=True):
    """A level that cannot be set, and why."""

    level: Level
    error: ApiError


def set_levels(
    tx: Tx, shop: Shop, product_id: str, levels: Sequence[Level], reason: Reason, reference: str
) -> list[Refusal]:
    """Set stock on hand. All levels of a SKU are set or none; the refused ones are answered.

    12052055 where another market that shares the stock has no room for it.
    """
    refusals: list[Refusal] = []
    for sku_id, mine in _by_sku(levels).items():
        held = {level: _hold(tx, shop, level) for level in mine}
        refused = _refused(held)
        if not refused and None in held.values():  # only now: a refused update leaves no empty place behind
            held = {level: quantities or _open(tx, shop, product_id, level) for level, quantities in held.items()}
            refused = _refused(held)
        refusals += refused
        if not refused:
            changes = {
                level.warehouse_id: Quantities(level.quantity - quantities.on_hand)
                for level, quantities in held.items()
                if quantities and level.quantity != quantities.on_hand
            }
            if not move(tx, shop, product_id, sku_id, changes, reason, reference):
                raise QUANTITY_OUT_OF_RANGE(quantity=mine[0].quantity, least=0, most=MAX_ON_HAND)
    return refusals


def _by_sku(levels: Iterable[Level]) -> dict[str, list[Level]]:
    levels_of: dict[str, list[Level]] = {}
    for level in levels:
        levels_of.setdefault(level.sku_id, []).append(level)
    return levels_of


def _hold(tx: Tx, shop: Shop, level: Level) -> Quantities | None:
    return tx[Stock].hold(Place(shop.shop_id, level.sku_id, level.warehouse_id))


def _open(tx: Tx, shop: Shop, product_id: str, level: Level) -> Quantities:
    tx[Stock].open_places([Place(shop.shop_id, level.sku_id, level.warehouse_id)], product_id)
    held = _hold(tx, shop, level)
    assert held is not None
    return held


def _refused(held: Mapping[Level, Quantities | None]) -> list[Refusal]:
    checked = ((level, _problem(level, quantities or Quantities())) for level, quantities in held.items())
    return [Refusal(level, error) for level, error in checked if error is not None]


def _problem(level: Level, held: Quantities) -> ApiError | None:
    if not 0 <= level.quantity <= MAX_ON_HAND:
        return QUANTITY_OUT_OF_RANGE(quantity=level.quantity, least=0, most=MAX_ON_HAND)
    if held.committed + held.creator_lock <= level.quantity < held.bound:
        return STOCK_BELOW_PROMOTION(
            sku_id=level.sku_id, warehouse_id=level.warehouse_id, quantity=level.quantity, locked=held.campaign_lock
        )
    if level.quantity < held.bound:
        return STOCK_BELOW_LOCKED(
            sku_id=level.sku_id, warehouse_id=level.warehouse_id, quantity=level.quantity, locked=held.bound
        )
    return None


def move(
    tx: Tx,
    shop: Shop,
    product_id: str,
    sku_id: str,
    changes: Mapping[str, Quantities],
    reason: Reason,
    reference: str,
    *,
    at: int | None = None,
) -> bool:
    """Move a SKU's stock at one or more warehouses (warehouse id → change) and tell of it.

    ``at`` is the moment in milliseconds, now unless a history is replayed.

    False when a change would break a rule of stock: then the caller rolls back.
    """
    if not changes:
        return True
    moment = tx.now_ms() if at is None else at
    entries = [
        LedgerEntry(
            tx.new_id(IdKind.LEDGER), Place(shop.shop_id, sku_id, warehouse_id), reason, reference, change, moment
        )
        for warehouse_id, change in sorted(changes.items())
    ]
    pools: list[tuple[LedgerEntry, str]] = []
    for entry in entries:
        pool_id = tx[Stock].move(entry)
        if pool_id is None:
            return False
        if pool_id and entry.change.available:
            pools.append((entry, pool_id))
    if not all(_follow(tx, entry, pool_id) for entry, pool_id in pools):
        return False
    if not (is_heard(tx, shop, 71) or is_heard(tx, shop, 27)):
        return True
    after = total(tx[Stock].of_skus(shop.shop_id, [sku_id])[sku_id].values())
    _tell(tx, shop, product_id, sku_id, after, entries)
    return True


def _follow(tx: Tx, entry: LedgerEntry, pool_id: str) -> bool:
    """Give the other places of a pool what a movement made available at one of them, or take it from them.

    The reason and the reference are those of the movement. False where a place has no room for it.
    """
    by = entry.change.available
    for other in tx[Stock].pool(pool_id, for_change=True):
        if other.place == entry.place:
            continue
        shop = tx[Accounts].shop(other.place.shop_id)
        assert shop is not None, "stock is of a shop"
        place = msgspec.structs.replace(
            entry, entry_id=tx.new_id(IdKind.LEDGER), place=other.place, change=Quantities(by)
        )
        if tx[Stock].move(place) is None:
            return False
        if is_heard(tx, shop, 71) or is_heard(tx, shop, 27):
            sku_id = other.place.sku_id
            after = total(tx[Stock].of_skus(shop.shop_id, [sku_id])[sku_id].values())
            _tell(tx, shop, other.product_id, sku_id, after, [place])
    return True


def empty_place(
    tx: Tx, shop: Shop, product_id: str, sku_id: str, warehouse_id: str, reason: Reason, reference: str, *, at: int
) -> None:
    """Set a SKU's stock at a warehouse to nothing but what is committed or locked; ``at`` in milliseconds."""
    held = tx[Stock].hold(Place(shop.shop_id, sku_id, warehouse_id))
    if held is not None and held.on_hand > held.bound:
        change = {warehouse_id: Quantities(held.bound - held.on_hand)}
        move(tx, shop, product_id, sku_id, change, reason, reference, at=at)


def write_off(tx: Tx, shop: Shop, product_id: str, sku_ids: Sequence[str]) -> None:
    """Remove the stock of SKUs that were removed. What is committed or locked stays until it is released."""
    for sku_id, warehouse_ids in tx[Stock].of_skus(shop.shop_id, sku_ids).items():
        for warehouse_id in warehouse_ids:  # what is shared is left to those that go on to share it
            tx[Stock].set_pool(Place(shop.shop_id, sku_id, warehouse_id), "")
        held = {id_: _hold(tx, shop, Level(sku_id, id_, 0)) or Quantities() for id_ in warehouse_ids}
        changes = {id_: quantities.bound - quantities.on_hand for id_, quantities in held.items()}
        entries = [
            LedgerEntry(
                tx.new_id(IdKind.LEDGER),
                Place(shop.shop_id, sku_id, warehouse_id),
                Reason.API_SYNC,
                product_id,
                Quantities(by),
                tx.now_ms(),
            )
            for warehouse_id, by in changes.items()
            if by
        ]
        for entry in entries:
            tx[Stock].move(entry)
        if entries:
            after = total(tx[Stock].of_skus(shop.shop_id, [sku_id])[sku_id].values())
            emit(tx, shop, 71, _inventory_changed(shop, product_id, sku_id, after, entries))
    if sku_ids:
        tx[Stock].close_places(shop.shop_id, sku_ids)


def total(parts: Iterable[Quantities]) -> Quantities:
    """The sum over warehouses."""
    return sum(parts, Quantities())


def _tell(tx: Tx, shop: Shop, product_id: str, sku_id: str, after: Quantities, entries: Sequence[LedgerEntry]) -> None:
    emit(tx, shop, 71, _inventory_changed(shop, product_id, sku_id, after, entries))
    changed = total(entry.change for entry in entries)
    before = after + Quantities(-changed.on_hand, -changed.committed, -changed.campaign_lock, -changed.creator_lock)
    threshold = shop.doc.low_stock_threshold
    status = inventory_status(after.available, threshold)
    fell = after.available < before.available and status is not inventory_status(before.available, threshold)
    if fell and status is not InventoryStatus.IN_STOCK:
        emit(tx, shop, 27, _inventory_status(product_id, sku_id, after, status, threshold, tx.now()))


def _inventory_changed(
    shop: Shop, product_id: str, sku_id: str, after: Quantities, entries: Sequence[LedgerEntry]
) -> dict[str, object]:
    """The data of webhook 71: a snapshot after the change, and each movement with a key of its own."""
    at = _iso(entries[-1].at_ms)
    return {
        "event_id": entries[-1].entry_id,
        "occurred_at": at,
        "shop_id": int(shop.shop_id),
        "product_id": int(product_id),
        "sku_id": int(sku_id),
        "quantity_snapshot_after_change": {
            "total_quantity": after.on_hand,
            "total_available_quantity": after.on_hand - after.committed,
            "total_committed_quantity": after.committed,
            "in_shop_quantity": after.available,
            "campaign_locked_quantity": after.campaign_lock,
            "creator_locked_quantity": after.creator_lock,
        },
        "change_detail": [
            {
                "idempotency_key": entry.entry_id,
                "trigger_source": str(entry.reason),
                "occurred_at": at,
                "total_quantity_delta": entry.change.on_hand,
                "available_quantity_delta": entry.change.on_hand - entry.change.committed,
                "committed_quantity_delta": entry.change.committed,
                "in_shop_quantity_delta": entry.change.available,
                "campaign_locked_quantity_delta": entry.change.campaign_lock,
                "creator_locked_quantity_delta": entry.change.creator_lock,
            }
            for entry in entries
        ],
    }


def _inventory_status(
    product_id: str, sku_id: str, after: Quantities, status: InventoryStatus, threshold: int, now: int
) -> dict[str, object]:
    """The data of webhook 27."""
    return {
        "product_id": product_id,
        "sku_id": sku_id,
        "trigger_reason": {"alert_type": str(status), "low_stock_threshold": threshold},
        "current_inventory_status": str(status),
        "inventory_distribution": {
            "total_quantity": after.on_hand,
            "available_quantity": after.available,
            "creator_reserved_quantity": after.creator_lock,
            "campaign_reserved_quantity": after.campaign_lock,
            "committed_quantity": after.committed,
        },
        "update_time": now,
    }


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
