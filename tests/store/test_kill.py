"""A server that is killed at any moment loses nothing: what was answered is kept, what was caused is delivered."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import create_product, get_product, upload_image
from tests.harness.server import eventually

from .conftest import Remote, StartRemote

pytestmark = pytest.mark.slow

#: One product causes these.
OF_A_PRODUCT = {5, 16, 37, 71}


def told_of(receiver: WebhookReceiver) -> dict[str, set[int]]:
    """Product id → the topics received of it."""
    topics: dict[str, set[int]] = {}
    for notification in list(receiver.received):
        product_id = notification.body["data"].get("product_id")
        if product_id:
            topics.setdefault(str(product_id), set()).add(notification.type)
    return topics


def everything_arrived(receiver: WebhookReceiver, product_ids: list[str]) -> Callable[[], bool]:
    return lambda: all(told_of(receiver).get(product_id, set()) >= OF_A_PRODUCT for product_id in product_ids)


def again(start_remote: StartRemote, dead: Remote, seller: Seller) -> Seller:
    """The same seller on a server that was started anew on the dead one's data."""
    assert dead.running.process.poll() is not None
    alive = start_remote("--data", "shop")
    return Seller(alive, seller.app, seller.shop, seller.tokens)


def listening(server: Remote, receiver: WebhookReceiver) -> Seller:
    return new_seller(server, new_app(server, webhook_url=receiver.url))


def test_what_was_answered_before_a_kill_is_kept_and_told(start_remote: StartRemote, receiver: WebhookReceiver) -> None:
    server = start_remote("--data", "shop")
    seller = listening(server, receiver)
    uri, made = upload_image(seller), []
    for _ in range(3):
        made.append(str(create_product(seller, uri)["product_id"]))
        server.kill()
        seller = again(start_remote, server, seller)
        server = seller.platform  # type: ignore[assignment]
        assert get_product(seller, made[-1])["status"] == "ACTIVATE"
    eventually(everything_arrived(receiver, made))


def test_a_kill_in_the_middle_of_deliveries_loses_none(start_remote: StartRemote, receiver: WebhookReceiver) -> None:
    server = start_remote("--data", "shop")
    seller = listening(server, receiver)
    uri = upload_image(seller)
    receiver.hold()
    made = [str(create_product(seller, uri)["product_id"]) for _ in range(8)]
    receiver.wait(5)
    server.kill()
    arrived = len(receiver.received)
    assert not everything_arrived(receiver, made)()
    receiver.release()
    again(start_remote, server, seller)
    eventually(everything_arrived(receiver, made))
    assert len(receiver.received) > arrived


def test_a_notification_that_is_sent_again_keeps_its_id(start_remote: StartRemote, receiver: WebhookReceiver) -> None:
    server = start_remote("--data", "shop")
    seller = listening(server, receiver)
    receiver.hold()
    create_product(seller)
    receiver.wait(1)
    server.kill()
    receiver.release()
    again(start_remote, server, seller)
    eventually(lambda: len({notification.body["tts_notification_id"] for notification in receiver.received}) >= 6)
    by_topic: dict[int, set[str]] = {}
    for notification in receiver.received:
        by_topic.setdefault(notification.type, set()).add(notification.body["tts_notification_id"])
    assert {topic: len(ids) for topic, ids in by_topic.items()} == {5: 1, 16: 1, 37: 2, 50: 1, 71: 1}


def test_kills_at_random_moments_of_a_stream_of_calls_lose_nothing(
    start_remote: StartRemote, receiver: WebhookReceiver
) -> None:
    server = start_remote("--data", "shop")
    seller = listening(server, receiver)
    uri = upload_image(seller)
    answered: list[str] = []
    for delay in (0.05, 0.13, 0.21):
        killer = threading.Timer(delay, server.kill)
        killer.start()
        answered += create_until_dead(seller, uri)
        killer.join()
        seller = again(start_remote, server, seller)
        server = seller.platform  # type: ignore[assignment]
    products = seller.call("searchProducts", {}, query={"page_size": 100}).data["products"]
    kept = {row["id"] for row in products}
    assert set(answered) <= kept
    eventually(everything_arrived(receiver, sorted(kept)))


def create_until_dead(seller: Seller, uri: str) -> list[str]:
    """Create products until the server is gone; answers those that were answered."""
    made: list[str] = []
    while True:
        try:
            made.append(str(create_product(seller, uri)["product_id"]))
        except (OSError, http.client.HTTPException):
            return made


def test_a_clock_move_that_was_cut_off_is_finished_after_the_start(
    start_remote: StartRemote, receiver: WebhookReceiver
) -> None:
    server = start_remote("--data", "shop")
    seller = listening(server, receiver)
    server.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": {"delay_seconds": 86_400}})
    product_id = str(create_product(seller)["product_id"])
    receiver.hold()
    server.post("/sandbox/clock/advance", {"seconds": 200_000, "wait": False})
    eventually(lambda: server.get("/sandbox/clock")["advancing_to"] is not None)
    target = server.get("/sandbox/clock")["advancing_to"]
    server.kill()
    receiver.release()
    seller = again(start_remote, server, seller)

    def clock() -> Any:
        return seller.platform.get("/sandbox/clock")

    eventually(lambda: clock()["advancing_to"] is None)
    assert clock()["now"] >= target
    assert get_product(seller, product_id)["status"] == "ACTIVATE"
    eventually(everything_arrived(receiver, [product_id]))
