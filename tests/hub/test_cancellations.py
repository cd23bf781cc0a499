"""Cancellations: buyers who ask, sellers who cancel, and stock that comes back once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.aftersales.models import Act, Case, State
from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Event
from shopwright.hub.channels.tiktok_shop.session import TikTokSession
from shopwright.hub.orders.models import Order
from shopwright.testing import Platform, WebhookReceiver
from shopwright.testing.sellers import Seller
from tests.hub.harness import Hub, stock_on

pytestmark = pytest.mark.postgres

MARKETS = ["GB", "US", "DE", "ID"]


def order_in(hub: Hub, platform: Platform, market: str = "GB", pieces: int = 2) -> tuple[Seller, str, Order]:
    """A shop of a market with seven pieces left and an order that is to be shipped."""
    seller = platform.shop(market)
    product = seller.list_product(quantity=9, seller_sku="STOP-1")
    hub.connect(platform, seller)
    bought = seller.buy((product.sku_id, pieces), status="AWAITING_SHIPMENT")
    hub.work()
    return seller, product.sku_id, hub.order(bought.order_id)


def there(seller: Seller, order: Order) -> str:
    return seller.client().order.get_order_detail(ids=[order.external_id])["orders"][0]["status"]


def asked(hub: Hub, platform: Platform, order: Order) -> Case:
    platform.orders.cancel(order.external_id)
    hub.work()
    return Case.objects.get(order=order)


@pytest.mark.parametrize("market", MARKETS)
def test_a_request_holds_the_order_until_it_is_approved_and_stock_comes_back_once(
    hub: Hub, shopwright_module_platform: Platform, market: str
) -> None:
    seller, sku_id, order = order_in(hub, shopwright_module_platform, market)
    case = asked(hub, shopwright_module_platform, order)
    order.refresh_from_db()
    assert (case.kind, case.money, case.waits_for, order.hold) == ("cancellation", "asked", "seller", "cancel")
    assert case.deadline is not None
    assert "is held: To be cancelled" in hub.owner.post("ship", orders=[order.pk]).text
    assert "Answer that first" in hub.owner.post("order-change", order.pk, do="let_go").text
    assert not order.shipments.exists()

    hub.owner.post("return-answer", case.pk, decision="APPROVE_REQUEST_CANCEL")
    for _ in range(2):
        hub.work()
    order.refresh_from_db()
    case.refresh_from_db()
    assert (there(seller, order), order.progress, order.hold) == ("CANCELLED", "cancelled", "")
    assert case.money in ("promised", "refunded")
    assert hub.available("STOP-1") == 9
    assert stock_on(seller, sku_id) == 9


@pytest.mark.parametrize("market", ["DE"])
def test_a_rejected_request_lets_the_order_go(hub: Hub, shopwright_module_platform: Platform, market: str) -> None:
    seller, _, order = order_in(hub, shopwright_module_platform, market)
    case = asked(hub, shopwright_module_platform, order)
    (allowed,) = [item for item in case.answers if item["decision"] == "REJECT_REQUEST_CANCEL"]
    reason = allowed["reasons"][0]["name"]
    hub.owner.post("return-answer", case.pk, decision="REJECT_REQUEST_CANCEL", reason=reason)
    hub.work()
    order.refresh_from_db()
    assert (there(seller, order), order.hold, order.is_ready) == ("AWAITING_SHIPMENT", "", True)
    assert hub.available("STOP-1") == 7


def test_a_withdrawn_request_lets_the_order_go(hub: Hub, shopwright_module_platform: Platform) -> None:
    _, _, order = order_in(hub, shopwright_module_platform)
    case = asked(hub, shopwright_module_platform, order)
    shopwright_module_platform.orders.withdraw(case.external_id)
    hub.work()
    order.refresh_from_db()
    assert order.is_ready


def test_a_hold_by_hand_stays_and_yet_is_not_let_go_while_a_request_is_open(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    _, _, order = order_in(hub, shopwright_module_platform)
    hub.owner.post("order-change", order.pk, do="hold")
    asked(hub, shopwright_module_platform, order)
    order.refresh_from_db()
    assert order.hold == "manual"
    assert "Answer that first" in hub.owner.post("order-change", order.pk, do="let_go").text


@pytest.mark.parametrize("market", MARKETS)
def test_a_seller_cancels_an_order_for_a_reason_of_the_channel(
    hub: Hub, shopwright_module_platform: Platform, market: str
) -> None:
    seller, sku_id, order = order_in(hub, shopwright_module_platform, market)
    page = hub.owner.get("order-cancel", order.pk)
    assert "Out of stock" in page.text
    assert "Choose a reason" in hub.owner.post("order-cancel", order.pk).text
    reasons = [part.partition('"')[0] for part in page.html.split('<option value="')[2:]]
    priced = next(name for name in reasons if "price" in name)
    assert "is being cancelled" in hub.owner.post("order-cancel", order.pk, reason=priced).text
    order.refresh_from_db()
    assert order.hold == "cancel"
    hub.work()
    hub.work()
    order.refresh_from_db()
    assert (there(seller, order), order.progress, order.hold) == ("CANCELLED", "cancelled", "")
    assert hub.available("STOP-1") == 9
    assert stock_on(seller, sku_id) == 9
    (case,) = order.cases.all()
    assert case.kind == "cancellation"


def test_one_line_of_an_order_is_cancelled_where_the_market_lets_it(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, _, order = order_in(hub, shopwright_module_platform, "GB")
    reason = "seller_cancel_reason_out_of_stock_uk"
    line = order.lines.order_by("pk")[0]
    hub.owner.post("order-cancel", order.pk, reason=reason, lines=[line.external_id])
    hub.work()
    hub.work()
    order.refresh_from_db()
    assert (there(seller, order), order.is_ready) == ("AWAITING_SHIPMENT", True)
    assert sorted(order.lines.values_list("is_cancelled", flat=True)) == [False, True]
    assert hub.available("STOP-1") == 8


def test_a_refused_cancellation_lets_the_order_go_and_says_why(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, _, order = order_in(hub, shopwright_module_platform)
    hub.owner.post("order-cancel", order.pk, reason="no_such_reason")
    hub.work()
    order.refresh_from_db()
    (act,) = order.acts.all()
    assert (act.state, order.is_ready, there(seller, order)) == (State.REFUSED, True, "AWAITING_SHIPMENT")
    assert act.trouble in hub.owner.get("order", order.pk).text.replace("&#x27;", "'")


def test_a_cancellation_without_a_reply_is_looked_up_and_not_repeated(
    hub: Hub, shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shopwright.hub.channels.protocol import Outcome, Result

    seller, _, order = order_in(hub, shopwright_module_platform)
    told: list[str] = []
    cancel = TikTokSession.cancel_order

    def lose_reply(session: TikTokSession, order_id: str, reason: str, line_ids: tuple[str, ...] = ()) -> Outcome:
        told.append(order_id)
        cancel(session, order_id, reason, line_ids)
        return Outcome(Result.LATER, message="no reply")

    monkeypatch.setattr(TikTokSession, "cancel_order", lose_reply)
    hub.owner.post("order-cancel", order.pk, reason="seller_cancel_reason_wrong_price_uk")
    hub.work()
    Act.objects.filter(order=order).update(due_at=order.created_at)
    hub.work()
    order.refresh_from_db()
    assert told == [order.external_id]
    assert (there(seller, order), order.progress) == ("CANCELLED", "cancelled")
    assert hub.available("STOP-1") == 9


def test_those_who_may_not_answer_cannot_cancel(hub: Hub, shopwright_module_platform: Platform) -> None:
    _, _, order = order_in(hub, shopwright_module_platform)
    packer = hub.person(Role.PACKER)
    assert packer.url("order-cancel", order.pk) not in packer.get("order", order.pk).html
    assert packer.post("order-cancel", order.pk, reason="x").status == 403
    assert not Act.objects.filter(order=order).exists()


@pytest.fixture
def notifications(shopwright_module_platform: Platform, receiver: WebhookReceiver) -> Iterator[WebhookReceiver]:
    shopwright_module_platform.send_webhooks_to(receiver.url)
    yield receiver
    shopwright_module_platform.send_webhooks_to(None)


def test_notifications_of_both_kinds_bring_case_and_order(
    hub: Hub, shopwright_module_platform: Platform, notifications: WebhookReceiver
) -> None:
    platform = shopwright_module_platform
    seller, _, order = order_in(hub, platform)
    delivered = seller.buy(order.lines.order_by("pk")[0].sku_id, status="DELIVERED")
    hub.work()
    platform.orders.cancel(order.external_id)
    made = platform.orders.return_(delivered)
    while not {11, 12} <= {item.type for item in notifications.received}:
        notifications.wait(len(notifications.received) + 1)
    for item in notifications.received:
        if item.type in (11, 12):
            for _ in range(2):
                assert hub.notify(platform, item.raw, item.headers) == 200
    assert set(Event.objects.filter(connection=order.connection, source="webhook").values_list("kind", flat=True)) == {
        "order", "return", "cancellation",
    }  # fmt: skip
    while intake.work_due():
        pass
    kinds = Case.objects.filter(connection=order.connection).values_list("kind", "order__external_id")
    assert set(kinds) == {("cancellation", order.external_id), ("return", made.order_id)}
