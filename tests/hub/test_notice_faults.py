"""Messages whose answer is lost, that are refused or too many, or whose worker dies: sent once, or not and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.utils import timezone

from shopwright.hub.channels.protocol import Capability, Outcome, Result
from shopwright.hub.notices import work
from shopwright.hub.notices.models import Notice
from shopwright.hub.orders.intake import apply
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.notices import Shop, open_steps, shop_in, switch_on
from tests.hub.stall import Stall, StallSession, open_shop

pytestmark = pytest.mark.postgres


def test_a_message_whose_answer_was_lost_is_looked_up_and_not_sent_again(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    platform = shopwright_module_platform
    shop = shop_in(hub, platform, "GB", "accepted")
    platform.faults.add("sendMessage", drop=True, after=True, count=1, shop_id=shop.seller.shop_id)
    order = shop.buy()
    notice = order.notices.get()
    assert notice.state == "unknown"
    assert "Being looked up" in hub.owner.get("order", order.pk).text
    shop.work()
    notice.refresh_from_db()
    assert (notice.state, bool(notice.external_id)) == ("sent", True)
    assert len(shop.told(order)) == 1


@pytest.mark.parametrize("written", [True, False])
def test_a_worker_that_was_killed_around_the_call_leaves_a_message_that_is_sent_once(
    hub: Hub, shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch, written: bool
) -> None:
    shop = shop_in(hub, shopwright_module_platform, "GB", "accepted")

    class KilledError(BaseException):
        pass

    def die(*_: object) -> None:
        raise KilledError

    target = "_settle" if written else "_write"
    with monkeypatch.context() as patch:
        patch.setattr(work, target, die)
        with pytest.raises(KilledError):
            shop.buy()
    notice = Notice.objects.get(connection=shop.connection)
    assert notice.state == "unknown"
    shop.work()
    notice.refresh_from_db()
    assert notice.state == "sent"
    assert len(shop.told(notice.order)) == 1


def test_two_orders_with_the_same_words_are_each_told(hub: Hub, shopwright_module_platform: Platform) -> None:
    platform = shopwright_module_platform
    shop = shop_in(hub, platform, "GB")
    hub.owner.post("notice-text", "accepted", text="Thank you.", save="1")
    open_steps(hub, shop.connection, "accepted")
    first = shop.buy()
    platform.faults.add("sendMessage", drop=True, count=1, shop_id=shop.seller.shop_id)
    second = shop.buy()
    shop.work()
    assert [order.notices.get().state for order in (first, second)] == ["sent", "sent"]
    ids = {order.notices.get().external_id for order in (first, second)}
    assert len(ids) == 2


def test_a_text_that_the_channel_refuses_is_not_sent_and_can_be_mended(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=9)
    connection = hub.connect(shopwright_module_platform, seller)
    hub.owner.post("notice-text", "accepted", text="{order_number}: pay us by bank transfer.", save="1")
    open_steps(hub, connection, "accepted")
    shop = Shop(hub, seller, connection, product.sku_id)
    order = shop.buy()
    notice = order.notices.get()
    assert (notice.state, notice.code) == ("refused", "45101006")
    assert "words that are not allowed" in hub.owner.get("notices", view="failed").text
    assert "1 message" in hub.owner.get("today").text
    shop.work()
    assert shop.told(order) == []
    hub.owner.post("notice-text", "accepted", text="We have {order_number}.", save="1")
    assert "1 of 1 messages are sent again" in hub.owner.post("notices-again", notices=[notice.pk]).text
    hub.work()
    assert shop.told(order) == [f"We have {order.number}."]
    assert "It is sent." in hub.owner.post("notices-again", notices=[notice.pk]).text
    hub.work()
    assert len(shop.told(order)) == 1


@pytest.mark.parametrize("code", [45101004, 36009014])
def test_a_message_beyond_the_channels_limits_waits_and_is_given_up_with_the_cause(
    hub: Hub, shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    platform = shopwright_module_platform
    monkeypatch.setattr(work, "MOST_ATTEMPTS", 2)
    shop = shop_in(hub, platform, "GB", "accepted")
    with platform.faults.add("sendMessage", code=code, status=429 if code == 36009014 else 200):
        order = shop.buy()
        notice = order.notices.get()
        assert notice.state == "intent"
        assert notice.due_at is not None
        assert notice.trouble
        shop.work()
    notice.refresh_from_db()
    assert (notice.state, bool(notice.trouble)) == ("given_up", True)
    hub.owner.post("notices-again", notices=[notice.pk])
    hub.work()
    assert len(shop.told(order)) == 1


def test_what_is_switched_off_before_it_is_sent_is_not_sent(hub: Hub, shopwright_module_platform: Platform) -> None:
    platform = shopwright_module_platform
    shop = shop_in(hub, platform, "GB", "accepted")
    with platform.faults.add("createConversation", status=503):
        order = shop.buy()
    hub.owner.post("notice-switch", shop.connection.pk, do="off", steps=["accepted"])
    shop.work()
    notice = order.notices.get()
    assert (notice.state, shop.told(order)) == ("withdrawn", [])


class MuteSession(StallSession):
    """Sends, and cannot be asked what it sent."""

    def __init__(self, shop: object, sent: list[tuple[str, str]], answer: Callable[[], Outcome]) -> None:
        super().__init__(shop)  # type: ignore[arg-type]
        self._sent, self._answer = sent, answer

    def send_message(self, order_id: str, text: str) -> Outcome:
        self._sent.append((order_id, text))
        return self._answer()

    def parcels(self, order_id: str) -> Sequence[object]:
        return ()


@contextmanager
def mute(stall: Stall, answer: Outcome) -> Iterator[list[tuple[str, str]]]:
    sent: list[tuple[str, str]] = []
    stall.capabilities = stall.capabilities | {Capability.MESSAGES, Capability.SHIPMENTS}  # type: ignore[misc]
    stall.open = lambda app, account, shop: MuteSession(stall.shops[shop.external_id], sent, lambda: answer)  # type: ignore[method-assign]
    yield sent


def test_a_person_decides_where_the_channel_cannot_be_asked_what_it_sent(hub: Hub, stall: Stall) -> None:
    connection, _ = open_shop(hub, stall, sends=False)
    switch_on(hub, connection, "accepted")
    with mute(stall, Outcome(Result.LATER, message="The line was cut.", is_unanswered=True)) as sent:
        orders = [apply(connection, rows.order("A")) for _ in range(2)]
        for _ in range(3):
            work.work_due()
            Notice.objects.filter(workspace=hub.workspace, due_at__gt=timezone.now()).update(due_at=timezone.now())
        assert len(sent) == 2
        first, second = (order.notices.get() for order in orders)
        assert "say whether the message is in it" in hub.owner.get("notices", view="failed").text
        assert "2 messages to buyers were not sent, or nobody knows" in hub.owner.get("today").text
        hub.owner.post("notices-again", notices=[first.pk], do="confirm")
        hub.owner.post("notices-again", notices=[second.pk])
        work.work_due()
    first.refresh_from_db()
    assert first.state == "sent"
    assert len(sent) == 3
    assert sent[-1][0] == orders[1].external_id


def test_messages_stand_among_the_jobs_with_their_cause_and_are_retried_and_cancelled_there(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    platform = shopwright_module_platform
    shop = shop_in(hub, platform, "GB", "accepted")
    with platform.faults.add("createConversation", code=45109003, status=200):
        order = shop.buy()
    listed = hub.owner.get("jobs", kind="notices", state="given_up").text
    assert f"Order accepted, {order.number}" in listed
    notice = order.notices.get()
    assert notice.trouble in listed
    assert "Tried again: 1 of 1" in hub.owner.post("jobs-act", act="retry", jobs=[f"notices:{notice.pk}"]).text
    hub.work()
    assert len(shop.told(order)) == 1
    with platform.faults.add("createConversation", status=503):
        second = shop.buy()
    assert "Failed, tried again" in hub.owner.get("jobs", kind="notices").text
    waiting = second.notices.get()
    Notice.objects.filter(pk=waiting.pk).update(state="intent")
    hub.owner.post("jobs-act", act="cancel", jobs=[f"notices:{waiting.pk}"])
    shop.work()
    waiting.refresh_from_db()
    assert (waiting.state, shop.told(second)) == ("withdrawn", [])
