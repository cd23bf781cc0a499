"""Audits as a shop's settings have them: delayed, failed, pre-approved; and what stays live meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.testing import WebhookReceiver

from .client import App, settle
from .shop import Shop

pytestmark = [pytest.mark.own_platform, pytest.mark.slow]

NEW_TITLE = "Glass candle holder, a set of four pieces"


def rename(shop: Shop, product_id: str, title: str = NEW_TITLE) -> None:
    shop.client.products("partial_edit_product", product_id, body={"title": title})


def audit(shop: Shop, product_id: str) -> str:
    return str(shop.get(product_id).audit.status)


def told(receiver: WebhookReceiver, topic: int) -> list[Any]:
    """The data of a topic's notifications, in the order in which they were caused: none is promised for arrival."""
    bodies = sorted(
        (notification.body for notification in receiver.received), key=lambda body: int(body["tts_notification_id"])
    )
    return [body["data"] for body in bodies if body["type"] == topic]


def test_a_delayed_verdict_comes_with_the_clock(shop: Shop, app: App, receiver: WebhookReceiver) -> None:
    shop.setting(audit={"delay_seconds": 7200})
    product_id = shop.create().product_id
    assert (shop.status(product_id), audit(shop, product_id)) == ("PENDING", "AUDITING")
    app.platform.post("/sandbox/clock/advance", {"seconds": 7100})
    assert shop.status(product_id) == "PENDING"
    assert told(receiver, 5) == []
    app.platform.post("/sandbox/clock/advance", {"seconds": 200})
    assert (shop.status(product_id), audit(shop, product_id)) == ("ACTIVATE", "APPROVED")
    assert [data["status"] for data in told(receiver, 5)] == ["PRODUCT_FIRST_PASS_REVIEW"]
    assert [data["audit"]["status"] for data in told(receiver, 37)] == ["AUDITING", "APPROVED"]


def test_the_verdict_is_given_once_per_submission_and_to_the_newest(
    shop: Shop, app: App, receiver: WebhookReceiver
) -> None:
    shop.setting(audit={"delay_seconds": 3600})
    product_id = shop.create().product_id
    app.platform.post("/sandbox/clock/advance", {"seconds": 3000})
    rename(shop, product_id)
    app.platform.post("/sandbox/clock/advance", {"seconds": 1000})
    assert shop.status(product_id) == "PENDING"
    app.platform.post("/sandbox/clock/advance", {"seconds": 3000})
    assert (shop.status(product_id), shop.get(product_id).title) == ("ACTIVATE", NEW_TITLE)
    assert [data["audit"]["status"] for data in told(receiver, 37)] == ["AUDITING", "AUDITING", "APPROVED"]


def test_a_failed_first_audit_says_why_and_can_be_mended(shop: Shop, app: App, receiver: WebhookReceiver) -> None:
    shop.setting(audit={"verdict": "FAILED", "reasons": ["The picture is blurred."]})
    product_id = shop.create().product_id
    reply = shop.get(product_id)
    assert (reply.status, reply.audit.status) == ("FAILED", "FAILED")
    assert reply.audit_failed_reasons[0].reasons == ["The picture is blurred."]
    shop.setting(audit={"verdict": "APPROVED"})
    rename(shop, product_id)
    assert (shop.status(product_id), audit(shop, product_id)) == ("ACTIVATE", "APPROVED")
    settle(app)
    assert [data["status"] for data in told(receiver, 5)] == ["PRODUCT_AUDIT_FAILURE", "PRODUCT_FIRST_PASS_REVIEW"]
    assert told(receiver, 5)[0]["suspended_reason"] == "The picture is blurred."


def test_the_live_version_stays_on_sale_while_a_new_one_is_audited(
    shop: Shop, app: App, receiver: WebhookReceiver
) -> None:
    product_id = shop.create().product_id
    shop.setting(audit={"delay_seconds": 3600})
    rename(shop, product_id)
    live, review = shop.get(product_id), shop.get(product_id, return_under_review_version=True)
    assert live.status == "ACTIVATE"
    assert (live.title[-10:], review.title) == ("set of two", NEW_TITLE)
    settle(app)
    assert told(receiver, 15) == []
    app.platform.post("/sandbox/clock/advance", {"seconds": 3700})
    assert shop.get(product_id).title == NEW_TITLE
    assert [data["changed_fields"] for data in told(receiver, 15)] == [["title"]]


def test_a_failed_edit_keeps_the_live_version(shop: Shop, app: App, receiver: WebhookReceiver) -> None:
    product_id = shop.create().product_id
    shop.setting(audit={"verdict": "FAILED", "reasons": ["No."]})
    rename(shop, product_id)
    live = shop.get(product_id)
    assert (live.status, live.title[-10:], live.audit.status) == ("ACTIVATE", "set of two", "FAILED")
    settle(app)
    assert told(receiver, 15) == []
    assert [data["status"] for data in told(receiver, 5)] == ["PRODUCT_FIRST_PASS_REVIEW", "PRODUCT_AUDIT_FAILURE"]


def test_stock_and_price_apply_at_once_while_a_version_is_audited(shop: Shop, app: App) -> None:
    made = shop.create()
    product_id, sku_id = made.product_id, made.skus[0].id
    shop.setting(audit={"delay_seconds": 3600})
    rename(shop, product_id)
    shop.price(product_id, sku_id, "7.77")
    shop.stock(product_id, sku_id, 4)
    sku = shop.get(product_id).skus[0]
    assert (sku.price.sale_price, sku.inventory[0].quantity) == ("7.77", 4)
    app.platform.post("/sandbox/clock/advance", {"seconds": 3700})
    sku = shop.get(product_id).skus[0]
    assert (sku.price.sale_price, sku.inventory[0].quantity) == ("7.77", 4)
    assert shop.get(product_id).title == NEW_TITLE


def test_a_pre_approved_product_waits_for_its_seller(shop: Shop, app: App, receiver: WebhookReceiver) -> None:
    shop.setting(audit={"verdict": "PRE_APPROVED", "reasons": ["KYC_PENDING"]})
    product_id = shop.create().product_id
    reply = shop.get(product_id)
    assert (reply.status, reply.audit.status) == ("PENDING", "PRE_APPROVED")
    assert reply.audit.pre_approved_reasons == ["KYC_PENDING"]
    settle(app)
    assert told(receiver, 37)[-1]["audit"] == {"status": "PRE_APPROVED", "pre_approved_reasons": ["KYC_PENDING"]}
    assert told(receiver, 5) == []
    shop.setting(audit={"verdict": "APPROVED"})
    rename(shop, product_id)
    assert shop.status(product_id) == "ACTIVATE"


def test_a_deleted_product_gets_no_verdict(shop: Shop, app: App, receiver: WebhookReceiver) -> None:
    shop.setting(audit={"delay_seconds": 3600})
    product_id = shop.create().product_id
    shop.client.products("delete_products", body={"product_ids": [product_id]})
    app.platform.post("/sandbox/clock/advance", {"seconds": 7200})
    assert shop.status(product_id) == "DELETED"
    assert [data["audit"]["status"] for data in told(receiver, 37)] == ["AUDITING"]


def test_a_draft_is_not_audited_until_it_is_sent(shop: Shop, app: App, receiver: WebhookReceiver) -> None:
    made = shop.client.products("create_product", body=shop.listing(save_mode="AS_DRAFT", title="Draft"))
    assert (shop.status(made.product_id), audit(shop, made.product_id)) == ("DRAFT", "NONE")
    settle(app)
    assert told(receiver, 37) == []
    shop.client.products("edit_product", made.product_id, body=shop.listing())
    assert shop.status(made.product_id) == "ACTIVATE"
