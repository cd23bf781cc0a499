"""A page that is open in Chromium shows what changes, and the palette opens and acts by keys alone."""

from __future__ import annotations

import pytest

from shopwright.hub.core.news import newsroom
from shopwright.hub.orders.intake import apply
from tests.hub import rows
from tests.hub.browser import chromium, served, window
from tests.hub.harness import Hub

pytestmark = [pytest.mark.postgres, pytest.mark.browser]


def test_a_new_order_appears_beside_what_is_chosen_and_the_palette_opens_it(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in the thread of the test
    shop = rows.connection(hub)
    first = apply(shop, rows.order())
    with chromium() as browser, served() as address, window(browser, address, hub.owner) as page:
        page.goto(address + hub.owner.url("orders"))
        box = page.get_by_label(f"Order {first.number}")
        box.check()
        box.focus()
        page.get_by_placeholder("Number, SKU or buyer").fill("half typed")
        second = apply(shop, rows.order())
        page.get_by_role("link", name=second.number).wait_for()
        assert box.is_checked()
        assert page.get_by_placeholder("Number, SKU or buyer").input_value() == "half typed"
        assert page.evaluate("document.activeElement.name") == "q"
        page.get_by_text("1 chosen").wait_for()
        page.keyboard.press("Control+k")
        page.keyboard.type(second.number)
        page.get_by_role("option", name=second.number).wait_for()
        field = page.get_by_role("combobox", name="Page, act")
        assert field.get_attribute("aria-activedescendant")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.name") == "q", "the focus goes back"
        page.keyboard.press("Control+k")
        page.keyboard.type("import")
        page.get_by_role("option", name="Import a file").wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        page.wait_for_url("**/products/imports/new")
        page.keyboard.press("Control+k")
        page.keyboard.type("all channels")
        page.get_by_role("option", name="All channels to 0").wait_for()
        page.keyboard.press("Enter")
        page.get_by_role("alertdialog").get_by_text("sells nothing").wait_for()
        assert page.evaluate("document.activeElement.textContent") == "Back", "Enter twice does nothing"
        page.keyboard.press("Enter")
        page.get_by_role("option", name="All channels to 0").wait_for()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/stock/")
        page.get_by_text("All channels are halted at 0").wait_for()
    newsroom.stop()
