"""Payments: statements that closed are paid to the seller's bank, together where they are small."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.durations import DAY_MS, day_end_ms
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO, rounded
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import all_regions, region
from shopwright.wire.ids import IdKind

from .books_store import Books
from .documents import Book, Movement, Payment, PaymentStatus, Statement
from .movements_store import Movements
from .statements_store import Payments, Statements

#: The bank has a payment, or sent it back.
ARRIVE = declare("finance.payment")
#: What could not be paid is paid anew.
RETRY = declare("finance.pay_again")


def pay_out(tx: Tx, shop: Shop, statement: Statement, at_ms: int) -> None:
    """Credit a statement to the shop's account, and begin a payment of all that is not paid yet."""
    payable = statement.sums.payable
    if payable:
        _move(tx, shop, "SETTLE", payable, "SUCCESS", statement.statement_id, at_ms)
    begin_payment(tx, shop, at_ms)


def begin_payment(tx: Tx, shop: Shop, at_ms: int) -> Payment | None:
    """Pay the statements that no payment has paid, if they come to enough. The shop's book is held by the caller."""
    book = tx[Books].get(shop.shop_id)
    terms = book.terms_in(shop.region)
    waiting = tx[Statements].unpaid(shop.shop_id)
    total = sum((statement.sums.payable for statement in waiting), ZERO)
    if total <= 0 or total < terms.minimum_payment:
        return None
    payment_id = tx.new_id(IdKind.PAYMENT)
    withdrawal = _move(tx, shop, "WITHDRAW", -total, "PROCESSING", payment_id, at_ms)
    payment = Payment(
        payment_id=payment_id,
        created_at=at_ms,
        settlement=sum((statement.sums.settlement for statement in waiting), ZERO),
        before_exchange=total,
        amount=_exchanged(shop, book, total),
        currency=book.payout_currency or region(shop.region).currency,
        exchange_rate=book.exchange_rate,
        bank_account=book.bank_account,
        movement_id=withdrawal.movement_id,
    )
    tx[Payments].add(shop.shop_id, payment)
    _mark(tx, shop, waiting, payment)
    plan(tx, ARRIVE, payment_id, shop.shop_id, at_ms + terms.payment_days * DAY_MS)
    return payment


def _exchanged(shop: Shop, book: Book, amount: Decimal) -> Decimal:
    currency = book.payout_currency or region(shop.region).currency
    markets = [market for market in all_regions() if market.currency == currency]
    return rounded(amount * book.exchange_rate, markets[0].currency_decimals if markets else 2)


def _move(tx: Tx, shop: Shop, kind: str, amount: Decimal, status: str, reference: str, at_ms: int) -> Movement:
    movement = Movement(
        movement_id=tx.new_id(IdKind.MOVEMENT),
        type=kind,
        amount=amount,
        status=status,
        created_at=at_ms,
        reference=reference,
    )
    tx[Movements].add(shop.shop_id, "SHOP", movement, region(shop.region).currency_decimals)
    return movement


def _mark(tx: Tx, shop: Shop, statements: list[Statement], payment: Payment) -> None:
    for statement in statements:
        statement.status, statement.payment_id = payment.status, payment.payment_id
        statement.paid_at = payment.paid_at
        tx[Statements].save(shop.shop_id, statement)


@due(ARRIVE)
def end_payment(tx: Tx, action: DueAction) -> None:
    """The bank has the payment, or sends it back where the shop's book says so."""
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    book = tx[Books].hold(shop.shop_id)
    payment = tx[Payments].get(action.shop_id, action.subject)
    assert payment is not None
    if payment.status is PaymentStatus.PROCESSING:
        (fail if book.payments_fail else confirm)(tx, shop, payment, action.due_at)


def confirm(tx: Tx, shop: Shop, payment: Payment, at_ms: int) -> None:
    """The bank has a payment that is on its way."""
    payment.status, payment.paid_at = PaymentStatus.PAID, at_ms
    _end(tx, shop, payment, "SUCCESS")


def fail(tx: Tx, shop: Shop, payment: Payment, at_ms: int) -> None:
    """The bank sends a payment back that is on its way: the money is in the shop's account again, and is paid anew at
    the end of the day."""
    payment.status = PaymentStatus.FAILED
    _end(tx, shop, payment, "FAILED")
    back = Movement(
        movement_id=tx.new_id(IdKind.MOVEMENT),
        type="REVERSE",
        amount=payment.before_exchange,
        status="SUCCESS",
        created_at=at_ms,
        reference=payment.payment_id,
        origin_id=payment.movement_id,
    )
    tx[Movements].add(shop.shop_id, "SHOP", back, region(shop.region).currency_decimals)
    plan(tx, RETRY, shop.shop_id, shop.shop_id, day_end_ms(at_ms))


def _end(tx: Tx, shop: Shop, payment: Payment, status: str) -> None:
    tx[Payments].save(shop.shop_id, payment)
    _mark(tx, shop, tx[Statements].of_payment(shop.shop_id, payment.payment_id), payment)
    withdrawal = tx[Movements].get(shop.shop_id, "SHOP", payment.movement_id)
    assert withdrawal is not None
    tx[Movements].save(shop.shop_id, msgspec.structs.replace(withdrawal, status=status))
    tx[DueActions].drop(ARRIVE, payment.payment_id)


@due(RETRY)
def pay_again(tx: Tx, action: DueAction) -> None:
    """Pay anew what a bank sent back."""
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    tx[Books].hold(shop.shop_id)
    begin_payment(tx, shop, action.due_at)
