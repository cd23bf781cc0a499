"""All operations of finance as `tiktok-shop-api`, a client in use, calls them and reads their replies."""

from __future__ import annotations

import asyncio
import inspect
from decimal import Decimal
from typing import Any

import pytest
from tiktok_shop_api import AsyncTikTokShop, TikTokShop
from tiktok_shop_api.generated.models import GetSellerFinancialTransactionsTypesItem as Type

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import shop_in, stocked

from .test_payments import adjust
from .test_statements import delivered, settle

MARKETS = ("US", "GB", "DE", "ID", "BR")


async def done(result: Any) -> Any:
    """The data of a reply, of the sync or of the async client."""
    reply = await result if inspect.isawaitable(result) else result
    assert reply.code == 0, reply.message
    return reply.data


async def walk_through(finance: Any, seller: Seller) -> None:
    """Drive each operation, from what is unsettled to the money that moved."""
    order_id = delivered(seller, stocked(seller), 4)
    (waiting,) = (await done(finance.get_unsettled_transactions(sort_field="order_create_time"))).transactions
    assert waiting.order_id == order_id
    adjust(seller, "20000" if seller.shop["region"] == "ID" else "20")
    settle(seller)
    assert not (await done(finance.get_unsettled_transactions(sort_field="order_create_time"))).transactions
    (statement,) = (await done(finance.get_statements(sort_field="statement_time"))).statements
    whole = await done(finance.get_transactions_by_statement(statement.id, sort_field="order_create_time"))
    assert sum(Decimal(row.settlement_amount) for row in whole.transactions) == Decimal(statement.settlement_amount)
    account = await done(finance.get_transactions_by_order(order_id))
    assert account.settlement_amount == waiting.est_settlement_amount
    listed = (await done(finance.get_payments(sort_field="create_time"))).payments
    assert [payment.amount.value for payment in listed] == (
        [] if seller.shop["region"] == "ID" else [statement.settlement_amount]
    )
    moved = (await done(finance.get_seller_financial_transactions(types=[Type.SETTLE, Type.WITHDRAW]))).withdrawals
    assert sum(Decimal(row.amount) for row in moved) == 0
    body = {"shop_id": seller.shop_id, "type": "RECHARGE", "amount": "50"}
    seller.platform.post("/sandbox/finance/trade_in", body)
    balance = await done(finance.get_trade_in_supplier_account_balance(currency=account.currency))
    assert Decimal(balance.available_balance.amount) == 50
    (flow,) = (await done(finance.get_trade_in_account_transactions(page_size=10))).flows
    assert (flow.type_, flow.direction) == ("RECHARGE", "IN")


def keys_of(seller: Seller) -> tuple[str, ...]:
    return seller.app["app_key"], seller.app["app_secret"], seller.token, seller.cipher


@pytest.mark.parametrize("market", MARKETS)
def test_the_client_drives_every_operation(platform: RunningPlatform, market: str) -> None:
    seller = shop_in(platform, market)
    with TikTokShop(*keys_of(seller), base_url=platform.url) as client:
        asyncio.run(walk_through(client.finance, seller))


def test_the_async_client_drives_every_operation(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")

    async def drive() -> None:
        async with AsyncTikTokShop(*keys_of(seller), base_url=platform.url) as client:
            await walk_through(client.finance, seller)

    asyncio.run(drive())
