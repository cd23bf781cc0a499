"""A day in Chromium: from a file of goods to a piece that came back and is on the shelf again, by keyboard and scanner.

The owner works at a desk, the packer on a phone with a scanner. The shop is one of the platform's, over HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.aftersales.models import Case
from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.models import Listing
from shopwright.hub.orders.models import Order
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.harness import axe
from tests.hub.browser import chromium, served, window
from tests.hub.harness import Hub, Person, stock_on
from tests.hub.import_files import csv_bytes, work_all
from tests.hub.pictures import picture
from tests.hub.warehouse import put_into_bin

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.postgres, pytest.mark.browser]

HEAD = ("SKU", "Title", "Description", "Price", "Currency", "Weight", "Length", "Width", "Height")
JUG = ("JUG-1", "Water jug of stoneware", "Holds a litre.", "18.00", "GBP", "900 g", "200 mm", "150 mm", "220 mm")
MUG = ("MUG-1", "Coffee mug of stoneware, hand made", "Holds 300 ml.", "12,50", "GBP", "400 g", "120 mm", "120 mm", "90 mm")  # fmt: skip # noqa: E501


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in the thread of the test
        with chromium() as started:
            yield started


#: Of the desk and the phone. The second pair is looked at with ``SHOPWRIGHT_EVERY_LOOK``.
SCHEMES = (("light", "dark"), ("dark", "light")) if axe.EVERY_LOOK else (("light", "dark"),)


@pytest.mark.parametrize(("at_desk", "on_phone"), SCHEMES)
def test_from_a_file_with_a_fault_to_a_piece_that_came_back(
    hub: Hub, browser: Browser, shopwright_module_platform: Platform, at_desk: str, on_phone: str
) -> None:
    platform = shopwright_module_platform
    seller = platform.shop("GB")
    shop = hub.connect(platform, seller)
    packer = hub.person(Role.PACKER)
    with (
        served() as address,
        window(browser, address, hub.owner, scheme=at_desk) as desk,
        window(browser, address, packer, is_phone=True, scheme=on_phone) as phone,
    ):
        desk.goto(address + hub.owner.url("today"))
        import_goods_and_mend_a_row(desk, hub)
        look(desk, "import")
        receive_stock(desk)
        look(desk, "stock")
        listing = publish(desk, hub, shop)
        look(desk, "listing")
        order = show_what_a_buyer_bought(desk, hub, seller, listing)
        look(desk, "order")
        pick(phone, address, hub, packer, order)
        look(phone, "pick list")
        pack(phone, hub, order)
        look(phone, "box")
        know_tracking(desk, hub, seller, order)
        case = approve_a_return(desk, hub, platform, shop, order)
        look(desk, "return")
        inspect(phone, address, hub, packer, platform, case)
        look(phone, "inspection")
    assert hub.available("MUG-1") == 8
    assert stock_on(seller, listing.offers.get().external_id) == 8


def look(page: Page, step: str) -> None:
    """See that nothing is wrong with what the page shows now."""
    assert axe.violations(page, step) == []


def enter(element: Locator) -> None:
    """Go to something that can be pressed or followed, and press Enter."""
    element.press("Enter")


def reloaded(page: Page) -> Page:
    page.reload()
    return page


def work_when_asked(page: Page, hub: Hub) -> None:
    """Have an import taken on once the page waits for it, and look again."""
    page.locator("section[aria-live=polite]").wait_for()
    work_all(hub)
    page.reload()


def send_file(page: Page, hub: Hub, name: str, content: bytes) -> None:
    """Choose a file, and start the import of what it says after a look at it."""
    page.get_by_label("CSV or XLSX").set_input_files([{"name": name, "mimeType": "text/csv", "buffer": content}])
    enter(page.get_by_role("button", name="Send"))
    enter(page.get_by_role("button", name="Check all rows"))
    work_when_asked(page, hub)


def import_goods_and_mend_a_row(page: Page, hub: Hub) -> None:
    enter(page.get_by_role("link", name="Products", exact=True))
    enter(page.get_by_role("link", name="import a file"))
    send_file(page, hub, "goods.csv", csv_bytes(HEAD, JUG, MUG))
    faulty = page.get_by_role("row").filter(has_text="MUG-1")
    faulty.get_by_text("12,50").wait_for()
    enter(page.get_by_role("button", name="Import 1 row"))
    work_when_asked(page, hub)
    page.get_by_text("1 new product.").wait_for()
    with page.expect_download() as loaded:
        enter(page.get_by_role("link", name="Rows to mend as CSV"))
    mended = Path(loaded.value.path()).read_text("utf-8-sig").replace('"12,50"', "12.50")
    enter(page.get_by_role("link", name="Imports"))
    enter(page.get_by_role("link", name="Import a file").first)
    send_file(page, hub, "mended.csv", mended.encode())
    enter(page.get_by_role("button", name="Import 1 row"))
    work_when_asked(page, hub)
    page.get_by_text("1 new product.").wait_for()


def receive_stock(page: Page) -> None:
    enter(page.get_by_role("link", name="Stock", exact=True))
    enter(page.get_by_role("link", name="Receive"))
    page.get_by_label("SKUs and pieces").wait_for()
    page.keyboard.type("MUG-1 9")  # the list has the focus
    enter(page.get_by_role("button", name="See what it would change"))
    enter(page.get_by_role("button", name="Book 1 SKU"))
    page.get_by_text("changed at Main").wait_for()


def publish(page: Page, hub: Hub, shop: Connection) -> Listing:
    enter(page.get_by_role("link", name="Products", exact=True))
    page.get_by_role("heading", name="Products", level=1).wait_for()
    page.keyboard.press("f")
    page.keyboard.type("mug")
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/*q=mug")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tr')?.innerText.includes('MUG-1')")
    enter(page.get_by_role("link", name="Coffee mug of stoneware, hand made"))
    enter(page.get_by_role("link", name="Edit"))
    page.get_by_label("Add pictures").set_input_files(
        [{"name": "mug.png", "mimeType": "image/png", "buffer": picture()}]
    )
    enter(page.get_by_role("button", name="Save"))
    page.get_by_label(shop.name).press("Space")
    enter(page.get_by_role("button", name="Publish"))
    page.get_by_role("link", name=shop.name).first.wait_for()
    hub.work()
    enter(reloaded(page).get_by_role("link", name=shop.name))
    page.get_by_text("Live", exact=True).wait_for()
    return Listing.objects.get(connection=shop)


def show_what_a_buyer_bought(page: Page, hub: Hub, seller: Seller, listing: Listing) -> Order:
    sku_id = listing.offers.get().external_id
    bought = seller.buy((sku_id, 2), status="AWAITING_SHIPMENT")
    hub.work()
    page.keyboard.press("/")
    page.keyboard.type(bought.order_id)
    page.keyboard.press("Enter")  # a whole number opens its order
    page.get_by_role("heading", name=bought.order_id).wait_for()
    assert hub.available("MUG-1") == 7
    return hub.order(bought.order_id)


def pick(page: Page, address: str, hub: Hub, packer: Person, order: Order) -> None:
    put_into_bin(hub, "MUG-1", "A-12")
    page.goto(address + packer.url("orders"))
    page.get_by_label(f"Order {order.number}").check()
    page.get_by_role("button", name="Pick list").tap()
    page.get_by_text("A-12").wait_for()
    page.get_by_role("button", name="Picked: MUG-1").tap()
    page.get_by_text("Nothing left to pick").wait_for()


def scan(page: Page, code: str) -> None:
    """Type as a scanner does, into whatever has the focus."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def pack(page: Page, hub: Hub, order: Order) -> None:
    page.get_by_role("link", name="Pack", exact=True).tap()
    page.get_by_text("0 of 2 in the box").wait_for()
    for _ in range(2):
        scan(page, "MUG-1")
    page.get_by_text("The label is on its way").wait_for()
    with page.context.expect_event("response", lambda reply: reply.url.endswith("/shipments/labels")) as printed:
        hub.work()
    assert printed.value.ok
    page.bring_to_front()
    page.get_by_role("button", name="Print again").wait_for()
    assert [item.is_reprint for item in order.shipments.get().prints.all()] == [False]


def know_tracking(page: Page, hub: Hub, seller: Seller, order: Order) -> None:
    shipment = order.shipments.get()
    (there,) = seller.client().order.get_order_detail(ids=[order.external_id])["orders"]
    assert {line["tracking_number"] for line in there["line_items"]} == {shipment.tracking_number}
    hub.work()
    page.bring_to_front()
    reloaded(page).get_by_text(shipment.tracking_number).first.wait_for()


def approve_a_return(page: Page, hub: Hub, platform: Platform, shop: Connection, order: Order) -> Case:
    platform.orders.advance(order.external_id, "DELIVERED")
    line = platform.orders.get(order.external_id).line_items[0]
    made = platform.orders.return_(order.external_id, "RETURN_AND_REFUND", line_items=[line.id])
    hub.work()
    enter(page.get_by_role("link", name=re.compile("^Returns")).first)
    enter(page.get_by_role("row").filter(has_text=made.return_id).get_by_role("link", name="Return").first)
    enter(page.get_by_role("button", name="Let it come back"))
    page.get_by_text("is being sent").first.wait_for()
    hub.work()
    reloaded(page).get_by_text("Promised").first.wait_for()
    platform.orders.act_on_return(made, "SHIP")
    platform.orders.act_on_return(made, "ARRIVE")
    hub.work()
    return Case.objects.get(connection=shop, external_id=made.return_id)


def inspect(page: Page, address: str, hub: Hub, packer: Person, platform: Platform, case: Case) -> None:
    page.goto(address + packer.url("return", case.pk))
    page.get_by_label(re.compile("^Good pieces of")).fill("1")
    page.get_by_role("button", name="Book").tap()
    page.get_by_text("restocked.").wait_for()
    hub.work()
