"""/sandbox/clock: what is due fires in order."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from shopwright.platform.clock.scheduler import DueName, due, plan
from shopwright.platform.clock.store import DueAction
from shopwright.platform.database.transaction import Tx
from shopwright.testing import WebhookReceiver
from tests.conftest import StartPlatform
from tests.harness.calls import new_seller
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import buy, stocked

DAY = 86_400


def listen(platform: RunningPlatform, receiver: WebhookReceiver) -> str:
    """Send the demo app's notifications to the receiver; answers its key."""
    app_key = str(platform.keys["app_key"])
    platform.patch(f"/sandbox/apps/{app_key}", {"webhook_url": receiver.url})
    return app_key


def wait_for_job(platform: RunningPlatform, job_id: str, status: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        job: dict[str, Any] = platform.get(f"/sandbox/jobs/{job_id}")
        return job if job["status"] == status else None

    return dict(eventually(look))


def test_the_clock_ticks_with_the_machine_until_told_otherwise(platform: RunningPlatform) -> None:
    before = int(time.time())
    clock = platform.get("/sandbox/clock")
    assert before <= clock["now"] <= time.time()
    assert (clock["frozen"], clock["advancing_to"], clock["offset_seconds"]) == (False, None, 0)


def test_advance_moves_the_clock_and_lets_it_tick_on(anywhere: RunningPlatform) -> None:
    before = anywhere.get("/sandbox/clock")
    moved = anywhere.post("/sandbox/clock/advance", {"seconds": 3600})
    assert moved["status"] == "DONE"
    clock = anywhere.get("/sandbox/clock")
    assert 3600 <= clock["now"] - before["now"] <= 3601 + clock["wall"] - before["wall"]
    eventually(lambda: anywhere.get("/sandbox/clock")["now"] > clock["now"])


def test_a_frozen_clock_stands_and_ticks_on_from_there(anywhere: RunningPlatform) -> None:
    frozen = anywhere.post("/sandbox/clock/freeze")
    assert frozen["frozen"]
    eventually(lambda: anywhere.get("/sandbox/clock")["wall"] > frozen["wall"] + 2)
    stood = anywhere.get("/sandbox/clock")
    assert stood["now"] == frozen["now"]
    resumed = anywhere.post("/sandbox/clock/resume")
    assert not resumed["frozen"]
    assert 0 <= resumed["now"] - frozen["now"] <= 1 + resumed["wall"] - stood["wall"]
    eventually(lambda: anywhere.get("/sandbox/clock")["now"] > frozen["now"])


@pytest.mark.own_platform
def test_a_frozen_clock_moves_by_advance_and_stays_frozen(platform: RunningPlatform) -> None:
    start = platform.post("/sandbox/clock/freeze")["now"]
    assert platform.post("/sandbox/clock/advance", {"seconds": 10})["now"] == start + 10
    assert platform.post("/sandbox/clock/set", {"time": start + 30})["now"] == start + 30
    assert platform.post("/sandbox/clock/set", {"time": start + 30})["now"] == start + 30
    clock = platform.get("/sandbox/clock")
    assert (clock["now"], clock["frozen"]) == (start + 30, True)


def test_the_clock_does_not_move_back(platform: RunningPlatform) -> None:
    now = platform.get("/sandbox/clock")["now"]
    reply = platform.refuse("POST", "/sandbox/clock/set", {"time": now - 1})
    assert (reply.status, reply.code) == (409, 40901)
    assert platform.get("/sandbox/clock")["advancing_to"] is None


@pytest.mark.own_platform
def test_the_end_of_an_authorisation_is_announced_each_midnight_from_thirty_days_before(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    app_key = listen(platform, receiver)
    platform.post("/sandbox/clock/freeze")
    platform.post("/sandbox/auth_codes", {"app_key": app_key, "days": 32})
    ends = platform.get(f"/sandbox/accounts/{platform.keys['seller']['account_id']}")["authorizations"][0]["ends_at"]
    moved = platform.post("/sandbox/clock/advance", {"seconds": 40 * DAY})
    notices = [(attempt.type, attempt.body["timestamp"]) for attempt in receiver.attempts]
    first = -(-(ends - 30 * DAY) // DAY) * DAY
    assert notices == [(7, at) for at in range(first, ends, DAY)]
    assert len(notices) in {29, 30}
    assert {notification.body["data"]["expiration_time"] for notification in receiver.received} == {str(ends)}
    assert (moved["due_actions"], moved["delivery_attempts"]) == (len(notices), len(notices))


@pytest.mark.own_platform
def test_two_authorisations_are_announced_in_the_order_of_time(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    platform.post("/sandbox/clock/freeze")
    keys = {}
    for days in (40, 33):
        app = platform.post("/sandbox/apps", {"name": f"{days}", "webhook_url": f"{receiver.url}/{days}"})
        platform.post("/sandbox/auth_codes", {"app_key": app["app_key"], "days": days})
        keys[days] = app["app_key"]
    platform.post("/sandbox/clock/advance", {"seconds": 12 * DAY})
    seen = [(attempt.body["timestamp"], attempt.path) for attempt in receiver.attempts]
    assert [at for at, _ in seen] == sorted(at for at, _ in seen)
    assert seen[0][1].endswith("/33")
    assert {path.rsplit("/", 1)[-1] for _, path in seen} == {"33", "40"}


@pytest.mark.own_platform
def test_a_renewed_authorisation_is_announced_no_more(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    app_key = listen(platform, receiver)
    platform.post("/sandbox/auth_codes", {"app_key": app_key, "days": 20})
    platform.post("/sandbox/clock/advance", {"seconds": 2 * DAY})
    assert len(receiver.received) == 2
    platform.post("/sandbox/auth_codes", {"app_key": app_key, "days": 365})
    platform.post("/sandbox/clock/advance", {"seconds": 30 * DAY})
    assert len(receiver.received) == 2


@pytest.mark.own_platform
def test_a_due_action_fires_by_itself_while_the_clock_ticks(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    app_key = listen(platform, receiver)
    platform.post("/sandbox/auth_codes", {"app_key": app_key, "days": 20})
    now = platform.get("/sandbox/clock")["now"]
    platform.post("/sandbox/clock/freeze")
    platform.post("/sandbox/clock/set", {"time": (now // DAY + 1) * DAY - 1})
    assert receiver.attempts == []
    platform.post("/sandbox/clock/resume")
    assert receiver.wait(1)[0].type == 7


def test_the_plan_shows_what_is_due_by_name_and_when(platform: RunningPlatform) -> None:
    (planned,) = [item for item in platform.get("/sandbox/due")["planned"] if item["name"] == "authorization_expiring"]
    now = platform.get("/sandbox/clock")["now"]
    assert planned["count"] == 3
    assert planned["next_at"] == pytest.approx(now + 335.5 * DAY, abs=DAY)
    assert planned["next_at"] % DAY == 0


@pytest.mark.own_platform
def test_a_move_that_is_not_waited_for_is_a_job(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    app_key = listen(platform, receiver)
    platform.post("/sandbox/auth_codes", {"app_key": app_key, "days": 20})
    receiver.hold()
    job = platform.post("/sandbox/clock/advance", {"seconds": 2 * DAY, "wait": False})
    path = f"/sandbox/jobs/{job['job_id']}"
    receiver.wait(1)
    running = platform.get(path)
    assert (running["status"], running["due_actions"]) == ("RUNNING", 1)
    assert platform.get("/sandbox/clock")["advancing_to"] is not None
    receiver.release()
    done = wait_for_job(platform, job["job_id"], "DONE")
    assert (done["due_actions"], done["delivery_attempts"], done["message"]) == (2, 2, "")
    assert platform.get("/sandbox/clock")["now"] >= done["now"]


@pytest.mark.own_platform
def test_moves_that_overlap_add_up(platform: RunningPlatform) -> None:
    start = platform.post("/sandbox/clock/freeze")["now"]
    jobs = [platform.post("/sandbox/clock/advance", {"seconds": 100, "wait": False}) for _ in range(3)]
    for job in jobs:
        wait_for_job(platform, job["job_id"], "DONE")
    assert platform.get("/sandbox/clock")["now"] == start + 300


def test_a_move_that_fails_says_why(platform: RunningPlatform) -> None:
    now = platform.get("/sandbox/clock")["now"]
    job = platform.post("/sandbox/clock/set", {"time": now - 10, "wait": False})
    assert "forward" in wait_for_job(platform, job["job_id"], "FAILED")["message"]


def test_a_move_that_was_cut_off_by_a_stop_is_finished_after_the_next_start(
    start_platform: StartPlatform, receiver: WebhookReceiver, tmp_path: Path
) -> None:
    first = start_platform(folder=tmp_path)
    app_key = listen(first, receiver)
    first.post("/sandbox/clock/freeze")
    first.post("/sandbox/auth_codes", {"app_key": app_key, "days": 20})
    receiver.hold()
    target = first.get("/sandbox/clock")["now"] + 4 * DAY
    first.post("/sandbox/clock/set", {"time": target, "wait": False})
    receiver.wait(1)
    first.stop()
    receiver.release()
    second = start_platform(folder=tmp_path)
    eventually(lambda: second.get("/sandbox/clock")["advancing_to"] is None)
    assert second.get("/sandbox/clock")["now"] == target
    assert len({notification.body["tts_notification_id"] for notification in receiver.received}) == 4


FAILS = DueName("an_act_that_fails")


@due(FAILS)
def fail(tx: Tx, action: DueAction) -> None:
    raise RuntimeError("it cannot be done")


def test_an_act_that_fails_stops_the_clock_where_it_is_and_notifications_go_on(
    anywhere: RunningPlatform, receiver: WebhookReceiver
) -> None:
    app_key = listen(anywhere, receiver)
    start = anywhere.post("/sandbox/clock/freeze")["now"]
    anywhere.inside(lambda tx: plan(tx, FAILS, "x", "", (start + 100) * 1000))
    reply = anywhere.refuse("POST", "/sandbox/clock/advance", {"seconds": 200})
    assert (reply.status, "it cannot be done" in reply.message) == (409, True)
    clock = anywhere.get("/sandbox/clock")
    assert (clock["now"], clock["frozen"], clock["advancing_to"]) == (start + 100, True, None)
    anywhere.post("/sandbox/deauthorize", {"app_key": app_key})
    assert receiver.wait(1)[0].type == 6
    anywhere.post("/sandbox/reset")
    assert anywhere.post("/sandbox/clock/advance", {"seconds": 200})["status"] == "DONE"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("advance", {}),
        ("advance", {"seconds": -1}),
        ("advance", {"seconds": "10"}),
        ("advance", {"seconds": 10**12}),
        ("advance", {"seconds": 1, "wait": "no"}),
        ("advance", {"minutes": 1}),
        ("set", {}),
        ("set", {"time": 1.5}),
        ("set", {"time": 10**20}),
        ("set", {"time": 253_402_300_799}),
    ],
)
def test_wrong_moves_are_refused(shared_platform: RunningPlatform, path: str, body: object) -> None:
    assert shared_platform.refuse("POST", f"/sandbox/clock/{path}", body).status == 400


@pytest.mark.own_platform
def test_calls_are_answered_while_the_clock_is_on_its_way(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    sku_id = stocked(seller, 150)
    for _ in range(150):
        buy(seller, sku_id, paid=False)
    job = platform.post("/sandbox/clock/advance", {"seconds": 60 * DAY, "wait": False})
    assert platform.get(f"/sandbox/jobs/{job['job_id']}")["status"] == "RUNNING"
    done = wait_for_job(platform, job["job_id"], "DONE")
    assert done["due_actions"] >= 150


def test_an_unknown_job_is_not_found(shared_platform: RunningPlatform) -> None:
    assert shared_platform.refuse("GET", "/sandbox/jobs/job99").status == 404
