"""All operations of finance as `tiktok-shop-api`, a client in use, calls them and reads their replies."""

from __future__ import annotations

from decimal import Decimal

from tiktok_shop_api.generated.models import GetSellerFinancialTransactionsTypesItem as Type

from tests.harness.client_in_use import MARKETS, client_of, in_each_form
from tests.harness.server import RunningPlatform
from tests.harness.trade import shop_in, stocked

from .test_payments import adjust
from .test_statements import delivered, settle


@in_each_form(*MARKETS)
def test_the_client_drives_every_operation(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = shop_in(platform, market)
    order_id = delivered(seller, stocked(seller), 4)
    with client_of(seller, is_async=is_async) as client:
        finance = client.finance
        (waiting,) = finance.get_unsettled_transactions(sort_field="order_create_time").transactions
        assert waiting.order_id == order_id
        adjust(seller, "20000" if market == "ID" else "20")
        settle(seller)
        assert not finance.get_unsettled_transactions(sort_field="order_create_time").transactions
        (statement,) = finance.get_statements(sort_field="statement_time").statements
        whole = finance.get_transactions_by_statement(statement.id, sort_field="order_create_time")
        amounts = [Decimal(row.settlement_amount) for row in whole.transactions]
        assert sum(amounts) == Decimal(statement.settlement_amount)
        account = finance.get_transactions_by_order(order_id)
        assert account.settlement_amount == waiting.est_settlement_amount
        payments = finance.get_payments(sort_field="create_time").payments
        paid = [] if market == "ID" else [statement.settlement_amount]
        assert [payment.amount.value for payment in payments] == paid
        moved = finance.get_seller_financial_transactions(types=[Type.SETTLE, Type.WITHDRAW]).withdrawals
        assert sum(Decimal(row.amount) for row in moved) == 0
        body = {"shop_id": seller.shop_id, "type": "RECHARGE", "amount": "50"}
        platform.post("/sandbox/finance/trade_in", body)
        balance = finance.get_trade_in_supplier_account_balance(currency=account.currency)
        assert Decimal(balance.available_balance.amount) == 50
        (flow,) = finance.get_trade_in_account_transactions(page_size=10).flows
        assert (flow.type_, flow.direction) == ("RECHARGE", "IN")
