"""A shop's pages in Chromium: what comes by itself, the drawer and its buttons, the keyboard, the phone, axe-core."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness import axe, cancellations, returns
from tests.harness.calls import Seller, new_seller
from tests.harness.pages import follow
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, status_of, stocked

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("orders", "parcels", "returns", "stock")

#: Every list of a shop, and one with a filter that can be dropped at the end of its chips.
LISTS = (*PAGES, "conversations", "promotions", "reviews", "money", "global", "promotions?q=nothing")


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


def at(seller: Seller, page: str = "orders") -> str:
    return f"{seller.platform.url}/portal/shops/{seller.shop_id}/{page}"


def with_everything(seller: Seller) -> str:
    """Orders in many states, a request to cancel, a return, a lost parcel, a SKU that runs out; answers the order of
    the return."""
    sku = stocked(seller, 12, title="A pair of candle holders with an uncommonly long name that goes on and on " * 2)
    for status in ("ON_HOLD", "AWAITING_SHIPMENT", "IN_TRANSIT", "COMPLETED"):
        advance(seller, buy(seller, sku)["order_id"], status)
    cancellations.ask(seller, cancellations.bought(seller, (sku, 2)))
    advance(seller, buy(seller, (sku, 2))["order_id"], "IN_TRANSIT")
    package = seller.platform.get("/sandbox/packages", shop_id=seller.shop_id)["packages"][0]
    seller.platform.post(f"/sandbox/packages/{package['package_id']}/acts", {"act": "DAMAGE"})
    order = advance(seller, buy(seller, sku)["order_id"], "DELIVERED")
    return_id = returns.ask(seller, order, "RETURN_AND_REFUND")
    returns.done(returns.approve(seller, return_id, "APPROVE_RETURN"))
    returns.act(seller, return_id, "SHIP", "ARRIVE")
    return str(order["order_id"])


def test_an_order_arrives_by_itself_and_is_marked(desktop: Page, seller: Seller) -> None:
    sku = stocked(seller)
    desktop.goto(at(seller))
    desktop.evaluate("window.stayed = true")
    desktop.get_by_text("No orders yet.").wait_for()
    first = buy(seller, sku)["order_id"]
    desktop.locator(f'tr[data-key="{first}"]', has_text="On hold").wait_for()
    second = buy(seller, sku)["order_id"]
    desktop.locator(f'tr.fresh[data-key="{second}"]').wait_for()
    advance(seller, first, "AWAITING_SHIPMENT")
    desktop.locator(f'tr[data-key="{first}"]', has_text="To ship").wait_for()
    cancellations.ask(seller, first)
    desktop.locator(".narrow li.fresh", has_text="Asks to cancel").wait_for()
    assert desktop.evaluate("window.stayed"), "the page was loaded again"


def test_a_buttons_work_shows_in_the_drawer_and_on_the_board_at_once(desktop: Page, seller: Seller) -> None:
    order_id = cancellations.bought(seller, stocked(seller), status="IN_TRANSIT")
    desktop.goto(at(seller))
    desktop.evaluate("for (const one of document.querySelectorAll('[data-every]')) delete one.dataset.every")
    row, drawer = desktop.locator(f'tr[data-key="{order_id}"]'), desktop.locator("#drawer")
    row.get_by_role("link").click()
    drawer.get_by_role("button", name="Deliver").click()
    drawer.locator(".note.done", has_text="Done.").wait_for()
    assert status_of(seller, order_id) == "DELIVERED"
    row.get_by_text("Delivered").wait_for()
    drawer.get_by_text("What the buyer can ask for").click()
    drawer.get_by_role("button", name="Ask to send it back for a refund").click()
    drawer.locator("li", has_text="Asks for money back").get_by_role("button", name="Approve for the seller").click()
    drawer.get_by_text("To be sent back").wait_for()
    desktop.keyboard.press("Escape")
    row.get_by_text("To be sent back").wait_for()
    assert desktop.evaluate("document.activeElement.closest('tr')?.dataset.key") == order_id


def test_a_refusal_stands_where_the_button_is(desktop: Page, seller: Seller) -> None:
    order_id = cancellations.bought(seller, stocked(seller), status="IN_TRANSIT")
    desktop.goto(at(seller))
    desktop.locator(f'tr[data-key="{order_id}"] a').click()
    button = desktop.locator("#drawer").get_by_role("button", name="Deliver")
    button.evaluate("(one) => { one.form.subject.value = 'UNPAID'; one.form.requestSubmit(one); }")
    desktop.locator("#drawer .outcome .refusal", has_text="40915").wait_for()
    assert status_of(seller, order_id) == "IN_TRANSIT"


def test_let_someone_buy_makes_an_order(desktop: Page, seller: Seller) -> None:
    stocked(seller)
    desktop.goto(at(seller))
    desktop.get_by_role("button", name="Let someone buy").click()
    desktop.get_by_text("A buyer bought something").wait_for()
    assert desktop.locator("tr[data-key]").count() == 1


@pytest.mark.parametrize("page", PAGES[:3])
def test_the_keyboard_reaches_the_rows_and_opens_one(desktop: Page, seller: Seller, page: str) -> None:
    with_everything(seller)
    desktop.goto(at(seller, page))
    place = "[...document.querySelectorAll('tbody tr')].indexOf(document.activeElement.closest('tr'))"
    for key, row in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        desktop.keyboard.press(key)
        assert desktop.evaluate(place) == row
    desktop.keyboard.press("Enter")
    desktop.locator("#drawer").get_by_text("What happened").wait_for()
    desktop.keyboard.press("Escape")
    assert desktop.evaluate(place) == 0, "the focus goes back to the row"


@pytest.mark.parametrize("is_empty", [True, False])
def test_nothing_is_wider_than_a_phone_or_too_small_for_a_thumb(phone: Page, seller: Seller, is_empty: bool) -> None:
    order_id = None if is_empty else with_everything(seller)
    for page in (*LISTS, *([f"orders/{order_id}"] if order_id else [])):
        phone.goto(at(seller, page))
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, page
        small = phone.evaluate(
            """() => [...document.querySelectorAll('main :is(button, summary, .chip, .more, .sub a, .notices a)')]
                .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
                .map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert small == [], page
    if order_id:
        phone.goto(at(seller))
        follow(phone, phone.locator(".only-narrow a", has_text="2 need an answer"))
        assert phone.locator("tr[data-key]").count() == 2


def test_a_phone_has_the_pages_of_a_shop_in_a_menu_that_the_keyboard_opens_and_closes(
    phone: Page, seller: Seller
) -> None:
    phone.goto(at(seller, "promotions"))
    menu, button = phone.locator("#shop-pages"), phone.get_by_role("button", name="Pages of the shop, now Promotions")
    assert not menu.is_visible()
    button.focus()
    phone.keyboard.press("Enter")
    menu.get_by_role("link", name="Global").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.keyboard.press("Escape")
    menu.wait_for(state="hidden")
    assert button.evaluate("(button) => document.activeElement === button")
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/orders")


def test_the_pages_of_a_shop_stand_in_one_row_with_its_name(desktop: Page, seller: Seller) -> None:
    for path in ("orders", "promotions"):
        desktop.goto(at(seller, path))
        boxes = [desktop.locator(".shop-head h1").bounding_box()]
        boxes += [link.bounding_box() for link in desktop.locator("#shop-pages a").all()]
        middles = {round(box["y"] + box["height"] / 2) for box in boxes if box}
        assert max(middles) - min(middles) <= 2, path
        assert len(boxes) == 11


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "width", "has_rows"), axe.LOOKS)
def test_axe_finds_nothing_on_a_shops_pages(
    chromium: Browser, seller: Seller, theme: str, width: int, has_rows: bool
) -> None:
    order_id = with_everything(seller) if has_rows else None
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        bypass_csp=True,
    )
    page, wrong = context.new_page(), list[str]()
    for name in (*PAGES, *([f"orders/{order_id}", "orders?drawer"] if order_id else [])):
        page.goto(at(seller, name))
        if name == "orders?drawer":
            page.locator("[data-pick]").first.check()
            page.locator("td.what a").first.click()
            page.locator("#drawer h1").wait_for()
        wrong += axe.violations(page, name)
    context.close()
    assert wrong == []
