"""A platform's own notifications arrive in an app of each framework, and what does not arrive is found."""

from __future__ import annotations

import http.client
import threading
import wsgiref.simple_server
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from shopwright import Shop
from shopwright.client.webhooks import Endpoint, Event, Webhooks
from shopwright.client.webhooks.events import OrderStatusChange
from shopwright.client.webhooks.inbox import Inbox
from shopwright.client.webhooks.reconcile import Reconciler
from tests.client.support import settings_of
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import DEADLINE, RunningPlatform, eventually
from tests.harness.trade import advance, buy, pass_time, stocked

from .notices import WEBHOOKS, body, signed

pytestmark = pytest.mark.slow

Start = Callable[[Endpoint], str]


def serve_asgi(app: Any) -> Iterator[str]:
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    eventually(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/webhook"
    server.should_exit = True
    thread.join(DEADLINE)


class _Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Tests print nothing."""


def serve_wsgi(app: Any) -> Iterator[str]:
    server = wsgiref.simple_server.make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/webhook"
    server.shutdown()
    server.server_close()
    thread.join(DEADLINE)


def starlette_app(endpoint: Endpoint) -> Iterator[str]:
    from starlette.applications import Starlette
    from starlette.routing import Route

    yield from serve_asgi(Starlette(routes=[Route("/webhook", endpoint.starlette(), methods=["POST"])]))


def fastapi_app(endpoint: Endpoint) -> Iterator[str]:
    fastapi = pytest.importorskip("fastapi")
    app = fastapi.FastAPI()
    app.add_route("/webhook", endpoint.starlette(), methods=["POST"])
    yield from serve_asgi(app)


def flask_app(endpoint: Endpoint) -> Iterator[str]:
    flask = pytest.importorskip("flask")
    app = flask.Flask("app")
    app.add_url_rule("/webhook", view_func=endpoint.flask(), methods=["POST"])
    yield from serve_wsgi(app)


def django_app(endpoint: Endpoint) -> Iterator[str]:
    pytest.importorskip("django")
    import django
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.test.utils import override_settings
    from django.urls import path

    if not settings.configured:
        settings.configure(
            ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="of a test", LOGGING_CONFIG=None
        )
        django.setup()
    globals()["urlpatterns"] = [path("webhook", endpoint.django())]
    own = {"ALLOWED_HOSTS": ["127.0.0.1"], "MIDDLEWARE": [], "ROOT_URLCONF": __name__}
    with override_settings(**own):  # another test of the process may have configured another project
        yield from serve_wsgi(WSGIHandler())


FRAMEWORKS = {"starlette": starlette_app, "fastapi": fastapi_app, "flask": flask_app, "django": django_app}


def post(url: str, raw: bytes, signature: str | None) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=DEADLINE)
    try:
        connection.request("POST", parts.path, raw, {"Authorization": signature} if signature else {})
        return connection.getresponse().status
    finally:
        connection.close()


class Kept:
    """Keeps events in a list, and fails when told to."""

    def __init__(self) -> None:
        self.events: dict[str, Event] = {}
        self.is_broken = False

    def put(self, event: Event) -> bool:
        if self.is_broken:
            raise OSError("the disk is full")
        is_new = event.notification_id not in self.events
        self.events[event.notification_id] = event
        return is_new


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_an_app_keeps_what_is_signed_refuses_what_is_not_and_asks_again_when_it_cannot_keep(framework: str) -> None:
    kept = Kept()
    started = FRAMEWORKS[framework](Endpoint(WEBHOOKS, inbox=kept))
    url = next(started)
    raw = body(1)
    assert [post(url, raw, signed(raw)), post(url, raw, signed(raw))] == [200, 200]
    assert [post(url, raw, "wrong"), post(url, raw, None), post(url, b"{}x", signed(b"{}x"))] == [401, 401, 400]
    assert list(kept.events) == ["1"]
    assert kept.events["1"].raw == raw
    kept.is_broken = True
    assert post(url, body(2), signed(body(2))) == 500
    started.close()


@pytest.mark.parametrize("framework", ["starlette", "flask"])
def test_the_platforms_notifications_arrive(platform: RunningPlatform, framework: str) -> None:
    app = new_app(platform)
    heard: list[Event] = []
    endpoint = Endpoint(Webhooks(app["app_key"], app["app_secret"]), handler=heard.append)
    started = FRAMEWORKS[framework](endpoint)
    platform.patch(f"/sandbox/apps/{app['app_key']}", {"webhook_url": next(started)})
    seller = new_seller(platform, app)
    order = buy(seller, stocked(seller))["order_id"]
    advance(seller, order, "DELIVERED")

    def statuses() -> set[str]:
        order_status_changes = [event for event in heard if isinstance(event, OrderStatusChange)]
        return {
            order_status_change.data["order_status"]
            for order_status_change in order_status_changes
            if order_status_change.data["order_id"] == order
        }

    eventually(lambda: {"AWAITING_SHIPMENT", "IN_TRANSIT", "DELIVERED"} <= statuses())
    started.close()


def test_a_function_hears_each_notification_once_and_of_one_object_one_at_a_time() -> None:
    heard: list[str] = []
    gate, begun = threading.Event(), threading.Event()

    def handler(event: Event) -> None:
        begun.set()
        assert gate.wait(DEADLINE)
        heard.append(event.notification_id)
        if event.notification_id == "2":
            raise ValueError("one failure does not stop the rest")

    endpoint = Endpoint(WEBHOOKS, handler=handler)
    for number in (1, 2, 1, 3, 2):
        assert endpoint.receive(body(number), signed(body(number))) == 200, "it answers before the work is done"
    assert begun.wait(DEADLINE)
    gate.set()
    eventually(lambda: len(heard) == 3)
    assert heard == ["1", "2", "3"]


def test_an_endpoint_takes_either_an_inbox_or_a_function() -> None:
    for arguments in ({}, {"inbox": Kept(), "handler": print}):
        with pytest.raises(TypeError):
            Endpoint(WEBHOOKS, **arguments)  # type: ignore[arg-type]


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


@pytest.fixture
def shop(seller: Seller) -> Iterator[Shop]:
    keys = {"app_key": seller.app["app_key"], "app_secret": seller.app["app_secret"], "access_token": seller.token}
    with Shop(**settings_of(seller.platform, **keys)) as open_shop:
        yield open_shop


def now_of(platform: RunningPlatform) -> Callable[[], float]:
    return lambda: float(platform.get("/sandbox/clock")["now"])


@pytest.mark.own_platform
def test_what_no_notification_told_is_found_once(seller: Seller, shop: Shop, tmp_path: Path) -> None:
    platform = seller.platform
    inbox = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}")
    reconciler = Reconciler(shop, inbox, owner=seller.shop_id, now=now_of(platform))
    sku = stocked(seller, 20)
    orders = {buy(seller, sku)["order_id"] for _ in range(5)}
    states: dict[str, list[str]] = {}

    def handler(event: Event) -> None:
        if isinstance(event, OrderStatusChange):
            assert event.is_reconciled
            states.setdefault(event.data["order_id"], []).append(event.data["order_status"])

    assert reconciler.run_once() == 6  # the orders, and their product
    inbox.process_all(handler)
    assert states == {order: ["ON_HOLD"] for order in orders}
    assert reconciler.run_once() == 0
    pass_time(platform, 4_000)
    reconciler.run_once()
    inbox.process_all(handler)
    assert states == {order: ["ON_HOLD", "AWAITING_SHIPMENT"] for order in orders}
    inbox.close()


@pytest.mark.own_platform
def test_what_a_notification_told_is_not_told_again(seller: Seller, shop: Shop, tmp_path: Path) -> None:
    platform = seller.platform
    inbox = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}")
    webhooks = Webhooks(seller.app["app_key"], seller.app["app_secret"])
    started = starlette_app(Endpoint(webhooks, inbox=inbox))
    platform.patch(f"/sandbox/apps/{seller.app['app_key']}", {"webhook_url": next(started)})
    sku = stocked(seller, 20)
    order = buy(seller, sku)["order_id"]
    platform.post("/sandbox/clock/advance", {"seconds": 1})
    heard: list[tuple[str, bool]] = []

    def handler(event: Event) -> None:
        if isinstance(event, OrderStatusChange) and event.data["order_id"] == order:
            heard.append((event.data["order_status"], event.is_reconciled))

    inbox.process_all(handler)
    Reconciler(shop, inbox, owner=seller.shop_id, sources=["orders"], now=now_of(platform)).run_once()
    inbox.process_all(handler)
    assert [status for status, _ in heard][-1] == "ON_HOLD"
    assert not any(is_reconciled for _, is_reconciled in heard)
    platform.post("/sandbox/faults", {"webhook": {"drop": True}})
    pass_time(platform, 4_000)
    Reconciler(shop, inbox, owner=seller.shop_id, sources=["orders"], now=now_of(platform)).run_once()
    inbox.process_all(handler)
    assert heard[-1] == ("AWAITING_SHIPMENT", True)
    started.close()
    inbox.close()


@pytest.mark.own_platform
@pytest.mark.parametrize("fault", [{"copies": 3}, {"reorder": True}, {"delay_seconds": 40}])
def test_doubled_late_and_reordered_notifications_have_one_effect_each(
    seller: Seller, tmp_path: Path, fault: dict[str, object]
) -> None:
    platform = seller.platform
    inbox = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}")
    webhooks = Webhooks(seller.app["app_key"], seller.app["app_secret"])
    started = starlette_app(Endpoint(webhooks, inbox=inbox))
    platform.patch(f"/sandbox/apps/{seller.app['app_key']}", {"webhook_url": next(started)})
    platform.post("/sandbox/faults", {"webhook": fault})
    sku = stocked(seller, 20)
    orders = [buy(seller, sku)["order_id"] for _ in range(4)]
    for order in orders:
        advance(seller, order, "DELIVERED")
    platform.post("/sandbox/clock/advance", {"seconds": 3600})
    states: dict[str, str] = {}
    heard: list[str] = []

    def handler(event: Event) -> None:
        heard.append(event.notification_id)
        if isinstance(event, OrderStatusChange):
            states[event.data["order_id"]] = event.data["order_status"]

    inbox.process_all(handler)
    assert len(heard) == len(set(heard))
    assert {states[order] for order in orders} == {"DELIVERED"}
    started.close()
    inbox.close()


def test_a_source_that_does_not_exist_is_refused(shop: Shop, tmp_path: Path) -> None:
    inbox = Inbox(f"sqlite:///{tmp_path / 'inbox.db'}")
    with pytest.raises(ValueError, match="no source parcels"):
        Reconciler(shop, inbox, owner="1", sources=["parcels"])
    inbox.close()
