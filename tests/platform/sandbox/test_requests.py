"""/sandbox/requests: what came in."""

from __future__ import annotations

import pytest

from tests.harness.server import RunningPlatform

SHOPS = "/authorization/202309/shops"


def test_a_call_can_be_inspected_at_once(anywhere: RunningPlatform) -> None:
    reply = anywhere.call("GET", SHOPS, query={"extra": "1"})
    (listed,) = anywhere.get("/sandbox/requests")["requests"]
    assert listed["request_id"] == reply.json["request_id"]
    assert (listed["operation"], listed["method"], listed["path"]) == ("getAuthorizedShops", "GET", SHOPS)
    assert (listed["code"], listed["http_status"], listed["app_key"]) == (0, 200, anywhere.keys["app_key"])
    fields = anywhere.get(f"/sandbox/requests/{listed['request_id']}")
    assert {name: fields[name] for name in listed} == listed
    assert fields["reply"] == reply.body.decode()
    assert "extra=1" in fields["query"]


@pytest.mark.own_platform
def test_secrets_are_taken_out(platform: RunningPlatform) -> None:
    keys = platform.keys
    platform.call("GET", SHOPS)
    query = {"app_key": keys["app_key"], "app_secret": keys["app_secret"], "grant_type": "refresh_token"}
    query["refresh_token"] = keys["seller"]["refresh_token"]
    platform.ask("GET", "/api/v2/token/refresh", query=query)
    for request in platform.get("/sandbox/requests")["requests"]:
        text = str(platform.get(f"/sandbox/requests/{request['request_id']}"))
        for secret in (keys["app_secret"], keys["seller"]["access_token"], keys["seller"]["refresh_token"]):
            assert secret not in text


def test_a_bad_signature_is_explained(platform: RunningPlatform) -> None:
    reply = platform.call("GET", SHOPS, app={**platform.keys, "app_secret": "wrong"})
    fields = platform.get(f"/sandbox/requests/{reply.json['request_id']}")
    assert fields["code"] == 106001
    assert fields["canonical"].startswith("{app_secret}" + SHOPS)
    assert fields["remedy"]


@pytest.mark.own_platform
def test_the_steps_of_a_call_are_recorded_where_the_setting_is_on(platform: RunningPlatform) -> None:
    steps = []
    for trace in (False, True):
        platform.patch("/sandbox/settings", {"trace": trace})
        reply = platform.call("GET", SHOPS)
        steps.append([item["step"] for item in platform.get(f"/sandbox/requests/{reply.json['request_id']}")["trace"]])
    assert steps[0] == []
    assert steps[1][0] == "find_operation"
    assert "dispatch" in steps[1]


@pytest.mark.own_platform
def test_calls_are_filtered_by_operation_app_shop_and_failure(platform: RunningPlatform) -> None:
    keys = platform.keys
    platform.call("GET", SHOPS)
    platform.call("GET", "/product/202309/categories", cipher=True)
    platform.call("GET", SHOPS, token="nobody")

    def count(**query: object) -> int:
        return len(platform.get("/sandbox/requests", **query)["requests"])

    assert count() == 3
    assert count(operation="getAuthorizedShops") == 2
    assert count(operation="getAuthorizedShops", failed="true") == 1
    assert count(failed="false") == 2
    assert count(shop_id=keys["shop_id"]) == 1
    assert count(app_key=keys["app_key"]) == 3
    assert count(app_key="nobody") == 0


def test_pages_hold_every_call_once_newest_first(anywhere: RunningPlatform) -> None:
    ids = [anywhere.call("GET", SHOPS).json["request_id"] for _ in range(7)]
    seen, before = [], None
    while True:
        page = anywhere.get("/sandbox/requests", size=3, before=before)
        seen += [request["request_id"] for request in page["requests"]]
        before = page["next_before"]
        if before is None:
            break
    assert sorted(seen) == sorted(ids)
    assert len(seen) == len(ids)
    assert seen[0] == ids[-1]


@pytest.mark.parametrize(
    "query", [{"failed": "perhaps"}, {"before": "x"}, {"before": "9" * 40 + "-a"}, {"size": 201}, {"opertion": "x"}]
)
def test_wrong_filters_are_refused_by_name(shared_platform: RunningPlatform, query: dict[str, object]) -> None:
    reply = shared_platform.refuse("GET", "/sandbox/requests", **query)
    assert reply.status == 400
    assert next(iter(query)) in reply.message


def test_an_unknown_request_is_not_found(shared_platform: RunningPlatform) -> None:
    assert shared_platform.refuse("GET", "/sandbox/requests/1").status == 404
