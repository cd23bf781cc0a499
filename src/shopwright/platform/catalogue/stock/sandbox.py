"""``/sandbox/ledger``: the movements of a SKU's stock, and its quantities now."""

from __future__ import annotations

import msgspec

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.catalogue.quantities import Quantities
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.control.shapes import Key, PlatformSeconds, Query, View
from shopwright.platform.database.transaction import Tx

from .store import LedgerEntry, Stock


class LedgerQuery(Query):
    shop_id: Key
    sku_id: Key


class HoldingView(View):
    """The quantities at a warehouse."""

    warehouse_id: str
    on_hand: int
    committed: int
    campaign_lock: int
    creator_lock: int
    available: int


class EntryView(View):
    """One movement: the numbers are changes. ``reference`` names what caused it."""

    entry_id: str
    warehouse_id: str
    reason: str
    reference: str
    on_hand: int
    committed: int
    campaign_lock: int
    creator_lock: int
    at: PlatformSeconds


class LedgerView(View):
    holdings: list[HoldingView]
    entries: list[EntryView]


def show_ledger(tx: Tx, query: LedgerQuery) -> LedgerView:
    """A SKU's stock ledger, the oldest movement first; it outlives the SKU."""
    find_shop(tx, query.shop_id)
    holdings = tx[Stock].of_skus(query.shop_id, [query.sku_id])[query.sku_id]
    entries = tx[Stock].ledger(query.shop_id, query.sku_id)
    if not holdings and not entries:
        raise NOT_FOUND(what=f"Stock of the SKU {query.sku_id}")
    return LedgerView(
        holdings=[_holding(warehouse_id, held) for warehouse_id, held in sorted(holdings.items())],
        entries=[_entry(entry) for entry in entries],
    )


def _holding(warehouse_id: str, held: Quantities) -> HoldingView:
    return HoldingView(warehouse_id=warehouse_id, available=held.available, **msgspec.structs.asdict(held))


def _entry(ledger_entry: LedgerEntry) -> EntryView:
    return EntryView(
        entry_id=ledger_entry.entry_id,
        warehouse_id=ledger_entry.place.warehouse_id,
        reason=str(ledger_entry.reason),
        reference=ledger_entry.reference,
        at=ledger_entry.at_ms // 1000,
        **msgspec.structs.asdict(ledger_entry.change),
    )


ENDPOINTS = (Endpoint("GET", "/sandbox/ledger", show_ledger),)
