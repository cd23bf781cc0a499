"""``shopwright doctor``: each fault is found, and its remedy said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shopwright.cli.check_result import Verdict
from shopwright.cli.checks import examine
from shopwright.client.shop import Shop
from shopwright.testing import WebhookReceiver
from shopwright.wire.signing import sign_webhook
from tests.client.support import Ticking, settings_of
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import RunningPlatform

from .commands import Run
from .terminal import at_terminal
from .test_call import variables_of

pytestmark = pytest.mark.slow


def diagnosed(run: Run, platform: RunningPlatform, *arguments: str, **changes: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and the last finding of each kind."""
    done = run("doctor", "--json", *arguments, **{**variables_of(platform), **changes})
    assert done.out, done.err
    return done.code, {load["what"]: load for load in json.loads(done.out)}


def test_a_shop_in_order_passes(run: Run, shared_platform: RunningPlatform) -> None:
    code, checks = diagnosed(run, shared_platform, "--scopes-for", "order")
    assert code == 0
    assert {item["verdict"] for name, item in checks.items() if name not in ("token", "scopes")} == {"fine"}
    assert list(checks)[:5] == ["version", "address", "clock", "signature", "token"]


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
    code, checks = diagnosed(run, shared_platform, **changes)
    wrong = [name for name, item in checks.items() if item["verdict"] == "wrong"]
    assert (code, wrong) == (1, [what]), checks
    assert checks[what]["remedy"]


@pytest.mark.own_platform
def test_an_expired_token_that_cannot_be_refreshed_is_found(run: Run, platform: RunningPlatform) -> None:
    platform.post("/sandbox/tokens/expire", {"access_token": platform.keys["seller"]["access_token"]})
    code, checks = diagnosed(run, platform)
    assert (code, checks["token"]["verdict"]) == (1, "wrong")


@pytest.mark.own_platform
def test_an_expired_token_that_can_be_refreshed_is_no_fault_until_the_seller_withdraws(
    run: Run, platform: RunningPlatform, tmp_path: Path
) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert run("login", "--local", platform.url, **home).code == 0
    platform.post("/sandbox/tokens/expire", {"access_token": platform.keys["seller"]["access_token"]})
    done = run("doctor", **home)
    assert done.code == 0, done.said
    assert "and refreshes by itself; the authorisation lasts until" in done.out
    keys = platform.keys
    platform.post("/sandbox/deauthorize", {"app_key": keys["app_key"], "account_id": keys["seller"]["account_id"]})
    done = run("doctor", **home)
    assert done.code == 1
    assert "✗ token:" in done.out


@pytest.mark.parametrize(("ahead", "says"), [(3600.0, "ahead of"), (-3600.0, "behind"), (5.0, "differs")])
def test_a_clock_that_is_wrong_is_found(shared_platform: RunningPlatform, ahead: float, says: str) -> None:
    clock = Ticking()
    clock.ahead = ahead
    with Shop(**settings_of(shared_platform, clock=clock, pause=clock.pause)) as shop:
        check_results = {check_result.what: check_result for check_result in examine(shop, [])}
    verdict = Verdict.WARNING if abs(ahead) > 300 else Verdict.FINE
    assert check_results["clock"].verdict is verdict
    assert says in check_results["clock"].says
    assert bool(check_results["clock"].remedy) is (verdict is Verdict.WARNING)
    assert check_results["signature"].verdict is Verdict.FINE


def test_a_scope_that_the_app_lacks_is_found(run: Run, platform: RunningPlatform) -> None:
    app = new_app(platform, scopes=["seller.product.basic"])
    seller = new_seller(platform, app)
    code, checks = diagnosed(run, platform, **variables_for(seller))
    assert (code, checks["scopes"]["verdict"]) == (1, "wrong")
    assert "seller.authorization.info" in checks["scopes"]["says"]
    assert "Manage API" in checks["scopes"]["remedy"]


def test_scopes_are_compared_with_what_operations_need(run: Run, platform: RunningPlatform, tmp_path: Path) -> None:
    app = new_app(platform, scopes=["seller.authorization.info", "seller.order.info"])
    seller = new_seller(platform, app)
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    made = platform.post("/sandbox/auth_codes", {"app_key": app["app_key"], "account_id": seller.account_id})
    names = ("--app-key", app["app_key"], "--service-id", app["service_id"])
    secret = {"SHOPWRIGHT_APP_SECRET": app["app_secret"]}
    with at_terminal(tmp_path, "login", "--base-url", platform.url, *names, **home, **secret) as terminal:
        terminal.read_until("or its code:")
        terminal.type(f"{made['code']}\n")
        assert terminal.end() == 0
    assert "2 are granted" in run("doctor", **home).out
    assert run("doctor", "--scopes-for", "order.get_order_list", **home).code == 0
    wanted = run("doctor", "--scopes-for", "order.get_order_list,product.create_product", **home)
    assert wanted.code == 1
    assert "✓ scopes: order.get_order_list is allowed." in wanted.out
    assert "✗ scopes: product.create_product misses seller.product.write" in wanted.out
    assert "there is no nothing" in run("doctor", "--scopes-for", "nothing", **home).out


@pytest.mark.own_platform
def test_calls_that_come_too_fast_are_told(run: Run, platform: RunningPlatform) -> None:
    fault = {"operation": "getAuthorizedShops", "http_status": 429, "retry_after": 0, "count": 1}
    platform.post("/sandbox/faults", fault)
    code, checks = diagnosed(run, platform)
    assert (code, checks["limits"]["verdict"]) == (0, "warning")
    assert "1 of 4 calls" in checks["limits"]["says"]
    platform.post("/sandbox/faults", {**fault, "retry_after": 3600, "count": None})
    code, checks = diagnosed(run, platform)
    assert (code, checks["first call"]["verdict"]) == (1, "wrong")


def variables_for(seller: Seller) -> dict[str, str]:
    return {
        "SHOPWRIGHT_APP_KEY": seller.app["app_key"],
        "SHOPWRIGHT_APP_SECRET": seller.app["app_secret"],
        "SHOPWRIGHT_ACCESS_TOKEN": seller.token,
    }


@pytest.mark.own_platform
def test_several_shops_without_a_choice_are_found(run: Run, platform: RunningPlatform) -> None:
    made = platform.post("/sandbox/shops", {"region": "DE", "account_id": platform.keys["seller"]["account_id"]})
    code, checks = diagnosed(run, platform)
    assert (code, checks["shop"]["verdict"]) == (1, "wrong")
    assert made["cipher"] in checks["shop"]["says"]
    assert diagnosed(run, platform, "--shop", made["cipher"])[0] == 0


@pytest.mark.own_platform
def test_webhooks_that_do_not_answer_or_refuse_are_found(
    run: Run, platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    point_webhooks(platform, receiver.url)
    for status in (200, 401):
        receiver.answer(status, 1)
    assert diagnosed(run, platform)[1]["webhooks"]["verdict"] == "fine"
    signed, forged = receiver.attempts
    keys = platform.keys
    right = sign_webhook(keys["app_key"], keys["app_secret"], signed.raw)
    assert signed.headers["authorization"] == right != forged.headers["authorization"]
    assert "nobody signed" in diagnosed(run, platform)[1]["webhooks"]["says"]
    receiver.answer(401)
    assert "correct signature" in diagnosed(run, platform)[1]["webhooks"]["says"]
    receiver.answer(503)
    assert "503" in diagnosed(run, platform)[1]["webhooks"]["says"]
    point_webhooks(platform, "http://127.0.0.1:9/webhook")
    code, checks = diagnosed(run, platform)
    assert (code, checks["webhooks"]["verdict"]) == (1, "wrong")
    assert "does not answer from here" in checks["webhooks"]["says"]


def test_a_host_without_an_address_and_one_without_tls_are_told_apart(
    run: Run, shared_platform: RunningPlatform
) -> None:
    _, checks = diagnosed(run, shared_platform, SHOPWRIGHT_BASE_URL="https://nowhere.invalid")
    assert "has no address" in checks["address"]["says"]
    plain = shared_platform.url.replace("http:", "https:")
    _, checks = diagnosed(run, shared_platform, SHOPWRIGHT_BASE_URL=plain)
    assert "TLS" in checks["address"]["says"]


def point_webhooks(platform: RunningPlatform, address: str) -> None:
    body = {"event_type": "ORDER_STATUS_CHANGE", "address": address}
    assert platform.call("PUT", "/event/202309/webhooks", body, cipher=True).code == 0


def test_after_a_login_the_scopes_are_known(run: Run, platform: RunningPlatform, tmp_path: Any) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert run("login", "--local", platform.url, **home).code == 0
    done = run("doctor", "--scopes-for", "order,product.create_product", **home)
    assert done.code == 0
    assert "✓ token: it holds until" in done.out
    assert "✓ scopes: order is allowed." in done.out
    assert "✓ scopes: product.create_product is allowed." in done.out
    assert "Log in" not in done.out


def test_a_token_given_as_text_is_told_not_to_name_its_scopes(run: Run, shared_platform: RunningPlatform) -> None:
    _, checks = diagnosed(run, shared_platform, "--scopes-for", "order")
    assert checks["scopes"]["verdict"] == "warning"
    assert "a token that is given as text" in checks["scopes"]["remedy"]
