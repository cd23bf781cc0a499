"""Random lives of orders, over HTTP, beside a small model of the documented table (docs/reference/orders.md#states)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from shopwright.platform.market.trade_rules import Rules, trade_rules
from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.cancellations import approve, ask, cancel, reject
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import DAY, HOUR, advance, buy, detail, holding, stocked

pytestmark = pytest.mark.slow

STOCK = 20
OUT_OF_STOCK, NOT_AHEAD, NO_MORE_CANCEL, TOO_LATE, NOTHING_TO_CARRY = 40912, 40915, 40916, 40918, 40921
FORBIDDEN, REQUEST_PENDING, REQUEST_RUNNING = 21011003, 21011007, 25001011
CARRIER_HAS_IT, TOO_FAR = 25001045, 25001003

WAY = ["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED"]

#: What the documentation lets follow on each state.
FOLLOWS = {
    "": {"UNPAID"},
    "UNPAID": {"ON_HOLD", "AWAITING_SHIPMENT", "CANCELLED"},
    "ON_HOLD": {"AWAITING_SHIPMENT", "CANCELLED"},
    "AWAITING_SHIPMENT": {"PARTIALLY_SHIPPING", "AWAITING_COLLECTION", "CANCELLED"},
    "PARTIALLY_SHIPPING": {"AWAITING_COLLECTION", "CANCELLED"},
    "AWAITING_COLLECTION": {"IN_TRANSIT", "CANCELLED", "COMPLETED"},
    "IN_TRANSIT": {"DELIVERED", "CANCELLED", "COMPLETED"},
    "DELIVERED": {"COMPLETED"},
    "COMPLETED": set(),
    "CANCELLED": set(),
}


@dataclass
class Model:
    """One order: the states that it went through, and when; times in seconds of the platform's clock."""

    sku: int
    units: int
    seen: list[str] = field(default_factory=lambda: ["UNPAID"])
    at: dict[str, int] = field(default_factory=dict)
    request: str = ""
    requested: int = 0

    @property
    def status(self) -> str:
        return self.seen[-1]

    def to(self, status: str, now: int) -> None:
        """Go to a state, through those between."""
        way = ["CANCELLED"] if status == "CANCELLED" else WAY[: WAY.index(status) + 1]
        passed = [item for item in way if item not in self.at]
        for item in passed:
            self.seen.append(item)
            self.at[item] = now
        if status == "CANCELLED" or "AWAITING_COLLECTION" in passed:
            self.request = ""

    @property
    def is_at_seller(self) -> bool:
        """Whether no carrier has the goods yet."""
        return self.status in WAY[: WAY.index("IN_TRANSIT")]

    def due(self, rules: Rules) -> tuple[int, str] | None:
        """What time does next: when, and the state that follows; the same state where only the request ends."""
        windows, paid = rules.windows, self.at.get("ON_HOLD", 0)
        after = {
            "UNPAID": (self.at["UNPAID"] + windows.payment_minutes * 60, "CANCELLED"),
            "ON_HOLD": (paid + windows.hold_minutes * 60, "AWAITING_SHIPMENT"),
            "AWAITING_SHIPMENT": (paid + windows.shipping_due * HOUR, "CANCELLED"),
            "AWAITING_COLLECTION": (paid + windows.collection_due * HOUR, "CANCELLED"),
            "IN_TRANSIT": (paid + windows.delivery_due * HOUR, "CANCELLED"),
            "DELIVERED": (self.at.get("DELIVERED", 0) + windows.after_sales * HOUR, "COMPLETED"),
        }.get(self.status)
        if self.request:
            answer = self.requested + windows.cancel_answer * HOUR, "CANCELLED" if self.is_at_seller else self.status
            return min(after or answer, answer)
        return after


class OrderLives(RuleBasedStateMachine):
    """One shop on a clock that stands still unless it is moved, whose parcels move when they are told to."""

    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.receiver = WebhookReceiver()
        self.platform = RunningPlatform(demo=False)
        self.platform.post("/sandbox/clock/freeze")
        self.now = int(self.platform.get("/sandbox/clock")["now"]) + DAY
        self.platform.post("/sandbox/clock/set", {"time": self.now})
        self.models: dict[str, Model] = {}
        self.stock = [(STOCK, 0)] * 2

    @initialize(code=st.sampled_from(["GB", "US", "ID"]))
    def open_shop(self, code: str) -> None:
        self.market = trade_rules(code)
        app = new_app(self.platform, webhook_url=self.receiver.url, topics=[1])
        self.seller: Seller = new_seller(self.platform, app, region=code)
        self.platform.patch(f"/sandbox/shops/{self.seller.shop_id}", {"carrier": "MANUAL"})
        self.skus = [stocked(self.seller, STOCK) for _ in range(2)]

    def teardown(self) -> None:
        try:
            if self.models:
                self.compare_all()
        finally:
            self.platform.stop(wait=False)
            self.receiver.stop()

    def go(self, order_id: str, status: str, at: int | None = None) -> None:
        """Take an order of the model to a state, with what that does to its stock."""
        model = self.models[order_id]
        before, (on_hand, committed) = model.status, self.stock[model.sku]
        model.to(status, self.now if at is None else at)
        was_shipped, is_shipped = (item in {"AWAITING_COLLECTION", *WAY[4:]} for item in (before, status))
        if status == "CANCELLED":
            on_hand += model.units if before == "AWAITING_COLLECTION" else 0
            committed -= 0 if was_shipped else model.units
        elif is_shipped and not was_shipped:
            on_hand, committed = on_hand - model.units, committed - model.units
        self.stock[model.sku] = on_hand, committed

    @rule(
        target=orders,
        sku=st.integers(0, 1),
        units=st.integers(1, 3),
        paid=st.booleans(),
        own=st.booleans(),
        goal=st.sampled_from(["", "AWAITING_SHIPMENT", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT"]),
    )
    def buy(self, sku: int, units: int, paid: bool, own: bool, goal: str) -> Any:
        way = {"shipping_type": "SELLER" if own else "TIKTOK"}
        on_hand, committed = self.stock[sku]
        if on_hand - committed < units:
            line = {"sku_id": self.skus[sku], "quantity": units}
            body = {"shop_cipher": self.seller.cipher, "line_items": [line], **way}
            assert self.platform.refuse("POST", "/sandbox/orders", body).code == OUT_OF_STOCK
            return multiple()
        order_id = str(buy(self.seller, (self.skus[sku], units), paid=paid, **way)["order_id"])
        self.models[order_id] = Model(sku, units, at={"UNPAID": self.now})
        self.stock[sku] = on_hand, committed + units
        if paid:
            self.go(order_id, "ON_HOLD")
        if goal:
            advance(self.seller, order_id, goal)
            self.go(order_id, goal)
        return order_id

    @rule(order_id=orders)
    def pay(self, order_id: str) -> None:
        reply = self.platform.ask("POST", f"/sandbox/orders/{order_id}/pay")
        if self.models[order_id].status == "UNPAID":
            assert reply.code == 0
            self.go(order_id, "ON_HOLD")
        else:
            assert reply.code == FORBIDDEN

    @rule(order_id=orders, goal=st.sampled_from(WAY[1:]))
    def advance(self, order_id: str, goal: str) -> None:
        model = self.models[order_id]
        if model.status == goal:
            return
        reply = self.platform.ask("POST", f"/sandbox/orders/{order_id}/advance", {"status": goal})
        if model.status not in WAY or WAY.index(goal) < WAY.index(model.status):
            assert reply.code == NOT_AHEAD
        elif model.status == "DELIVERED" or not (model.request and self.ships(model, goal)):
            assert reply.code == 0, reply.message
            self.go(order_id, goal)
        elif self.market.shipping_rejects_cancel_request:
            assert reply.code == 0
            self.go(order_id, goal)
        else:
            assert reply.code == REQUEST_PENDING

    def ships(self, model: Model, goal: str) -> bool:
        return model.status == "AWAITING_SHIPMENT" and WAY.index(goal) > WAY.index("AWAITING_SHIPMENT")

    @rule(order_id=orders, act=st.sampled_from(["COLLECT", "DELIVER", "LOSE", "REFUSE"]))
    def carrier(self, order_id: str, act: str) -> None:
        model = self.models[order_id]
        for package_id in self.platform.get(f"/sandbox/orders/{order_id}")["package_ids"]:
            reply = self.platform.ask("POST", f"/sandbox/packages/{package_id}/acts", {"act": act})
            allowed = {"AWAITING_COLLECTION"} if act == "COLLECT" else {"AWAITING_COLLECTION", "IN_TRANSIT"}
            if model.status not in allowed:
                assert reply.code == NOTHING_TO_CARRY
                continue
            assert reply.code == 0, reply.message
            if act in {"LOSE", "REFUSE"}:
                if model.status == "AWAITING_COLLECTION" and "COLLECTED" in scans(reply.data):
                    self.go(order_id, "IN_TRANSIT")
                self.go(order_id, "CANCELLED")
            else:
                self.go(order_id, "IN_TRANSIT" if act == "COLLECT" else "DELIVERED")

    @rule(order_id=orders)
    def buyer_cancels(self, order_id: str) -> None:
        model = self.models[order_id]
        asked = {"AWAITING_SHIPMENT"} | (
            {"AWAITING_COLLECTION"} if self.market.buyer_cancels_until_collection else set()
        )
        if model.status in {"UNPAID", "ON_HOLD"}:
            ask(self.seller, order_id)
            self.go(order_id, "CANCELLED")
        elif model.status in asked and not model.request:
            model.request, model.requested = ask(self.seller, order_id), self.now
        else:
            code = self.platform.refuse("POST", f"/sandbox/orders/{order_id}/cancel", {}).code
            assert code == (REQUEST_RUNNING if model.status in asked else NO_MORE_CANCEL)

    @rule(order_id=orders, agrees=st.booleans())
    def seller_answers(self, order_id: str, agrees: bool) -> None:
        model = self.models[order_id]
        if not model.request:
            return
        reply = (approve if agrees else reject)(self.seller, model.request)
        if agrees and not model.is_at_seller:
            assert reply.code == (CARRIER_HAS_IT if model.status == "IN_TRANSIT" else TOO_FAR)
            return
        assert reply.code == 0, reply.message
        if agrees:
            self.go(order_id, "CANCELLED")
        model.request = ""

    @rule(order_id=orders)
    def seller_cancels(self, order_id: str) -> None:
        model = self.models[order_id]
        if model.request or model.status not in {"AWAITING_SHIPMENT", "AWAITING_COLLECTION"}:
            return
        reply = cancel(self.seller, order_id)
        if model.status == "AWAITING_SHIPMENT" or self.market.seller_cancels_awaiting_collection:
            assert reply.code == 0, reply.message
            self.go(order_id, "CANCELLED")
        else:
            assert reply.code != 0

    @rule(order_id=orders, seed=st.integers(0, 9))
    def buyer_moves(self, order_id: str, seed: int) -> None:
        reply = self.platform.ask("POST", f"/sandbox/orders/{order_id}/address", {"seed": str(seed)})
        is_open = self.models[order_id].status in {"UNPAID", "ON_HOLD", "AWAITING_SHIPMENT"}
        assert reply.code == (0 if is_open else TOO_LATE)

    @rule(seconds=st.sampled_from([600, HOUR, 5 * HOUR, 3 * DAY, 6 * DAY, 20 * DAY, 40 * DAY]))
    def time_passes(self, seconds: int) -> None:
        self.platform.post("/sandbox/clock/advance", {"seconds": seconds})
        self.now += seconds
        for order_id, model in self.models.items():
            while (due := model.due(self.market)) is not None and due[0] <= self.now:
                if due[1] == model.status:
                    model.request = ""
                else:
                    self.go(order_id, due[1], due[0])

    @invariant()
    def stock_is_as_the_model_says_and_its_ledger_adds_up(self) -> None:
        for sku_id, (on_hand, committed) in zip(getattr(self, "skus", ()), self.stock, strict=False):
            assert 0 <= committed <= on_hand
            assert holding(self.seller, sku_id) == (on_hand, committed)
            rows = self.platform.get("/sandbox/ledger", shop_id=self.seller.shop_id, sku_id=sku_id)["entries"]
            assert (sum(row["on_hand"] for row in rows), sum(row["committed"] for row in rows)) == (on_hand, committed)

    @invariant()
    def the_newest_orders_are_as_the_model_says(self) -> None:
        for order_id in list(self.models)[-3:]:
            self.compare(order_id)

    def compare(self, order_id: str) -> None:
        model, reply = self.models[order_id], detail(self.seller, order_id)
        assert reply["status"] == model.status, (model, reply["line_items"])
        assert reply["is_buyer_request_cancel"] is bool(model.request)
        lines = {line_item["display_status"] for line_item in reply["line_items"]}
        assert lines == {"AWAITING_SHIPMENT" if model.status == "ON_HOLD" else model.status}

    def compare_all(self) -> None:
        eventually(lambda: len(self.receiver.received) >= sum(len(model.seen) for model in self.models.values()))
        told: dict[str, list[tuple[str, str]]] = {}
        for notification in self.receiver.received:
            data = notification.body["data"]
            word = "CANCELLED" if data["order_status"] == "CANCEL" else data["order_status"]
            told.setdefault(data["order_id"], []).append((notification.body["tts_notification_id"], word))
        for order_id, model in self.models.items():
            self.compare(order_id)
            assert [word for _, word in sorted(told[order_id])] == model.seen
            for before, after in zip(["", *model.seen], model.seen, strict=False):
                assert after in FOLLOWS[before]
        for status in FOLLOWS.keys() - {""}:
            listed = self.seller.call("getOrderList", {"order_status": status}, query={"page_size": 100}).data
            wanted = {order_id for order_id, model in self.models.items() if model.status == status}
            assert {row["id"] for row in listed["orders"]} == wanted
            assert listed["total_count"] == len(wanted)


def scans(package: dict[str, Any]) -> set[str]:
    return {scan["code"] for scan in package["scans"]}


class TestOrderLives(OrderLives.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(
        max_examples=40,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # to shrink a life takes minutes, and the life itself tells enough
    )
