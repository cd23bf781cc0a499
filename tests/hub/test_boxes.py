"""Packing: every piece is scanned, and what does not belong stops the box."""

from __future__ import annotations

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile

from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.fulfilment.models import Box, PickLine, PickList
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.hub import rows
from tests.hub.harness import Hub, Page, Person
from tests.hub.pictures import picture
from tests.hub.test_orders import cancelled, stocked
from tests.hub.warehouse import photograph

pytestmark = pytest.mark.postgres


def _opens_label(page: Page) -> bool:
    """Whether the page prints its label by itself, as a label that nobody has printed is."""
    return ' data-open="' in page.html


def scan(packer: Person, order: Order, code: str) -> Page:
    return packer.post("pack-scan", order.pk, code=code)


def bought(hub: Hub, platform: Platform, pieces: int = 2, region: str = "GB") -> tuple[Seller, Order]:
    """A shop with an order of some pieces of one SKU that can be shipped."""
    seller = platform.shop(region)
    product = seller.list_product(quantity=9, seller_sku=f"MUG-{hub.tag}")
    hub.connect(platform, seller)
    order = seller.buy((product.sku_id, pieces), status="AWAITING_SHIPMENT")
    hub.work()
    return seller, hub.order(order.order_id)


def test_the_last_piece_ships_the_order_and_its_label_is_printed_once(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, order = bought(hub, shopwright_module_platform)
    packer = hub.person(Role.PACKER)
    assert "1 of 2 in the box" in scan(packer, order, f"mug-{hub.tag}").text
    assert not order.shipments.exists()
    assert "The label is on its way" in scan(packer, order, f"MUG-{hub.tag}").text
    hub.work()
    (shipment,) = order.shipments.all()
    page = packer.get("pack-order", order.pk)
    assert shipment.tracking_number in page.text
    assert _opens_label(page)
    assert packer.post("labels", shipments=[shipment.pk], new="1").content.startswith(b"%PDF-")
    page = packer.get("pack-order", order.pk)
    assert "Print again" in page.text
    assert not _opens_label(page)
    there = seller.client().order.get_order_detail(ids=[order.external_id])["orders"][0]
    assert there["status"] == "AWAITING_COLLECTION"
    steps = packer.get("order", order.pk).text
    for step in ("Packing begun", "Packed", "Shipping begun", "Label printed"):
        assert f"{step} {packer.user.email}" in steps


def test_a_wrong_piece_stops_the_box_until_it_is_taken_out(hub: Hub) -> None:
    shop, sku, other = rows.connection(hub), stocked(hub, 5), stocked(hub, 5)
    order = apply(shop, rows.order(sku, 2))
    scan(hub.owner, order, sku)
    page = scan(hub.owner, order, other)
    assert f"Stop. {other} does not belong to this order." in page.text
    assert 'data-sound="wrong"' in page.html
    assert "The box is stopped" in scan(hub.owner, order, sku).text
    assert "1 of 2 in the box" in hub.owner.get("pack-order", order.pk).text
    page = hub.owner.post("pack-change", order.pk, do="clear")
    assert 'data-sound="right"' in page.html
    assert f"{other} does not belong to this order" in hub.owner.get("order", order.pk).text


def test_one_piece_too_many_stops_the_box(hub: Hub) -> None:
    shop, sku, other = rows.connection(hub), stocked(hub, 5), stocked(hub, 5)
    seen = rows.order(sku, 1)
    two = rows.order(other, 1)
    order = apply(shop, rows.order(sku, 2, lines=(*seen.lines, *two.lines)))
    scan(hub.owner, order, sku)
    assert f"Stop. {sku} is packed already." in scan(hub.owner, order, sku).text


def test_a_code_that_nobody_knows_stops_the_box(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order(stocked(hub, 5)))
    assert "Stop. 4006381333931 is no code that is known here." in scan(hub.owner, order, "4006381333931").text


def test_an_empty_scan_changes_nothing(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order(stocked(hub, 5)))
    assert "Scan a piece, or type its SKU" in scan(hub.owner, order, "  ").text
    assert not Box.objects.filter(order=order).exists()


def test_two_packers_of_one_order_fill_one_box(hub: Hub, shopwright_module_platform: Platform) -> None:
    _, order = bought(hub, shopwright_module_platform)
    ann, ben = (hub.person(Role.PACKER) for _ in range(2))
    scan(ann, order, f"MUG-{hub.tag}")
    assert f"begun by {ann.user.email}" in ben.get("pack-order", order.pk).text
    scan(ben, order, f"MUG-{hub.tag}")
    assert "is packed already" in scan(ann, order, f"MUG-{hub.tag}").text
    assert (Box.objects.filter(order=order).count(), order.shipments.count()) == (1, 1)


def test_a_box_is_emptied_and_begun_again(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    order = apply(shop, rows.order(sku, 2))
    scan(hub.owner, order, sku)
    assert "0 of 2 in the box" in hub.owner.post("pack-change", order.pk, do="empty").text


def set_gtin(sku: str, gtin: str) -> None:
    Variant.objects.filter(sku=sku).update(gtin=gtin)


@pytest.mark.parametrize("code", ["4006381333931", "04006381333931"])
def test_a_gtin_is_known_with_and_without_zeros_in_front(hub: Hub, code: str) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    set_gtin(sku, "4006381333931")
    order = apply(shop, rows.order(sku, 2))
    assert "1 of 2 in the box" in scan(hub.owner, order, code).text


def test_a_code_is_read_from_a_photograph(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    set_gtin(sku, "4006381333931")
    order = apply(shop, rows.order(sku, 3))
    ean = photograph("4006381333931", zxingcpp.BarcodeFormat.EAN13)
    assert "1 of 3 in the box" in hub.owner.post("pack-scan", order.pk, photo=ean).text
    assert "2 of 3 in the box" in hub.owner.post("pack-scan", order.pk, photo=photograph(sku)).text


def test_a_file_that_is_no_photograph_of_a_code_says_so(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order(stocked(hub, 5)))
    nonsense = SimpleUploadedFile("photo.jpg", b"%PDF-1.4 nothing")
    assert "This is no JPEG, PNG or WebP" in hub.owner.post("pack-scan", order.pk, photo=nonsense).text
    blank = SimpleUploadedFile("photo.png", picture())
    assert "No code can be read" in hub.owner.post("pack-scan", order.pk, photo=blank).text


def test_what_needs_care_is_said_while_packing(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    Product.objects.filter(variants__sku=sku, workspace=hub.workspace).update(
        is_fragile=True, is_hazmat=True, packing_note="Two layers of paper"
    )
    order = apply(shop, rows.order(sku, buyer_note="A gift, please"))
    text = hub.owner.get("pack-order", order.pk).text
    for words in ("Fragile", "Hazmat: mark the parcel", "Two layers of paper", "A gift, please"):
        assert words in text


def test_a_cancelled_or_held_order_is_not_packed(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    seen = rows.order(sku, 2)
    order = apply(shop, seen)
    scan(hub.owner, order, sku)
    hub.owner.post("order-change", order.pk, do="hold")
    assert "is held: Held by hand" in scan(hub.owner, order, sku).text
    hub.owner.post("order-change", order.pk, do="let_go")
    apply(shop, cancelled(seen))
    assert "is CANCELLED" in scan(hub.owner, order, sku).text
    assert f"bring 1 × {sku} back" in hub.owner.get("picks").text


def test_what_keeps_a_packed_order_from_being_shipped_is_said_and_tried_again(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order(stocked(hub, 5)))  # a shop that does not answer
    page = scan(hub.owner, order, order.lines.get().seller_sku)
    assert "Packed, but not shipped." in page.text
    assert 'data-sound="wrong"' in page.html
    assert "Ship again" in hub.owner.post("pack-change", order.pk, do="ship").text


def test_orders_of_single_pieces_are_packed_one_after_the_other(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    product = seller.list_product(quantity=9, seller_sku=f"ONE-{hub.tag}")
    hub.connect(shopwright_module_platform, seller)
    for _ in range(2):
        seller.buy(product.sku_id, status="AWAITING_SHIPMENT")
    hub.work()
    hub.owner.post("pick-new", what="singles")
    pick_list = PickList.objects.get(workspace=hub.workspace)
    for packed in (1, 2):
        page = hub.owner.post("single-scan", pick_list.pk, code=f"ONE-{hub.tag}")
        assert f"{packed} of 2 packed" in page.text
        assert 'data-sound="done"' in page.html
    hub.work()
    assert Order.objects.filter(workspace=hub.workspace, shipments__state="ready").count() == 2
    page = hub.owner.post("single-scan", pick_list.pk, code=f"ONE-{hub.tag}")
    assert f"No order on {pick_list} waits for ONE-{hub.tag} any more" in page.text
    assert not PickLine.objects.filter(pick_list=pick_list).exclude(state="picked").exists()


def test_after_a_box_is_packed_the_next_order_is_scanned(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    order, after = apply(shop, rows.order(sku)), apply(shop, rows.order(sku, 2))
    scan(hub.owner, order, sku)
    assert "0 of 2 in the box" in scan(hub.owner, order, after.number).text
    assert "is packed already" in scan(hub.owner, order, sku).text


def test_what_is_scanned_first_opens_its_order_or_pick_list(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    order = apply(shop, rows.order(sku, 2))
    hub.owner.post("pick-new", orders=[order.pk])
    assert "0 of 2 in the box" in hub.owner.post("pack-find", code=order.number).text
    assert "2 of 2 pieces to pick" in hub.owner.post("pack-find", code="pl-1").text
    assert "2 of 2 pieces to pick" in hub.owner.post("pack-find", photo=photograph("PL-1")).text
    assert "XYZ is no order, parcel or pick list here" in hub.owner.post("pack-find", code="XYZ").text
