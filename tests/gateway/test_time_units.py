"""Times have the unit that the contract gives their field, in replies and notifications."""

from __future__ import annotations

import pytest

from shopwright.contract.load import operations, webhooks
from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.time_units import MILLISECONDS, times, wrong_times

from .request_cases import Case
from .shop_contents import fill
from .test_ids_of_other_shops import CASES, Shops

DAY = 86_400

#: No deadline lies further ahead of the platform's clock, and nothing that happened here lies that far behind.
FAR = 100 * DAY


@pytest.fixture(scope="module")
def shops(gateway: RunningPlatform) -> Shops:
    return Shops(gateway)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_times_of_a_reply_are_near_the_platform_s_clock(case: Case, shops: Shops) -> None:
    seller, ids = shops.mine(case)
    reply = case.build(ids, seller).send(case.operation_id, seller)
    schema, now = operations()[case.operation_id].reply, shops.platform.get("/sandbox/clock")["now"]
    assert wrong_times(schema, reply.json["data"]) == []
    for path, unit, time in times({"$ref": f"/{schema}"}, reply.json["data"], ""):
        seconds = time // 1000 if unit is MILLISECONDS else time
        assert abs(seconds - now) < FAR, path


def test_the_times_of_notifications_are_in_their_units(gateway: RunningPlatform, receiver: WebhookReceiver) -> None:
    seller = new_seller(gateway, new_app(gateway, webhook_url=receiver.url), region="US")
    gateway.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": {"hold": False}, "aftersales_flow": "RMA"})
    fill(seller, newer=True)
    gateway.post("/sandbox/clock/advance", {"seconds": 60})
    notices = receiver.received
    wrong = [(notice.type, wrong_times(webhooks()[notice.type].schema, notice.body)) for notice in notices]
    assert [row for row in wrong if row[1]] == []
    assert {notice.type for notice in notices} >= {1, 5, 11, 12, 16, 37, 64, 65}


@pytest.mark.parametrize(
    ("times_of", "wrong"),
    [
        ({"create_time": 1_795_864_833, "update_time": 1_795_864_833}, []),
        ({"create_time": 1_795_864_833_000}, ["webhooks.create_time: 1795864833000"]),
        ({"update_time": 1}, ["webhooks.update_time: 1"]),
        ({}, []),
    ],
)
def test_a_time_in_another_unit_is_noticed(times_of: dict[str, int], wrong: list[str]) -> None:
    data = {"webhooks": [{"event_type": "NEW_MESSAGE", **times_of}]}
    assert wrong_times(operations()["getShopWebhooks"].reply, data) == wrong


def test_milliseconds_are_those_of_fields_that_are_named_so() -> None:
    reply = operations()["getOrderTracking"].reply
    assert wrong_times(reply, {"tracking": [{"update_time_millis": 1_795_864_833}]}) == [
        "tracking.update_time_millis: 1795864833"
    ]
    assert wrong_times(reply, {"tracking": [{"update_time_millis": 1_795_864_833_000}]}) == []


def test_a_reply_with_a_time_in_another_unit_fails_its_call(
    gateway: RunningPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller: Seller = new_seller(gateway)
    body = {"address": "https://example.com/hook", "event_type": "NEW_MESSAGE"}
    assert seller.call("updateShopWebhook", body).code == 0
    assert seller.call("getShopWebhooks").code == 0
    monkeypatch.setattr("tests.harness.time_units.SECONDS", range(10))
    assert seller.call("getShopWebhooks").status == 500
