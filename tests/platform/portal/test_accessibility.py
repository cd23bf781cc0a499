"""axe-core over every page, in both themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness import axe
from tests.harness.calls import new_seller
from tests.harness.global_products import create_global, global_seller, published
from tests.harness.server import RunningPlatform

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.own_platform]

FORMS = ("/portal/shops/new", "/portal/business")
OF_DEVELOPERS = (
    "/portal/partner",
    "/portal/sign-up",
    "/portal/sign-up/confirm",
    "/portal/log-in",
    "/portal/join",
    "/portal/mailbox",
    "/portal/audit",
    "/portal/self-audit",
)


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing(chromium: Browser, platform: RunningPlatform, theme: str, width: int) -> None:
    seller, keys, promotion = new_seller(platform), platform.keys, _promotion(platform)
    order_id, statement_id = _statement(platform)
    abroad = global_seller(platform, "GB", "DE")
    published_product = create_global(abroad)
    published(abroad, published_product, "GB")
    seller.signed("searchProducts", {}, query={"page_size": 10}).but(sign="0" * 64).send(platform)
    request_id = platform.get("/sandbox/requests")["requests"][0]["request_id"]
    platform.post("/sandbox/faults", {"http_status": 429})
    platform.post("/sandbox/snapshots", {"name": "before"})
    written = platform.post("/sandbox/messages", {"shop_cipher": keys["shop_cipher"], "text": "Hello"})
    conversation_id = written["conversation_id"]
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        bypass_csp=True,
    )
    page, wrong = context.new_page(), list[str]()
    for path in (
        "/",
        "/portal/requests",
        f"/portal/requests/{request_id}",
        "/portal/deliveries",
        "/portal/apps",
        f"/portal/apps/{keys['app_key']}",
        *(f"/portal/apps/{keys['app_key']}/{part}" for part in ("api", "shops", "secret")),
        *OF_DEVELOPERS,
        "/portal/docs",
        *FORMS,
        f"/portal/shops/{keys['shop_id']}",
        f"/portal/shops/{keys['shop_id']}/stock",
        f"/portal/shops/{keys['shop_id']}/conversations",
        f"/portal/shops/{keys['shop_id']}/conversations/{conversation_id}",
        f"/portal/shops/{keys['shop_id']}/promotions",
        f"/portal/shops/{keys['shop_id']}/promotions/{promotion}",
        f"/portal/shops/{keys['shop_id']}/money",
        f"/portal/shops/{keys['shop_id']}/money/{statement_id}",
        f"/portal/shops/{keys['shop_id']}/money/orders/{order_id}",
        f"/portal/shops/{abroad.first.shop_id}/money",
        f"/portal/shops/{abroad.first.shop_id}/global",
        f"/portal/shops/{abroad.first.shop_id}/global/{published_product['global_product_id']}",
        f"/open/authorize?service_id={keys['service_id']}",
        f"/alliance/creator/auth?app_key={keys['app_key']}",
        "/oauth/authorize?app_key=nope",
    ):
        page.goto(platform.url + path)
        if path == "/portal/requests":  # with its drawer open
            page.locator("td.what a").first.click()
            page.locator("#drawer h1").wait_for()
        wrong += axe.violations(page, path)
    context.close()
    assert wrong == []


def _promotion(platform: RunningPlatform) -> str:
    """A discount of the demo shop, with a coupon beside it; answers its id."""
    cipher = platform.keys["shop_cipher"]
    reply = platform.call("POST", "/product/202502/products/search", {}, query={"page_size": 1}, cipher=True)
    sku_id = reply.data["products"][0]["skus"][0]["id"]
    platform.post("/sandbox/coupons", {"shop_cipher": cipher, "title": "Welcome", "percent": 10})
    made = platform.post("/sandbox/activities", {"shop_cipher": cipher, "sku_ids": [sku_id], "percent": 20})
    return str(made["activity_id"])


def _statement(platform: RunningPlatform) -> tuple[str, str]:
    """A delivered order of the demo shop on a statement; answers the ids of both."""
    reply = platform.call("POST", "/product/202502/products/search", {}, query={"page_size": 1}, cipher=True)
    lines = [{"sku_id": reply.data["products"][0]["skus"][0]["id"], "quantity": 1}]
    cipher, shop_id = platform.keys["shop_cipher"], platform.keys["shop_id"]
    order_id = str(platform.post("/sandbox/orders", {"shop_cipher": cipher, "line_items": lines})["order_id"])
    platform.post(f"/sandbox/orders/{order_id}/advance", {"status": "DELIVERED"})
    return order_id, str(platform.post("/sandbox/finance/settle", {"shop_id": shop_id})["statement_id"])
