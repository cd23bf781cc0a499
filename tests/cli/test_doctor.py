"""``shopwright doctor``: each fault is found, and its remedy said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.commands import Run
from tests.cli.test_call import variables_of
from tests.harness.receiver import Receiver
from tests.harness.server import RunningPlatform


def diagnosed(run: Run, platform: RunningPlatform, *arguments: str, **changes: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and the last finding of each kind."""
    done = run("doctor", "--json", *arguments, **{**variables_of(platform), **changes})
    assert done.out, done.err
    return done.code, {one["what"]: one for one in json.loads(done.out)}


def test_a_shop_in_order_passes(run: Run, shared_platform: RunningPlatform) -> None:
    code, found = diagnosed(run, shared_platform, "--scopes-for", "order")
    assert code == 0
    assert {one["verdict"] for name, one in found.items() if name not in ("token", "scopes")} == {"fine"}
    assert list(found)[:5] == ["address", "clock", "signature", "token", "shop"]


def test_it_reads_well(run: Run, shared_platform: RunningPlatform) -> None:
    done = run("doctor", **variables_of(shared_platform))
    assert done.code == 0
    assert "✓ address:" in done.out
    assert "do: Log in (shopwright login)" in done.out


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"SHOPWRIGHT_BASE_URL": "http://127.0.0.1:9"}, "address"),
        ({"SHOPWRIGHT_APP_SECRET": "wrong"}, "signature"),
        ({"SHOPWRIGHT_APP_KEY": "wrong"}, "app key"),
        ({"SHOPWRIGHT_ACCESS_TOKEN": "wrong"}, "token"),
        ({"SHOPWRIGHT_SHOP_CIPHER": "wrong"}, "shop"),
    ],
)
def test_each_wrong_setting_is_told_from_the_others(
    run: Run, shared_platform: RunningPlatform, changes: dict[str, str], what: str
) -> None:
    code, found = diagnosed(run, shared_platform, **changes)
    wrong = [name for name, one in found.items() if one["verdict"] == "wrong"]
    assert (code, wrong) == (1, [what]), found
    assert found[what]["remedy"]


def test_an_expired_token_is_found(run: Run, platform: RunningPlatform) -> None:
    platform.post("/sandbox/tokens/expire", {"access_token": platform.keys["seller"]["access_token"]})
    code, found = diagnosed(run, platform)
    assert (code, found["token"]["verdict"]) == (1, "wrong")


def test_several_shops_without_a_choice_are_found(run: Run, platform: RunningPlatform) -> None:
    made = platform.post("/sandbox/shops", {"region": "DE", "account_id": platform.keys["seller"]["account_id"]})
    code, found = diagnosed(run, platform)
    assert (code, found["shop"]["verdict"]) == (1, "wrong")
    assert made["cipher"] in found["shop"]["says"]
    assert diagnosed(run, platform, "--shop", made["cipher"])[0] == 0


def test_webhooks_that_do_not_answer_or_refuse_are_found(
    run: Run, platform: RunningPlatform, receiver: Receiver
) -> None:
    set_to = lambda address: platform.call(  # noqa: E731
        "PUT", "/event/202309/webhooks", {"event_type": "ORDER_STATUS_CHANGE", "address": address}, cipher=True
    )
    assert set_to(receiver.url).code == 0
    assert diagnosed(run, platform)[1]["webhooks"]["verdict"] == "fine"
    receiver.status = 401
    assert "correct signature" in diagnosed(run, platform)[1]["webhooks"]["says"]
    receiver.status = 503
    assert "503" in diagnosed(run, platform)[1]["webhooks"]["says"]
    assert set_to("http://127.0.0.1:9/webhook").code == 0
    code, found = diagnosed(run, platform)
    assert (code, found["webhooks"]["verdict"]) == (1, "wrong")


def test_after_a_login_the_scopes_are_known(run: Run, platform: RunningPlatform, tmp_path: Any) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert run("login", "--local", platform.url, **home).code == 0
    done = run("doctor", **home)
    assert done.code == 0
    assert "✓ token: it holds until" in done.out
