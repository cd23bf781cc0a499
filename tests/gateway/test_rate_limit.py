"""Calls over the limit: 429 with Retry-After, per app, shop and operation, and no one else pays for it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import stocked

pytestmark = pytest.mark.own_platform

#: Slow enough that no bucket fills up again while a test runs.
ONE_AN_HOUR = {"hourly_quota": 1}

SECOND = 1_000_000_000


class Wall:
    """A wall clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = time.time_ns()

    def time_ns(self) -> int:
        return self.now


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """The clock by which buckets fill up again."""
    wall_clock = Wall()
    monkeypatch.setattr("shopwright.platform.gateway.rate_limiter.time", wall_clock)
    return wall_clock


@pytest.fixture
def limited(platform: RunningPlatform) -> RunningPlatform:
    """A platform with two calls a second per app, shop and operation."""
    platform.patch("/sandbox/settings", {"requests_per_second": 2})
    return platform


def search(seller: Seller) -> Reply:
    return seller.call("searchProducts", {}, query={"page_size": 1})


def exhaust(seller: Seller) -> Reply:
    """Call until it is too much; answers the refusal."""
    for _ in range(10):
        reply = search(seller)
        if reply.code:
            return reply
    raise AssertionError("never refused")


def test_a_call_too_many_is_a_429_with_retry_after_and_the_next_second_is_free(
    limited: RunningPlatform, wall: Wall
) -> None:
    seller = new_seller(limited)
    refused = exhaust(seller)
    assert (refused.status, refused.code, refused.json["data"]) == (429, 36009002, None)
    wait = int(refused.headers["retry-after"])
    assert wait == 1
    wall.now += wait * SECOND
    assert search(seller).code == 0


def test_the_limit_holds_over_a_burst(limited: RunningPlatform, wall: Wall) -> None:
    seller = new_seller(limited)
    for _ in range(3):
        codes = [search(seller).code for _ in range(6)]
        assert [code == 0 for code in codes] == [True, True, False, False, False, False]
        wall.now += SECOND


def test_other_shops_apps_and_operations_do_not_pay_for_one_caller(platform: RunningPlatform) -> None:
    platform.patch("/sandbox/settings", {"requests_per_second": 1})
    app = new_app(platform)
    busy, neighbour = new_seller(platform, app), new_seller(platform, app)
    other_app = new_app(platform)
    tokens = platform.post("/sandbox/tokens", {"app_key": other_app["app_key"], "account_id": busy.account_id})
    same_shop = Seller(platform, other_app, busy.shop, tokens)
    assert exhaust(busy).status == 429
    assert search(neighbour).code == 0
    assert search(same_shop).code == 0
    assert busy.call("getProduct", product_id="1").status == 200
    assert busy.call("getAuthorizedShops").code == 0


def test_calls_without_a_shop_are_counted_by_seller(platform: RunningPlatform) -> None:
    platform.patch("/sandbox/settings", {"requests_per_second": 1})
    app = new_app(platform)
    first, second = new_seller(platform, app), new_seller(platform, app)
    statuses = [first.call("getAuthorizedShops").status for _ in range(6)]
    assert 429 in statuses
    assert second.call("getAuthorizedShops").status == 200


def test_refused_calls_cost_nothing(platform: RunningPlatform) -> None:
    platform.patch("/sandbox/settings", ONE_AN_HOUR)
    seller = new_seller(platform)
    for _ in range(5):
        assert seller.signed("searchProducts", {}).but(sign="0" * 64).send(platform).code == 106001
    assert search(seller).code == 0
    assert search(seller).code == 36009037


def test_the_hourly_quota_is_one_budget_for_all_operations_of_a_shop(platform: RunningPlatform) -> None:
    platform.patch("/sandbox/settings", {"hourly_quota": 3})
    seller, other = new_seller(platform), new_seller(platform)
    assert [search(seller).code, seller.call("getProduct", product_id="1").status, search(seller).code] == [0, 200, 0]
    refused = seller.call("getProduct", product_id="1")
    assert (refused.status, refused.code) == (429, 36009037)
    assert 1000 < int(refused.headers["retry-after"]) <= 1200
    assert search(other).code == 0


def test_the_limiter_can_be_switched_off_while_the_platform_runs(limited: RunningPlatform) -> None:
    seller = new_seller(limited)
    exhaust(seller)
    limited.patch("/sandbox/settings", {"requests_per_second": 0})
    assert {search(seller).code for _ in range(20)} == {0}


@pytest.mark.parametrize(("options", "limit"), [({}, 0), ({"requests_per_second": 7}, 7)])
def test_the_limiter_is_off_in_memory_unless_it_is_asked_for(options: dict[str, int], limit: int) -> None:
    platform = RunningPlatform(demo=False, **options)
    assert platform.get("/sandbox/settings")["requests_per_second"] == limit
    platform.stop()


def test_the_limiter_is_on_where_data_is_kept(tmp_path: Path) -> None:
    platform = RunningPlatform(demo=False, folder=tmp_path / "data")
    assert platform.get("/sandbox/settings")["requests_per_second"] == 50
    platform.stop()


def list_products(seller: Seller) -> Reply:
    """A page of whole products at the plain door, which asks getProduct for each."""
    headers = {"authorization": f"Bearer {seller.token}"}
    return seller.platform.ask("GET", "/api/products", headers=headers)


def test_what_a_plain_call_asks_for_is_charged_as_if_it_was_called_by_itself(anywhere: RunningPlatform) -> None:
    busy, quiet = new_seller(anywhere), new_seller(anywhere)
    for number in range(5):
        stocked(busy, seller_sku=f"SKU-{number}")
    stocked(quiet)
    anywhere.patch("/sandbox/settings", {"requests_per_second": 2})
    assert len(list_products(busy).data["products"]) == 5
    refused = list_products(busy)
    assert (refused.status, refused.code, refused.headers["retry-after"]) == (429, 36009002, "2")
    assert busy.call("getProduct", product_id="1").code == 36009002
    assert busy.call("getOrderList", {}, query={"page_size": 1}).code == 0
    assert list_products(quiet).code == 0
    anywhere.patch("/sandbox/settings", {"requests_per_second": 0, "hourly_quota": 6})
    assert [list_products(busy).code for _ in range(2)] == [0, 36009037]
