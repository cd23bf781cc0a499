"""The plugin in test suites of its users: options, isolation, what a failure shows, and what it costs others."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from shopwright.testing import Platform

from .suites import SECONDS, run

pytestmark = pytest.mark.slow

HEAVY = ("aiohttp", "cryptography", "shopwright.client", "shopwright.platform", "sqlalchemy", "starlette", "uvicorn")


def test_the_wheel_brings_no_plugin_that_pytest_loads_by_itself() -> None:
    """For then pytest would rewrite every module of the wheel, whether the fixtures are used or not."""
    assert not [
        entry_point for entry_point in entry_points(group="pytest11") if entry_point.value.startswith("shopwright")
    ]


def test_one_line_in_conftest_brings_fixtures_and_options(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["shopwright.testing.plugin"]\n')
    suite = "def test_it(shopwright_platform): assert shopwright_platform.keys.shop_region == 'US'"
    code, output = run(tmp_path, suite, ini="shopwright_region = US\n", loads_plugin=False)
    assert code == 0, output
    assert "1 passed" in output


def test_who_does_not_use_it_pays_next_to_nothing(tmp_path: Path) -> None:
    suite = f"""
import sys

def test_plain():
    loaded = [name for name in {HEAVY} if name in sys.modules]
    assert not loaded
"""
    code, output = run(tmp_path, suite, is_fresh=True)
    assert code == 0, output
    assert "1 passed" in output


EVERYTHING = """
import pytest

SEEN = set()

@pytest.mark.parametrize("number", range(4))
def test_alone(number, shopwright_platform, shop, webhook_inbox):
    assert list(shop.order.iter_orders()) == []
    order = shopwright_platform.buy()
    assert webhook_inbox.wait_for("ORDER_STATUS_CHANGE").data["order_id"] == order.order_id
    assert len(list(shop.order.iter_orders())) == 1
    assert shopwright_platform.keys.shop_region == "DE"
    assert shopwright_platform.keys.app_key not in SEEN
    SEEN.add(shopwright_platform.keys.app_key)

def test_async(shopwright_platform, async_shop):
    import asyncio
    assert asyncio.run(async_shop.order.get_order_list(page_size=1))["total_count"] == 0

@pytest.mark.shopwright(region="US")
def test_marked(shopwright_platform):
    assert shopwright_platform.keys.shop_region == "US"

def test_session(shopwright_session_platform):
    assert shopwright_session_platform.shop("GB").buy().currency == "GBP"
"""


def test_each_test_is_alone_on_every_worker_and_leaves_nothing_open(tmp_path: Path) -> None:
    code, output = run(tmp_path, EVERYTHING, "-n", "2", ini="shopwright_region = DE\n", plugins=("xdist.plugin",))
    assert code == 0, output
    assert "7 passed" in output


def test_a_running_platform_serves_the_same_suite(shopwright_platform: Platform, tmp_path: Path) -> None:
    options = ("--shopwright-url", shopwright_platform.url)
    code, output = run(tmp_path, EVERYTHING, *options, ini="shopwright_region = DE\n")
    assert code == 0, output
    assert "7 passed" in output
    used = {app["name"] for app in shopwright_platform.control.get("apps")["apps"]}
    assert "App under test" in used


def test_a_failed_test_shows_the_calls_that_came_in_without_secrets(tmp_path: Path) -> None:
    suite = """
from pathlib import Path
import shopwright

def test_fails(shopwright_platform):
    keys = shopwright_platform.keys
    Path("secrets").write_text(f"{keys.app_secret} {keys.seller.access_token}")
    with shopwright.Shop(keys.app_key, "wrong", base_url=keys.base_url, access_token=keys.seller.access_token) as shop:
        try:
            shop.authorization.get_authorized_shops()
        except shopwright.SignatureError:
            pass
    assert False, "on purpose"

def test_passes(shopwright_platform, shop):
    shop.order.get_order_list(page_size=1)
"""
    code, output = run(tmp_path, suite)
    assert code == 1, output
    text = output.partition("Shopwright: calls that came in")[2]
    assert "GET /authorization/202309/shops getAuthorizedShops: 401, code 106001" in text
    assert "getOrderList" not in output
    for secret in (tmp_path / "secrets").read_text().split():
        assert secret not in output


@pytest.mark.parametrize(
    ("marker", "says"),
    [
        ("region='Mars'", "no region 'Mars'; use one of "),
        ("market='DE'", "not market"),
    ],
)
def test_what_cannot_be_started_says_why(marker: str, says: str, tmp_path: Path) -> None:
    suite = f"""
import pytest

@pytest.mark.shopwright({marker})
def test_it(shopwright_platform):
    pass
"""
    code, output = run(tmp_path, suite)
    assert code == 1, output
    assert says in output


def test_importing_the_plugin_or_the_package_loads_nothing_heavy() -> None:
    program = (
        f"import sys, shopwright.testing.plugin, shopwright.testing; print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=SECONDS, check=True)
    assert done.stdout.strip() == "[]"


REFUSED = """
import asyncio
import pytest
from shopwright.testing import WebhookInbox

def test_sync(shop):
    shop.product.get_product("1")

def test_async(async_shop):
    async def drive():
        await async_shop.product.get_product("1")
    with asyncio.Runner() as runner:
        task = runner.get_loop().create_task(drive())
        runner.get_loop().run_until_complete(asyncio.wait([task]))
        error = task.exception()
    raise error

def test_items(shop):
    list(shop.order.iter_orders(order_status="NO SUCH"))

def test_arguments(shop):
    shop.with_options(validate=True).order.get_order_list(page_size=5000)

def test_no_token(shopwright_platform, shop):
    shopwright_platform.expire_token(refresh_token=True)
    shop.order.get_order_list(page_size=5)

def test_control(shopwright_platform):
    shopwright_platform.orders.cancel("1")

def test_inbox(webhook_inbox):
    webhook_inbox.wait_for("ORDER_STATUS_CHANGE", seconds=0.01)
"""


def test_a_refused_call_shows_the_line_of_the_test_and_nothing_from_inside(tmp_path: Path) -> None:
    code, output = run(tmp_path, REFUSED)
    assert code == 1, output
    assert "7 failed" in output
    internals = [line for line in output.splitlines() if "shopwright/" in line and ".py:" in line]
    assert internals == [], output
    for error in ("12052", "36009004", "ArgumentError", "NotAuthorized", "ControlError", "NotDelivered"):
        assert error in output


BROKEN = """
class Transport:
    def send(self, request): raise ZeroDivisionError("a bug")
    def close(self): pass

def test_bug(shopwright_platform):
    from shopwright import Shop
    Shop("k", "s", base_url=shopwright_platform.url, access_token="t", transport=Transport()).seller.get_active_shops()
"""


def test_a_bug_shows_every_frame(tmp_path: Path) -> None:
    code, output = run(tmp_path, BROKEN)
    assert code == 1, output
    assert "shopwright/client/core/shells.py" in output
