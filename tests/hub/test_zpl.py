"""Labels for label printers: ZPL of whatever a channel gives, each once, with its slip; broken ones by themselves."""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfWriter
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from zebrafy.zebrafy_zpl import ZebrafyZPL

from shopwright.hub.fulfilment import labels, views
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.fulfilment.sheets.media import label_printer
from shopwright.hub.fulfilment.sheets.zpl import to_zpl
from shopwright.hub.fulfilment.slips import SlipOptions, draw_slip
from shopwright.testing import Platform
from tests.hub.harness import Hub
from tests.hub.test_labels import bought, shipped, shop_of
from tests.hub.test_slips import pages, parcel

pytestmark = pytest.mark.postgres
_NATIVE = b"^XA^FO20,20^BY3^BCN,200^FDNATIVE1^FS^XZ"


def choose(hub: Hub, **changes: str) -> None:
    assert "are saved" in hub.owner.post("shipping-settings", time_zone="UTC", **{"label_format": "zpl"} | changes).text


def with_label(hub: Hub, content: bytes, media_type: str = "application/pdf") -> Shipment:
    made = parcel(hub, 1)
    made.label_file, made.label_type = labels.keep(made, content), media_type
    made.save()
    return made


def drawn_pdf(words: str, size: tuple[float, float] = (105 * mm, 148 * mm), bar: float = 0.33) -> bytes:
    """A label with a code of its words, in the middle of its page."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    code = Code128(words, barHeight=20 * mm, barWidth=bar * mm)
    code.drawOn(canvas, (size[0] - code.width) / 2, size[1] / 2)
    canvas.save()
    return file.getvalue()


def encrypted(content: bytes) -> bytes:
    writer = PdfWriter(io.BytesIO(content))
    writer.encrypt("secret")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def sheets(zpl: bytes) -> list[bytes]:
    return re.findall(rb"\^XA.*?\^XZ", zpl, re.DOTALL)


def pictures(zpl: bytes) -> list[Image.Image]:
    return [image.convert("L") for image in ZebrafyZPL(zpl.decode()).to_images()]


def codes(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def widths_of_bars(picture: Image.Image) -> list[int]:
    """How wide the bars of a picture's code are, and the gaps between them: of the one drawing that fills many rows."""
    rows = Counter(
        tuple(len(list(dots)) for _, dots in itertools.groupby(picture.crop((0, y, picture.width, y + 1)).tobytes()))
        for y in range(picture.height)
    )
    return list(next(widths for widths, _ in rows.most_common() if len(widths) > 3)[1:-1])


@pytest.mark.parametrize(
    ("media", "dpi", "dots"),
    [("4x6in", "203", (812, 1218)), ("4x6in", "300", (1200, 1800)), ("100x150mm", "203", (799, 1199))],
)
def test_a_label_of_any_channel_is_printed_as_zpl_at_the_dots_of_the_printer(
    hub: Hub, media: str, dpi: str, dots: tuple[int, int]
) -> None:
    choose(hub, media=media, dpi=dpi)
    made = with_label(hub, drawn_pdf("TRACK1234"))
    reply = hub.owner.post("labels", shipments=[made.pk])
    assert reply.response.headers["content-type"] == "application/zpl"
    (label,) = sheets(reply.content)
    assert f"^PW{dots[0]}\n^LL{dots[1]}".encode() in label
    assert b"^PQ1" in label
    (picture,) = pictures(label)
    assert picture.size == (-(-dots[0] // 8) * 8, dots[1]), "rows are whole bytes"
    assert codes(picture) == ["TRACK1234"]
    assert made.prints.get().is_reprint is False


def test_the_label_of_tiktok_is_read_by_a_scanner_from_its_zpl(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    choose(hub)
    shipment = shipped(hub, bought(hub, seller, sku_id))
    (picture,) = pictures(hub.owner.post("labels", shipments=[shipment.pk]).content)
    assert shipment.tracking_number in codes(picture)


@pytest.mark.parametrize("size", [A4, (152 * mm, 101 * mm), (2 * A4[0], 2 * A4[1])])
def test_a_page_that_does_not_fit_loses_its_margins_before_its_size(hub: Hub, size: tuple[float, float]) -> None:
    choose(hub)
    (picture,) = pictures(hub.owner.post("labels", shipments=[with_label(hub, drawn_pdf("FIT1", size)).pk]).content)
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == "FIT1"
    bars = 79 * 0.33 / 25.4 * 203
    assert code.position.top_right.x - code.position.top_left.x == pytest.approx(bars, abs=6)


@pytest.mark.parametrize(("bar", "length"), [(1.5, 79 * 1.5 / 25.4 * 203), (2.5, 6 * 203)])
def test_what_is_wider_than_the_media_is_turned_and_made_smaller_only_where_that_is_not_enough(
    hub: Hub, bar: float, length: float
) -> None:
    choose(hub)
    made = with_label(hub, drawn_pdf("FIT1", (297 * mm, 210 * mm), bar))
    (picture,) = pictures(hub.owner.post("labels", shipments=[made.pk]).content)
    assert codes(picture) == ["FIT1"]
    left, top, right, bottom = picture.point(lambda light: 255 - light).getbbox() or (0, 0, 0, 0)
    assert bottom - top == pytest.approx(length, abs=12)
    assert right - left < bottom - top


def test_zpl_of_the_channel_stays_as_it_is_and_its_reprint_is_marked(hub: Hub) -> None:
    choose(hub)
    made = with_label(hub, _NATIVE, "application/zpl")
    assert hub.owner.post("labels", shipments=[made.pk]).content == _NATIVE
    again = hub.owner.post("labels", shipments=[made.pk]).content
    assert b"^FDReprint 1, " in again
    assert again.startswith(_NATIVE.removesuffix(b"^XZ"))


def test_reprints_are_marked_on_paper_in_zpl_and_in_pdf(hub: Hub) -> None:
    made = with_label(hub, drawn_pdf("AGAIN"))
    assert "Reprint" not in pages(hub.owner.post("labels", shipments=[made.pk]).content)[0]
    assert "Reprint 1, " in pages(hub.owner.post("labels", shipments=[made.pk]).content)[0]
    choose(hub)
    (label,) = sheets(hub.owner.post("labels", shipments=[made.pk]).content)
    assert b"^FDReprint 2, " in label
    assert [item.is_reprint for item in made.prints.order_by("pk")] == [False, True, True]


@pytest.mark.parametrize(("dpi", "dots"), [(203, 2), (300, 3)])
def test_bars_of_slips_are_whole_dots_so_that_every_number_is_read(hub: Hub, dpi: int, dots: int) -> None:
    made, printer = parcel(hub, 1), label_printer("4x6in", dpi)
    for number in ("56bff6cd510941ed", "577087614418520388", "GB-2026-000117"):
        made.order.number = number
        (picture,) = pictures(to_zpl(draw_slip(made, SlipOptions("Mugs & Co"), printer), printer))
        assert codes(picture) == [number]
        assert {width % dots for width in widths_of_bars(picture)} == {0}


def test_slips_come_as_zpl_right_after_their_labels(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(hub, with_slips="on")
    first, second = with_label(hub, drawn_pdf("FIRST")), with_label(hub, _NATIVE, "application/zpl")
    reply = hub.owner.post("labels", all="1")
    assert reply.response.headers["content-type"] == "application/zpl"
    label, slip, native, other = sheets(reply.content)
    assert codes(pictures(label)[0]) == ["FIRST"]
    assert codes(pictures(slip)[0]) == [first.order.number]
    assert native == _NATIVE
    assert codes(pictures(other)[0]) == [second.order.number]
    monkeypatch.setenv("SHOPWRIGHT_HUB_PRINTERS", str(tmp_path))
    choose(hub, with_slips="on", printer="bench")
    hub.owner.post("labels", shipments=[first.pk])
    names = sorted(path.name.partition("-")[2] for path in (tmp_path / hub.workspace.slug / "bench").iterdir())
    assert names == [f"0001-{first.pk}.zpl", f"0002-{first.pk}-slip.zpl"]


_UNREADABLE = (
    (encrypted(drawn_pdf("SECRET")), "application/pdf", "Its PDF is encrypted."),
    (drawn_pdf("CUT")[:200], "application/pdf", "Its PDF is damaged, or no PDF at all."),
    (b"<html>Log in</html>", "application/pdf", "Its PDF is damaged, or no PDF at all."),
    (b"<html>Log in</html>", "application/zpl", "Its file is not ZPL."),
    (drawn_pdf("WIDE", (40 * 72, 72)), "application/pdf", "A page of its PDF is longer than 24 inches."),
    (b"\x89PNG\r\n", "image/png", "Its picture is damaged."),
)


@pytest.mark.parametrize("form", ["pdf", "zpl"])
def test_labels_that_cannot_be_read_are_refused_one_by_one_and_the_others_printed(hub: Hub, form: str) -> None:
    choose(hub, label_format=form)
    good = with_label(hub, drawn_pdf("GOOD"))
    broken = [(with_label(hub, content, media_type), words) for content, media_type, words in _UNREADABLE]
    reply = hub.owner.post("labels", all="1")
    assert reply.content.startswith(b"^XA" if form == "zpl" else b"%PDF-")
    assert good.prints.count() == 1
    page = hub.owner.get("shipments", view="unreadable").text
    assert f"The label of {broken[0][0]} cannot be printed. {broken[0][1]}" in page
    assert "1 more labels cannot be printed" in page
    for shipment, words in broken:
        assert not shipment.prints.exists()
        assert Shipment.objects.get(pk=shipment.pk).label_trouble == words
        assert f"Its label cannot be printed. {words}" in page
    assert "new label" not in page


def test_what_is_more_than_one_file_takes_is_printed_by_the_next_press(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_LABELS", 1)
    made = [with_label(hub, _NATIVE, "application/zpl") for _ in range(2)]
    orders = [shipment.order_id for shipment in made]
    assert hub.owner.post("labels", orders=orders, new="1").content == _NATIVE
    assert "1 more are left: 1 labels are printed at once" in hub.owner.get("shipments").text
    assert hub.owner.post("labels", orders=orders, new="1").content == _NATIVE
    assert [list(shipment.prints.values_list("is_reprint", flat=True)) for shipment in made] == [[False], [False]]
    assert "Somebody printed these labels" in hub.owner.post("labels", orders=orders, new="1").text


def test_a_label_that_is_a_picture_is_printed_as_both(hub: Hub) -> None:
    file = io.BytesIO()
    drawn = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode("PNG1", zxingcpp.BarcodeFormat.Code128), scale=3)
    Image.fromarray(drawn).save(file, "PNG")
    made = with_label(hub, file.getvalue(), "image/png")
    assert hub.owner.post("labels", shipments=[made.pk]).content.startswith(b"%PDF-")
    choose(hub)
    (picture,) = pictures(hub.owner.post("labels", shipments=[made.pk]).content)
    assert codes(picture) == ["PNG1"]


def test_a_label_that_cannot_be_read_is_fetched_again(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    shipment = shipped(hub, bought(hub, seller, sku_id))
    shipment.label_file = labels.keep(shipment, b"cut off")
    shipment.save()
    assert "There is no label to print" not in hub.owner.post("labels", shipments=[shipment.pk]).text
    assert "Fetch the labels again" in hub.owner.get("shipments", view="unreadable").text
    assert "1 labels are fetched again" in hub.owner.post("label-fetch", shipments=[shipment.pk]).text
    hub.work()
    assert hub.owner.post("labels", all="1").content.startswith(b"%PDF-")
    assert "Choose parcels whose label" in hub.owner.post("label-fetch", shipments=[shipment.pk]).text
