"""``shopwright trigger``: each topic that it lists is really caused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shopwright.cli.main import main
from shopwright.cli.recipes import RECIPES
from shopwright.contract.load import webhooks
from shopwright.testing import WebhookReceiver
from tests.harness.server import RunningPlatform

pytestmark = [pytest.mark.slow, pytest.mark.own_platform]


def triggered(capsys: pytest.CaptureFixture[str], platform: RunningPlatform, *arguments: str) -> Any:
    assert main(["trigger", *arguments, "--json", "--url", platform.url]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def heard(platform: RunningPlatform, receiver: WebhookReceiver) -> WebhookReceiver:
    """A receiver that is the demo app's address."""
    platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"webhook_url": receiver.url})
    return receiver


def test_every_topic_with_a_recipe_is_caused(
    platform: RunningPlatform, heard: WebhookReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    withdrawals = (20, 6)
    for topic in [*(number for number in RECIPES if number not in withdrawals), *withdrawals]:
        report = triggered(capsys, platform, str(topic))
        assert report["topic"] == topic
        assert report["deliveries"], f"topic {topic} was not sent"
        assert {delivery["url"] for delivery in report["deliveries"]} == {heard.url}


def test_a_topic_goes_by_its_name_too_and_tells_what_was_done(
    platform: RunningPlatform, heard: WebhookReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ORDER_STATUS_CHANGE", "OrderStatusChange", "order-status-change"):
        report = triggered(capsys, platform, name)
        order = platform.get(f"/sandbox/orders/{report['order_id']}")
        assert order["status"] == "AWAITING_SHIPMENT"
        assert "buys" in report["how"]


def test_an_app_without_an_address_is_told_how_to_get_one(
    platform: RunningPlatform, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trigger", "1", "--url", platform.url]) == 0
    out, err = capsys.readouterr()
    assert "order_id\t" in out
    assert "shopwright listen" in err


def test_the_list_has_every_topic_and_says_what_causes_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trigger", "--list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["topic"] for row in rows] == sorted(webhooks())
    assert {row["topic"] for row in rows if row["can_trigger"]} == set(RECIPES)
    assert all(bool(row["how"]) == row["can_trigger"] for row in rows)
    assert next(row["name"] for row in rows if row["topic"] == 65) == "RMA_STATUS_UPDATE"


def test_a_shop_with_nothing_to_sell_is_explained(
    platform: RunningPlatform, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = platform.post("/sandbox/shops", {"region": "DE"})
    assert main(["trigger", "1", "--shop", shop["shop_id"], "--url", platform.url]) == 1
    assert "nothing on sale" in capsys.readouterr().err
