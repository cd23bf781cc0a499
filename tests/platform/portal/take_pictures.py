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

from shopwright.testing import WebhookReceiver
from tests.harness.server import RunningPlatform, eventually

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
