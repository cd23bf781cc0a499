"""/sandbox/accounts and /sandbox/shops."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from shopwright.platform.market.regions import all_regions
from tests.harness.server import RunningPlatform

SHOPS = "/authorization/202309/shops"


@pytest.mark.parametrize("code", [region.code for region in all_regions()])
def test_a_shop_opens_in_each_region_with_a_seller_and_warehouses(shared_platform: RunningPlatform, code: str) -> None:
    shop = shared_platform.post("/sandbox/shops", {"region": code, "name": "Mine"})
    assert (shop["region"], shop["name"], shop["seller_type"]) == (code, "Mine", "LOCAL")
    assert [warehouse["type"] for warehouse in shop["warehouses"]] == ["SALES_WAREHOUSE", "RETURN_WAREHOUSE"]
    seller = shared_platform.get(f"/sandbox/accounts/{shop['account_id']}")
    assert (seller["kind"], seller["shop_ids"]) == ("seller", [shop["shop_id"]])
    assert shared_platform.get(f"/sandbox/shops/{shop['shop_id']}") == {k: v for k, v in shop.items() if k != "tokens"}


def test_apps_that_a_new_shop_authorises_get_tokens_that_work(platform: RunningPlatform) -> None:
    app = platform.post("/sandbox/apps", {"name": "Second"})
    shop = platform.post(
        "/sandbox/shops", {"region": "US", "authorize": [app["app_key"], platform.keys["app_key"], app["app_key"]]}
    )
    assert [token["app_key"] for token in shop["tokens"]] == [app["app_key"], platform.keys["app_key"]]
    token = shop["tokens"][0]["access_token"]
    seen = platform.call("GET", SHOPS, token=token, app=app).data["shops"]
    assert [item["cipher"] for item in seen] == [shop["cipher"]]


def test_a_seller_may_have_shops_in_several_regions_but_one_in_each(platform: RunningPlatform) -> None:
    first = platform.post("/sandbox/shops", {"region": "DE", "seller_type": "CROSS_BORDER"})
    seller = first["account_id"]
    second = platform.post("/sandbox/shops", {"region": "FR", "account_id": seller, "seller_type": "CROSS_BORDER"})
    assert second["account_id"] == seller
    reply = platform.refuse("POST", "/sandbox/shops", {"region": "DE", "account_id": seller})
    assert (reply.status, reply.code) == (409, 40901)
    assert len(platform.get(f"/sandbox/accounts/{seller}")["shop_ids"]) == 2


def test_of_many_calls_at_once_one_opens_the_sellers_shop(anywhere: RunningPlatform) -> None:
    seller = anywhere.post("/sandbox/accounts", {"kind": "seller", "region": "GB"})["account_id"]
    with ThreadPoolExecutor(6) as threads:
        body = {"region": "GB", "account_id": seller}
        replies = list(threads.map(lambda _: anywhere.ask("POST", "/sandbox/shops", body).status, range(6)))
    assert sorted(replies) == [200] + [409] * 5


def test_only_sellers_have_shops(platform: RunningPlatform) -> None:
    creator = platform.post("/sandbox/accounts", {"kind": "creator", "region": "GB"})
    reply = platform.refuse("POST", "/sandbox/shops", {"region": "GB", "account_id": creator["account_id"]})
    assert "account_id" in reply.message


@pytest.mark.own_platform
def test_a_change_of_a_shop_leaves_what_it_does_not_name(platform: RunningPlatform) -> None:
    path = f"/sandbox/shops/{platform.keys['shop_id']}"
    before = platform.get(path)
    change = {
        "name": "Renamed",
        "authorization_days": 10,
        "low_stock_threshold": 0,
        "failed_prerequisites": {"SHOP_TAX": "Tax number missing"},
        "listing_quota": 3,
    }
    assert platform.patch(path, change) == {**before, **change}
    platform.patch(path, {"audit": {"delay_seconds": 60, "reasons": ["Bad picture"]}})
    after = platform.patch(path, {"audit": {"verdict": "FAILED"}})
    assert after["audit"] == {"delay_seconds": 60, "verdict": "FAILED", "reasons": ["Bad picture"]}


@pytest.mark.own_platform
def test_warehouses_are_switched_by_id(platform: RunningPlatform) -> None:
    path = f"/sandbox/shops/{platform.keys['shop_id']}"
    first, second = platform.get(path)["warehouses"]
    changed = platform.patch(path, {"warehouses": {first["warehouse_id"]: "DISABLED"}})["warehouses"]
    assert [item["status"] for item in changed] == ["DISABLED", second["status"]]
    assert platform.refuse("PATCH", path, {"warehouses": {"1": "ENABLED"}}).status == 404


@pytest.mark.own_platform
def test_an_inactive_shop_or_seller_is_refused_by_the_gateway(platform: RunningPlatform) -> None:
    shop, seller = f"/sandbox/shops/{platform.keys['shop_id']}", platform.keys["seller"]["account_id"]
    path = "/product/202309/categories"
    assert platform.call("GET", path, cipher=True).code not in {36009043, 36009044}
    platform.patch(shop, {"status": "INACTIVE"})
    assert platform.call("GET", path, cipher=True).code == 36009043
    platform.patch(shop, {"status": "ACTIVE"})
    platform.patch(f"/sandbox/accounts/{seller}", {"status": "INACTIVE"})
    assert platform.call("GET", SHOPS).code == 36009044


@pytest.mark.parametrize("kind", ["seller", "creator", "partner"])
def test_users_of_each_kind_can_be_made_and_switched_off(platform: RunningPlatform, kind: str) -> None:
    account = platform.post("/sandbox/accounts", {"kind": kind, "region": "GB", "name": "Somebody"})
    assert (account["kind"], account["name"], account["status"]) == (kind, "Somebody", "ACTIVE")
    assert bool(account["category_assets"]) == (kind == "partner")
    path = f"/sandbox/accounts/{account['account_id']}"
    assert platform.patch(path, {"status": "INACTIVE"})["status"] == "INACTIVE"
    assert platform.patch(path, {})["status"] == "INACTIVE"
    assert account["account_id"] in {account["account_id"] for account in platform.get("/sandbox/accounts")["accounts"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "region"),
        ({"region": "UK"}, "region"),
        ({"region": "GB", "seller_type": "GLOBAL"}, "seller_type"),
        ({"region": "GB", "regoin": "GB"}, "regoin"),
        ({"region": "GB", "name": ""}, "name"),
    ],
)
def test_a_wrong_field_of_a_new_shop_is_refused_by_name(
    shared_platform: RunningPlatform, body: object, field: str
) -> None:
    reply = shared_platform.refuse("POST", "/sandbox/shops", body)
    assert reply.status == 400
    assert field in reply.message


@pytest.mark.parametrize(
    "body",
    [
        {"status": "CLOSED"},
        {"audit": {"delay_seconds": -1}},
        {"audit": {"verdict": "MAYBE"}},
        {"audit": {"delays": 1}},
        {"authorization_days": 0},
        {"low_stock_threshold": 1.5},
        {"failed_prerequisites": {"NO_SUCH_ITEM": "why"}},
        {"listing_quota": 10**30},
        {"warehouses": {"1": "GONE"}},
        {"name": None},
    ],
)
def test_a_wrong_change_of_a_shop_is_refused_by_name(shared_platform: RunningPlatform, body: dict[str, object]) -> None:
    reply = shared_platform.refuse("PATCH", f"/sandbox/shops/{shared_platform.keys['shop_id']}", body)
    assert reply.status == 400
    assert next(iter(body)) in reply.message


def test_a_new_shop_of_which_one_app_is_unknown_is_not_made(platform: RunningPlatform) -> None:
    before = platform.get("/sandbox/shops")
    assert platform.refuse("POST", "/sandbox/shops", {"region": "GB", "authorize": ["nobody"]}).status == 404
    assert platform.get("/sandbox/shops") == before


def test_what_does_not_exist_is_not_found(shared_platform: RunningPlatform) -> None:
    for method, path in [("GET", "shops/1"), ("PATCH", "shops/1"), ("GET", "accounts/1"), ("PATCH", "accounts/1")]:
        reply = shared_platform.refuse(method, f"/sandbox/{path}", {} if method == "PATCH" else None)
        assert (reply.status, reply.code) == (404, 40401)
    assert shared_platform.refuse("POST", "/sandbox/shops", {"region": "GB", "account_id": "1"}).status == 404
    assert "region" in shared_platform.refuse("POST", "/sandbox/accounts", {"kind": "seller", "region": "XX"}).message
    assert "kind" in shared_platform.refuse("POST", "/sandbox/accounts", {"kind": "buyer", "region": "GB"}).message
