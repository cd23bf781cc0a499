"""/sandbox/apps."""

from __future__ import annotations

import pytest

from shopwright.contract.load import all_scopes
from shopwright.testing import WebhookReceiver
from tests.harness.server import RunningPlatform

SHOPS = "/authorization/202309/shops"


def test_a_new_app_has_fresh_keys_and_every_scope(platform: RunningPlatform) -> None:
    app = platform.post("/sandbox/apps", {"name": "Mine"})
    other = platform.post("/sandbox/apps", {"name": "Mine"})
    assert app["app_key"] != other["app_key"]
    assert app["app_secret"] != other["app_secret"]
    assert app["scopes"] == list(all_scopes())
    assert (app["type"], app["status"], app["topics"], app["is_demo"]) == ("custom", "ACTIVE", None, False)


def test_a_secret_is_answered_on_creation_and_for_one_app_but_not_in_the_list(platform: RunningPlatform) -> None:
    made = platform.post("/sandbox/apps", {"name": "Mine", "type": "public"})
    assert platform.get(f"/sandbox/apps/{made['app_key']}") == made
    listed = {app["app_key"]: app for app in platform.get("/sandbox/apps")["apps"]}
    assert "app_secret" not in listed[made["app_key"]]
    assert platform.keys["app_key"] in listed


def test_a_change_leaves_what_it_does_not_name(platform: RunningPlatform) -> None:
    app = platform.post("/sandbox/apps", {"name": "Mine", "redirect_url": "https://example.com/cb"})
    changed = platform.patch(f"/sandbox/apps/{app['app_key']}", {"name": "Yours"})
    assert changed["redirect_url"] == "https://example.com/cb"
    assert changed == {**{k: v for k, v in app.items() if k != "app_secret"}, "name": "Yours"}


@pytest.mark.own_platform
def test_every_field_can_be_changed(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    path = f"/sandbox/apps/{platform.keys['app_key']}"
    change = {
        "name": "New",
        "type": "public",
        "status": "DISABLED",
        "redirect_url": "http://localhost:3000/cb?x=1",
        "scopes": ["seller.product.basic"],
        "webhook_url": receiver.url,
        "topics": [7, 6],
    }
    changed = platform.patch(path, change)
    assert {**changed, **change, "topics": [6, 7]} == changed
    assert platform.patch(path, {"webhook_url": None, "topics": None, "redirect_url": ""})["webhook_url"] is None


def test_topics_may_be_numbers_or_names(platform: RunningPlatform) -> None:
    app = platform.post("/sandbox/apps", {"name": "A", "topics": ["SELLER_DEAUTHORIZATION", 20, 6]})
    assert app["topics"] == [6, 20]


@pytest.mark.own_platform
def test_a_scope_taken_from_an_app_is_missing_in_its_calls(platform: RunningPlatform) -> None:
    platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"scopes": []})
    assert platform.call("GET", SHOPS).code == 105005


def test_a_disabled_app_is_refused_until_it_is_active_again(platform: RunningPlatform) -> None:
    path = f"/sandbox/apps/{platform.keys['app_key']}"
    platform.patch(path, {"status": "DISABLED"})
    assert platform.call("GET", SHOPS).code == 36009004
    platform.patch(path, {"status": "ACTIVE"})
    assert platform.call("GET", SHOPS).code == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": 1}, "name"),
        ({"name": "A", "type": "other"}, "type"),
        ({"name": "A", "nmae": 1}, "nmae"),
        ({"name": "A", "scopes": ["seller.nothing"]}, "scopes"),
        ({"name": "A", "topics": [99]}, "topics"),
        ({"name": "A", "topics": ["NO_SUCH_TOPIC"]}, "topics"),
        ({"name": "A", "topics": ["6"]}, "topics"),
        ({"name": "A", "webhook_url": "http://example.com/x"}, "webhook_url"),
        ({"name": "A", "webhook_url": "https://10.0.0.1/x"}, "webhook_url"),
        ({"name": "A", "webhook_url": ""}, "webhook_url"),
        ({"name": "A", "redirect_url": "ftp://example.com"}, "redirect_url"),
        ({"name": "A", "redirect_url": "https://exa mple.com"}, "redirect_url"),
        ({"name": "A", "redirect_url": "https://[::1"}, "redirect_url"),
    ],
)
def test_a_wrong_field_of_an_app_is_refused_by_name(shared_platform: RunningPlatform, body: object, field: str) -> None:
    reply = shared_platform.refuse("POST", "/sandbox/apps", body)
    assert (reply.status, reply.code) == (400, 40001)
    assert field in reply.message
    change = shared_platform.refuse("PATCH", f"/sandbox/apps/{shared_platform.keys['app_key']}", body) if body else None
    assert change is None or field in change.message


def test_an_unknown_app_is_not_found(shared_platform: RunningPlatform) -> None:
    assert shared_platform.refuse("GET", "/sandbox/apps/nobody").status == 404
    assert shared_platform.refuse("PATCH", "/sandbox/apps/nobody", {}).status == 404
