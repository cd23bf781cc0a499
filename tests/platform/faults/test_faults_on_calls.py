"""/sandbox/faults: calls that fail on purpose."""

from __future__ import annotations

import http.client

import pytest

from tests.harness.server import RunningPlatform

SHOPS = "/authorization/202309/shops"
BRANDS = "/product/202309/brands"


def add(platform: RunningPlatform, **rule: object) -> str:
    return str(platform.post("/sandbox/faults", rule)["fault_id"])


def brand_names(platform: RunningPlatform) -> list[str]:
    reply = platform.call("GET", BRANDS, query={"page_size": 100, "brand_name": "Zzyzx"}, cipher=True)
    return [brand["name"] for brand in reply.data.get("brands") or []]


def test_a_fault_answers_its_code_and_status(anywhere: RunningPlatform) -> None:
    fault_id = add(anywhere, operation="getAuthorizedShops", code=36009007, http_status=504, message="Busy")
    reply = anywhere.call("GET", SHOPS)
    assert (reply.status, reply.code, reply.message) == (504, 36009007, "Busy")
    assert reply.json["data"] is None
    (logged,) = anywhere.get("/sandbox/requests", failed=True)["requests"]
    assert (logged["fault_id"], logged["code"]) == (fault_id, 36009007)
    anywhere.delete(f"/sandbox/faults/{fault_id}")
    assert anywhere.call("GET", SHOPS).code == 0


@pytest.mark.own_platform
def test_a_code_alone_comes_with_status_200_and_a_status_alone_with_a_code(platform: RunningPlatform) -> None:
    add(platform, code=12052048, count=1)
    reply = platform.call("GET", SHOPS)
    assert (reply.status, reply.code) == (200, 12052048)
    add(platform, http_status=502, count=1)
    reply = platform.call("GET", SHOPS)
    assert (reply.status, reply.code) == (502, 36009003)


@pytest.mark.own_platform
def test_a_429_carries_its_code_and_retry_after(platform: RunningPlatform) -> None:
    add(platform, http_status=429, retry_after=7)
    reply = platform.call("GET", SHOPS)
    assert (reply.status, reply.code, reply.headers["retry-after"]) == (429, 36009002, "7")


def test_a_count_ends_a_fault_after_that_many_hits(anywhere: RunningPlatform) -> None:
    fault_id = add(anywhere, http_status=500, count=2)
    assert [anywhere.call("GET", SHOPS).status for _ in range(4)] == [500, 500, 200, 200]
    (listed,) = anywhere.get("/sandbox/faults")["faults"]
    assert (listed["fault_id"], listed["remaining"]) == (fault_id, 0)


@pytest.mark.own_platform
def test_a_delay_holds_the_answer_back(platform: RunningPlatform) -> None:
    add(platform, delay_ms=400, count=1)
    assert platform.call("GET", SHOPS).code == 0
    platform.call("GET", SHOPS)
    second, first = platform.get("/sandbox/requests")["requests"]
    assert [bool(item["fault_id"]) for item in (second, first)] == [False, True]
    assert second["wall_at_ms"] - first["wall_at_ms"] >= 400


def test_a_connection_dropped_before_the_change_leaves_nothing_behind(anywhere: RunningPlatform) -> None:
    add(anywhere, operation="createCustomBrands", drop=True, count=1)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        anywhere.call("POST", BRANDS, {"name": "Zzyzx Tea"})
    assert brand_names(anywhere) == []
    assert anywhere.call("POST", BRANDS, {"name": "Zzyzx Tea"}).code == 0


def test_a_connection_dropped_after_the_change_leaves_the_change(anywhere: RunningPlatform) -> None:
    add(anywhere, operation="createCustomBrands", drop=True, when="after", count=1)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        anywhere.call("POST", BRANDS, {"name": "Zzyzx Tea"})
    assert brand_names(anywhere) == ["Zzyzx Tea"]


@pytest.mark.own_platform
def test_an_error_after_the_change_hides_it(platform: RunningPlatform) -> None:
    add(platform, operation="createCustomBrands", http_status=500, when="after", count=1)
    assert platform.call("POST", BRANDS, {"name": "Zzyzx Tea"}).status == 500
    assert brand_names(platform) == ["Zzyzx Tea"]


@pytest.mark.own_platform
def test_an_error_before_the_change_prevents_it(platform: RunningPlatform) -> None:
    add(platform, operation="createCustomBrands", http_status=500, count=1)
    assert platform.call("POST", BRANDS, {"name": "Zzyzx Tea"}).status == 500
    assert brand_names(platform) == []


@pytest.mark.own_platform
def test_a_fault_hits_only_the_operation_app_and_shop_that_it_names(platform: RunningPlatform) -> None:
    other = platform.post("/sandbox/apps", {"name": "Other"})
    token = platform.post("/sandbox/tokens", {"app_key": other["app_key"]})["access_token"]
    add(platform, operation="getAuth*", app_key=other["app_key"], http_status=500)
    assert platform.call("GET", SHOPS).status == 200
    assert platform.call("GET", SHOPS, app=other, token=token).status == 500
    path = "/product/202309/categories"
    assert platform.call("GET", path, cipher=True, app=other, token=token).status == 200

    platform.delete("/sandbox/faults")
    shop = platform.post("/sandbox/shops", {"region": "GB", "authorize": [platform.keys["app_key"]]})
    add(platform, shop_id=shop["shop_id"], http_status=500)
    assert platform.call("GET", path, cipher=True).status == 200
    assert platform.call("GET", path, cipher=shop["cipher"], token=shop["tokens"][0]["access_token"]).status == 500


@pytest.mark.own_platform
def test_a_rate_hits_its_share_of_calls(platform: RunningPlatform) -> None:
    add(platform, http_status=500, rate=0.5)
    statuses = [platform.call("GET", SHOPS).status for _ in range(60)]
    assert 10 < statuses.count(500) < 50


@pytest.mark.own_platform
def test_faults_are_listed_in_the_order_they_came_and_removed_together(platform: RunningPlatform) -> None:
    first, second = add(platform, http_status=500), add(platform, delay_ms=5)
    listed = platform.get("/sandbox/faults")["faults"]
    assert [item["fault_id"] for item in listed] == [first, second]
    assert [item["remaining"] for item in listed] == [None, None]
    assert listed[0]["rule"] == {"http_status": 500}
    assert platform.delete("/sandbox/faults") == {"removed": 2}
    assert platform.get("/sandbox/faults") == {"faults": []}
    assert platform.call("GET", SHOPS).status == 200


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ({}, "nothing"),
        ({"operation": "getAuthorizedShops"}, "nothing"),
        ({"operation": "getNothing", "drop": True}, "operation"),
        ({"operation": "", "drop": True}, "operation"),
        ({"operation": 5, "drop": True}, "operation"),
        ({"code": 0}, "code"),
        ({"code": 10**30}, "code"),
        ({"http_status": 100}, "http_status"),
        ({"http_status": 204}, "http_status"),
        ({"http_status": 600}, "http_status"),
        ({"http_status": 500, "rate": 0}, "rate"),
        ({"http_status": 500, "rate": 1.1}, "rate"),
        ({"http_status": 500, "count": 0}, "count"),
        ({"http_status": 500, "count": 10**12}, "count"),
        ({"http_status": 500, "when": "during"}, "when"),
        ({"delay_ms": -1}, "delay_ms"),
        ({"delay_ms": 10**7}, "delay_ms"),
        ({"drop": "yes"}, "drop"),
        ({"delay_ms": 5, "message": "x"}, "message"),
        ({"delay_ms": 5, "retry_after": 1}, "retry_after"),
        ({"http_status": 500, "topics": [6]}, "topics"),
        ({"http_status": 500, "htpp": 1}, "htpp"),
        ({"webhook": {}}, "webhook"),
        ({"webhook": {"copies": 1}}, "webhook"),
        ({"webhook": {"copies": 11}}, "copies"),
        ({"webhook": {"lose": True}}, "lose"),
        ({"webhook": {"drop": True, "delay_seconds": 5}}, "webhook"),
        ({"webhook": {"reorder": True, "delay_seconds": 5}}, "delay_seconds"),
        ({"webhook": {"drop": True}, "topics": [99]}, "topics"),
        ({"webhook": {"drop": True}, "http_status": 500}, "http_status"),
        ({"webhook": {"drop": True}, "operation": "getAuthorizedShops"}, "operation"),
    ],
)
def test_a_fault_that_is_wrong_or_does_nothing_is_refused(
    shared_platform: RunningPlatform, rule: dict[str, object], name: str
) -> None:
    reply = shared_platform.refuse("POST", "/sandbox/faults", rule)
    assert reply.status == 400
    assert name in reply.message
    assert shared_platform.get("/sandbox/faults") == {"faults": []}


def test_a_fault_names_apps_and_shops_that_exist(shared_platform: RunningPlatform) -> None:
    assert shared_platform.refuse("POST", "/sandbox/faults", {"drop": True, "app_key": "nobody"}).status == 404
    assert shared_platform.refuse("POST", "/sandbox/faults", {"drop": True, "shop_id": "1"}).status == 404
    assert shared_platform.refuse("DELETE", "/sandbox/faults/1").status == 404
