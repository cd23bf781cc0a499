"""Takes the pictures of the hub that the seller's guide shows: ``make pictures``, not a part of the tests.

They are of a workspace that lives as long as this file runs, with the demo's goods; buyers are the platform's, masked.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from PIL import Image

from shopwright.cli.up import demo_goods
from shopwright.hub.access.roles import Role
from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.drift_models import Drift
from shopwright.hub.listings.models import Listing, Offer
from shopwright.hub.orders.models import Order
from shopwright.testing import Platform
from tests.hub.browser import chromium, served, window
from tests.hub.harness import Hub, Person
from tests.hub.import_files import check, csv_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.postgres, pytest.mark.browser]

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
#: The docs show no picture that is larger.
_MOST_BYTES = 60_000
_GOODS = 24


class Scene(NamedTuple):
    """A workspace in the middle of its day: two shops, the demo's goods, orders in several states."""

    hub: Hub
    packer: Person
    address: str
    orders: list[Order]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in the thread of the test
        with chromium() as started:
            yield started


@pytest.fixture
def scene(
    hub: Hub, shopwright_module_platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    platform = shopwright_module_platform
    few = tmp_path / "catalogue.csv"
    few.write_text("\n".join(demo_goods.CATALOGUE.read_text().splitlines()[: _GOODS + 1]))
    monkeypatch.setenv(demo_goods.CATALOGUE_VARIABLE, str(few))
    british, german = platform.shop("GB"), platform.shop("DE")
    hub.workspace.name = "Lanternwick"
    hub.workspace.save()
    packer = hub.person(Role.PACKER)
    packer.user.email = "sam@example.com"
    packer.user.save()
    hub.owner.user.email = "lee@example.com"
    hub.owner.user.save()
    places = [hub.connect(platform, shop, adopts=False) for shop in (british, german)]
    for place, name in zip(places, ("Lanternwick", "Lichthaus"), strict=True):
        Connection.objects.filter(pk=place.pk).update(name=name)
    demo_goods.import_catalogue(hub.workspace, hub.owner.user)
    products = demo_goods.products_of(hub.workspace)
    demo_goods.draw_pictures(products)
    demo_goods.publish_everywhere(hub.workspace, products)
    hub.work()
    offers = Offer.objects.filter(connection=places[0], listing__state="live").order_by("pk")
    skus = list(offers.values_list("external_id", flat=True))
    ids = [
        british.buy((skus[at], 1 + at % 2), (skus[at + 1], 2), status=status).order_id
        for at, status in enumerate(["AWAITING_SHIPMENT"] * 5 + ["ON_HOLD"])
    ]
    hub.work()
    with served() as address:
        yield Scene(hub, packer, address, [hub.order(order_id) for order_id in ids])


def keep(page: Page, name: str) -> None:
    """Write what the window shows as a small picture."""
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth)")
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.save(place := FOLDER / f"hub-{name}.webp", quality=68, method=6)
    assert place.stat().st_size < _MOST_BYTES, name


def test_the_guides_pictures(scene: Scene, browser: Browser) -> None:
    hub, owner = scene.hub, scene.hub.owner
    with window(browser, scene.address, owner) as desk:

        def show(name: str, page: str, *args: object) -> None:
            desk.goto(scene.address + owner.url(page, *args))
            keep(desk, name)

        show("grid", "grid")
        show("jobs", "jobs")
        show("bulk-edit", "bulk-edit", change_prices(hub))
        show("import", "import", import_with_faults(hub))
        show("drift", "listing", change_there(hub))
        with window(browser, scene.address, scene.packer, is_phone=True) as phone:
            pick_and_pack(phone, scene)
        for _ in range(2):  # the parcel is booked, then the shop is looked at
            hub.work()
        show("order", "order", scene.orders[0].pk)
        show("today", "today")


def change_prices(hub: Hub) -> int:
    """An edit of some SKUs whose preview is there."""
    from shopwright.hub.catalog.bulk import work

    skus = "\n".join(row.variants.first().sku for row in hub.workspace.products.order_by("pk")[:6])
    form = {"preview": "1", "acts-TOTAL_FORMS": 1, "acts-INITIAL_FORMS": 0, "skus": skus}
    acts = {"acts-0-what": "price:percent", "acts-0-value": "8", "acts-0-rounding": ""}
    hub.owner.post("bulk-new", **form, **acts)
    while work.work_due():
        pass
    return hub.workspace.bulk_edits.latest("pk").pk


def import_with_faults(hub: Hub) -> int:
    """An import that was checked: rows that change goods, a new one, and two to mend."""
    known = [row.variants.order_by("pk")[0] for row in hub.workspace.products.order_by("pk")[:2]]
    head = ("SKU", "Title", "Price", "Currency", "EAN", "Weight")
    rows = [
        *((row.sku, row.product.title, row.price + 1, row.currency, "", "") for row in known),
        ("TEA-01", "Tea light holder, blue glass", "4.50", "GBP", "", "210 g"),
        ("TEA-02", "Tea light holder, green glass", "4,50", "GBP", "", "210 g"),
        ("TEA-03", "Tea light holder, clear glass", "4.50", "GBP", "5012345678901", "210 g"),
    ]
    return check(hub, csv_bytes(head, *rows), "supplier-june.csv").pk


def change_there(hub: Hub) -> int:
    """A listing whose title somebody changed on the shop."""
    listing = Listing.objects.filter(connection__workspace=hub.workspace, state="live").order_by("pk").first()
    assert listing is not None
    title = listing.seen_title
    Drift.objects.create(
        workspace=hub.workspace, connection=listing.connection, listing=listing, field="title",
        mine=title, theirs=f"{title}, summer sale",
    )  # fmt: skip
    return listing.pk


def pick_and_pack(page: Page, scene: Scene) -> None:
    """The packer's phone with a list half picked, and with a box half packed."""
    packer = scene.packer
    packer.post("pick-new", orders=[order.pk for order in scene.orders[:3]])
    pick_list = scene.hub.workspace.pick_lists.get()
    page.goto(scene.address + packer.url("pick", pick_list.pk))
    page.locator("button.tick").first.tap()
    page.get_by_role("button", name="Not picked after all").first.wait_for()
    keep(page, "pick")
    skus = [line.variant.sku for line in scene.orders[0].lines.select_related("variant").order_by("pk")]
    page.goto(scene.address + packer.url("pack-order", scene.orders[0].pk))
    page.keyboard.type(skus[0])
    page.keyboard.press("Enter")
    page.get_by_text(f"1 of {len(skus)} in the box").wait_for()
    keep(page, "pack")
    for done, sku in enumerate(skus[1:], 2):
        page.keyboard.type(sku)
        page.keyboard.press("Enter")
        if done < len(skus):
            page.get_by_text(f"{done} of {len(skus)} in the box").wait_for()
    page.get_by_text("The label is on its way").wait_for()
