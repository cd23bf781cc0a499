"""getTradeInSupplierAccountBalance, getTradeInAccountTransactions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import Asked
from shopwright.platform.core.registry import operation
from shopwright.platform.finance.documents import Movement
from shopwright.platform.finance.filters import MoneyFilter
from shopwright.platform.finance.movements_store import Movements
from shopwright.platform.finance.presenter import spelled
from shopwright.platform.market.regions import Region, region
from shopwright.wire.gateway_codes import INVALID

from .lists import find_rows

if TYPE_CHECKING:
    from shopwright.contract.types.replies_finance import (
        GetTradeInAccountTransactionsResponseData,
        GetTradeInAccountTransactionsResponseDataFlow,
        GetTradeInSupplierAccountBalanceResponseData,
    )

_MOST_ROWS = 100


@operation("getTradeInSupplierAccountBalance", differs="The account has the shop's currency alone.")
def get_trade_in_supplier_account_balance(call: Call) -> GetTradeInSupplierAccountBalanceResponseData:
    """What the shop's account for trade-ins holds."""
    market = region(call.shop.region)
    if call.text("currency") != market.currency:
        raise INVALID(reason=f"Currency must be {market.currency}, that of the shop.")
    balance = call.tx[Movements].balance(call.shop.shop_id, "TRADE_IN", market.currency_decimals)
    return {"available_balance": {"amount": spelled(balance, market), "currency": market.currency}}


@operation(
    "getTradeInAccountTransactions",
    differs="Devices that are traded in are not sold here: money comes and goes by /sandbox/finance/trade_in.",
)
def get_trade_in_account_transactions(call: Call) -> GetTradeInAccountTransactionsResponseData:
    """A page of what came into the account for trade-ins and left it, the newest first."""
    size = call.number("page_size")
    if not 1 <= size <= _MOST_ROWS:
        raise INVALID(reason=f"PageSize must be from 1 to {_MOST_ROWS}.")
    flow_type = call.text("flow_type")
    wanted = MoneyFilter(
        start=_moment(call, "start_time"),
        end=_moment(call, "end_time"),
        account="TRADE_IN",
        types=(flow_type,) if flow_type else (),
    )
    page = find_rows(
        call,
        call.tx[Movements],
        wanted,
        lambda movement: (movement.created_at, movement.movement_id),
        {},
        "created_at",
        Asked(size, call.text("page_token")),
    )
    market = region(call.shop.region)
    return {
        "flows": [_flow(movement, market) for movement in page.rows],
        "has_more": bool(page.next_token),
        "next_page_token": page.next_token,
        "total_count": page.total,
    }


def _moment(call: Call, name: str) -> int | None:
    """A time by ISO 8601 as unix milliseconds, UTC where it names no zone; 36009004 for what is none."""
    text = call.text(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise INVALID(reason=f"{name} must be a time by ISO 8601, such as 2026-01-31T00:00:00Z.") from error
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(int(aware.timestamp() * 1000), 0)


def _flow(movement: Movement, market: Region) -> GetTradeInAccountTransactionsResponseDataFlow:
    created = datetime.fromtimestamp(movement.created_at / 1000, UTC)
    return {
        "amount": {"amount": spelled(abs(movement.amount), market), "currency": market.currency},
        "create_time": created.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "direction": "IN" if movement.amount > 0 else "OUT",
        "origin_transaction_id": movement.origin_id,
        "reference_id": movement.reference,
        "transaction_id": movement.movement_id,
        "type": movement.type,
    }
