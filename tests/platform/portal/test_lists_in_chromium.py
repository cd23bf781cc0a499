"""A shop's lists in Chromium: rows that are ticked, columns, views, the keyboard, the phone, the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness import cancellations, returns
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, status_of, stocked

from .test_shop_in_chromium import at

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


def bought(seller: Seller, count: int) -> list[str]:
    """Paid orders, the oldest first."""
    sku = stocked(seller, count + 10)
    return [str(buy(seller, sku)["order_id"]) for _ in range(count)]


def test_ticked_orders_are_acted_on_and_those_that_did_not_fit_stay_ticked(desktop: Page, seller: Seller) -> None:
    orders = bought(seller, 23)
    advance(seller, orders[0], "IN_TRANSIT")
    desktop.goto(at(seller))
    assert not desktop.locator("#bulk").is_visible()
    desktop.locator("[data-pick-all]").check()
    assert desktop.locator("[data-count]").inner_text() == "23 orders"
    desktop.locator("#bulk").get_by_role("button", name="End the hold clock").click()
    result = desktop.locator("[data-bulk-result]")
    result.get_by_text("End the hold: done for 22 orders, refused for 1, which stay ticked.").wait_for()
    result.get_by_text("What was refused").click()
    assert f"The order {orders[0]} is IN_TRANSIT." in result.inner_text()
    assert {status_of(seller, order_id) for order_id in orders[1:]} == {"AWAITING_SHIPMENT"}
    desktop.locator(f'tr[data-key="{orders[5]}"]', has_text="To ship").wait_for()
    assert desktop.locator("[data-pick]:checked").evaluate_all("(all) => all.map((one) => one.value)") == [orders[0]]


def test_all_that_match_are_ticked_beyond_the_page(desktop: Page, seller: Seller) -> None:
    orders = bought(seller, 45)
    desktop.goto(at(seller))
    desktop.locator("[data-pick-all]").check()
    desktop.get_by_role("button", name="Select all that match").click()
    desktop.locator("[data-count]", has_text="45 orders").wait_for()
    desktop.locator("#bulk").get_by_role("button", name="End the hold clock").click()
    desktop.get_by_text("done for 45 orders.").wait_for()
    assert status_of(seller, orders[0]) == "AWAITING_SHIPMENT"


def test_what_cannot_be_undone_asks_first_and_names_the_count(desktop: Page, seller: Seller) -> None:
    orders = bought(seller, 2)
    for order_id in orders:
        advance(seller, order_id, "AWAITING_SHIPMENT")
    desktop.goto(at(seller))
    desktop.locator("[data-pick-all]").check()
    desktop.get_by_role("button", name="Cancel… for the seller").click()
    ask = desktop.locator("#sure-CANCEL_AS_SELLER")
    assert "Cancel (2 orders)?" in ask.inner_text()
    ask.get_by_role("button", name="Back").click()
    assert status_of(seller, orders[0]) == "AWAITING_SHIPMENT"
    desktop.get_by_role("button", name="Cancel… for the seller").click()
    ask.get_by_role("button", name="Cancel", exact=True).click()
    desktop.get_by_text("Cancel: done for 2 orders.").wait_for()
    assert {status_of(seller, order_id) for order_id in orders} == {"CANCELLED"}


def test_ticks_stay_while_the_list_refreshes_itself(desktop: Page, seller: Seller) -> None:
    (first,) = bought(seller, 1)
    desktop.goto(at(seller))
    desktop.locator("[data-pick]").check()
    second = cancellations.bought(seller, stocked(seller))
    desktop.locator(f'tr[data-key="{second}"]').wait_for()
    assert desktop.locator("[data-pick]:checked").get_attribute("value") == first
    assert desktop.locator("[data-count]").inner_text() == "1 order"


def test_the_keyboard_searches_the_list_and_ticks_rows(desktop: Page, seller: Seller) -> None:
    orders = bought(seller, 3)
    desktop.goto(at(seller))
    desktop.keyboard.press("/")
    desktop.keyboard.type(orders[1])
    desktop.keyboard.press("Enter")
    desktop.wait_for_url(f"**/orders?q={orders[1]}*")
    assert desktop.locator("tr[data-key]").count() == 1
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("x")
    assert desktop.locator("[data-count]").inner_text() == "1 order"
    assert not desktop.locator("#drawer").is_visible()


def test_columns_and_views_are_remembered(desktop: Page, seller: Seller) -> None:
    bought(seller, 1)
    desktop.goto(at(seller) + "?status=ON_HOLD")
    desktop.get_by_role("button", name="View").click()
    desktop.get_by_role("checkbox", name="Parcels").uncheck()
    desktop.on("dialog", lambda dialog: dialog.accept("Held"))
    desktop.get_by_role("button", name="Keep as a view").click()
    desktop.goto(at(seller))
    assert not desktop.get_by_role("columnheader", name="Parcels").is_visible()
    assert desktop.get_by_role("columnheader", name="State").is_visible()
    desktop.get_by_role("link", name="Held").click()
    desktop.wait_for_url("**/orders?status=ON_HOLD")


def test_a_phone_shows_four_rows_and_a_header_under_80_pixels(phone: Page, seller: Seller) -> None:
    bought(seller, 8)
    for page in ("orders", "parcels", "stock"):
        phone.goto(at(seller, page))
        assert phone.locator("header").bounding_box()["height"] < 80  # type: ignore[index]
        whole = phone.evaluate(
            """[...document.querySelectorAll('tr[data-key]')]
                .filter((row) => row.getBoundingClientRect().bottom <= 844).length"""
        )
        assert whole >= (1 if page == "stock" else 4), page
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, page


def test_a_phones_menu_leads_everywhere(phone: Page) -> None:
    phone.get_by_role("button", name="Menu").click()
    phone.locator("#menu").get_by_role("link", name="Shops").click()
    phone.wait_for_url("**/portal/shops")


def test_the_header_stands_still_between_pages(desktop: Page, platform: RunningPlatform, seller: Seller) -> None:
    places = set()
    for url in (platform.url, f"{platform.url}/portal/requests", at(seller), at(seller, "stock")):
        desktop.goto(url)
        boxes = desktop.locator("header a, header input[type=search], header .theme").evaluate_all(
            """(all) => all.map((one) => one.getBoundingClientRect())
                .map((box) => [box.x, box.y, box.width].map(Math.round))"""
        )
        places.add(str(boxes))
    assert len(places) == 1, places


def test_ids_are_never_broken_in_two(phone: Page, seller: Seller) -> None:
    order_id = cancellations.bought(seller, stocked(seller), status="IN_TRANSIT")
    for page in ("orders", "parcels", f"orders/{order_id}"):
        phone.goto(at(seller, page))
        broken = phone.evaluate(
            """[...document.querySelectorAll('main .id')].filter((one) => one.checkVisibility())
                .filter((one) => one.getClientRects().length > 1).map((one) => one.textContent)"""
        )
        assert broken == [], page


def test_no_table_is_wider_than_its_card(desktop: Page, seller: Seller) -> None:
    returns.ask(seller, {"order_id": cancellations.bought(seller, stocked(seller), status="DELIVERED")}, "REFUND")
    for width in (1280, 1440, 700):
        desktop.set_viewport_size({"width": width, "height": 900})
        for page in ("orders", "parcels", "returns", "stock"):
            desktop.goto(at(seller, page))
            wide = desktop.evaluate(
                """[...document.querySelectorAll('.card table')].filter((one) =>
                    one.getBoundingClientRect().right > one.closest('.card').getBoundingClientRect().right).length"""
            )
            assert wide == 0, (width, page)
            assert desktop.evaluate("document.documentElement.scrollWidth") <= width, (width, page)
