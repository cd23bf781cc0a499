"""What orders bring, kept as unsettled entries from their payment on, until a statement takes them up."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from shopwright.platform.clock.scheduler import declare, plan
from shopwright.platform.core.durations import DAY_MS, day_end_ms
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO, share
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.reasons import is_fault_of_seller
from shopwright.platform.market.regions import region
from shopwright.platform.sales.orders.money_watchers import watches_money
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.packages.store import Packages
from shopwright.platform.sales.returns.return_case import Return
from shopwright.platform.sales.returns.return_change import ReturnChange
from shopwright.platform.sales.returns.store import Returns
from shopwright.wire.ids import IdKind

from .account import Carriage, account_of
from .amounts import Amounts, SkuAmounts
from .books_store import Books
from .documents import NEVER, ORDER, Entry
from .entries_store import UNSETTLED, Entries
from .terms import Terms, terms_of

#: The due action that closes a shop's statement of a day; its subject names both.
CLOSE = declare("finance.close_statement")


@watches_money
def follow_order(tx: Tx, shop: Shop, order: Order, at_ms: int) -> None:
    """Bring the unsettled entry of an order up to date. Orders of a replayed history may be too old for an account."""
    if order.created_at < terms_of(shop.region).since_ms(across_borders=shop.crosses_borders):
        return
    stored = [
        (statement_id, entry)
        for statement_id, entry in tx[Entries].of_order(shop.shop_id, order.order_id, for_change=True)
        if entry.type == ORDER
    ]
    pending = next((entry for statement_id, entry in stored if statement_id == UNSETTLED), None)
    settled = [entry for statement_id, entry in stored if statement_id != UNSETTLED]
    skus = _difference(_account(tx, shop, order), settled)
    if pending is not None:
        tx[Entries].delete(shop.shop_id, pending.entry_id)
    if not skus:
        return
    days = tx[Books].get(shop.shop_id).terms_in(shop.region).delay_days
    waits_for, due_at = _due(order, days, at_ms, is_late=bool(settled))
    entry = Entry(
        entry_id=pending.entry_id if pending else tx.new_id(IdKind.TRANSACTION),
        type=ORDER,
        order_id=order.order_id,
        ordered_at=order.created_at,
        delivered_at=order.delivery_time * 1000,
        due_at=due_at,
        waits_for=waits_for,
        schedule=f"Delivered + {days} days" if due_at == NEVER else "",
        skus=skus,
    )
    add_entry(tx, shop, entry)


def add_entry(tx: Tx, shop: Shop, entry: Entry) -> None:
    """Keep an unsettled entry, and plan the statement that it will stand on, once that is known."""
    tx[Entries].add(shop.shop_id, entry, region(shop.region).currency_decimals)
    if entry.due_at != NEVER:
        plan_closing(tx, shop, entry.due_at)


def plan_closing(tx: Tx, shop: Shop, due_ms: int) -> None:
    """Plan the closing of the first statement, at 00:00 UTC, on which something stands that is due at a moment."""
    closes_at = day_end_ms(due_ms)
    plan(tx, CLOSE, f"{shop.shop_id}/{closes_at}", shop.shop_id, closes_at)


def _due(order: Order, days: int, at_ms: int, *, is_late: bool) -> tuple[str, int]:
    """What an order waits for until it is due, and when that is; ``is_late``: it was settled, and changed since."""
    if order.claims:
        return "REQUEST_OPEN", NEVER
    if is_late:
        return "", at_ms
    if order.delivery_time:
        return "SETTLEMENT_PERIOD", max(order.delivery_time * 1000 + days * DAY_MS, 0)
    if order.completed_time or order.cancel_time:
        return "", at_ms
    return "NOT_DELIVERED", NEVER


def _account(tx: Tx, shop: Shop, order: Order) -> list[SkuAmounts]:
    terms, decimals = terms_of(shop.region), region(shop.region).currency_decimals
    extras = tx[Books].extras(shop.shop_id, order.order_id)
    return account_of(order, terms, decimals, _carriage(tx, shop, order, terms, decimals), extras)


def _carriage(tx: Tx, shop: Shop, order: Order, terms: Terms, decimals: int) -> Carriage:
    """What carriers took; before anything is delivered, one parcel is reckoned with."""
    if order.shipping_type != "TIKTOK":
        return Carriage()
    if not order.delivery_time:
        return Carriage(terms.parcel_cost)
    return Carriage(_parcels(tx, shop, order, terms, decimals), _returned(tx, shop, order, terms, decimals))


def _parcels(tx: Tx, shop: Shop, order: Order, terms: Terms, decimals: int) -> Decimal:
    """What its parcels cost; orders that travel together share a parcel's cost evenly."""
    costs = ZERO
    for package in tx.stored(Packages).some(shop.shop_id, order.package_ids):
        cost = Decimal(package.service.price) if package.service else terms.parcel_cost
        together = sorted(package.order_ids)
        costs += share(cost, [Decimal(1)] * len(together), decimals)[together.index(order.order_id)]
    return costs


def _returned(tx: Tx, shop: Shop, order: Order, terms: Terms, decimals: int) -> dict[str, Decimal]:
    """What the way back of goods costs the seller, by line: where the platform's carrier brought them, and the seller
    is at fault."""
    costs: dict[str, Decimal] = {}
    if not any(line.claim for line in order.lines):
        return costs
    for stored in tx.stored(Returns).of_orders(shop.shop_id, [order.order_id]):
        kept = tx.kept(ReturnChange, shop.shop_id, stored.return_id)
        case = kept.case if kept else stored
        if _is_carried_for_seller(case):
            parts = share(terms.return_cost, [Decimal(1)] * len(case.lines), decimals)
            for line, part in zip(case.lines, parts, strict=True):
                costs[line.line_id] = costs.get(line.line_id, ZERO) + part
    return costs


def _is_carried_for_seller(case: Return) -> bool:
    by_platform = case.parcel.shipment_type == "PLATFORM" and case.parcel.received_at > 0
    return by_platform and is_fault_of_seller(case.reason)


def _difference(account: list[SkuAmounts], settled: list[Entry]) -> list[SkuAmounts]:
    """What of an account is not settled yet, by SKU."""
    before: dict[str, SkuAmounts] = {}
    for sku in (sku for entry in settled for sku in entry.skus):
        last = before.get(sku.sku_id)
        before[sku.sku_id] = replace(sku, amounts=sku.amounts + last.amounts) if last else sku
    rows = [_less(sku, before.pop(sku.sku_id, None)) for sku in account]
    rows += [replace(sku, amounts=Amounts() - sku.amounts) for sku in before.values()]
    return [row for row in rows if not row.amounts.is_empty]


def _less(sku: SkuAmounts, before: SkuAmounts | None) -> SkuAmounts:
    return replace(sku, amounts=sku.amounts - before.amounts) if before else sku
