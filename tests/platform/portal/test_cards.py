"""The cards that change the platform: clock, faults, snapshots, tokens, theme."""

from __future__ import annotations

import re

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.server import eventually

from .visitor import Visitor, change_a_product, words_of

pytestmark = pytest.mark.own_platform

DAY = 86_400


def now(visitor: Visitor) -> int:
    return int(visitor.platform.get("/sandbox/clock")["now"])


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ([("seconds", "3600")], 3_600),
        ([("amount", "30"), ("unit", "days")], 30 * DAY),
        ([("amount", "5"), ("unit", "minutes")], 300),
    ],
)
def test_the_clock_is_advanced(visitor: Visitor, fields: list[tuple[str, str]], seconds: int) -> None:
    visitor.platform.post("/sandbox/clock/freeze")
    before = now(visitor)
    reply = visitor.send("/portal/clock/advance", *fields, page="/")
    assert (reply.status_code, reply.headers["location"]) == (303, "/#clock")
    assert now(visitor) - before == seconds
    assert "ahead: " in words_of(visitor.open("/"))
    page = words_of(visitor.open("/"))
    assert "ahead: " not in page, "a note shows once"
    assert "Last move: " in page


@pytest.mark.parametrize("amount", ["", "0", "-1", "1.5", "ten", "9" * 30])
def test_a_wrong_amount_is_refused_in_words(visitor: Visitor, amount: str) -> None:
    visitor.platform.post("/sandbox/clock/freeze")
    before = now(visitor)
    reply = visitor.send("/portal/clock/advance", ("amount", amount), ("unit", "days"), page="/")
    assert reply.status_code == 400
    assert "Give a whole number" in reply.text
    assert now(visitor) == before


def test_the_clock_is_frozen_and_runs_again(visitor: Visitor) -> None:
    visitor.send("/portal/clock/freeze", page="/")
    assert visitor.platform.get("/sandbox/clock")["frozen"]
    assert "Frozen" in words_of(visitor.open("/portal/cards/clock"))
    visitor.send("/portal/clock/resume", page="/")
    assert not visitor.platform.get("/sandbox/clock")["frozen"]


def test_a_card_answers_itself_to_the_script(visitor: Visitor) -> None:
    reply = visitor.send("/portal/clock/freeze", page="/", headers={"x-fragment": "1"})
    assert reply.status_code == 200
    assert reply.text.lstrip().startswith('<div class="head"><h2 id="clock-title">')
    assert "The clock stands still." in reply.text
    reply = visitor.send("/portal/clock/advance", ("amount", "x"), page="/", headers={"x-fragment": "1"})
    assert reply.status_code == 400
    assert "Give a whole number" in reply.text


def test_a_fault_is_added_hits_and_is_removed(visitor: Visitor) -> None:
    fields = [("preset", "429"), ("operation", "getAuthorized*"), ("count", "2")]
    assert visitor.send("/portal/faults", *fields, page="/").status_code == 303
    assert visitor.platform.call("GET", "/authorization/202309/shops").status == 429
    page = words_of(visitor.open("/"))
    assert "Calls answer HTTP 429 getAuthorized* · 1 time left" in page
    fault_id = visitor.platform.get("/sandbox/faults")["faults"][0]["fault_id"]
    visitor.send("/portal/faults/remove", ("fault_id", fault_id), page="/")
    assert visitor.platform.call("GET", "/authorization/202309/shops").status == 200


def test_all_faults_are_removed_at_once(visitor: Visitor) -> None:
    for preset in ("drop", "push_twice"):
        visitor.send("/portal/faults", ("preset", preset), page="/")
    visitor.send("/portal/faults/remove", page="/")
    assert visitor.platform.get("/sandbox/faults")["faults"] == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ([("preset", "nothing")], "Choose what goes wrong"),
        ([("preset", "500"), ("operation", "noSuchOperation")], "No operation is named noSuchOperation."),
        ([("preset", "500"), ("count", "0")], "whole number"),
    ],
)
def test_a_fault_that_could_not_hit_is_refused(visitor: Visitor, fields: list[tuple[str, str]], words: str) -> None:
    reply = visitor.send("/portal/faults", *fields, page="/", headers={"x-fragment": "1"})
    assert reply.status_code == 400
    assert words in words_of(reply.text)
    assert visitor.platform.get("/sandbox/faults")["faults"] == []


def test_a_snapshot_is_saved_rewound_to_and_removed(visitor: Visitor) -> None:
    visitor.send("/portal/snapshots", ("name", "before <lunch>"), page="/")
    saved = next(
        snapshot for snapshot in visitor.platform.get("/sandbox/snapshots")["snapshots"] if snapshot["name"] != "start"
    )
    page = visitor.open("/")
    assert "Rewind to “before &lt;lunch&gt;”?" in page
    visitor.platform.post("/sandbox/clock/advance", {"seconds": 30 * DAY})
    visitor.send("/portal/snapshots/restore", ("snapshot_id", saved["snapshot_id"]), page="/")
    assert now(visitor) < saved["at"] + 60
    visitor.send("/portal/snapshots/remove", ("snapshot_id", saved["snapshot_id"]), page="/")
    assert len(visitor.platform.get("/sandbox/snapshots")["snapshots"]) == 1


def test_starting_over_names_its_effect_and_does_it(visitor: Visitor) -> None:
    visitor.platform.post("/sandbox/apps", {"name": "Short-lived"})
    page = words_of(visitor.open("/"))
    assert "Everything goes back to the first start" in page
    assert "both logs are emptied" in page
    assert visitor.send("/portal/reset", page="/").headers["location"] == "/#snapshots"
    assert [app["name"] for app in visitor.platform.get("/sandbox/apps")["apps"]] == ["Demo app"]


def test_an_expired_token_says_so_and_is_replaced(visitor: Visitor) -> None:
    keys = visitor.platform.keys
    visitor.platform.post("/sandbox/tokens/expire", {"access_token": keys["seller"]["access_token"]})
    assert "Expired" in words_of(visitor.open("/"))
    visitor.send("/portal/tokens", ("account_id", keys["seller"]["account_id"]), page="/")
    fresh = visitor.platform.get("/sandbox/keys")["seller"]["access_token"]
    assert fresh != keys["seller"]["access_token"]
    assert visitor.platform.call("GET", "/authorization/202309/shops", token=fresh).code == 0
    assert "Expired" not in words_of(visitor.open("/"))


def test_a_withdrawn_consent_shows_and_is_given_again(visitor: Visitor) -> None:
    keys = visitor.platform.keys
    visitor.platform.post("/sandbox/deauthorize", {"app_key": keys["app_key"]})
    assert "None: the consent was withdrawn." in words_of(visitor.open("/"))
    visitor.send("/portal/tokens", ("account_id", keys["seller"]["account_id"]), page="/")
    assert visitor.platform.get("/sandbox/keys")["seller"]["access_token"]


def test_a_long_move_shows_how_far_it_is(visitor: Visitor, receiver: WebhookReceiver) -> None:
    receiver.answer(500)
    change_a_product(visitor.platform, receiver)
    receiver.hold()
    reply = visitor.send("/portal/clock/advance", ("seconds", "3600"), page="/", headers={"x-fragment": "1"})
    assert "On the way to" in words_of(reply.text)
    assert reply.text.count("<button disabled") == 5
    receiver.release()
    eventually(lambda: "Running" in visitor.open("/portal/cards/clock"))
    assert re.search(r"Last move: \d+ due actions?, [1-9]\d* delivery attempts?", visitor.open("/portal/cards/clock"))


@pytest.mark.parametrize(("theme", "chosen"), [("dark", "dark"), ("light", "light"), ("neon", "auto")])
def test_the_theme_is_remembered_without_a_script(visitor: Visitor, theme: str, chosen: str) -> None:
    reply = visitor.send("/portal/theme", ("theme", theme), ("next", "/portal/apps"), page="/")
    assert reply.headers["location"] == "/portal/apps"
    assert f'data-theme="{chosen}"' in visitor.open("/portal/apps")


@pytest.mark.parametrize(
    "onwards", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_form_never_leads_to_another_site(visitor: Visitor, onwards: str) -> None:
    reply = visitor.send("/portal/theme", ("theme", "dark"), ("next", onwards), page="/")
    assert reply.headers["location"] == "/"
