"""Adjustments of what a shop is paid: for an order or for the shop."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.wire.ids import IdKind

from .documents import Entry
from .order_accounts import add_entry

#: What a shop's payment is adjusted for (docs/reference/settlement.md#reserves).
AdjustmentType = Literal[
    "CHARGE_BACK",
    "COFUNDED_CREATOR_REWARDS",
    "CUSTOMER_SERVICE_COMPENSATION",
    "DEDUCTIONS_INCURRED_BY_SELLER",
    "FBT_WAREHOUSE_SERVICE_FEE",
    "GMV_PAYMENT_FOR_ADS",
    "LOGISTICS_REIMBURSEMENT",
    "OTHER_ADJUSTMENT",
    "PLATFORM_COMMISSION_ADJUSTMENT",
    "PLATFORM_COMMISSION_COMPENSATION",
    "PLATFORM_COMPENSATION",
    "PLATFORM_PENALTY",
    "PLATFORM_REIMBURSEMENT",
    "PROMOTION_ADJUSTMENT",
    "REBATE",
    "SAMPLE_SHIPPING_FEE",
    "SELLER_MISSION_REWARD",
    "SHIPPING_FEE_ADJUSTMENT",
    "SHIPPING_FEE_COMPENSATION",
    "SHIPPING_FEE_REBATE",
    "STAMP_DUTY",
]


def adjust(tx: Tx, shop: Shop, kind: AdjustmentType, amount: Decimal, order_id: str) -> Entry:
    """Adjust what a shop is paid by a signed amount, due today; ``order_id`` is "" where it is for none."""
    now = tx.now_ms()
    entry = Entry(
        entry_id=tx.new_id(IdKind.TRANSACTION),
        type=kind,
        ordered_at=now,
        due_at=now,
        order_id=order_id,
        adjustment=amount,
        adjustment_id=tx.new_id(IdKind.ADJUSTMENT),
    )
    add_entry(tx, shop, entry)
    return entry
