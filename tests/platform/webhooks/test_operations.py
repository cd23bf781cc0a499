"""Addresses of a shop's notifications, set topic by topic."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from shopwright.contract.load import webhook_by_event_name
from shopwright.contract.types.requests_event import UpdateShopWebhookRequest
from shopwright.testing import WebhookReceiver
from tests.conftest import StartPlatform
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import create_product
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of

TOPICS = get_args(get_type_hints(UpdateShopWebhookRequest)["event_type"])
HTTPS = "https://hooks.example.com/shop"


def set_address(seller: Seller, topic: str, address: str = HTTPS) -> int:
    """Set a topic's address; answers the code of the reply."""
    return seller.call("updateShopWebhook", {"event_type": topic, "address": address}).code


def addresses(seller: Seller) -> dict[str, str]:
    """The addresses by topic, as the reply tells them."""
    data = data_of("getShopWebhooks", seller.call("getShopWebhooks"))
    assert data["total_count"] == len(data["webhooks"])
    return {webhook["event_type"]: webhook["address"] for webhook in data["webhooks"]}


def test_every_topic_of_the_event_api_can_be_set_read_and_taken_away(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert addresses(seller) == {}
    for number, topic in enumerate(TOPICS):
        assert set_address(seller, topic, f"{HTTPS}/{number}") == 0
    assert addresses(seller) == {topic: f"{HTTPS}/{number}" for number, topic in enumerate(TOPICS)}
    for topic in TOPICS:
        assert data_of("deleteWebhookForAnEvent", seller.call("deleteWebhookForAnEvent", {"event_type": topic})) == {}
    assert addresses(seller) == {}


def test_the_one_topic_without_a_type_number_can_be_set(platform: RunningPlatform) -> None:
    assert set(TOPICS) - webhook_by_event_name().keys() == {"REVERSE_STATUS_UPDATE"}
    seller = new_seller(platform)
    assert set_address(seller, "REVERSE_STATUS_UPDATE") == 0
    assert addresses(seller) == {"REVERSE_STATUS_UPDATE": HTTPS}


@pytest.mark.own_platform
def test_times_are_seconds_of_the_platform_s_clock_and_a_change_keeps_the_first(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/freeze")
    start = platform.get("/sandbox/clock")["now"]
    set_address(seller, "NEW_MESSAGE")
    platform.post("/sandbox/clock/advance", {"seconds": 3600})
    set_address(seller, "NEW_MESSAGE", f"{HTTPS}/2")
    (row,) = seller.call("getShopWebhooks").data["webhooks"]
    assert row["create_time"] == start
    assert row["update_time"] - row["create_time"] == 3_600
    assert row["address"] == f"{HTTPS}/2"


def test_deleting_what_was_never_set_succeeds(platform: RunningPlatform) -> None:
    assert new_seller(platform).call("deleteWebhookForAnEvent", {"event_type": "NEW_MESSAGE"}).data == {}


def test_each_app_and_each_shop_has_addresses_of_its_own(platform: RunningPlatform) -> None:
    app = new_app(platform)
    seller, other = new_seller(platform, app), new_seller(platform, app)
    set_address(seller, "NEW_MESSAGE")
    assert addresses(other) == {}
    second = new_app(platform)
    made = platform.post("/sandbox/tokens", {"app_key": second["app_key"], "account_id": seller.account_id})
    assert addresses(Seller(platform, second, seller.shop, made)) == {}


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.example.com/shop",
        "https://hooks.example.com:8443/shop",
        "https://203.0.113.9/shop",
        "https://[2001:db8::1]/shop",
        "https://user:word@hooks.example.com/shop",
        "ftp://hooks.example.com/shop",
        "hooks.example.com/shop",
        "https:///shop",
        "",
        "https://hooks.example.com/" + "a" * 230,
    ],
)
def test_an_address_that_may_not_be_called_is_refused_and_not_kept(platform: RunningPlatform, address: str) -> None:
    seller = new_seller(platform)
    reply = seller.call("updateShopWebhook", {"event_type": "NEW_MESSAGE", "address": address})
    assert (reply.status, reply.code) == (400, 36009004)
    assert "Address" in reply.message
    assert addresses(seller) == {}


def test_an_address_of_255_characters_is_taken(platform: RunningPlatform) -> None:
    address = "https://hooks.example.com/" + "a" * 229
    assert set_address(new_seller(platform), "NEW_MESSAGE", address) == 0


@pytest.mark.parametrize("address", ["http://127.0.0.1:9000/x", "http://localhost:9000", "http://[::1]:9000/x"])
def test_loopback_may_use_http_and_a_port(platform: RunningPlatform, address: str) -> None:
    assert set_address(new_seller(platform), "NEW_MESSAGE", address) == 0


def test_hosts_that_the_start_option_allows_may_use_http_and_a_port(start_platform: StartPlatform) -> None:
    seller = new_seller(start_platform(webhook_allow=("*.internal",)))
    assert set_address(seller, "NEW_MESSAGE", "http://hub.internal:9000/x") == 0
    assert set_address(seller, "NEW_MESSAGE", "http://hub.elsewhere:9000/x") == 36009004


@pytest.mark.parametrize("operation_id", ["updateShopWebhook", "deleteWebhookForAnEvent"])
def test_an_unknown_topic_is_refused_with_the_list_of_topics(platform: RunningPlatform, operation_id: str) -> None:
    reply = new_seller(platform).call(operation_id, {"event_type": "ORDER", "address": HTTPS})
    assert (reply.status, reply.code) == (400, 36009004)
    assert all(topic in reply.message for topic in TOPICS)


@pytest.mark.own_platform
def test_a_shops_address_wins_over_the_apps_and_gives_way_when_it_is_deleted(platform: RunningPlatform) -> None:
    of_app, of_shop = WebhookReceiver(), WebhookReceiver()
    try:
        seller = new_seller(platform, new_app(platform, webhook_url=of_app.url))
        set_address(seller, "PRODUCT_CREATION", of_shop.url)
        create_product(seller)
        assert [notification.type for notification in of_shop.wait(1)] == [16]
        seller.call("deleteWebhookForAnEvent", {"event_type": "PRODUCT_CREATION"})
        create_product(seller)
        platform.post("/sandbox/clock/advance", {"seconds": 1})
        assert [notification.type for notification in of_app.received].count(16) == 1
        assert len(of_shop.received) == 1
    finally:
        of_app.stop()
        of_shop.stop()
