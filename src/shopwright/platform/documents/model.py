"""The data of printed documents. Texts are ready to print: amounts are formatted, buyers masked where they must be."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class DocumentKind(StrEnum):
    """The values of ``document_type`` in getPackageShippingDocument."""

    SHIPPING_LABEL = "SHIPPING_LABEL"
    PACKING_SLIP = "PACKING_SLIP"
    SHIPPING_LABEL_AND_PACKING_SLIP = "SHIPPING_LABEL_AND_PACKING_SLIP"
    SHIPPING_LABEL_PICTURE = "SHIPPING_LABEL_PICTURE"  # PNG
    HAZMAT_LABEL = "HAZMAT_LABEL"  # always A4
    INVOICE_LABEL = "INVOICE_LABEL"  # BR


class DocumentSize(StrEnum):
    """The values of ``document_size``: the page, upright."""

    A6 = "A6"  # 105 x 148 mm
    A5 = "A5"  # 148 x 210 mm


class DocumentFormat(StrEnum):
    """The values of ``document_format``. The picture is a value of the type too; either asks for the same PNG."""

    PDF = "PDF"
    ZPL = "ZPL"
    SHIPPING_LABEL_PICTURE = "SHIPPING_LABEL_PICTURE"


class Handover(StrEnum):
    """How the carrier gets the parcel."""

    PICKUP = "PICKUP"
    DROP_OFF = "DROP_OFF"


class Party(Struct, frozen=True, kw_only=True):
    """Sender or recipient; ``lines`` is the address without postcode and city."""

    name: str
    phone: str = ""
    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""


class LabelData(Struct, frozen=True, kw_only=True):
    """A shipping label. ``tracking_number`` is printable ASCII; an empty ``routing_code`` is made from the postcode."""

    region: str  # ISO-2, GB for the UK
    carrier: str
    service: str  # the delivery option's name
    tracking_number: str
    package_id: str
    order_ids: tuple[str, ...]
    sender: Party
    recipient: Party
    created_at: datetime  # aware, printed in its own zone
    weight: str = ""
    dimension: str = ""
    cod_amount: str | None = None  # None: paid already
    item_count: int = 1
    handover: Handover = Handover.PICKUP
    routing_code: str = ""
    return_lines: tuple[str, ...] = ()  # empty: returns go to the sender
    note: str = ""


class SlipLine(Struct, frozen=True, kw_only=True):
    """A SKU in the box."""

    product_name: str
    quantity: int
    seller_sku: str = ""
    variation: str = ""


class SlipOrder(Struct, frozen=True):
    """An order in the box and when it was placed (aware)."""

    order_id: str
    ordered_at: datetime


class SlipData(Struct, frozen=True, kw_only=True):
    """A packing slip. It names no prices: the box may be a gift."""

    shop_name: str
    package_id: str
    orders: tuple[SlipOrder, ...]
    lines: tuple[SlipLine, ...]
    buyer_name: str = ""
    message: str = ""
    gift: bool = False


class InvoiceData(Struct, frozen=True, kw_only=True):
    """Brazil's simplified DANFE for the parcel. ``access_key`` has 44 digits."""

    access_key: str
    number: str
    series: str
    issuer_name: str
    issuer_cnpj: str
    total: str
    issued_at: datetime  # aware
    issuer_state: str = ""
    recipient_name: str = ""
    recipient_tax_id: str = ""
    recipient_state: str = ""
    protocol: str = ""


class HazmatData(Struct, frozen=True, kw_only=True):
    """A hazard sheet: what dangerous goods the parcel holds and whom to ring."""

    tracking_number: str
    package_id: str
    un_number: str  # "UN3481"
    proper_name: str  # the proper shipping name
    hazard_class: str  # "9"
    emergency_phone: str
    sender: Party
    recipient: Party
    weight: str = ""


class LabelAndSlip(Struct, frozen=True):
    """Both papers of one parcel, label first."""

    label: LabelData
    slip: SlipData


DocumentData = LabelData | SlipData | LabelAndSlip | HazmatData | InvoiceData


class Drawn(Struct, frozen=True):
    """A finished file; ``suffix`` begins with a dot."""

    content: bytes
    media_type: str
    suffix: str


class UndrawableError(ValueError):
    """A document cannot be drawn: the kind lacks the format, or a number does not fit the barcode."""
