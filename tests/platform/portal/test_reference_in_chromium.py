"""The reference in Chromium: twenty operations found, opened and tried by keyboard; desktop and phone; axe-core."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness import axe
from tests.harness.server import RunningPlatform

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.own_platform]

#: What somebody types, and the operation that this leads to.
TRIED = (
    ("get order list", "getOrderList"),
    ("getOrderDetail", "getOrderDetail"),
    ("price detail", "getOrderPriceDetails"),
    ("search package", "searchPackage"),
    ("package detail", "getPackageDetail"),
    ("search products", "searchProducts"),
    ("get product", "getProduct"),
    ("get categories", "getCategories"),
    ("get brands", "getBrands"),
    ("inventory search", "inventorySearch"),
    ("warehouse list", "getWarehouseList"),
    ("authorized shops", "getAuthorizedShops"),
    ("active shops", "getActiveShops"),
    ("search cancellations", "searchCancellations"),
    ("search returns", "searchReturns"),
    ("shop webhooks", "getShopWebhooks"),
    ("get conversations", "getConversations"),
    ("agent settings", "getAgentSettings"),
    ("get statements", "getStatements"),
    ("product reviews", "searchProductReviews"),
)


@pytest.mark.parametrize(("theme", "width", "count"), [("light", 1440, 20), ("dark", 390, 3)])
def test_operations_are_tried_by_keyboard(
    chromium: Browser, platform: RunningPlatform, theme: str, width: int, count: int
) -> None:
    order(platform)
    scheme = "dark" if theme == "dark" else "light"
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if platform.url not in request.url else None)
    page.goto(f"{platform.url}/reference")
    wrong = axe.violations(page)
    for words, operation_id in TRIED[:count]:
        open_by_keyboard(page, words, operation_id)
        press_by_keyboard(page, "Send")
        page.locator("#result").wait_for()
        assert page.locator("#result").get_attribute("data-code") == "0", operation_id
        assert "{app_secret}" in page.locator("[data-canonical]").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), operation_id
    wrong += axe.violations(page)
    if width == 390:
        make_by_keyboard(page)
        open_by_keyboard(page, "upload product image", "uploadProductImage")
        wrong += axe.violations(page)
        for path in ("operations", "webhooks", "codes"):
            page.goto(f"{platform.url}/reference/{path}")
            wrong += axe.violations(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()
    assert elsewhere == []
    assert wrong == []


def make_by_keyboard(page: Page) -> None:
    """Make a return that the shop lacks, and approve it."""
    open_by_keyboard(page, "approve return", "approveReturn")
    press_by_keyboard(page, "Make it")
    page.wait_for_url("**shop_id=*")
    press_by_keyboard(page, "Send")
    page.locator("#result[data-code='0']").wait_for()


def press_by_keyboard(page: Page, name: str) -> None:
    """From the load of a page: Tab to the link that skips to the form, and on to a button of it."""
    tab_to(page, "Try it", 2)
    page.keyboard.press("Enter")
    tab_to(page, name, MOST_TABS)
    page.keyboard.press("Enter")


def tab_to(page: Page, words: str, most: int) -> None:
    """Press Tab until the link or button of these words has the focus."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        passed.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
        if passed[-1] == words:
            return
    raise AssertionError(f"{words} is not reached: {passed}")


#: Questions of somebody new: what is typed, arrows down, and the words that answer.
QUESTIONS = (
    ("create product title", 0, "GB, US: 1 to 255"),
    ("12052023", 0, "What to do:"),
    ("webhook cancellation", 0, "Calls that cause it"),
    ("buyer_email", 0, "forwards to the buyer"),
    ("cancel order", 0, "Here it is answered in the current shape."),
)
MOST_KEYS = 22

#: Tabs from the heading of a form to the last of its buttons: one for each of its fields.
MOST_TABS = 14


def test_five_answers_take_few_keys(chromium: Browser, platform: RunningPlatform) -> None:
    """From the first page, with keys alone: `/`, the words, arrows, Enter, and Page Down until the answer is seen."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    keys: dict[str, int] = {}
    for words, downs, answer in QUESTIONS:
        page.goto(f"{platform.url}/reference")
        page.keyboard.press("/")
        page.keyboard.type(words)
        page.locator("[role=option][aria-selected=true]").wait_for()
        for _ in range(downs):
            page.keyboard.press("ArrowDown")
        address = page.locator("[role=option][aria-selected=true]").get_attribute("data-url")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{address}*")
        element = page.get_by_text(answer).first
        element.wait_for()
        below = element.evaluate("(it) => Math.max(0, it.getBoundingClientRect().bottom - innerHeight)")
        keys[words] = 2 + len(words) + downs + -(-int(below) // 800)
    context.close()
    assert max(keys.values()) <= MOST_KEYS, keys
    assert sum(keys.values()) <= 84, keys


#: What is typed, and kind and title of what stands first.
FIRST = {
    "getOrderDetail": ("operation", "Get Order Detail"),
    "/order/202309/orders/search": ("operation", "Get Order List"),
    "POST /order/202309/orders/search": ("operation", "Get Order List"),
    "refund": ("operation", "Calculate Refund"),
    "webhook cancellation": ("webhook", "Webhook 11 CancellationStatusChange"),
    "12052023": ("code", "Code 12052023"),
    "invalid signature": ("code", "Code 106001"),
    "rate limit": ("code", "Code 36009002"),
    "custom audience": ("guide", "Custom audiences: the Business door"),
    "api/products/list": ("door", "GET /api/products/list"),
    "open_api/v1.3/dmp/custom_audience/file/upload": ("door", "POST /open_api/v1.3/dmp/custom_audience/file/upload/"),
    "buyer_email": ("field", "buyer_email"),
    "create product title": ("field", "title"),
    "AWAITING_SHIPMENT": ("value", "AWAITING_SHIPMENT"),
    "canncel order": ("operation", "Cancel Order"),
    "serach products": ("operation", "Search Products"),
}
#: What is typed, and the operation that comes first, after what is called exactly so.
FIRST_OPERATION = {
    "message": "Send Message",
    "price": "Update Price",
    "inventory": "Inventory Search",
    "product": "Create Product",
}


def test_what_is_called_so_comes_before_what_only_holds_the_words(chromium: Browser, platform: RunningPlatform) -> None:
    page = chromium.new_page()
    page.goto(f"{platform.url}/reference")
    assert {words: options_for(page, words)[0][:2] for words in FIRST} == FIRST
    for words, title in FIRST_OPERATION.items():
        options = options_for(page, words)
        assert [each[1].lower() for each in options[:2] if each[0] == "field"] in ([], [words])
        assert next(each[1] for each in options if each[0] == "operation") == title
        assert {"operation", "code", "field"} <= {kind for kind, _, _ in options}, "none buries the others"
    for words in FIRST_OPERATION:
        options = options_for(page, words)
        names = [title for kind, title, _ in options if kind == "field"]
        assert len(names) == len(set(names)), f"{words}: a field once"
        titled = [note for kind, title, note in options if kind == "operation" and words in title.lower()]
        built = ["not built" not in note for note in titled]
        assert built == sorted(built, reverse=True), f"{words}: what is built comes first"
    assert "operations, first in" in options_for(page, "buyer_email")[0][2]
    page.locator("#find").fill("zzzz")
    page.get_by_text("Nothing found for zzzz. Try").wait_for()
    page.close()


def options_for(page: Page, words: str) -> list[tuple[str, str, str]]:
    """Type words; answers kind, title and note of what is found."""
    page.locator("#find").fill(words)
    page.locator("[data-found]:not(:empty)").wait_for(state="attached")  # later on, it answers as one types
    script = (
        "items => items.map(({ dataset, children: [title, note] }) => "
        "[dataset.kind, title.textContent, note.textContent])"
    )
    return [tuple(each) for each in page.locator("[role=option]").evaluate_all(script)]


def open_by_keyboard(page: Page, words: str, operation_id: str) -> None:
    """Search, and open what is found first, or what arrows lead to."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    wanted = page.locator(f'[role=option][data-url$="/{operation_id}"]').first
    wanted.wait_for()
    for _ in range(10):
        if wanted.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/reference/operations/{operation_id}")


def order(platform: RunningPlatform) -> None:
    """An order of the demo shop, so that there is something to ask for."""
    reply = platform.call("POST", "/product/202502/products/search", {}, query={"page_size": 1}, cipher=True)
    lines = [{"sku_id": reply.data["products"][0]["skus"][0]["id"], "quantity": 1}]
    body = {"shop_cipher": platform.keys["shop_cipher"], "line_items": lines}
    order_id = platform.post("/sandbox/orders", body)["order_id"]
    platform.post(f"/sandbox/orders/{order_id}/advance", {"status": "AWAITING_SHIPMENT"})
