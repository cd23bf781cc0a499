"""An order's money: from what its buyer paid to what its seller gets, amount by amount."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.finance.amounts import Amounts, ByField
from shopwright.platform.finance.documents import Entry
from shopwright.platform.finance.entries_store import UNSETTLED, Entries
from shopwright.platform.finance.presenter import spelled
from shopwright.platform.market.regions import Region, region
from shopwright.platform.sales.orders.store import Orders

from .words import WAITS, words_of_amount, words_of_type


class AmountLine(msgspec.Struct, frozen=True):
    words: str
    amount: str


class Part(msgspec.Struct, frozen=True):
    """Amounts that belong together, and their sum."""

    title: str
    total: str
    lines: list[AmountLine]


class Share(msgspec.Struct, frozen=True):
    """One transaction of the order: on a statement, or waiting for it."""

    entry: Entry
    statement_id: str
    title: str
    waits: str
    settlement: str
    parts: list[Part]


class OrderMoney(msgspec.Struct, frozen=True):
    """``paid`` is what the buyer paid less what went back; ``total`` what all transactions come to."""

    shop: Shop
    order_id: str
    currency: str
    paid: str
    total: str
    difference: str
    shares: list[Share]
    clock: str


async def order_money_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/money/orders/{order_id}``."""
    shop_id, order_id = ask.path("shop_id"), ask.path("order_id")
    detail = await ask.read(lambda tx: _read(tx, shop_id, order_id))
    if ask.part:
        return ask.fragment("_order_money.html", detail=detail)
    return ask.page("order_money.html", detail=detail)


def _read(tx: Tx, shop_id: str, order_id: str) -> OrderMoney:
    shop = find_shop(tx, shop_id)
    if tx[Orders].get(shop_id, order_id) is None:
        raise NOT_FOUND(what=f"The order {order_id[:40]}")
    market = region(shop.region)
    entries = tx[Entries].of_order(shop_id, order_id)
    notes: ByField = sum((entry.amounts for _, entry in entries), Amounts()).notes
    paid = notes.get("customer_payment_amount", ZERO) + notes.get("customer_refund_amount", ZERO)
    total = sum((entry.settlement for _, entry in entries), Decimal(0))
    return OrderMoney(
        shop=shop,
        order_id=order_id,
        currency=market.currency,
        paid=spelled(paid, market),
        total=spelled(total, market),
        difference=spelled(total - paid, market),
        shares=[_share(statement_id, entry, market, tx.now_ms()) for statement_id, entry in entries],
        clock=clock_words(tx),
    )


def _share(statement_id: str, entry: Entry, market: Region, now_ms: int) -> Share:
    amounts, reason = entry.amounts, entry.unsettled_reason(now_ms)
    groups = (
        ("Revenue", amounts.revenue),
        ("Shipping", amounts.shipping),
        ("Fees", amounts.fees),
        ("Taxes", amounts.taxes),
        ("Adjustment", {entry.type.lower(): entry.adjustment} if entry.adjustment else {}),
        ("For information", {**amounts.notes, **amounts.shipping_notes}),
    )
    return Share(
        entry=entry,
        statement_id=statement_id,
        title=words_of_type(entry.type),
        waits="" if statement_id != UNSETTLED else WAITS.get(reason, reason),
        settlement=spelled(entry.settlement, market),
        parts=[_part(title, by_field, market) for title, by_field in groups if by_field],
    )


def _part(title: str, by_field: ByField, market: Region) -> Part:
    lines = [AmountLine(words_of_amount(name), spelled(amount, market)) for name, amount in by_field.items()]
    is_sum = title != "For information"
    return Part(title, spelled(sum(by_field.values(), ZERO), market) if is_sum else "", lines)
