"""/sandbox/snapshots, /restore and /reset."""

from __future__ import annotations

import http.client
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import pytest

from shopwright.testing import WebhookReceiver
from tests.conftest import StartPlatform
from tests.harness.server import DEADLINE, RunningPlatform, eventually

pytestmark = pytest.mark.slow

SHOPS = "/authorization/202309/shops"
DAY = 86_400


def state(platform: RunningPlatform) -> dict[str, Any]:
    """What a snapshot holds, as far as the control API shows it: tokens by their text, their life begins anew."""
    paths = ("apps", "accounts", "shops", "settings", "due", "faults")
    keys = platform.get("/sandbox/keys")
    texts = [(keys[user]["access_token"], keys[user]["refresh_token"]) for user in ("seller", "creator", "partner")]
    own = [keys[name] for name in ("app_key", "app_secret", "service_id", "shop_id", "shop_cipher")]
    return {"keys": own, "tokens": texts, **{path: platform.get(f"/sandbox/{path}") for path in paths}}


def change_everything(platform: RunningPlatform) -> None:
    app_key = platform.keys["app_key"]
    platform.patch(f"/sandbox/apps/{app_key}", {"name": "Changed", "scopes": []})
    platform.post("/sandbox/shops", {"region": "US", "authorize": [app_key]})
    platform.patch(f"/sandbox/shops/{platform.keys['shop_id']}", {"status": "INACTIVE"})
    platform.post("/sandbox/tokens/expire", {"access_token": platform.keys["seller"]["access_token"]})
    platform.post("/sandbox/deauthorize", {"app_key": app_key})
    platform.patch("/sandbox/settings", {"strict_cipher": True})
    platform.post("/sandbox/faults", {"operation": "getAuthorizedShops", "http_status": 500})
    platform.post("/sandbox/clock/advance", {"seconds": 3 * DAY})


def test_restore_rewinds_business_data_and_clock(anywhere: RunningPlatform) -> None:
    anywhere.post("/sandbox/clock/advance", {"seconds": DAY})
    anywhere.post("/sandbox/clock/freeze")
    before, clock = state(anywhere), anywhere.get("/sandbox/clock")
    snapshot = anywhere.post("/sandbox/snapshots", {"name": "before"})
    assert snapshot["at"] == clock["now"]
    change_everything(anywhere)
    assert anywhere.call("GET", SHOPS).code != 0
    restored = anywhere.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
    assert state(anywhere) == before
    assert (restored["clock"]["now"], restored["clock"]["frozen"]) == (clock["now"], True)
    assert anywhere.call("GET", SHOPS).code == 0


def test_a_clock_that_ticked_ticks_on_from_the_snapshot(anywhere: RunningPlatform) -> None:
    snapshot = anywhere.post("/sandbox/snapshots")
    anywhere.post("/sandbox/clock/advance", {"seconds": DAY})
    anywhere.post("/sandbox/clock/freeze")
    eventually(lambda: anywhere.get("/sandbox/clock")["wall"] > snapshot["at"] + 2)
    before = anywhere.get("/sandbox/clock")["wall"]
    clock = anywhere.post(f"/sandbox/snapshots/{snapshot['snapshot_id']}/restore")["clock"]
    assert 0 <= clock["now"] - snapshot["at"] <= 1 + clock["wall"] - before
    assert clock["wall"] > snapshot["at"]
    assert not clock["frozen"]
    eventually(lambda: anywhere.get("/sandbox/clock")["now"] > clock["now"])


def test_reset_is_the_state_at_the_start_without_logs_and_faults(
    anywhere: RunningPlatform, receiver: WebhookReceiver
) -> None:
    before = state(anywhere)
    anywhere.patch(f"/sandbox/apps/{anywhere.keys['app_key']}", {"webhook_url": receiver.url})
    anywhere.call("GET", SHOPS)
    change_everything(anywhere)
    anywhere.post("/sandbox/clock/freeze")
    clock = anywhere.post("/sandbox/reset")["clock"]
    assert state(anywhere) == before
    assert (clock["frozen"], clock["offset_seconds"]) == (False, 0)
    assert anywhere.get("/sandbox/requests")["requests"] == []
    assert anywhere.get("/sandbox/deliveries")["deliveries"] == []
    assert anywhere.call("GET", SHOPS).code == 0


def test_reset_gives_the_same_ids_again_and_again(anywhere: RunningPlatform) -> None:
    ids = []
    for _ in range(3):
        shop = anywhere.post("/sandbox/shops", {"region": "US"})
        ids.append(
            (shop["shop_id"], shop["account_id"], [warehouse["warehouse_id"] for warehouse in shop["warehouses"]])
        )
        anywhere.post("/sandbox/reset")
    assert ids[0] == ids[1] == ids[2]


def test_a_notification_id_is_never_used_twice(anywhere: RunningPlatform, receiver: WebhookReceiver) -> None:
    keys = anywhere.keys
    anywhere.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url})
    snapshot = anywhere.post("/sandbox/snapshots")
    for number in range(1, 4):
        anywhere.post("/sandbox/deauthorize", {"app_key": keys["app_key"]})
        receiver.wait(number)
        anywhere.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
    anywhere.post("/sandbox/reset")
    anywhere.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url})
    anywhere.post("/sandbox/deauthorize", {"app_key": keys["app_key"]})
    ids = [notification.body["tts_notification_id"] for notification in receiver.wait(4)]
    assert len(set(ids)) == 4


def test_restore_keeps_the_logs_and_cuts_off_what_is_pending(
    anywhere: RunningPlatform, receiver: WebhookReceiver
) -> None:
    receiver.answer(500)
    keys = anywhere.keys
    anywhere.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url})
    anywhere.post("/sandbox/clock/freeze")
    snapshot = anywhere.post("/sandbox/snapshots")
    request_id = anywhere.call("GET", SHOPS).json["request_id"]
    anywhere.post("/sandbox/deauthorize", {"app_key": keys["app_key"]})
    pending = eventually(lambda: [item for item in pushed(anywhere, "PENDING") if item["attempt_count"]])[0]
    restored = anywhere.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
    assert restored["fenced"] == 1
    fenced = anywhere.get(f"/sandbox/deliveries/{pending['delivery_id']}")
    assert (fenced["status"], fenced["due_at"], len(fenced["attempts"])) == ("FENCED", None, 1)
    assert anywhere.get(f"/sandbox/requests/{request_id}")["operation"] == "getAuthorizedShops"
    assert anywhere.post("/sandbox/clock/advance", {"seconds": 2 * DAY})["delivery_attempts"] == 0


def pushed(platform: RunningPlatform, status: str) -> list[dict[str, Any]]:
    return list(platform.get("/sandbox/deliveries", status=status)["deliveries"])


def test_a_delivery_in_flight_stays_cut_off_when_its_answer_comes(
    anywhere: RunningPlatform, receiver: WebhookReceiver
) -> None:
    receiver.hold()
    receiver.answer(500)
    keys = anywhere.keys
    anywhere.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url})
    snapshot = anywhere.post("/sandbox/snapshots")
    anywhere.post("/sandbox/deauthorize", {"app_key": keys["app_key"]})
    receiver.wait(1)
    assert anywhere.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})["fenced"] == 1
    (fenced,) = pushed(anywhere, "FENCED")
    receiver.release()
    path = f"/sandbox/deliveries/{fenced['delivery_id']}"
    eventually(lambda: anywhere.get(path)["attempts"])
    assert anywhere.get(path)["status"] == "FENCED"


def test_a_snapshot_is_refused_while_the_clock_is_on_its_way(
    anywhere: RunningPlatform, receiver: WebhookReceiver
) -> None:
    receiver.hold()
    keys = anywhere.keys
    anywhere.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url})
    snapshot = anywhere.post("/sandbox/snapshots")
    anywhere.post("/sandbox/auth_codes", {"app_key": keys["app_key"], "days": 5})
    job = anywhere.post("/sandbox/clock/advance", {"seconds": DAY, "wait": False})
    receiver.wait(1)
    for method, path in [
        ("POST", "snapshots"),
        ("POST", "reset"),
        ("POST", f"snapshots/{snapshot['snapshot_id']}/restore"),
    ]:
        reply = anywhere.refuse(method, f"/sandbox/{path}")
        assert (reply.status, reply.code) == (409, 40901)
    receiver.release()
    eventually(lambda: anywhere.get(f"/sandbox/jobs/{job['job_id']}")["status"] == "DONE")
    assert anywhere.post("/sandbox/reset")


def test_snapshots_are_listed_and_removed_but_not_that_of_the_start(anywhere: RunningPlatform) -> None:
    first, second = (anywhere.post("/sandbox/snapshots", {"name": name}) for name in ("a", "a"))
    listed = anywhere.get("/sandbox/snapshots")["snapshots"]
    assert [item["name"] for item in listed] == ["start", "a", "a"]
    path = f"/sandbox/snapshots/{first['snapshot_id']}"
    assert anywhere.delete(path) == first
    assert anywhere.refuse("DELETE", path).status == 404
    assert anywhere.refuse("POST", f"{path}/restore").status == 404
    assert anywhere.refuse("DELETE", f"/sandbox/snapshots/{listed[0]['snapshot_id']}").status == 409
    assert "name" in anywhere.refuse("POST", "/sandbox/snapshots", {"name": "start"}).message
    assert anywhere.post("/sandbox/restore", {"snapshot_id": second["snapshot_id"]})


def test_a_restored_snapshot_can_be_restored_again_and_so_can_later_ones(anywhere: RunningPlatform) -> None:
    def names() -> set[str]:
        return {app["name"] for app in anywhere.get("/sandbox/apps")["apps"]}

    marks = {}
    for name in ("one", "two", "three"):
        anywhere.post("/sandbox/apps", {"name": name})
        marks[name] = (anywhere.post("/sandbox/snapshots", {"name": name})["snapshot_id"], names())
    for name in ("one", "three", "two", "one"):
        snapshot_id, known = marks[name]
        anywhere.post("/sandbox/restore", {"snapshot_id": snapshot_id})
        assert names() == known


@pytest.mark.own_platform
def test_a_restore_brings_back_the_life_that_a_sandbox_token_had_left(platform: RunningPlatform) -> None:
    tokens, made = platform.post("/sandbox/tokens", {"app_key": platform.keys["app_key"]}), time.time()
    eventually(lambda: time.time() > made + 1)
    platform.post("/sandbox/reset")
    kept = platform.get("/sandbox/keys")["seller"]
    assert kept["access_token"] == platform.keys["seller"]["access_token"]
    assert kept["access_token_expire_in"] > platform.keys["seller"]["access_token_expire_in"]
    assert platform.call("GET", SHOPS, token=tokens["access_token"]).code == 36009004


def test_counted_faults_are_those_of_the_snapshot(anywhere: RunningPlatform) -> None:
    anywhere.post("/sandbox/faults", {"http_status": 500, "count": 1})
    snapshot = anywhere.post("/sandbox/snapshots")
    assert [anywhere.call("GET", SHOPS).status for _ in range(2)] == [500, 200]
    anywhere.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
    assert [anywhere.call("GET", SHOPS).status for _ in range(2)] == [500, 200]


@pytest.mark.parametrize("kind", ["file", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_snapshots_outlive_a_restart(
    kind: str, start_platform: StartPlatform, request: pytest.FixtureRequest, tmp_path: Any
) -> None:
    options = {"folder": tmp_path} if kind == "file" else {"database": request.getfixturevalue("database")}
    first = start_platform(**options)
    before = state(first)
    first.post("/sandbox/apps", {"name": "Mine"})
    snapshot = first.post("/sandbox/snapshots", {"name": "mine"})
    first.stop()
    second = start_platform(**options)
    assert [snapshot["name"] for snapshot in second.get("/sandbox/snapshots")["snapshots"]] == ["start", "mine"]
    second.post("/sandbox/reset")
    assert state(second) == before
    second.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
    assert "Mine" in {app["name"] for app in second.get("/sandbox/apps")["apps"]}


def test_a_snapshot_whose_copy_is_gone_is_refused_and_changes_nothing(
    start_platform: StartPlatform, tmp_path: Any
) -> None:
    platform = start_platform(folder=tmp_path)
    snapshot = platform.post("/sandbox/snapshots")
    (tmp_path / "snapshots" / f"{snapshot['snapshot_id']}.db").unlink()
    before = state(platform)
    reply = platform.refuse("POST", "/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
    assert reply.status == 409
    assert state(platform) == before


@pytest.mark.postgres
def test_processes_on_one_database_start_from_one_demo_and_notice_a_reset(
    start_platform: StartPlatform, database: str
) -> None:
    threads = []
    started: list[RunningPlatform] = []
    for _ in range(3):
        threads.append(threading.Thread(target=lambda: started.append(start_platform(database=database))))
        threads[-1].start()
    for thread in threads:
        thread.join()
    running_platform, other, _ = started
    assert running_platform.keys["app_secret"] == other.keys["app_secret"]
    assert [s["name"] for s in running_platform.get("/sandbox/snapshots")["snapshots"]] == ["start"]
    running_platform.post("/sandbox/faults", {"http_status": 500})
    assert other.call("GET", SHOPS).status == 500
    other.post("/sandbox/reset")
    assert running_platform.call("GET", SHOPS).status == 200
    before = running_platform.get("/sandbox/clock")
    running_platform.post("/sandbox/clock/advance", {"seconds": DAY})
    after = other.get("/sandbox/clock")
    assert DAY <= after["now"] - before["now"] <= DAY + 1 + after["wall"] - before["wall"]


@pytest.mark.postgres
def test_a_restore_under_traffic_neither_fails_nor_makes_calls_fail(
    start_platform: StartPlatform, database: str
) -> None:
    platform = start_platform(database=database)
    snapshot = platform.post("/sandbox/snapshots")
    statuses: list[int] = []
    stop = threading.Event()

    def hammer(number: int) -> None:
        while not stop.is_set():
            statuses.append(platform.call("GET", SHOPS).status)
            body = {"name": f"Brand {number} {len(statuses)}"}
            statuses.append(platform.call("POST", "/product/202309/brands", body).status)
            statuses.append(platform.ask("POST", "/sandbox/accounts", {"kind": "seller", "region": "GB"}).status)

    threads = [threading.Thread(target=hammer, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for number in range(1, 9):
        platform.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
        eventually(lambda wanted=7 * number: len(statuses) >= wanted)
    stop.set()
    for thread in threads:
        thread.join()
    assert set(statuses) == {200}
    assert len(statuses) > 50


@pytest.mark.own_platform
def test_a_call_that_runs_while_it_is_reset_gets_an_answer(platform: RunningPlatform) -> None:
    parts = urlsplit(platform.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=DEADLINE)
    for _ in range(3):
        connection.request("GET", "/sandbox/keys")
        assert connection.getresponse().read()
        platform.post("/sandbox/reset")
    connection.close()
