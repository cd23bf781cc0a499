"""Whatever the paper, a scanner reads the number that stands on it."""

from __future__ import annotations

import io

import msgspec
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shopwright.platform.documents import code128
from shopwright.platform.documents.draw import draw
from shopwright.platform.documents.model import (
    DocumentFormat,
    DocumentKind,
    DocumentSize,
    LabelAndSlip,
    UndrawableError,
)

from .samples import HAZMAT, INVOICE, KEY, LABEL, SLIP, both, codes, label, numbered, pages, pdf, to

pytestmark = pytest.mark.slow

NUMBERS = [
    "888030551234567",  # J&T
    "9400111899223100012345",  # USPS
    "1Z999AA10123456784",  # UPS
    "S22715372.MN9.1A8.930812345",  # Giao Hàng Tiết Kiệm
    "412345678901",  # Yamato
    "TH01234567890A",  # Flash
    "AA123456785BR",  # Correios
    "SPXMY041234567890",
    "00340434161094042557",  # DHL
    "JD0002254240020012",
    "7",
    "000A0000000000000A0000A",  # the widest that has three dots a module
]
TRACKING = st.text("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ-./", min_size=4, max_size=30)


def read_picture(number: str) -> dict[str, str]:
    drawn = draw(
        DocumentKind.SHIPPING_LABEL_PICTURE, DocumentSize.A6, DocumentFormat.SHIPPING_LABEL_PICTURE, numbered(number)
    )
    return codes(Image.open(io.BytesIO(drawn.content)))


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("size", DocumentSize)
def test_a_printed_label_scans(number: str, size: DocumentSize) -> None:
    (page,) = pages(label(numbered(number), size))
    assert codes(page) == both(number)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_picture_scans(number: str) -> None:
    assert read_picture(number) == both(number)


@given(TRACKING)
@settings(max_examples=40, deadline=None)
def test_any_tracking_number_scans(number: str) -> None:
    assert codes(pages(label(numbered(number)))[0]) == both(number)
    assert read_picture(number) == both(number)


def test_the_hazard_sheet_scans() -> None:
    (page,) = pages(pdf(DocumentKind.HAZMAT_LABEL, HAZMAT))
    assert codes(page) == both(HAZMAT.tracking_number)


@pytest.mark.parametrize("size", DocumentSize)
def test_the_invoice_label_carries_the_access_key(size: DocumentSize) -> None:
    (page,) = pages(pdf(DocumentKind.INVOICE_LABEL, INVOICE, size))
    assert codes(page) == both(KEY)


def test_the_slip_carries_the_package_and_follows_the_label() -> None:
    first, second = pages(pdf(DocumentKind.SHIPPING_LABEL_AND_PACKING_SLIP, LabelAndSlip(LABEL, SLIP)))
    assert codes(first) == both(LABEL.tracking_number)
    assert codes(second) == {"Code128": SLIP.package_id}


@pytest.mark.parametrize(
    "recipient",
    [
        to(name="Emily " * 40, lines=("2140 Sycamore Commerce Drive " * 20, "X" * 300), city="Ontario, " * 20),
        to(name="佐藤 花子", lines=("有明三丁目9番21号 サンシャインマンション405号室" * 6,), city="東京都江東区"),
        to(name="Nguyễn Thị Ánh Tuyết", lines=("24 Đường Hoa Sữa, Ẩm Thực, Ước Ỷ Lại " * 8,), city="Thủ Đức"),
        to(name="คุณพลอย ศรีสุข", lines=("88/4 ซอยราชพฤกษ์ หมู่ 5 ตำบลบางพลีใหญ่" * 8,), city="สมุทรปราการ"),
        to(name="😀 Привет ﷽ ก่์", lines=("", "\x00\n\t\u202e", "🏠" * 50)),
        to(name="", phone="", lines=(), postcode="", city=""),
    ],
    ids=["long", "Japanese", "Vietnamese", "Thai", "odd", "empty"],
)
def test_no_address_spoils_the_codes(recipient: object) -> None:
    data = msgspec.convert(recipient, type(LABEL))
    for size in DocumentSize:
        assert codes(pages(label(data, size))[0]) == both(LABEL.tracking_number)
    drawn = draw(DocumentKind.SHIPPING_LABEL_PICTURE, DocumentSize.A6, DocumentFormat.PDF, data)
    assert codes(Image.open(io.BytesIO(drawn.content))) == both(LABEL.tracking_number)


@given(st.text([chr(code) for code in range(32, 127)], min_size=1, max_size=24))
@settings(max_examples=100, deadline=None)
def test_any_printable_ascii_makes_a_code_128(text: str) -> None:
    assert decoded(code128.bars(text)) == text


def decoded(bars: str) -> str:
    """What a scanner makes of bars, printed three dots a module."""
    row = "".join(("#" if place % 2 == 0 else " ") * int(width) for place, width in enumerate(bars))
    image = Image.new("L", (len(row) + 40, 1), 255)
    for x, module in enumerate(row):
        image.putpixel((x + 20, 0), 0 if module == "#" else 255)
    (barcode,) = zxingcpp.read_barcodes(image.resize((image.width * 3, 90), Image.Resampling.NEAREST))
    assert barcode.format == zxingcpp.BarcodeFormat.Code128
    return barcode.text


def test_digits_take_half_the_room() -> None:
    assert code128.modules(KEY) == 11 * (1 + 22 + 1) + 13 + 2 * code128.QUIET


@pytest.mark.parametrize("number", ["", "café", "12\n34", "日本"])
def test_a_number_that_no_barcode_holds_is_refused(number: str) -> None:
    with pytest.raises(UndrawableError):
        label(numbered(number))


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "0", "A" * 44, "٣" * 44])
def test_an_access_key_has_44_digits(key: str) -> None:
    with pytest.raises(UndrawableError, match="44 digits"):
        pdf(DocumentKind.INVOICE_LABEL, msgspec.structs.replace(INVOICE, access_key=key))
