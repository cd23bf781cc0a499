"""A sale is at the other shops within a second: few statements, nobody waits for another, calls at the same time."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.db import transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Connection, Event
from shopwright.hub.channels.parallel import in_parallel
from shopwright.hub.channels.protocol import Change, Outcome, Result, StockWant
from shopwright.hub.channels.services import app_of, open_session
from shopwright.hub.channels.tiktok_shop import stock
from shopwright.hub.listings import lanes
from shopwright.hub.orders.intake import apply_many
from shopwright.hub.project.uploads import Message
from shopwright.hub.stock.models import ChannelLocation
from shopwright.testing import Platform
from shopwright.wire.signing import sign_webhook
from tests.hub import rows
from tests.hub.harness import Hub, stock_on
from tests.hub.stall import Stall, open_shop
from tests.hub.test_availability import offered

pytestmark = pytest.mark.postgres

#: The longest that anything here waits for another thread; it is reached only when a rule is broken.
_MOST = 10


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handlers of this test alone."""
    monkeypatch.setattr(intake, "_handlers", dict(intake._handlers))


def _elsewhere(later: QuerySet[Event]) -> int:
    """Another worker comes by once these events are due."""
    try:
        later.update(due_at=timezone.now())
        return intake.work_due()
    finally:
        database.close()


@pytest.mark.usefixtures("handlers")
def test_older_events_of_an_object_are_ended_while_others_are_worked_on_elsewhere(hub: Hub, stall: Stall) -> None:
    shop, _ = open_shop(hub, stall)
    began, ended = threading.Event(), threading.Event()
    waited = list[bool]()

    def look(_connection: Connection, _session: object, names: Sequence[str]) -> None:
        if "a" not in names:
            began.set()
            waited.append(ended.wait(_MOST))
            return
        other.submit(_elsewhere, later)  # the older event of this object is due by then
        assert began.wait(_MOST)

    intake.handle_many("thing", look, at_once=50)
    for name, number in (("a", 1), ("a", 2), ("b", 3)):
        intake.keep(shop, [Change("thing", name, str(number), rows.NOW)], "webhook")
    later = shop.events.filter(event_id__in=["1", "3"])
    later.update(due_at=timezone.now() + timedelta(hours=1))
    with ThreadPoolExecutor(1) as other:
        assert intake.work_due() == 1
        ended.set()
    assert waited == [True]
    assert set(shop.events.values_list("external_id", "state")) == {("a", "done"), ("b", "done")}


def test_a_push_of_many_numbers_takes_the_statements_of_one(hub: Hub, stall: Stall) -> None:
    pair, counts = open_shop(hub, stall), list[int]()
    for size in (1, 6):
        for _ in range(size):
            offered(hub, 4, pair)
        with CaptureQueriesContext(database) as captured:
            assert lanes.push_all(pair[0]) == size
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15


def test_an_order_that_comes_alone_takes_forty_statements_at_most(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    variant = offered(hub, 9, pair)
    with transaction.atomic(), CaptureQueriesContext(database) as captured:
        apply_many(pair[0], [rows.order(variant.sku)])
    assert hub.available(variant.sku) == 8
    assert len(captured) <= 40


def test_numbers_of_several_products_are_on_their_way_to_tiktok_at_a_time(
    hub: Hub, shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller = shopwright_module_platform.shop("GB")
    products = [seller.list_product(quantity=9) for _ in range(2)]
    shop = hub.connect(shopwright_module_platform, seller, sends=False)
    place = ChannelLocation.objects.get(connection=shop, is_default=True).external_id
    both, push = threading.Barrier(2, timeout=_MOST), stock._push_product

    def push_with_the_other(*arguments: Any) -> dict[stock.Place, Outcome]:
        both.wait()
        return push(*arguments)

    monkeypatch.setattr(stock, "_push_product", push_with_the_other)
    wants = [StockWant(item.product_id, item.sku_id, place, number) for number, item in enumerate(products, 4)]
    with open_session(shop, "stock") as session:
        outcomes = session.push_stock(wants)
    assert [(outcome.result, outcome.quantity) for outcome in outcomes] == [(Result.DONE, 4), (Result.DONE, 5)]
    assert [stock_on(seller, item.sku_id) for item in products] == [4, 5]


def test_what_goes_on_in_parallel_keeps_its_order_and_tells_its_failure() -> None:
    assert in_parallel(lambda number: number * 2, [3, 1, 2], most=2) == [6, 2, 4]
    assert in_parallel(str, [], most=2) == []

    def fail(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        return number

    with pytest.raises(ValueError, match="two"):
        in_parallel(fail, [1, 2, 3], most=3)


def _post(path: str, body: bytes, headers: Mapping[str, str] | None = None) -> int:
    """Send a request to the console as its server hands it on; returns the status of the answer."""
    from shopwright.hub.project.asgi import application

    sent, waiting = list[Message](), [{"type": "http.request", "body": body, "more_body": False}]
    said = {"host": "localhost:8601", "content-length": str(len(body)), **(headers or {})}

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": path, "raw_path": b"",
        "query_string": b"", "root_path": "", "server": ("localhost", 8601), "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in said.items()],
    }  # fmt: skip
    asyncio.run(application(scope, receive, send))
    return int(sent[0]["status"])


def test_notifications_have_a_door_of_their_own(hub: Hub, shopwright_module_platform: Platform) -> None:
    shop = hub.connect(shopwright_module_platform, shopwright_module_platform.shop("GB"), sends=False)
    settings, address = app_of(shop.app).settings, reverse("hook", args=["tiktok_shop", shop.app_id])
    told = {"type": 1, "tts_notification_id": "n1", "shop_id": shop.external_id, "timestamp": 1764400000}
    body = json.dumps({**told, "data": {"order_id": "57660001"}}).encode()
    signed = {"authorization": sign_webhook(settings["app_key"], settings["app_secret"], body)}
    assert [_post(address, body, signed) for _ in range(2)] == [200, 200]
    events = Event.objects.filter(connection=shop, source="webhook")
    assert list(events.values_list("kind", "external_id", "event_id")) == [("order", "57660001", "n1")]
    assert _post(address, body) == 401
    assert _post(address, b"x" * ((1 << 20) + 1), signed) == 413
    assert _post(reverse("hook", args=["tiktok_shop", 0]), body, signed) == 404
    assert _post(f"{address}/more", body, signed) == 404
    assert events.count() == 1
