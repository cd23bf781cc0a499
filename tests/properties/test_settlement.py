"""Money ties out to the cent, from line items to payments, whatever happens to orders in which order."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule

from tests.harness.calls import Seller, new_seller
from tests.harness.returns import act, approve
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, buy, stocked
from tests.platform.finance.money_lists import all_statements, all_unsettled, payments, rows_of, withdrawals

pytestmark = pytest.mark.slow

GOALS = ["AWAITING_SHIPMENT", "IN_TRANSIT", "DELIVERED", "DELIVERED", "COMPLETED"]
MARKETS = ["US", "GB", "DE", "ID", "BR", "MX", "JP", "TH", "VN"]
Row = dict[str, Any]


def amount(row: Row, *path: str) -> Decimal:
    """An amount in a row; 0 where the row has none."""
    value: Any = row
    for name in path:
        value = value.get(name, {})
    return Decimal(value or "0")


def sum_of(fields: Row) -> Decimal:
    """The plain amounts of a breakdown."""
    return sum((Decimal(value) for value in fields.values() if isinstance(value, str)), Decimal(0))


class Settlements(RuleBasedStateMachine):
    """One shop whose orders are bought, cancelled, refunded, returned and settled at random."""

    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.platform = RunningPlatform(demo=False)
        self.platform.post("/sandbox/clock/freeze")
        self.order_ids: list[str] = []
        self.adjusted = Decimal(0)

    @initialize(code=st.sampled_from(MARKETS), reserve=st.sampled_from(["0", "0.1"]))
    def open_shop(self, code: str, reserve: str) -> None:
        self.seller: Seller = new_seller(self.platform, region=code)
        self.skus = [stocked(self.seller, 90) for _ in range(2)]
        terms = {"shop_id": self.seller.shop_id, "reserve_rate": reserve, "reserve_days": 3}
        self.platform.patch("/sandbox/finance", terms)

    def teardown(self) -> None:
        try:
            if self.order_ids:
                self.check()
                self.wait(40)
                self.check()
        finally:
            self.platform.stop(wait=False)

    @rule(
        target=orders,
        units=st.lists(st.integers(1, 3), min_size=1, max_size=2),
        off=st.tuples(st.integers(0, 3), st.integers(0, 3)),
        own=st.booleans(),
        goals=st.lists(st.sampled_from(GOALS), min_size=1, max_size=3),
    )
    def buy(self, units: list[int], off: tuple[int, int], own: bool, goals: list[str]) -> Any:
        discounts = {"seller_discount": str(off[0]), "platform_discount": str(off[1])}
        lines = [
            {"sku_id": sku_id, "quantity": number, **discounts}
            for sku_id, number in zip(self.skus, units, strict=False)
        ]
        fields = {"line_items": lines, "shipping_type": "SELLER" if own else "TIKTOK"}
        order_ids = [str(buy(self.seller, **fields)["order_id"]) for _ in goals]
        for order_id, goal in zip(order_ids, goals, strict=True):
            self.platform.post(f"/sandbox/orders/{order_id}/advance", {"status": goal})
        self.order_ids += order_ids
        return multiple(*order_ids)

    @rule(order_id=orders, goal=st.sampled_from(["DELIVERED", "COMPLETED"]))
    def advance(self, order_id: str, goal: str) -> None:
        self.platform.ask("POST", f"/sandbox/orders/{order_id}/advance", {"status": goal})

    @rule(order_id=orders)
    def cancel(self, order_id: str) -> None:
        self.platform.ask("POST", f"/sandbox/orders/{order_id}/cancel", {})

    @rule(order_id=orders, line=st.integers(0, 5))
    def refund(self, order_id: str, line: int) -> None:
        return_id = self.ask(order_id, "REFUND", line)
        if return_id:
            approve(self.seller, return_id, "APPROVE_REFUND")

    @rule(order_id=orders, line=st.integers(0, 5))
    def return_goods(self, order_id: str, line: int) -> None:
        return_id = self.ask(order_id, "RETURN_AND_REFUND", line)
        if return_id:
            approve(self.seller, return_id, "APPROVE_RETURN")
            act(self.seller, return_id, "SHIP", "ARRIVE")
            approve(self.seller, return_id, "APPROVE_RECEIVED_PACKAGE")

    def ask(self, order_id: str, kind: str, line: int) -> str:
        """The buyer asks; answers the return's id, "" where it may not."""
        self.advance(order_id, "DELIVERED")
        lines = self.platform.get(f"/sandbox/orders/{order_id}")["line_items"]
        body = {"return_type": kind, "line_items": [lines[line % len(lines)]["id"]]}
        asked = self.platform.ask("POST", f"/sandbox/orders/{order_id}/return", body)
        return str(asked.json["data"]["return_id"]) if asked.code == 0 else ""

    @rule(name=st.sampled_from(["affiliate_commission_amount", "live_specials_fee_amount"]), order_id=orders)
    def add_amount(self, name: str, order_id: str) -> None:
        body = {"order_id": order_id, "name": name, "amount": "-3"}
        self.platform.ask("POST", "/sandbox/finance/amounts", body)

    @rule(amount=st.sampled_from(["-40", "25"]))
    def adjust(self, amount: str) -> None:
        body = {"shop_id": self.seller.shop_id, "type": "LOGISTICS_REIMBURSEMENT", "amount": amount}
        self.platform.post("/sandbox/finance/adjustments", body)
        self.adjusted += Decimal(amount)

    @rule(order_id=orders)
    def charge_back(self, order_id: str) -> None:
        body = {"shop_id": self.seller.shop_id, "type": "CHARGE_BACK", "amount": "-5", "order_id": order_id}
        self.platform.post("/sandbox/finance/adjustments", body)
        self.adjusted -= 5

    @rule(days=st.sampled_from([1, 2, 5, 9, 12]))
    def wait(self, days: int) -> None:
        self.platform.post("/sandbox/clock/advance", {"seconds": days * DAY})

    @rule()
    def settle(self) -> None:
        self.platform.post("/sandbox/finance/settle", {"shop_id": self.seller.shop_id})

    @rule(fails=st.booleans())
    def bank(self, fails: bool) -> None:
        self.platform.patch("/sandbox/finance", {"shop_id": self.seller.shop_id, "payments_fail": fails})

    def check(self) -> None:
        seller = self.seller
        of_order: dict[str, list[Row]] = defaultdict(list)
        statements = all_statements(seller)
        for statement in statements:
            head, rows = rows_of(seller, statement["id"])
            self.check_statement(statement, head, rows)
            for row in rows:
                of_order[row.get("order_id", "")].append(row)
        waiting = all_unsettled(seller)
        for row in waiting:
            self.check_row(row, "est_")
        adjusted = [amount(row, "adjustment_amount") for rows in of_order.values() for row in rows]
        adjusted += [amount(row, "est_adjustment_amount") for row in waiting]
        assert sum(adjusted, Decimal(0)) == self.adjusted
        for order_id in self.order_ids:
            self.check_order(order_id, of_order[order_id])
        self.check_payments(statements)

    def check_row(self, row: Row, prefix: str = "") -> None:
        revenue, shipping = row["revenue_breakdown"], row["shipping_cost_breakdown"]
        assert amount(row, f"{prefix}revenue_amount") == sum_of(revenue)
        assert amount(row, f"{prefix}shipping_cost_amount") == sum_of(shipping)
        parts = ("revenue_amount", "shipping_cost_amount", "fee_tax_amount", "adjustment_amount")
        total = sum((amount(row, f"{prefix}{part}") for part in parts), Decimal(0))
        assert amount(row, f"{prefix}settlement_amount") == total

    def check_statement(self, statement: Row, head: Row, rows: list[Row]) -> None:
        for row in rows:
            self.check_row(row)
            fees = row["fee_tax_breakdown"]
            assert amount(row, "fee_tax_amount") == sum_of(fees["fee"]) + sum_of(fees["tax"])
        totals = head["total_settlement_breakdown"]
        for part, name in (
            ("total_revenue_amount", "revenue_amount"),
            ("total_shipping_cost_amount", "shipping_cost_amount"),
            ("total_fee_tax_amount", "fee_tax_amount"),
            ("total_adjustment_amount", "adjustment_amount"),
        ):
            assert Decimal(totals[part]) == sum((amount(row, name) for row in rows), Decimal(0))
        reserve = sum((amount(row, "reserve_amount") for row in rows), Decimal(0))
        assert amount(head, "total_settlement_amount") == sum((Decimal(total) for total in totals.values()), Decimal(0))
        assert amount(head, "payable_amount") == amount(head, "total_settlement_amount") + reserve
        assert statement["settlement_amount"] == head["total_settlement_amount"]

    def check_order(self, order_id: str, rows: list[Row]) -> None:
        reply = self.seller.call("getTransactionsByOrder", order_id=order_id).data
        for name in ("settlement_amount", "revenue_amount", "shipping_cost_amount"):
            assert Decimal(reply[name]) == sum((amount(row, name) for row in rows), Decimal(0))
            assert Decimal(reply[name]) == sum((amount(row, name) for row in reply["sku_transactions"]), Decimal(0))
        if not rows:
            return
        pending = [row for row in all_unsettled(self.seller) if row.get("order_id") == order_id]
        order = self.seller.call("getOrderDetail", query={"ids": order_id}).data["orders"][0]
        lines = [line for line in order["line_items"] if line["display_status"] != "CANCELLED"]
        gross = sum((Decimal(line["original_price"]) - Decimal(line["seller_discount"]) for line in lines), Decimal(0))
        net = [self.goods(row) for row in [*rows, *pending]]
        before, back = (sum(column, Decimal(0)) for column in zip(*net, strict=True))
        assert before == gross
        assert -back <= gross

    @staticmethod
    def goods(row: Row) -> tuple[Decimal, Decimal]:
        """What a row says that goods came to after the seller's discounts, and what of that went back."""
        parts = row["revenue_breakdown"]
        sold = Decimal(parts["subtotal_before_discount_amount"]) + Decimal(parts["seller_discount_amount"])
        back = Decimal(parts["refund_subtotal_before_discount_amount"])
        return sold, back + Decimal(parts["seller_discount_refund_amount"])

    def check_payments(self, statements: list[Row]) -> None:
        moved = withdrawals(self.seller)
        heads = {item["id"]: rows_of(self.seller, item["id"])[0] for item in statements}
        payable = sum((amount(head, "payable_amount") for head in heads.values()), Decimal(0))
        assert sum((amount(item, "amount") for item in moved if item["type"] == "SETTLE"), Decimal(0)) == payable
        book = self.platform.get("/sandbox/finance", shop_id=self.seller.shop_id)
        assert Decimal(book["balance"]) == sum((amount(item, "amount") for item in moved), Decimal(0))
        by_payment: dict[str, Decimal] = defaultdict(Decimal)
        for statement in statements:
            if "payment_id" in statement:
                by_payment[statement["payment_id"]] += amount(heads[statement["id"]], "payable_amount")
        for payment in payments(self.seller):
            if payment["status"] != "FAILED":
                assert Decimal(payment["amount"]["value"]) == by_payment[payment["id"]]


class TestSettlements(Settlements.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(
        max_examples=10,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # to shrink a life takes minutes, and the life itself tells enough
    )
