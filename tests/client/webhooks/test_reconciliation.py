"""The reconciler tells what notifications would have told, in their words; those that come late have no effect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopwright import Shop
from shopwright.client.webhooks import Event
from shopwright.client.webhooks.events import CancellationStatusChange, OrderStatusChange, ReturnStatusChange
from shopwright.client.webhooks.inbox import Inbox
from shopwright.client.webhooks.reconcile import Reconciler
from shopwright.client.webhooks.verify import parse
from tests.client.support import settings_of
from tests.harness import cancellations, returns
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, stocked

pytestmark = pytest.mark.own_platform

LATEST = (OrderStatusChange, CancellationStatusChange, ReturnStatusChange)


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    """A seller whose notifications are all lost."""
    platform.post("/sandbox/clock/freeze")
    unheard_seller = new_seller(platform, region="US")
    platform.patch(f"/sandbox/apps/{unheard_seller.app['app_key']}", {"webhook_url": "http://127.0.0.1:9/webhook"})
    platform.post("/sandbox/faults", {"webhook": {"drop": True}})
    return unheard_seller


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    new_inbox = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}")
    yield new_inbox
    new_inbox.close()


@pytest.fixture
def reconciler(seller: Seller, inbox: Inbox) -> Iterator[Reconciler]:
    keys = {"app_key": seller.app["app_key"], "app_secret": seller.app["app_secret"], "access_token": seller.token}
    with Shop(**settings_of(seller.platform, **keys)) as shop:
        now = float(seller.platform.get("/sandbox/clock")["now"])
        yield Reconciler(shop, inbox, owner=seller.shop_id, now=lambda: now)


def lost(seller: Seller) -> list[Event]:
    """The notifications that did not arrive, in the order in which they were made."""
    rows = seller.platform.get("/sandbox/deliveries", size=200)["deliveries"]
    events = [parse(json.dumps(row["body"]).encode()) for row in rows if row["shop_id"] == seller.shop_id]
    return sorted(events, key=lambda event: int(event.notification_id))


def heard(inbox: Inbox) -> dict[str, dict[str, str]]:
    """What a handler hears of orders, cancellations and returns: the state that it ends with."""
    states: dict[str, dict[str, str]] = {}

    def handler(event: Event) -> None:
        if isinstance(event, LATEST):
            states[event.object_key] = dict(json.loads(event.state))

    inbox.process_all(handler)
    return states


def happenings(seller: Seller) -> None:
    """An order bought, one cancelled by its buyer, a cancellation asked for, and two returns of one order."""
    buy(seller, stocked(seller, 20))
    cancellations.cancel(seller, cancellations.bought(seller, stocked(seller, 5)))
    cancellations.ask(seller, cancellations.bought(seller, stocked(seller, 5)))
    order = returns.delivered(seller, 1, 1)
    returns.ask(seller, order, "REFUND", line_items=[order["line_items"][0]["id"]])
    returns.ask(seller, order, "REFUND", line_items=[order["line_items"][1]["id"]])


def test_lists_tell_the_last_of_what_lost_notifications_told_in_their_words(
    seller: Seller, inbox: Inbox, reconciler: Reconciler
) -> None:
    happenings(seller)
    last = {event.object_key: dict(json.loads(event.state)) for event in lost(seller) if isinstance(event, LATEST)}
    assert {key.partition(":")[0] for key in last} == {"order", "cancellation", "return"}
    assert "CANCEL" in {state.get("order_status") for state in last.values()}
    assert reconciler.run_once() >= len(last)
    assert heard(inbox) == last


def test_lost_notifications_that_come_after_all_change_nothing(
    seller: Seller, inbox: Inbox, reconciler: Reconciler
) -> None:
    happenings(seller)
    reconciler.run_once()
    heard(inbox)
    late = [event for event in lost(seller) if isinstance(event, LATEST)]
    assert late
    for item in late:
        assert inbox.put(item)
    assert heard(inbox) == {}
    assert reconciler.run_once() == 0, "and nothing is found missing"


def test_of_orders_and_claims_nothing_is_missing_where_all_notifications_came(
    seller: Seller, inbox: Inbox, reconciler: Reconciler
) -> None:
    happenings(seller)
    for event in reversed(lost(seller)):
        inbox.put(event)
    inbox.process_all(lambda item: None)
    reconciler.run_once()
    assert heard(inbox) == {}
    assert reconciler.run_once() == 0
