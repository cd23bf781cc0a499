"""Pages: their size, their margins, what stands on them, and that drawing them is a pure function."""

from __future__ import annotations

import io
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shopwright.platform.documents.draw import draw, formats_of
from shopwright.platform.documents.label import DEMO, routing_code
from shopwright.platform.documents.model import (
    DocumentFormat,
    DocumentKind,
    DocumentSize,
    Handover,
    LabelAndSlip,
    LabelData,
    SlipData,
    SlipLine,
    UndrawableError,
)

from .samples import (
    DATA,
    DPI,
    HAZMAT,
    INVOICE,
    LABEL,
    RECIPIENT,
    SLIP,
    codes,
    ink,
    label,
    numbered,
    pages,
    pdf,
    points,
    text,
    to,
)  # fmt: skip

MILLIMETRES = {DocumentSize.A6: (105, 148), DocumentSize.A5: (148, 210)}
PDFS = [kind for kind in DocumentKind if kind is not DocumentKind.SHIPPING_LABEL_PICTURE]
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.mark.parametrize("kind", PDFS)
@pytest.mark.parametrize("size", DocumentSize)
def test_a_page_has_the_size_asked_for_and_white_margins(kind: DocumentKind, size: DocumentSize) -> None:
    content = pdf(kind, DATA[kind], size)
    millimetres = (210, 297) if kind is DocumentKind.HAZMAT_LABEL else MILLIMETRES[size]
    assert content.startswith(b"%PDF-")
    for page in points(content):
        assert page == pytest.approx([side * 72 / 25.4 for side in millimetres], abs=0.01)
    for image in pages(content):
        assert_margins(image)


def assert_margins(image: Image.Image, millimetres: float = 1.5) -> None:
    margin = int(millimetres / 25.4 * DPI)
    left, top, right, bottom = ink(image)
    assert left >= margin
    assert top >= margin
    assert right <= image.width - margin
    assert bottom <= image.height - margin


@pytest.mark.parametrize("size", DocumentSize)
def test_a_picture_has_a_dot_for_each_of_the_printers(size: DocumentSize) -> None:
    drawn = draw(DocumentKind.SHIPPING_LABEL_PICTURE, size, DocumentFormat.PDF, LABEL)
    image = Image.open(io.BytesIO(drawn.content))
    assert (drawn.media_type, drawn.suffix, image.format) == ("image/png", ".png", "PNG")
    assert image.size == tuple(round(side / 25.4 * DPI) for side in MILLIMETRES[size])
    assert_margins(image)


@given(ANYTHING, ANYTHING, ANYTHING, st.lists(ANYTHING, max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_text_leaves_the_label(name: str, carrier: str, city: str, lines: list[str]) -> None:
    data = msgspec.structs.replace(
        to(name=name, city=city, lines=tuple(lines), phone=carrier), carrier=carrier, service=name, note=city,
        cod_amount=name, weight=city, dimension=name, routing_code=carrier, order_ids=tuple(lines),
        return_lines=tuple(lines),
    )  # fmt: skip
    (page,) = pages(label(data))
    assert_margins(page)
    drawn = draw(DocumentKind.SHIPPING_LABEL_PICTURE, DocumentSize.A6, DocumentFormat.PDF, data)
    assert_margins(Image.open(io.BytesIO(drawn.content)))


@given(st.lists(st.tuples(ANYTHING, st.integers(1, 999)), max_size=12), ANYTHING)
@settings(max_examples=30, deadline=None)
def test_no_text_leaves_the_slip(lines: list[tuple[str, int]], message: str) -> None:
    rows = tuple(SlipLine(product_name=name, quantity=count, variation=name) for name, count in lines)
    data = msgspec.structs.replace(SLIP, lines=rows, message=message * 5, shop_name=message)
    for page in pages(pdf(DocumentKind.PACKING_SLIP, data)):
        assert_margins(page)


def test_a_label_says_what_a_driver_needs() -> None:
    (words,) = text(label(LABEL))
    for word in (
        "J&T Express", "Envio padrão", "BR-013", "PICK-UP", "2026-01-05 14:30", "888030551234567", "João da Conceição",
        "(+55)11*****1234", "Avenida Paulista 1578, Apto 42", "01310-200 São Paulo SP", "Marina Duarte", "0.75 kg",
        "20 x 15 x 8 cm", "COD - COLLECT", "R$ 1.234,90", "1153132934657443126", "576461413038785752", DEMO,
    ):  # fmt: skip
        assert word in words


def test_what_is_paid_is_not_collected() -> None:
    (words,) = text(label(msgspec.structs.replace(LABEL, cod_amount=None, handover=Handover.DROP_OFF)))
    assert "PREPAID" in words
    assert "COD" not in words
    assert "DROP-OFF" in words


def test_returns_go_where_the_label_says() -> None:
    (words,) = text(label(msgspec.structs.replace(LABEL, return_lines=("Returns Dept", "1 Main St"))))
    assert "Return to: Returns Dept, 1 Main St" in words


@pytest.mark.parametrize(
    ("given_code", "postcode", "routing"),
    [("GRU-7", "01310-200", "GRU-7"), ("", "nn4 7ex", "BR-NN4"), ("", "****", "BR"), ("", "", "BR")],
)
def test_a_routing_code_is_given_or_made_from_the_postcode(given_code: str, postcode: str, routing: str) -> None:
    data = msgspec.structs.replace(to(postcode=postcode), routing_code=given_code)
    assert routing_code(data) == routing


def test_a_long_slip_turns_the_page_and_loses_no_line() -> None:
    lines = tuple(SlipLine(product_name=f"Caneca {item:03}", quantity=1, seller_sku=f"S-{item}") for item in range(100))
    texts = text(pdf(DocumentKind.PACKING_SLIP, msgspec.structs.replace(SLIP, lines=lines)))
    assert len(texts) > 3
    everything = " ".join(texts)
    assert all(f"Caneca {item:03}" in everything for item in range(100))
    assert f"page {len(texts)} of {len(texts)}" in texts[-1]
    assert "100 items in this parcel" in texts[-1]
    assert "Obrigado!" in texts[-1]


def test_a_slip_names_the_gift_the_buyer_and_no_price() -> None:
    (words,) = text(pdf(DocumentKind.PACKING_SLIP, SLIP))
    for word in ("Casa do Café", "GIFT", "João da Conceição", "Azul - SKU CAN-1", "Order 576461413038785752"):
        assert word in words
    assert "R$" not in words


def test_an_invoice_label_says_what_an_inspector_reads() -> None:
    (words,) = text(pdf(DocumentKind.INVOICE_LABEL, INVOICE))
    for word in ("DANFE SIMPLIFICADO", "3526 0112 3456", "1234", "12.345.678/0001-95", "R$ 1.234,90", "05/01/2026"):
        assert word in words


def test_a_hazard_sheet_names_the_goods_and_whom_to_ring() -> None:
    (words,) = text(pdf(DocumentKind.HAZMAT_LABEL, HAZMAT))
    for word in ("UN3481", "Lithium ion", "Class 9", "+1 800 555 0199"):
        assert word in words


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_same_data_give_the_same_bytes(kind: DocumentKind) -> None:
    for form in formats_of(kind):
        first, second = (draw(kind, DocumentSize.A6, form, DATA[kind]) for _ in range(2))
        assert first == second
        assert first.content


def test_the_bytes_do_not_depend_on_what_was_drawn_before() -> None:
    program = (
        "import sys\n"
        "from tests.platform.documents.samples import *\n"
        "sys.stdout.buffer.write(pdf(DocumentKind.SHIPPING_LABEL_AND_PACKING_SLIP, LabelAndSlip(LABEL, SLIP)))\n"
    )
    fresh = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    label(to(name="佐藤 花子"))
    assert pdf(DocumentKind.SHIPPING_LABEL_AND_PACKING_SLIP, LabelAndSlip(LABEL, SLIP)) == fresh


def test_what_a_kind_lacks_is_refused() -> None:
    with pytest.raises(UndrawableError):
        draw(DocumentKind.HAZMAT_LABEL, DocumentSize.A6, DocumentFormat.ZPL, HAZMAT)
    with pytest.raises(TypeError, match="LabelData"):
        draw(DocumentKind.SHIPPING_LABEL, DocumentSize.A6, DocumentFormat.PDF, SLIP)


def test_the_drawing_tools_are_loaded_by_the_first_drawing() -> None:
    program = (
        "import sys, shopwright.platform.documents.draw\n"
        "sys.exit(', '.join(sorted({name.partition('.')[0] for name in sys.modules} & {'reportlab', 'PIL'})) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_slip_of_nothing_is_still_a_page() -> None:
    bare = SlipData(shop_name="", package_id="1", orders=(), lines=())
    (page,) = pages(pdf(DocumentKind.PACKING_SLIP, bare))
    assert codes(page) == {"Code128": "1"}


def test_labels_differ_when_their_data_do() -> None:
    plain: LabelData = numbered("JT1")
    assert label(plain) != label(numbered("JT2"))
    assert label(plain) != label(msgspec.structs.replace(plain, recipient=LABEL.sender))
    assert RECIPIENT.name not in text(label(msgspec.structs.replace(plain, recipient=LABEL.sender)))[0]
