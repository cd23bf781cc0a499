"""``/sandbox/finance/settle`` and ``/sandbox/finance/payments``: what time does, now."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.control.shapes import Body, Key, PlatformSeconds, View
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO
from shopwright.platform.database.transaction import Tx
from shopwright.platform.finance.books_store import Books
from shopwright.platform.finance.day_end import close_early
from shopwright.platform.finance.documents import PaymentStatus, Statement
from shopwright.platform.finance.entries_store import UNSETTLED, Entries
from shopwright.platform.finance.errors import NOT_PROCESSING, NOT_SETTLEABLE
from shopwright.platform.finance.payouts import confirm, fail
from shopwright.platform.finance.presenter import spelled
from shopwright.platform.finance.statements_store import Payments
from shopwright.platform.market.regions import region


class Settle(Body):
    """``order_ids``: make these due, without it every order that waits for time alone. What is due already is settled
    along."""

    shop_id: Key
    order_ids: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=1000)] | None = None


class StatementView(View):
    """Ids are "" where there is none: nothing was due, or the amount is too small to be paid."""

    statement_id: str
    statement_time: PlatformSeconds
    settlement_amount: str
    payable_amount: str
    currency: str
    payment_id: str
    payment_status: str


def settle(tx: Tx, body: Settle) -> StatementView:
    """Settle orders that are delivered, and close the statement of the day early; 40972 for one that is not ready."""
    shop = find_shop(tx, body.shop_id)
    tx[Books].hold(shop.shop_id)
    now = tx.now_ms()
    if body.order_ids is None:
        tx[Entries].make_due(shop.shop_id, now)
    for order_id in body.order_ids or ():
        _make_due(tx, shop, order_id, now)
    return _view(shop, close_early(tx, shop, now))


def _make_due(tx: Tx, shop: Shop, order_id: str, now: int) -> None:
    unsettled = [entry for at, entry in tx[Entries].of_order(shop.shop_id, order_id) if at == UNSETTLED]
    if not unsettled:
        raise NOT_SETTLEABLE(order_id=order_id, reason="nothing of it is unsettled")
    for entry in unsettled:
        if not entry.is_dated:
            raise NOT_SETTLEABLE(order_id=order_id, reason=f"its unsettled_reason is {entry.waits_for}")
        tx[Entries].make_entry_due(shop.shop_id, entry.entry_id, now)


def _view(shop: Shop, statement: Statement | None) -> StatementView:
    market = region(shop.region)
    if statement is None:
        nothing = spelled(ZERO, market)
        return StatementView(
            statement_id="",
            statement_time=0,
            settlement_amount=nothing,
            payable_amount=nothing,
            currency=market.currency,
            payment_id="",
            payment_status="",
        )
    return StatementView(
        statement_id=statement.statement_id,
        statement_time=statement.closes_at // 1000,
        settlement_amount=spelled(statement.sums.settlement, market),
        payable_amount=spelled(statement.sums.payable, market),
        currency=market.currency,
        payment_id=statement.payment_id,
        payment_status=str(statement.status),
    )


class PaymentAct(Body):
    """ARRIVE: the bank has it. FAIL: the bank sends it back."""

    act: Literal["ARRIVE", "FAIL"]


class PaymentView(View):
    payment_id: str
    shop_id: str
    status: str
    amount: str
    currency: str


def end_payment(tx: Tx, payment_id: str, body: PaymentAct) -> PaymentView:
    """Let a payment that is on its way arrive or fail now; 40971 for one that has ended."""
    shop_id = tx[Payments].shop_of(payment_id)
    if shop_id is None:
        raise NOT_FOUND(what=f"The payment {payment_id}")
    shop = find_shop(tx, shop_id)
    tx[Books].hold(shop_id)
    payment = tx[Payments].get(shop_id, payment_id)
    assert payment is not None
    if payment.status is not PaymentStatus.PROCESSING:
        raise NOT_PROCESSING(payment_id=payment_id, status=str(payment.status))
    (confirm if body.act == "ARRIVE" else fail)(tx, shop, payment, tx.now_ms())
    return PaymentView(
        payment_id=payment_id,
        shop_id=shop_id,
        status=str(payment.status),
        amount=str(payment.amount),
        currency=payment.currency,
    )
