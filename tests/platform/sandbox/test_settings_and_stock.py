"""/sandbox/settings and /sandbox/ledger."""

from __future__ import annotations

import pytest

from shopwright.platform.clock.state import Settings
from shopwright.platform.sandbox.settings import SettingsChange
from tests.harness.server import RunningPlatform

SHOPS = "/authorization/202309/shops"


def test_every_setting_can_be_changed() -> None:
    assert SettingsChange.__struct_fields__ == Settings.__struct_fields__


def test_a_change_of_settings_leaves_what_it_does_not_name(anywhere: RunningPlatform) -> None:
    before = anywhere.get("/sandbox/settings")
    assert set(before) == set(Settings.__struct_fields__)
    changed = anywhere.patch("/sandbox/settings", {"keep_days": 2, "strict_cipher": True})
    assert changed == {**before, "keep_days": 2, "strict_cipher": True}
    assert anywhere.patch("/sandbox/settings", {}) == changed == anywhere.get("/sandbox/settings")


@pytest.mark.own_platform
def test_a_setting_takes_effect_at_once(platform: RunningPlatform) -> None:
    assert platform.call("GET", SHOPS, cipher=True).code == 0
    platform.patch("/sandbox/settings", {"strict_cipher": True})
    assert platform.call("GET", SHOPS, cipher=True).code == 36009004


def test_a_rate_limit_can_be_switched_on(anywhere: RunningPlatform) -> None:
    anywhere.patch("/sandbox/settings", {"requests_per_second": 1})
    replies = [anywhere.call("GET", SHOPS) for _ in range(4)]
    assert replies[0].status == 200
    assert 429 in {reply.status for reply in replies}
    assert int(next(reply for reply in replies if reply.status == 429).headers["retry-after"]) == 1
    anywhere.patch("/sandbox/settings", {"requests_per_second": 0})
    assert anywhere.call("GET", SHOPS).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"requests_per_second": -1},
        {"hourly_quota": 10**30},
        {"keep_requests": "many"},
        {"keep_days": 0},
        {"same_key_other_body": "last"},
        {"strict_cipher": None},
        {"no_such_setting": True},
    ],
)
def test_wrong_settings_are_refused_by_name(shared_platform: RunningPlatform, body: dict[str, object]) -> None:
    before = shared_platform.get("/sandbox/settings")
    reply = shared_platform.refuse("PATCH", "/sandbox/settings", body)
    assert reply.status == 400
    assert next(iter(body)) in reply.message
    assert shared_platform.get("/sandbox/settings") == before


def a_sku(platform: RunningPlatform) -> str:
    reply = platform.call("POST", "/product/202502/products/search", {}, query={"page_size": 1}, cipher=True)
    return str(reply.data["products"][0]["skus"][0]["id"])


def test_the_ledger_adds_up_to_what_is_held(platform: RunningPlatform) -> None:
    shop_id, sku_id = platform.keys["shop_id"], a_sku(platform)
    ledger = platform.get("/sandbox/ledger", shop_id=shop_id, sku_id=sku_id)
    (held,) = ledger["holdings"]
    assert held["on_hand"] == sum(entry["on_hand"] for entry in ledger["entries"]) > 0
    assert held["available"] == held["on_hand"]
    assert ledger["entries"][0]["reason"] == "manual_adjustment"


def test_the_ledger_of_nothing_is_not_found(shared_platform: RunningPlatform) -> None:
    shop_id = shared_platform.keys["shop_id"]
    assert shared_platform.refuse("GET", "/sandbox/ledger", shop_id=shop_id, sku_id="1").status == 404
    assert shared_platform.refuse("GET", "/sandbox/ledger", shop_id="1", sku_id="1").status == 404
    assert "sku_id" in shared_platform.refuse("GET", "/sandbox/ledger", shop_id=shop_id).message
