"""Two servers on one PostgreSQL are one shop: state, clock, faults, limits, settings and notifications are shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from shopwright.platform.database.encryption import MASTER_KEY_VARIABLE
from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import create_product, get_product, product_body, upload_image
from tests.harness.server import eventually

from .conftest import Remote, StartRemote

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

MASTER_KEY = "ab" * 32


@pytest.fixture
def pair(start_remote: StartRemote, database: str) -> tuple[Remote, Remote]:
    """Two server processes that started at the same time on an empty database."""
    arguments = ("--database", database, "--data", "files")
    with ThreadPoolExecutor(2) as pool:
        starts = [pool.submit(start_remote, *arguments, **{MASTER_KEY_VARIABLE: MASTER_KEY}) for _ in range(2)]
        first, second = (start.result() for start in starts)
    first.patch("/sandbox/settings", {"requests_per_second": 0})
    return first, second


def elsewhere(seller: Seller, platform: Remote) -> Seller:
    """The same seller, calling the other server."""
    return Seller(platform, seller.app, seller.shop, seller.tokens)


def test_two_processes_on_one_database_are_one_shop(pair: tuple[Remote, Remote], receiver: WebhookReceiver) -> None:
    first, second = pair
    assert {**first.keys, "base_url": "", "auth_base_url": ""} == {**second.keys, "base_url": "", "auth_base_url": ""}
    here = new_seller(first, new_app(first, webhook_url=receiver.url))
    there = elsewhere(here, second)

    # State, and uploads: what one makes, the other shows and changes.
    uri = upload_image(here)
    product_id = str(create_product(there, uri)["product_id"])
    assert get_product(here, product_id)["status"] == "ACTIVATE"
    assert here.call("deactivateProducts", {"product_ids": [product_id]}).data["errors"] == []
    assert get_product(there, product_id)["status"] == "SELLER_DEACTIVATED"

    # Settings and faults hold on both at once, and a counted fault is counted once.
    second.patch("/sandbox/settings", {"same_key_other_body": "first"})
    assert first.get("/sandbox/settings")["same_key_other_body"] == "first"
    first.post("/sandbox/faults", {"operation": "getProduct", "code": 12052260, "count": 5})
    codes = [get.call("getProduct", product_id=product_id).code for get in (here, there) for _ in range(5)]
    assert Counter(codes) == {12052260: 5, 0: 5}

    # The clock moves for both, and what is due runs once.
    here.platform.patch(f"/sandbox/shops/{here.shop_id}", {"audit": {"delay_seconds": 3600}})
    waiting = str(create_product(here, uri)["product_id"])
    before = second.get("/sandbox/clock")["now"]
    second.post("/sandbox/clock/advance", {"seconds": 4000})
    assert first.get("/sandbox/clock")["now"] >= before + 4000
    assert get_product(here, waiting)["status"] == "ACTIVATE"
    first.post("/sandbox/clock/freeze")
    assert second.get("/sandbox/clock")["frozen"] is True
    second.post("/sandbox/clock/resume")
    assert first.get("/sandbox/clock")["frozen"] is False

    # Notifications of both are delivered, each once.
    made = [str(create_product(seller, uri)["product_id"]) for seller in (here, there) * 4]
    second.post("/sandbox/clock/advance", {"seconds": 4000})
    told = Counter(str(body["data"]["product_id"]) for body in bodies(receiver) if body["type"] == 16)
    assert told == Counter([product_id, waiting, *made])
    ids = Counter(body["tts_notification_id"] for body in bodies(receiver))
    assert max(ids.values()) == 1

    # The request log is one.
    eventually(lambda: len(first.get("/sandbox/requests", operation="createProduct", size=200)["requests"]) == 10)


def bodies(receiver: WebhookReceiver) -> list[dict[str, object]]:
    return [notification.body for notification in list(receiver.received)]


def test_limits_hold_over_both_processes(pair: tuple[Remote, Remote]) -> None:
    first, second = pair
    here = new_seller(first)
    there = elsewhere(here, second)
    other = new_seller(second)
    first.patch("/sandbox/settings", {"hourly_quota": 6})
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit((here, there)[number % 2].call, "getAuthorizedShops") for number in range(20)]
        statuses = Counter(call.result().status for call in calls)
    assert statuses == {200: 6, 429: 14}
    assert other.call("getAuthorizedShops").status == 200
    first.patch("/sandbox/settings", {"hourly_quota": 0})
    assert here.call("getAuthorizedShops").status == 200


def test_one_key_at_both_processes_at_once_makes_one_product(pair: tuple[Remote, Remote]) -> None:
    first, second = pair
    here = new_seller(first)
    there = elsewhere(here, second)
    body = product_body(here, idempotency_key="once")
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit((here, there)[number % 2].call, "createProduct", body) for number in range(12)]
        made = {call.result().data["product_id"] for call in calls}
    assert len(made) == 1
    assert here.call("searchProducts", {}, query={"page_size": 10}).data["total_count"] == 1


def test_of_many_refreshes_of_one_token_one_gets_a_pair(pair: tuple[Remote, Remote]) -> None:
    seller = new_seller(pair[0])
    query = {
        "app_key": seller.app["app_key"],
        "app_secret": seller.app["app_secret"],
        "refresh_token": seller.tokens["refresh_token"],
        "grant_type": "refresh_token",
    }
    with ThreadPoolExecutor(16) as pool:
        calls = [pool.submit(pair[number % 2].ask, "GET", "/api/v2/token/refresh", query=query) for number in range(32)]
        codes = Counter(call.result().code for call in calls)
    assert codes[0] == 1, codes


def test_of_two_changes_of_different_fields_at_once_none_is_lost(pair: tuple[Remote, Remote]) -> None:
    seller = new_seller(pair[0])
    changed: dict[str, dict[str, Sequence[object]]] = {
        f"/sandbox/shops/{seller.shop_id}": {"authorization_days": range(30, 40), "low_stock_threshold": range(10)},
        f"/sandbox/apps/{seller.app['app_key']}": {"name": "abcdefghij", "status": ["DISABLED", "ACTIVE"] * 5},
        f"/sandbox/accounts/{seller.account_id}": {"shop_group": "abcdefghij", "status": ["INACTIVE", "ACTIVE"] * 5},
        "/sandbox/settings": {"keep_days": range(30, 40), "refresh_grace_seconds": range(10)},
    }
    with ThreadPoolExecutor(2) as pool:
        for path, values in changed.items():
            for number in range(10):
                sent = {name: value[number] for name, value in values.items()}
                changes = [
                    pool.submit(platform.patch, path, {name: sent[name]})
                    for platform, name in zip(pair, sent, strict=True)
                ]
                for change in changes:
                    change.result()
                now = pair[0].get(path)
                assert {name: now[name] for name in sent} == sent, path


def test_a_restore_on_one_process_is_seen_by_the_other(pair: tuple[Remote, Remote]) -> None:
    first, second = pair
    here = new_seller(first)
    there = elsewhere(here, second)
    uri = upload_image(here)
    kept = str(create_product(here, uri)["product_id"])
    snapshot = first.post("/sandbox/snapshots", {"name": "before"})
    gone = str(create_product(there, uri)["product_id"])
    second.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
    for seller in (here, there):
        assert get_product(seller, kept)["status"] == "ACTIVATE"
        assert seller.call("getProduct", product_id=gone).code == 12052032
    assert create_product(here, uri)["product_id"] == gone


def test_what_a_killed_process_had_in_flight_the_other_delivers(
    pair: tuple[Remote, Remote], receiver: WebhookReceiver
) -> None:
    """The survivor takes over at once what was not claimed, and the rest when the leases have run out."""
    first, second = pair
    seller = elsewhere(new_seller(first, new_app(first, webhook_url=receiver.url)), second)
    uri = upload_image(seller)
    made = [str(create_product(seller, uri)["product_id"]) for _ in range(5)]
    first.kill()
    made += [str(create_product(seller, uri)["product_id"]) for _ in range(5)]
    eventually(
        lambda: {str(body["data"]["product_id"]) for body in bodies(receiver) if body["type"] == 5} == set(made), 120
    )
