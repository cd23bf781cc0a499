"""Returns, refunds and cancelled orders of a Shopify store: seen, answered once, inspected and refunded in the hub."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

pytest.importorskip("graphql", reason="the test server needs graphql-core")

from shopwright.hub.access.roles import Role
from shopwright.hub.aftersales.models import Act, Case, State
from shopwright.hub.channels.models import Connection, Event
from shopwright.hub.channels.protocol import Outcome, Result
from shopwright.hub.channels.services import set_realtime
from shopwright.hub.channels.shopify.session import ShopifySession
from shopwright.hub.orders.models import Order
from tests.hub.harness import Hub, Page
from tests.hub.shop_on_shopify import connect, notify
from tests.hub.shopify import returns as buyers
from tests.hub.shopify.store import Row, Store

pytestmark = pytest.mark.postgres
SKU = "BACK-S"


class Shop:
    """A connected store with nine mugs, of which a buyer has bought some."""

    def __init__(self, hub: Hub, store: Store) -> None:
        self.hub, self.store = hub, store
        product = store.put_product(SKU, 9)
        self.variant = product["variants"][0]
        self.connection: Connection = connect(hub, store)

    def buy(self, pieces: int = 2, *, is_sent: bool = True) -> Row:
        """A buyer buys; the hub has not looked yet."""
        order = self.store.buy([(self.variant["id"], pieces)])
        if is_sent:
            self.store.fulfil(order, order["parts"][0], {})
        return order

    def ask(self, pieces: int = 2, **about: Any) -> tuple[Row, Case]:
        order = self.buy(pieces)
        made = buyers.ask_for_return(self.store, order["id"], pieces, **about)
        self.hub.work()
        return made, self.case(made)

    def case(self, made: Row, prefix: str = "") -> Case:
        return Case.objects.get(connection=self.connection, external_id=prefix + made["id"].rpartition("/")[2])

    def order(self, row: Row) -> Order:
        return self.hub.order(row["id"].rpartition("/")[2])

    def answer(self, case: Case, decision: str, **form: str) -> Page:
        page = self.hub.owner.post("return-answer", case.pk, decision=decision, **form)
        self.hub.work()
        case.refresh_from_db()
        return page

    def inspect(self, case: Case, good: int) -> None:
        line = case.lines.get()
        place = str(self.hub.workspace.locations.get().pk)
        self.hub.owner.post("return-inspect", case.pk, **{f"good-{line.pk}": str(good), "location": place})
        self.hub.work()
        case.refresh_from_db()

    def send_stock(self) -> None:
        set_realtime(self.connection, is_on=True)

    def buyable(self) -> int:
        return self.store.level(self.variant["item"]).available

    def given_back(self, order_id: str) -> Decimal:
        return self.store.given_back(self.store.orders[order_id])


@pytest.fixture
def shop(hub: Hub, store: Store) -> Shop:
    return Shop(hub, store)


def test_a_return_is_approved_inspected_restocked_and_refunded(shop: Shop) -> None:
    shop.send_stock()
    made, case = shop.ask(note="The handle is off.")
    assert (case.kind, case.money, case.waits_for, case.amount) == ("return", "asked", "seller", Decimal("9.00"))
    page = shop.hub.owner.get("returns")
    assert case.external_id in page.text
    assert "The handle is off." in shop.hub.owner.get("return", case.pk).text

    shop.answer(case, "APPROVE")
    assert made["status"] == "OPEN"
    assert (case.goods, case.money, case.waits_for) == ("on_the_way", "promised", "buyer")
    assert case.external_id in shop.hub.owner.get("returns", view="inspect").text
    assert "inspect what came back first" in shop.hub.owner.post("returns-approve", cases=[case.pk]).text

    shop.inspect(case, good=1)
    assert (case.goods, case.waits_for) == ("inspected", "seller")
    assert made["reverse"]["dispositions"] == [
        {"type": "RESTOCKED", "quantity": 1},
        {"type": "NOT_RESTOCKED", "quantity": 1},
    ]
    assert (shop.hub.available(SKU), shop.buyable()) == (8, 8)

    shop.hub.owner.post("returns-approve", cases=[case.pk])
    shop.hub.work()
    case.refresh_from_db()
    assert (case.money, case.waits_for, case.amount) == ("refunded", "nobody", Decimal("9.00"))
    assert (made["status"], shop.given_back(made["order"])) == ("CLOSED", Decimal("9.00"))
    assert (shop.hub.available(SKU), shop.buyable()) == (8, 8), "the pieces are booked once"
    order = case.order
    order.refresh_from_db()
    assert (order.progress, order.payment) == ("shipped", "refunded")
    assert [(line.quantity, line.is_cancelled) for line in order.lines.all()] == [(2, False)]


def test_a_return_is_rejected_for_a_reason_and_the_buyer_told(shop: Shop) -> None:
    made, case = shop.ask()
    assert "Choose a reason" in shop.answer(case, "DECLINE").text
    shop.answer(case, "DECLINE", reason="RETURN_PERIOD_ENDED", comment="It is older than a year.")
    assert made["declined"] == ("RETURN_PERIOD_ENDED", "It is older than a year.")
    assert (case.money, case.waits_for) == ("refused", "nobody")


def test_a_part_of_the_money_is_refunded(shop: Shop) -> None:
    made, case = shop.ask(status="OPEN")
    assert "up to 9.00" in shop.answer(case, "PART", amount="9.01").text
    shop.answer(case, "PART", amount="3.5")
    assert shop.given_back(made["order"]) == Decimal("3.50")
    assert (case.money, case.amount) == ("refunded", Decimal("3.50"))


def test_money_that_was_refunded_before_the_parcel_came_leaves_it_to_be_inspected(shop: Shop) -> None:
    shop.send_stock()
    made, case = shop.ask(status="OPEN")
    shop.answer(case, "REFUND")
    assert (made["status"], case.money, case.goods) == ("OPEN", "refunded", "on_the_way")
    shop.inspect(case, good=2)
    assert [item["type"] for item in made["reverse"]["dispositions"]] == ["RESTOCKED"]
    assert (shop.hub.available(SKU), shop.buyable()) == (9, 9)
    shop.answer(case, "CLOSE")
    assert made["status"] == "CLOSED"
    assert shop.given_back(made["order"]) == Decimal("9.00")


def test_a_return_that_nobody_sent_is_closed_without_a_refund(shop: Shop) -> None:
    made, case = shop.ask(status="OPEN")
    shop.answer(case, "CLOSE")
    assert (made["status"], case.goods, case.money) == ("CLOSED", "none", "refused")
    assert shop.given_back(made["order"]) == 0


def lost(monkeypatch: pytest.MonkeyPatch, name: str) -> list[object]:
    """Have a call of the session work, and its answer be lost; returns what was sent."""
    sent: list[object] = []
    call: Callable[..., Outcome] = getattr(ShopifySession, name)

    def lose(session: ShopifySession, *values: object) -> Outcome:
        sent.append(values)
        call(session, *values)
        return Outcome(Result.LATER, message="no reply")

    monkeypatch.setattr(ShopifySession, name, lose)
    return sent


def test_a_refund_without_a_reply_is_looked_up_and_never_made_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, case = shop.ask(status="OPEN")
    sent = lost(monkeypatch, "answer_return")
    shop.answer(case, "PART", amount="4")
    assert case.money == "unknown"
    Act.objects.filter(case=case).update(due_at=shop.connection.created_at)
    shop.hub.work()
    case.refresh_from_db()
    assert (case.money, len(sent)) == ("refunded", 1)
    assert shop.given_back(made["order"]) == Decimal("4.00")


def test_a_part_of_an_order_is_refunded_without_a_return_and_once_though_the_reply_is_lost(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = shop.buy()
    shop.hub.work()
    pk = shop.order(order).pk
    assert shop.hub.owner.url("order-refund", pk) in shop.hub.owner.get("order", pk).html
    assert "up to 9.00 GBP" in shop.hub.owner.get("order-refund", pk).text
    assert "up to 9.00" in shop.hub.owner.post("order-refund", pk, amount="9.01").text
    assert "in digits" in shop.hub.owner.post("order-refund", pk, amount="two").text
    sent = lost(monkeypatch, "refund_order")
    shop.hub.owner.post("order-refund", pk, amount="2,50", words="A scratch")
    shop.hub.work()
    assert "already" in shop.hub.owner.post("order-refund", pk, amount="1").text
    Act.objects.filter(order_id=pk).update(due_at=shop.connection.created_at)
    shop.hub.work()
    assert (len(sent), shop.given_back(order["id"])) == (1, Decimal("2.50"))
    case = Case.objects.get(connection=shop.connection)
    assert (case.kind, case.money, case.amount, case.reason_words) == (
        "refund",
        "refunded",
        Decimal("2.5"),
        "A scratch",
    )
    assert "2.50 GBP were given back before" in shop.hub.owner.get("order-refund", pk).text
    packer = shop.hub.person(Role.PACKER)
    assert packer.post("order-refund", pk, amount="1").status == 403


@pytest.mark.parametrize(("kind", "goods"), [("RETURN", "arrived"), ("NO_RESTOCK", "none")])
def test_a_refund_that_is_made_in_shopify_shows_with_its_money(shop: Shop, kind: str, goods: str) -> None:
    order = shop.buy()
    refund = shop.store.refund(order, [(order["lines"][0], 1, kind)], Decimal("4.50"), note="Scratched")
    shop.hub.work()
    case = shop.case(refund, "refund-")
    assert (case.kind, case.money, case.amount, case.goods) == ("refund", "refunded", Decimal("4.50"), goods)
    assert (case.lines.get().quantity, case.reason_words, case.waits_for) == (1, "Scratched", "nobody")
    assert "4.50" in shop.hub.owner.get("order", case.order_id).text
    line = shop.order(order).lines.get()
    assert (line.quantity, line.is_cancelled, line.is_gone) == (2, False, True)
    if kind == "RETURN":
        shop.inspect(case, good=1)
        assert shop.hub.available(SKU) == 8


def test_a_refund_whose_money_is_on_its_way_says_so(shop: Shop) -> None:
    order = shop.buy()
    refund = shop.store.refund(order, [], Decimal("1.00"), status="PENDING")
    shop.hub.work()
    assert (shop.case(refund, "refund-").money, shop.case(refund, "refund-").waits_for) == ("promised", "channel")


def test_what_an_exchange_sends_instead_is_shown(shop: Shop) -> None:
    _, case = shop.ask(instead=[("A cup", 2)], status="OPEN")
    assert case.kind == "exchange"
    text = shop.hub.owner.get("return", case.pk).text
    assert "2 × A cup" in text
    assert {item["decision"] for item in case.answers} == {"REPORT"}


def test_a_return_that_becomes_an_exchange_stays_one_case(shop: Shop) -> None:
    made, case = shop.ask()
    buyers.touch(shop.store, made, instead=[("A cup", 1)])
    shop.hub.work()
    assert Case.objects.get(connection=shop.connection).kind == "exchange"
    assert Case.objects.get(connection=shop.connection).pk == case.pk


def test_an_order_is_cancelled_and_refunded_from_the_hub(shop: Shop) -> None:
    shop.send_stock()
    order = shop.buy(is_sent=False)
    shop.hub.work()
    pk = shop.order(order).pk
    assert "Out of stock" in shop.hub.owner.get("order-cancel", pk).text
    shop.hub.owner.post("order-cancel", pk, reason="INVENTORY")
    shop.hub.work()
    shop.hub.work()
    assert (order["cancelReason"], shop.given_back(order["id"])) == ("INVENTORY", Decimal("9.00"))
    assert shop.order(order).progress == "cancelled"
    case = shop.case(order)
    assert (case.kind, case.money, case.amount, case.reason_words) == (
        "cancellation", "refunded", Decimal("9.00"), "Out of stock",
    )  # fmt: skip
    assert not Case.objects.filter(kind="refund").filter(connection=shop.connection).exclude(money="none").exists()
    assert (shop.hub.available(SKU), shop.buyable()) == (9, 9)


def test_one_line_is_cancelled_and_refunded_once_though_the_reply_is_lost(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shop.store.put_product("OTHER-S", 5, price="2.00")
    notify(shop.connection, shop.store, "products/create", {"id": int(other["id"].rpartition("/")[2])})
    order = shop.store.buy([(shop.variant["id"], 1), (other["variants"][0]["id"], 2)])
    shop.hub.work()
    sent = lost(monkeypatch, "cancel_order")
    kept = shop.order(order)
    line = kept.lines.get(seller_sku="OTHER-S")
    shop.hub.owner.post("order-cancel", kept.pk, reason="INVENTORY", lines=[line.external_id])
    shop.hub.work()
    Act.objects.filter(order=kept).update(due_at=kept.created_at)
    shop.hub.work()
    assert len(sent) == 1
    assert shop.given_back(order["id"]) == Decimal("4.00")
    assert sorted(kept.lines.values_list("seller_sku", "is_cancelled")) == [(SKU, False), ("OTHER-S", True)]
    assert shop.order(order).is_ready
    (case,) = kept.cases.all()
    assert (case.kind, case.money, case.amount, case.goods) == ("refund", "refunded", Decimal("4.00"), "none")
    assert shop.hub.available("OTHER-S") == 5


def test_a_cancelled_order_whose_money_was_kept_is_refunded_from_the_hub(shop: Shop) -> None:
    order = shop.buy(is_sent=False)
    shop.store.cancel(order["id"], "CUSTOMER", refunds=False)
    shop.hub.work()
    case = shop.case(order)
    assert (case.money, case.waits_for, case.amount) == ("asked", "seller", Decimal("9.00"))
    shop.answer(case, "REFUND")
    assert (case.money, shop.given_back(order["id"])) == ("refunded", Decimal("9.00"))


def test_an_order_that_is_sent_is_not_cancelled(shop: Shop) -> None:
    bought = shop.buy()
    shop.hub.work()
    order = shop.order(bought)
    assert "does not let you cancel" in shop.hub.owner.get("order-cancel", order.pk).text
    shop.hub.owner.post("order-cancel", order.pk, reason="OTHER")
    shop.hub.work()
    assert order.acts.get().state == State.REFUSED


_TOPICS = ["returns/request", "returns/approve", "returns/close", "returns/update", "returns/reopen"]


@pytest.mark.parametrize("topic", [*_TOPICS, "reverse_fulfillment_orders/dispose"])
def test_notifications_about_a_return_have_it_looked_at(shop: Shop, topic: str) -> None:
    order = shop.buy()
    made = buyers.ask_for_return(shop.store, order["id"])
    number = int(made["id"].rpartition("/")[2])
    body: dict[str, object] = {"id": number, "order": {"id": 1}}
    if not topic.startswith("returns/"):
        body = {"id": 77, "return": {"id": number}, "order_id": 5}
    assert notify(shop.connection, shop.store, topic, body) == 200
    assert list(told(shop)) == [("return", str(number))]


def test_a_notification_of_a_refund_has_order_refund_and_cancellation_looked_at(shop: Shop) -> None:
    body = {"id": 5, "order_id": 7, "return": None}
    assert notify(shop.connection, shop.store, "refunds/create", body) == 200
    assert set(told(shop)) == {("order", "7"), ("return", "refund-5"), ("cancellation", "7")}
    assert notify(shop.connection, shop.store, "refunds/create", {**body, "return": {"id": 9}}) == 200
    assert ("return", "9") in told(shop)
    assert notify(shop.connection, shop.store, "orders/cancelled", {"id": 8}) == 200
    assert {("order", "8"), ("cancellation", "8")} <= set(told(shop))


def told(shop: Shop) -> list[tuple[str, str]]:
    rows = Event.objects.filter(connection=shop.connection, source="webhook").order_by("pk")
    return list(rows.values_list("kind", "external_id"))


def test_without_the_scope_returns_are_not_read_and_the_test_of_the_connection_says_so(shop: Shop) -> None:
    shop.store.scopes = tuple(scope for scope in shop.store.scopes if scope != "write_returns")
    shop.hub.owner.post("connection-change", shop.connection.pk, do="check")
    shop.connection.refresh_from_db()
    bad = [line["name"] for line in shop.connection.checks if not line["is_good"]]
    assert "Scope write_returns" in bad
