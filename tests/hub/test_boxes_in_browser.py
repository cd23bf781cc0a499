"""Packing with a scanner, which is a keyboard that types fast and ends with Enter: at a desk and on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Product
from shopwright.hub.fulfilment.models import PickList
from shopwright.hub.orders.models import Order
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.browser import chromium, served, window
from tests.hub.harness import Hub
from tests.hub.warehouse import photograph, put_into_bin

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [pytest.mark.postgres, pytest.mark.browser]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in the thread of the test
        with chromium() as started:
            yield started


@pytest.fixture
def address(hub: Hub) -> Iterator[str]:
    with served() as url:
        yield url


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page where SHOPWRIGHT_PICTURES says, for somebody to look at."""
    if folder := os.environ.get("SHOPWRIGHT_PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"))


def ordered(hub: Hub, platform: Platform, pieces: int) -> Order:
    """An order of a GB shop; a second SKU of the workspace belongs to none."""
    seller = platform.shop("GB")
    product = seller.list_product(quantity=9, seller_sku=f"MUG-{hub.tag}")
    hub.connect(platform, seller)
    rows.variant(hub, f"JUG-{hub.tag}")
    Product.objects.filter(workspace=hub.workspace).update(is_fragile=True, packing_note="Two layers of paper")
    bought = seller.buy((product.sku_id, pieces), status="AWAITING_SHIPMENT")
    hub.work()
    return hub.order(bought.order_id)


def scan(page: Page, code: str) -> None:
    """Type as a scanner does, into whatever has the focus."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def scan_to(page: Page, code: str, address: str) -> None:
    """Scan what opens a page, again where a busy machine took the keys with a pause between them."""
    from playwright.sync_api import TimeoutError as WaitedTooLong

    for _ in range(4):
        scan(page, code)
        with suppress(WaitedTooLong):
            return page.wait_for_url(address, timeout=5_000)
    raise AssertionError(f"{page.url} and not {address}")


def sound(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.lastSound ?? ''"))


def test_a_scanner_packs_an_order_without_a_mouse(
    hub: Hub, address: str, browser: Browser, shopwright_module_platform: Platform
) -> None:
    order = ordered(hub, shopwright_module_platform, 2)
    packer = hub.person(Role.PACKER)
    with window(browser, address, packer) as page:
        page.goto(address + packer.url("pack"))
        scan(page, order.number)
        page.get_by_text("0 of 2 in the box").wait_for()
        scan(page, f"JUG-{hub.tag}")
        page.get_by_role("alert").filter(has_text="does not belong to this order").wait_for()
        assert sound(page) == "wrong"
        picture(page, "pack-stopped")
        scan(page, f"MUG-{hub.tag}")
        page.get_by_text("The box is stopped").wait_for()
        page.reload()
        page.keyboard.press("Enter")  # it was taken out
        page.get_by_text("Stop.").wait_for(state="detached")
        for _ in range(2):  # faster than the hub answers
            scan(page, f"MUG-{hub.tag}")
        page.get_by_text("The label is on its way").wait_for()
        assert sound(page) == "done"
        asked: list[Route] = []
        page.context.route("**/shipments/labels", lambda route: asked.append(route))  # noqa: PLW0108
        with page.context.expect_event("request", lambda request: request.url.endswith("/labels")):
            hub.work()
        for _ in range(2):  # the page looks again while the print is slow, and does not open it once more
            page.wait_for_event("response", lambda reply: reply.url.endswith(f"/pack/{order.pk}"))
        (print_once,) = asked
        print_once.continue_()
        page.get_by_role("button", name="Print again").wait_for()
        picture(page, "pack-done")
        (shipment,) = order.shipments.all()
        assert [item.is_reprint for item in shipment.prints.all()] == [False]
        page.bring_to_front()
        with page.context.expect_event("response", lambda reply: reply.url.endswith("labels/last")):
            page.keyboard.press("F8")
        assert [item.is_reprint for item in shipment.prints.order_by("pk")] == [False, True]
        page.goto(address + packer.url("today"))
        with page.context.expect_event("response", lambda reply: reply.url.endswith("labels/last")):
            page.keyboard.press("F8")  # where there is no button for it
        assert shipment.prints.count() == 3
        page.bring_to_front()
        scan_to(page, shipment.tracking_number, f"**/orders/{order.pk}")
        picture(page, "order-steps")


def test_a_phone_picks_with_a_tick_per_row_and_packs_from_a_photograph(
    hub: Hub, address: str, browser: Browser, shopwright_module_platform: Platform
) -> None:
    order = ordered(hub, shopwright_module_platform, 1)
    put_into_bin(hub, f"MUG-{hub.tag}", "A-12")
    packer = hub.person(Role.PACKER)
    packer.post("pick-new", orders=[order.pk])
    pick_list = PickList.objects.get(workspace=hub.workspace)
    with window(browser, address, packer, is_phone=True) as page:
        page.goto(address + packer.url("pick", pick_list.pk))
        picture(page, "pick-phone")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("button", name=f"Picked: MUG-{hub.tag}").tap()
        page.get_by_text("Nothing left to pick").wait_for()
        page.get_by_role("link", name="Pack", exact=True).tap()
        page.get_by_text("0 of 1 in the box").wait_for()
        scan(page, f"JUG-{hub.tag}")
        page.get_by_text("Stop.").wait_for()
        page.keyboard.press("Enter")  # it was taken out; on a phone no field has the focus
        page.get_by_text("Stop.").wait_for(state="detached")
        file = photograph(f"MUG-{hub.tag}")
        page.get_by_label("Photograph of a code").set_input_files(
            [{"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": file.read()}]
        )
        page.get_by_text("The label is on its way").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        picture(page, "pack-phone")
    assert order.shipments.count() == 1
