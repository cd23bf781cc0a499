"""Draws a document of a kind, a size and a format from its data.

reportlab takes a sixth of a second to load and Pillow's fonts some more; both are loaded by the first drawing.
"""

from __future__ import annotations

from .model import (
    DocumentData,
    DocumentFormat,
    DocumentKind,
    DocumentSize,
    Drawn,
    HazmatData,
    InvoiceData,
    LabelAndSlip,
    LabelData,
    SlipData,
    UndrawableError,
)
from .sheet import Sheet, Type

_BOTH = frozenset({DocumentFormat.PDF, DocumentFormat.ZPL})
_PICTURE = DocumentFormat.SHIPPING_LABEL_PICTURE
_FORMATS = {
    DocumentKind.SHIPPING_LABEL: _BOTH | {_PICTURE},
    DocumentKind.PACKING_SLIP: _BOTH,
    DocumentKind.SHIPPING_LABEL_AND_PACKING_SLIP: _BOTH,
    DocumentKind.SHIPPING_LABEL_PICTURE: frozenset(DocumentFormat),  # always PNG, whatever format is named
    DocumentKind.HAZMAT_LABEL: frozenset({DocumentFormat.PDF}),
    DocumentKind.INVOICE_LABEL: _BOTH,
}
_DATA: dict[DocumentKind, type[DocumentData]] = {
    DocumentKind.SHIPPING_LABEL: LabelData,
    DocumentKind.PACKING_SLIP: SlipData,
    DocumentKind.SHIPPING_LABEL_AND_PACKING_SLIP: LabelAndSlip,
    DocumentKind.SHIPPING_LABEL_PICTURE: LabelData,
    DocumentKind.HAZMAT_LABEL: HazmatData,
    DocumentKind.INVOICE_LABEL: InvoiceData,
}


def formats_of(kind: DocumentKind) -> frozenset[DocumentFormat]:
    """The formats of a kind of document."""
    return _FORMATS[kind]


def draw(kind: DocumentKind, size: DocumentSize, format: DocumentFormat, data: DocumentData) -> Drawn:
    """The file; the same data give the same bytes. A hazard sheet is A4 whatever the size.

    Raises UndrawableError for a format that the kind lacks and for numbers no barcode holds, TypeError for data of
    another kind.
    """
    if not isinstance(data, _DATA[kind]):
        raise TypeError(f"{kind} is drawn from {_DATA[kind].__name__}, not {type(data).__name__}")
    if format not in _FORMATS[kind]:
        raise UndrawableError(f"{kind} is not drawn as {format}")
    if format is _PICTURE or kind is DocumentKind.SHIPPING_LABEL_PICTURE:
        from .picture import Vera, picture

        return Drawn(picture(_sheets(data, size, Vera())[0]), "image/png", ".png")
    from .pdf import Helvetica, pdf

    if format is DocumentFormat.ZPL:
        from .zpl import zpl

        return Drawn(zpl(_sheets(data, size, Helvetica(east_asian=False))), "text/plain; charset=utf-8", ".zpl")
    return Drawn(pdf(_sheets(data, size, Helvetica()), _title(data)), "application/pdf", ".pdf")


def _sheets(data: DocumentData, size: DocumentSize, type: Type) -> tuple[Sheet, ...]:
    from .hazmat import hazmat
    from .invoice import invoice
    from .label import label
    from .slip import slip

    match data:
        case LabelData():
            return (label(data, size, type),)
        case SlipData():
            return slip(data, size, type)
        case LabelAndSlip():
            return (label(data.label, size, type), *slip(data.slip, size, type))
        case HazmatData():
            return (hazmat(data, type),)
        case InvoiceData():
            return (invoice(data, size, type),)


def _title(data: DocumentData) -> str:
    match data:
        case LabelData():
            return f"Shipping label {data.tracking_number}"
        case LabelAndSlip():
            return f"Shipping label {data.label.tracking_number}"
        case SlipData():
            return f"Packing slip {data.package_id}"
        case HazmatData():
            return f"Hazard sheet {data.tracking_number}"
        case InvoiceData():
            return f"DANFE {data.access_key}"
