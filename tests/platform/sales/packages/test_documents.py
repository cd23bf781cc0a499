"""Labels, slips and other papers: getPackageShippingDocument, and the links that it answers."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.order_change import change_order
from tests.harness.calls import Seller
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import DAY, advance, buy, detail, pass_time, stocked
from tests.platform.support import data_of

from .packages import package_of, shop_of
from .test_invoices import key, upload, xml


def document(seller: Seller, package_id: str, kind: str = "SHIPPING_LABEL", **query: object) -> Reply:
    return seller.call("getPackageShippingDocument", query={"document_type": kind, **query}, package_id=package_id)


def fetch(seller: Seller, reply: Reply) -> Reply:
    """The file behind a link."""
    url = data_of("getPackageShippingDocument", reply)["doc_url"]
    assert url.startswith(seller.platform.url)
    return seller.platform.send("GET", urlsplit(url).path, None, {})


def page(pdf: bytes, number: int = 0) -> Any:
    return pypdfium2.PdfDocument(pdf)[number].render(scale=3).to_pil()


def read(picture: Any) -> set[str]:
    return {barcode.text for barcode in zxingcpp.read_barcodes(picture)}


def text_of(pdf: bytes) -> str:
    return "\n".join(item.get_textpage().get_text_bounded() for item in pypdfium2.PdfDocument(pdf))


def shipped(seller: Seller, **fields: object) -> tuple[str, str]:
    """An order that awaits collection: its id, and its package's."""
    order = buy(seller, stocked(seller), **fields)["order_id"]
    advance(seller, order, "AWAITING_COLLECTION")
    return order, package_of(seller, order)


@pytest.mark.parametrize("region", ["GB", "US", "ID", "JP"])
@pytest.mark.parametrize("size", ["A6", "A5"])
def test_the_barcode_of_a_label_is_the_tracking_number(
    shared_platform: RunningPlatform, region: str, size: str
) -> None:
    seller = shop_of(shared_platform, region)
    order, package_id = shipped(seller)
    reply = document(seller, package_id, document_size=size)
    number = detail(seller, order)["tracking_number"]
    assert reply.data["tracking_number"] == number != ""
    file = fetch(seller, reply)
    assert (file.status, file.headers["content-type"]) == (200, "application/pdf")
    assert number in read(page(file.body))
    assert package_id in text_of(file.body)


def test_a_label_shows_of_the_buyer_what_the_order_shows(shared_platform: RunningPlatform) -> None:
    for region, hidden in (("DE", True), ("US", False)):
        seller = shop_of(shared_platform, region)
        order, package_id = shipped(seller)
        phone = detail(seller, order)["recipient_address"]["phone_number"]
        assert ("*" in phone) is hidden
        assert phone in text_of(fetch(seller, document(seller, package_id)).body)


def test_a_picture_is_a_png_with_the_same_barcode(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "GB")
    order, package_id = shipped(seller)
    file = fetch(seller, document(seller, package_id, "SHIPPING_LABEL_PICTURE"))
    assert file.headers["content-type"] == "image/png"
    assert detail(seller, order)["tracking_number"] in read(Image.open(io.BytesIO(file.body)))


def test_a_packing_slip_lists_what_is_inside_and_can_be_had_for_every_package(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller)
    order = buy(seller, (sku, 2), shipping_type="SELLER")["order_id"]
    slip = text_of(fetch(seller, document(seller, package_of(seller, order), "PACKING_SLIP")).body)
    assert order in slip
    assert detail(seller, order)["line_items"][0]["product_name"][:20] in slip
    both = shipped(seller)[1]
    file = fetch(seller, document(seller, both, "SHIPPING_LABEL_AND_PACKING_SLIP"))
    assert len(pypdfium2.PdfDocument(file.body)) == 2


def test_documents_are_refused_with_the_code_of_what_stands_in_the_way(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller)
    waiting = package_of(seller, buy(seller, sku)["order_id"])
    assert document(seller, waiting).code == 21023035
    order, package_id = shipped(seller)
    assert document(seller, package_id, "LABEL").code == 36009004
    assert document(seller, package_id, document_size="A4").code == 36009004
    assert document(seller, package_id, document_format="ZPL").code == 36009004
    assert document(seller, package_id, "HAZMAT_LABEL").code == 21021010
    assert document(seller, package_id, "INVOICE_LABEL").code == 21021010
    assert document(seller, "1153000000000000000").code == 21011028
    advance(seller, order, "IN_TRANSIT")
    assert document(seller, package_id).code == 21042102
    assert document(seller, package_id, "PACKING_SLIP").code == 0
    assert document(seller, shipped(seller, shipping_type="SELLER")[1]).code == 11034002
    assert document(seller, shipped(seller, fulfillment_type="FULFILLMENT_BY_TIKTOK")[1]).code == 21008043


def test_a_cancelled_package_has_no_documents(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE", hold=True)
    order = buy(seller, stocked(seller))["order_id"]
    package_id = package_of(seller, order)
    seller.platform.post(f"/sandbox/orders/{order}/cancel", {})
    assert document(seller, package_id, "PACKING_SLIP").code == 21023059


@pytest.mark.own_platform
def test_brazil_has_zpl_and_labels_of_valid_invoices(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "BR")
    order, package_id = shipped(seller)
    zpl = fetch(seller, document(seller, package_id, document_format="ZPL"))
    assert zpl.headers["content-type"].startswith("text/plain")
    assert zpl.body.startswith(b"^XA")
    assert document(seller, package_id, "INVOICE_LABEL").code == 21004006
    waiting = buy(seller, stocked(seller))["order_id"]
    upload(seller, package_of(seller, waiting), waiting, xml(key(1)))
    assert document(seller, package_of(seller, waiting), "INVOICE_LABEL").code == 21004020
    pass_time(platform, 60)
    file = fetch(seller, document(seller, package_of(seller, waiting), "INVOICE_LABEL"))
    assert key(1) in read(page(file.body))
    assert order


def test_dangerous_goods_have_a_hazard_sheet(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "US")
    order, package_id = shipped(seller)

    def endanger(tx: Tx) -> None:
        shop = tx[Accounts].shop(seller.shop_id)
        assert shop is not None
        change = change_order(tx, shop, order)
        change.order.items[0] = msgspec.structs.replace(change.order.items[0], is_dangerous=True)

    platform.inside(endanger)
    file = fetch(seller, document(seller, package_id, "HAZMAT_LABEL"))
    assert "UN3481" in text_of(file.body)
    assert pypdfium2.PdfDocument(file.body)[0].get_width() > 590


def test_a_link_holds_no_buyer_data_works_for_a_day_and_cannot_be_made_up(anywhere: RunningPlatform) -> None:
    platform, seller = anywhere, shop_of(anywhere, "GB")
    order, package_id = shipped(seller)
    reply = document(seller, package_id)
    path = urlsplit(reply.data["doc_url"]).path
    assert order not in path
    assert package_id not in path
    for made_up in (path[:-4] + "AAA=", path[:-8], "/documents/x", "/documents/k000001.%00", "/documents/k000001.é"):
        target = made_up.encode("ascii", "ignore").decode()
        assert platform.send("GET", target, None, {}).status == 404, made_up
    pass_time(platform, DAY - 60)
    assert fetch(seller, reply).status == 200
    pass_time(platform, 120)
    assert fetch(seller, reply).status == 410
