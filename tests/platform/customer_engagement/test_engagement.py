"""Templates, permissions, tasks, their messages and what came of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_seller
from tests.harness.cancellations import listen, told
from tests.harness.catalogue import create_product
from tests.harness.conversations import act, conversation, listed, messages, write
from tests.harness.server import Reply, RunningPlatform
from tests.harness.simulations import now
from tests.harness.trade import DAY, HOUR, buy, detail, pass_time, shop_in, stocked
from tests.platform.promotion.promo import coupon
from tests.platform.support import data_of

THANKS, NEW, COUPON = "7450900000000000001", "7450900000000000002", "7450900000000000003"
MARKETS = ["US", "GB", "DE", "ID", "BR"]

_keys = count()


def create(seller: Seller, template_id: str | None = THANKS, **fields: object) -> Reply:
    """Create a task for an hour, of a template or with a text of the shop's own."""
    name = "createEngagementTask" if template_id else "createCustomEngagementTask"
    own = {"template_id": template_id} if template_id else {"custom_message": {"title": "Hello", "body": "Come back"}}
    body = {"task_name": "Spring", "end_time": now(seller.platform) + HOUR, "channel": "IM", **own, **fields}
    return seller.call(name, body, query={"idempotency_key": f"key {next(_keys)}"})


def created(seller: Seller, template_id: str | None = THANKS, **fields: object) -> str:
    return str(create(seller, template_id, **fields).data["task_id"])


def buyer_of(seller: Seller) -> tuple[str, dict[str, Any]]:
    """The address of a buyer, and the order."""
    order = buy(seller, stocked(seller, 20))
    return str(detail(seller, order["order_id"])["buyer_email"]), order


def send(seller: Seller, *emails: str, **fields: object) -> Reply:
    return seller.call("sendEngagementMessage", {"buyer_emails": list(emails), **fields})


def figures(seller: Seller, *task_ids: str) -> list[dict[str, Any]]:
    reply = seller.call("getEngagementTaskPerformances", {"task_ids": list(task_ids)})
    rows: list[dict[str, Any]] = data_of("getEngagementTaskPerformances", reply)["task_performances"]
    return rows


def permit(seller: Seller, **fields: bool) -> None:
    seller.platform.post("/sandbox/engagement", {"shop_id": seller.shop_id, **fields})


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("en", "Thank you for your order"),
        ("de-DE", "Danke für Ihre Bestellung"),
        ("id_ID", "Terima kasih atas pesanan Anda"),
    ],
)
def test_templates_are_read_in_a_language(platform: RunningPlatform, locale: str, title: str) -> None:
    reply = new_seller(platform).call("getMessageTemplates", query={"locale": locale})
    templates = data_of("getMessageTemplates", reply)["message_templates"]
    assert templates[0]["id"] == THANKS
    assert templates[0]["message_title"] == title
    assert templates[2]["coupon_card_rules"] == {"min_count": 1, "max_count": 1, "coupon_type": ["REGULAR_ALL"]}


def test_templates_in_a_language_that_they_do_not_have_are_refused(platform: RunningPlatform) -> None:
    assert new_seller(platform).call("getMessageTemplates", query={"locale": "tlh"}).code == 36009004


@pytest.mark.parametrize("region", MARKETS)
def test_a_tasks_message_comes_to_a_buyer_and_what_follows_is_counted(platform: RunningPlatform, region: str) -> None:
    seller = shop_in(platform, region)
    email, order = buyer_of(seller)
    product_id = create_product(seller)["product_id"]
    task_id = created(seller, NEW, product_ids=[product_id])
    assert figures(seller, task_id)[0]["status"] == "WAITING"
    assert data_of("sendEngagementMessage", send(seller, email, task_id=task_id)) == {"errors": []}
    (row,) = listed(seller)
    assert (row["participants"][0]["user_id"], row["can_send_message"]) == (order["buyer_id"], False)
    text, card = messages(seller, row["id"])
    assert (text["sender"]["role"], card["type"]) == ("SHOP", "PRODUCT_CARD")
    assert figures(seller, task_id) == [
        {
            "id": task_id,
            "status": "SENDING",
            "sent_recipient_count": 1,
            "read_recipient_count": 0,
            "order_count": 0,
            "gmv_amount": "0" if region == "ID" else "0.00",
            "claimed_coupons_count": 0,
        }
    ]
    act(seller, row["id"], "READ")
    again = buy(seller, stocked(seller, 5), buyer_id=order["buyer_id"])
    (row,) = figures(seller, task_id)
    assert (row["read_recipient_count"], row["order_count"], row["gmv_amount"]) == (1, 1, again["total_amount"])


def test_a_buyer_gets_the_message_of_a_task_once(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    email, _ = buyer_of(seller)
    created(seller)
    assert send(seller, email, email).data == {"errors": []}
    assert send(seller, email).data == {"errors": []}
    assert len(messages(seller, listed(seller)[0]["id"])) == 1


def test_a_buyer_answers_a_tasks_message(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    email, order = buyer_of(seller)
    created(seller, None)
    send(seller, email)
    conversation_id = write(seller, "Tell me more", buyer_id=order["buyer_id"])["conversation_id"]
    assert conversation_id == listed(seller)[0]["id"]
    assert conversation(seller, conversation_id)["cur_session"]["phase"] == "AUTO_REPLY"
    assert messages(seller, conversation_id)[0]["content"] == '{"content":"Hello\\n\\nCome back"}'


def test_apps_are_told_of_a_tasks_message(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    seller = new_seller(platform)
    listen(seller, receiver)
    email, _ = buyer_of(seller)
    created(seller)
    send(seller, email)
    (heard,) = told(seller, receiver, 14, 1)
    assert heard["sender"]["role"] == "SHOP"


def test_addresses_that_cannot_be_written_to_are_told_one_by_one(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    email, _ = buyer_of(seller)
    theirs, _ = buyer_of(other)
    task_id = created(seller)
    wrong = ["nobody@example.com", theirs, "", "v1@chat.seller.tiktok.com"]
    errors = data_of("sendEngagementMessage", send(seller, *wrong, email, task_id=task_id))["errors"]
    assert [(row["code"], row["detail"]["buyer_email"]) for row in errors] == [(68009003, name) for name in wrong]
    assert figures(seller, task_id)[0]["sent_recipient_count"] == 1


@pytest.mark.own_platform
def test_a_buyer_without_an_order_in_365_days_is_not_written_to(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    email, _ = buyer_of(seller)
    pass_time(platform, 365 * DAY - HOUR)
    created(seller)
    assert send(seller, email).data == {"errors": []}
    pass_time(platform, 2 * HOUR)
    consent = {"app_key": seller.app["app_key"], "shop_cipher": seller.cipher}  # the one before has ended
    seller = replace(seller, tokens=platform.post("/sandbox/tokens", consent))
    created(seller)
    (error,) = send(seller, email).data["errors"]
    assert error["code"] == 68009004


@pytest.mark.own_platform
def test_a_task_that_is_over_sends_nothing_and_tells_how_it_went(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    email, order = buyer_of(seller)
    used, unused = created(seller), created(seller)
    send(seller, email, task_id=used)
    assert send(other, email, task_id=used).code == 68009002
    pass_time(platform, HOUR + 1)
    assert send(seller, email, task_id=used).code == 68009002
    assert send(seller, email).code == 68009002
    assert [row["status"] for row in figures(seller, used, unused)] == ["SUCCESS", "FAILED"]
    assert figures(other, used, "1") == []
    sku_id = stocked(seller, 20)
    pass_time(platform, 6 * DAY)
    buy(seller, sku_id, buyer_id=order["buyer_id"])
    pass_time(platform, DAY)
    buy(seller, sku_id, buyer_id=order["buyer_id"])
    assert figures(seller, used)[0]["order_count"] == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"template_id": "1"},
        {"task_name": ""},
        {"task_name": "ä" * 129},
        {"channel": " "},
        {"end_time": 1},
        {"end_time": 253_402_214_400},
        {"end_time": 2**40},
        {"product_ids": ["1"]},
        {"product_ids": ["1", "2", "3", "4", "5"]},
        {"template_id": NEW},
        {"template_id": COUPON},
        {"template_id": COUPON, "coupon_ids": ["1"]},
    ],
)
def test_a_task_that_cannot_be_is_refused(platform: RunningPlatform, fields: dict[str, object]) -> None:
    assert create(new_seller(platform), **{"template_id": THANKS, **fields}).code == 68009005


def test_a_text_of_the_shops_own_is_whole_and_clean(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    for own in (None, {"title": "Hello"}, {"body": "Hello"}, {"title": " ", "body": "Hello"}):
        assert create(seller, None, custom_message=own).code == 68009005, own
    assert create(seller, None, custom_message={"title": "Pay by PayPal", "body": "Hello"}).code == 68008004
    assert create(seller, None, custom_message={"title": "Hello", "body": "whatsapp me"}).code == 68008004
    assert create(seller, None, custom_message={"title": "Hello", "body": "<b>Come</b>"}).code == 0


def test_coupons_go_with_a_message_and_their_claims_are_counted(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    email, order = buyer_of(seller)
    coupon_id = coupon(seller, amount="1")
    task_id = created(seller, COUPON, coupon_ids=[coupon_id])
    send(seller, email)
    assert messages(seller, listed(seller)[0]["id"])[-1]["type"] == "COUPON_CARD"
    assert figures(seller, task_id)[0]["claimed_coupons_count"] == 0
    platform.post(f"/sandbox/coupons/{coupon_id}/claim", {"buyer_id": order["buyer_id"]})
    assert figures(seller, task_id)[0]["claimed_coupons_count"] == 1
    product_id = create_product(seller)["product_id"]
    assert create(seller, None, coupon_ids=[coupon_id], product_ids=[product_id]).code == 0


def test_a_repeated_creation_makes_one_task(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    body = {"task_name": "Spring", "end_time": now(platform) + HOUR, "channel": "IM", "template_id": THANKS}
    ids = {seller.call("createEngagementTask", body, query={"idempotency_key": "a"}).data["task_id"] for _ in range(2)}
    assert len(ids) == 1


def test_a_shop_without_permission_has_no_access(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    email, _ = buyer_of(seller)
    permit(seller, custom_message=False)
    asked = seller.call("getEngagementFeaturePermissions")
    assert data_of("getEngagementFeaturePermissions", asked)["features"] == [
        {"name": "FUNDAMENTAL", "is_authorized": True},
        {"name": "CUSTOM_MSG", "is_authorized": False},
    ]
    assert create(seller, None).code == 68008016
    created(seller)
    permit(seller, fundamental=False)
    features = seller.call("getEngagementFeaturePermissions").data["features"]
    assert not any(feature["is_authorized"] for feature in features)
    assert create(seller, None).code == 68009001
    assert create(seller).code == 68009001
    assert send(seller, email).code == 68009001
    assert seller.call("getMessageTemplates", query={"locale": "en"}).code == 68009001


def test_the_control_api_shows_tasks_and_permissions(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    email, _ = buyer_of(seller)
    task_id = created(seller, channel="CHAT")
    send(seller, email)
    seen = platform.get("/sandbox/engagement", shop_id=seller.shop_id)
    assert (seen["fundamental"], seen["custom_message"]) == (True, True)
    (task,) = seen["tasks"]
    assert (task["task_id"], task["channel"], task["recipients"], task["status"]) == (task_id, "CHAT", 1, "SENDING")
    assert platform.refuse("GET", "/sandbox/engagement", shop_id="1").status == 404
