"""Takes the pictures of the portal that the documentation shows: ``make pictures``, not a part of the tests.

They are of a platform that lives as long as this file runs: no key in them is anybody's, and buyers are masked.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from shopwright.platform.developers.log_in import SESSION_COOKIE
from shopwright.platform.developers.steps import first_scopes
from shopwright.testing import WebhookReceiver
from tests.harness.server import RunningPlatform, eventually

from .developer import DeveloperVisitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.own_platform]

FOLDER = Path(__file__).parents[3] / "docs" / "pictures"

#: How far the orders of the picture have come, in turn.
_STATES = ("AWAITING_SHIPMENT", "AWAITING_SHIPMENT", "IN_TRANSIT", "DELIVERED", "ON_HOLD", "COMPLETED")


@pytest.fixture
def orders(platform: RunningPlatform, receiver: WebhookReceiver) -> list[str]:
    """Orders of the demo shop, the oldest first; an app listens, and its receiver stumbles once."""
    keys = platform.keys
    platform.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url})
    reply = platform.call("POST", "/product/202502/products/search", {}, query={"page_size": 30}, cipher=True)
    skus = [product["skus"][-1]["id"] for product in reply.data["products"]]
    ids = []
    for at in range(18):
        chosen = [skus[0], skus[at]] if at % 3 == 2 else [skus[at]]
        basket = [{"sku_id": sku, "quantity": 1 + at % 2} for sku in chosen]
        made = platform.post("/sandbox/orders", {"shop_cipher": keys["shop_cipher"], "line_items": basket})
        ids.append(str(made["order_id"]))
        platform.post(f"/sandbox/orders/{ids[-1]}/advance", {"status": _STATES[at % len(_STATES)]})
    platform.post(f"/sandbox/orders/{ids[3]}/return", {"return_type": "RETURN_AND_REFUND"})
    receiver.answer(503, 1)
    platform.post(f"/sandbox/orders/{ids[0]}/advance", {"status": "AWAITING_COLLECTION"})
    eventually(lambda: all(item["attempt_count"] for item in platform.get("/sandbox/deliveries")["deliveries"]))
    return ids


@pytest.fixture(params=[(1280, 900)])
def window(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme="light", locale="en-GB", timezone_id="Europe/London"
    )
    yield context.new_page()
    context.close()


def keep(page: Page, name: str) -> None:
    """Write what the window shows as a small picture."""
    page.wait_for_timeout(800)  # until pictures are there and marks have faded
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.save(FOLDER / f"{name}.webp", quality=82, method=6)


def shop(platform: RunningPlatform) -> str:
    return f"{platform.url}/portal/shops/{platform.keys['shop_id']}"


def test_orders(window: Page, platform: RunningPlatform, orders: list[str]) -> None:
    window.goto(f"{shop(platform)}/orders")
    for order_id in orders[-1:-4:-1]:
        window.locator(f'[data-pick][value="{order_id}"]').check()
    keep(window, "orders")


def test_order(window: Page, platform: RunningPlatform, orders: list[str]) -> None:
    window.goto(f"{shop(platform)}/orders")
    window.locator(f'tr[data-key="{orders[3]}"] .what a').click()
    window.locator("#drawer h1").wait_for()
    keep(window, "order")


def test_ledger(window: Page, platform: RunningPlatform, orders: list[str]) -> None:
    window.goto(f"{shop(platform)}/orders/{orders[0]}")
    window.locator(".products h3 a").first.click()
    window.locator("#ledger").wait_for()
    keep(window, "ledger")


@pytest.mark.parametrize("window", [(390, 844)], indirect=True)
def test_phone(window: Page, platform: RunningPlatform, orders: list[str]) -> None:
    window.goto(f"{shop(platform)}/orders")
    keep(window, "phone")


def test_inspector(window: Page, platform: RunningPlatform, orders: list[str]) -> None:
    wanted = {"order_status": "IN_TRANSIT"}
    platform.call("POST", "/order/202309/orders/search", wanted, query={"page_size": 10}, cipher=True)
    window.goto(f"{platform.url}/portal/requests")
    window.locator("td.what a").first.click()
    window.locator("#drawer h1").wait_for()
    keep(window, "inspector")


def test_notification(window: Page, platform: RunningPlatform, orders: list[str]) -> None:
    window.goto(f"{platform.url}/portal/deliveries?status=PENDING")
    window.locator("td.what a").first.click()
    window.locator("#drawer h1").wait_for()
    for fold in window.locator("#drawer summary", has_text="Headers").all():
        fold.click()
    keep(window, "notification")


@pytest.fixture
def sku_ids(platform: RunningPlatform) -> list[str]:
    """A SKU of each product of the demo shop."""
    reply = platform.call("POST", "/product/202502/products/search", {}, query={"page_size": 30}, cipher=True)
    return [product["skus"][0]["id"] for product in reply.data["products"]]


def bought(platform: RunningPlatform, *sku_ids: str, status: str = "DELIVERED") -> str:
    """An order of a unit of each of some SKUs, in a state; answers its id."""
    basket = [{"sku_id": sku_id, "quantity": 1} for sku_id in sku_ids]
    body = {"shop_cipher": platform.keys["shop_cipher"], "line_items": basket}
    order_id = str(platform.post("/sandbox/orders", body)["order_id"])
    platform.post(f"/sandbox/orders/{order_id}/advance", {"status": status})
    return order_id


def test_promotion(window: Page, platform: RunningPlatform, sku_ids: list[str]) -> None:
    cipher = platform.keys["shop_cipher"]

    def started(**fields: object) -> str:
        return str(platform.post("/sandbox/activities", {"shop_cipher": cipher, **fields})["activity_id"])

    spring = started(sku_ids=sku_ids[:4], percent=15, title="Spring sale")
    started(sku_ids=sku_ids[:1], percent=30, title="Home week", by="PLATFORM", platform_share=40)
    started(sku_ids=sku_ids[1:2], type="FLASHSALE", price="0.50", title="One hour", begins_in=7_200)
    coupon = platform.post("/sandbox/coupons", {"shop_cipher": cipher, "title": "Welcome", "percent": 10})
    window.goto(f"{shop(platform)}/promotions/{spring}?sku={sku_ids[0]}&quantity=2&coupon={coupon['coupon_id']}")
    keep(window, "promotion")


def test_statement(window: Page, platform: RunningPlatform, sku_ids: list[str]) -> None:
    ids = [bought(platform, *sku_ids[at : at + 1 + at % 2]) for at in range(7)]
    platform.post(f"/sandbox/orders/{ids[2]}/return", {"return_type": "REFUND"})
    shop_id = platform.keys["shop_id"]
    platform.post("/sandbox/finance/adjustments", {"shop_id": shop_id, "type": "REBATE", "amount": "4.50"})
    statement = platform.post("/sandbox/finance/settle", {"shop_id": shop_id})
    window.goto(f"{shop(platform)}/money/{statement['statement_id']}")
    keep(window, "statement")


def test_conversation(window: Page, platform: RunningPlatform, sku_ids: list[str]) -> None:
    order_id = bought(platform, sku_ids[0], status="IN_TRANSIT")
    written = {"shop_cipher": platform.keys["shop_cipher"], "order_id": order_id}
    platform.post("/sandbox/messages", {**written, "type": "ORDER_CARD"})
    said = platform.post("/sandbox/messages", {**written, "text": "Will it be here by Friday?"})
    body = {"type": "TEXT", "content": '{"content": "It left us this morning and takes two days."}'}
    path = f"/customer_service/202309/conversations/{said['conversation_id']}/messages"
    assert platform.call("POST", path, body, cipher=True).code == 0
    platform.post("/sandbox/messages", {**written, "text": "Perfect, thank you!"})
    window.goto(f"{shop(platform)}/conversations/{said['conversation_id']}")
    keep(window, "conversation")


def test_reviews(window: Page, platform: RunningPlatform, sku_ids: list[str]) -> None:
    texts = (
        (5, "Just as in the pictures, and well packed."),
        (4, "Good value. A little smaller than I thought."),
        (1, "It came chipped, and a day late."),
        (5, ""),
        (3, "The colour is darker than on the page."),
        (5, "My second one. Still lovely."),
    )
    for sku_id, (rating, text) in zip(sku_ids, texts, strict=False):
        order_id = bought(platform, sku_id)
        platform.post("/sandbox/reviews", {"order_id": order_id, "rating": rating, "text": text})
    window.goto(f"{shop(platform)}/reviews")
    for box in window.locator("[data-pick]").all()[:2]:
        box.check()
    keep(window, "reviews")


def test_partner(window: Page, platform: RunningPlatform) -> None:
    ada = DeveloperVisitor(platform)
    ada.join()
    app_key = ada.create_app(redirect_url="http://localhost:3000/callback")
    platform.patch(f"/sandbox/apps/{app_key}", {"scopes": first_scopes()})
    ada.send("/portal/partner/steps/guide", page="/portal/partner")
    session = {"name": SESSION_COOKIE, "value": ada.http.cookies[SESSION_COOKIE], "url": platform.url}
    window.context.add_cookies([session])  # type: ignore[list-item]
    ada.close()
    window.goto(f"{platform.url}/portal/partner")
    keep(window, "partner")
