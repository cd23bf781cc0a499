"""Papers to draw, and the eyes that read them back."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import msgspec
import pypdfium2
import zxingcpp
from PIL import Image

from shopwright.platform.documents.draw import draw
from shopwright.platform.documents.model import (
    DocumentData,
    DocumentFormat,
    DocumentKind,
    DocumentSize,
    HazmatData,
    InvoiceData,
    LabelAndSlip,
    LabelData,
    Party,
    SlipData,
    SlipLine,
    SlipOrder,
)

DPI = 203
AT = datetime(2026, 1, 5, 14, 30, tzinfo=timezone(timedelta(hours=-3)))
KEY = "35260112345678000195550010000012341000012345"
SENDER = Party(
    name="Marina Duarte",
    phone="(+55)1155501101",
    lines=("Rua do Ipê Amarelo 214, Galpão 3", "Barra Funda"),
    postcode="01139-000",
    city="São Paulo",
)
RECIPIENT = Party(
    name="João da Conceição",
    phone="(+55)11*****1234",
    lines=("Avenida Paulista 1578, Apto 42", "Bela Vista"),
    postcode="01310-200",
    city="São Paulo SP",
)
LABEL = LabelData(
    region="BR",
    carrier="J&T Express",
    service="Envio padrão",
    tracking_number="888030551234567",
    package_id="1153132934657443126",
    order_ids=("576461413038785752",),
    sender=SENDER,
    recipient=RECIPIENT,
    created_at=AT,
    weight="0.75 kg",
    dimension="20 x 15 x 8 cm",
    cod_amount="R$ 1.234,90",
    item_count=3,
)
SLIP = SlipData(
    shop_name="Casa do Café",
    package_id="1153132934657443126",
    orders=(SlipOrder("576461413038785752", AT),),
    lines=(SlipLine(product_name="Caneca esmaltada", quantity=2, seller_sku="CAN-1", variation="Azul"),),
    buyer_name="João da Conceição",
    message="Obrigado!",
    gift=True,
)
INVOICE = InvoiceData(
    access_key=KEY,
    number="1234",
    series="1",
    issuer_name="Casa do Café Ltda",
    issuer_cnpj="12.345.678/0001-95",
    total="R$ 1.234,90",
    issued_at=AT,
)
HAZMAT = HazmatData(
    tracking_number="9400111899223100012345",
    package_id="1153132934657443126",
    un_number="UN3481",
    proper_name="Lithium ion batteries packed with equipment",
    hazard_class="9",
    emergency_phone="+1 800 555 0199",
    sender=SENDER,
    recipient=RECIPIENT,
)
DATA: dict[DocumentKind, DocumentData] = {
    DocumentKind.SHIPPING_LABEL: LABEL,
    DocumentKind.PACKING_SLIP: SLIP,
    DocumentKind.SHIPPING_LABEL_AND_PACKING_SLIP: LabelAndSlip(LABEL, SLIP),
    DocumentKind.SHIPPING_LABEL_PICTURE: LABEL,
    DocumentKind.HAZMAT_LABEL: HAZMAT,
    DocumentKind.INVOICE_LABEL: INVOICE,
}


def numbered(tracking_number: str) -> LabelData:
    return msgspec.structs.replace(LABEL, tracking_number=tracking_number)


def to(**fields: str | tuple[str, ...]) -> LabelData:
    """The label for another recipient."""
    return msgspec.structs.replace(LABEL, recipient=msgspec.structs.replace(RECIPIENT, **fields))


def pdf(kind: DocumentKind, data: DocumentData, size: DocumentSize = DocumentSize.A6) -> bytes:
    return draw(kind, size, DocumentFormat.PDF, data).content


def label(data: LabelData, size: DocumentSize = DocumentSize.A6) -> bytes:
    return pdf(DocumentKind.SHIPPING_LABEL, data, size)


def zpl(kind: DocumentKind, data: DocumentData) -> str:
    return draw(kind, DocumentSize.A6, DocumentFormat.ZPL, data).content.decode()


def pages(content: bytes) -> list[Image.Image]:
    """The pages of a PDF at a thermal printer's resolution, in shades of grey."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]


def points(content: bytes) -> list[tuple[float, float]]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_size() for page in document]


def text(content: bytes) -> list[str]:
    """The words of each page, as one searches for them."""
    with pypdfium2.PdfDocument(content) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def codes(image: Image.Image) -> dict[str, str]:
    """What the barcodes of an image say, by kind: ``{"Code128": "…", "QRCode": "…"}``.

    The image is read as a thermal printer prints it, a dot black or white: the renderer rounds the page up to whole
    pixels and greys the bars by that fraction of a dot.
    """
    barcodes = zxingcpp.read_barcodes(image.point(lambda value: 255 if value >= 128 else 0))
    return {str(barcode.format).rpartition(".")[2].replace(" ", ""): barcode.text for barcode in barcodes}


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """The box around all that is drawn: left, top, right, bottom in pixels."""
    box = image.point(lambda value: 255 if value < 250 else 0).getbbox()
    assert box is not None
    return box


def both(number: str) -> dict[str, str]:
    return {"Code128": number, "QRCode": number}
