"""Labels, slips and their like: what goes on them, and the link under which a paper can be had for a day."""

from __future__ import annotations

import binascii
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from shopwright import decoders
from shopwright.platform.buyers.private_block import masked, recipient_in
from shopwright.platform.core.durations import HOUR_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import text
from shopwright.platform.database.encryption import MasterKeyError, Vault
from shopwright.platform.database.transaction import Tx
from shopwright.platform.documents.model import (
    DocumentData,
    DocumentFormat,
    DocumentKind,
    DocumentSize,
    Handover,
    HazmatData,
    InvoiceData,
    LabelAndSlip,
    LabelData,
    Party,
    SlipData,
    SlipLine,
    SlipOrder,
)
from shopwright.platform.logistics.store import Warehouse, Warehouses
from shopwright.platform.market.regions import region
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.orders.visibility import Visibility, visibility

from .nfe import parse_key
from .package import Package

#: How long a link works, in milliseconds of the platform's clock.
LIFETIME_MS = 24 * HOUR_MS


class Paper(msgspec.Struct, frozen=True, kw_only=True, tag="package"):
    """A document of a package, until a moment (ms)."""

    shop_id: str
    package_id: str
    kind: DocumentKind
    size: DocumentSize
    format: DocumentFormat
    until: int


class Waybill(msgspec.Struct, frozen=True, kw_only=True, tag="bundle"):
    """The label of a first-mile bundle, until a moment (ms)."""

    shop_id: str
    bundle_id: str
    carrier: str
    tracking_number: str
    handover: Handover
    order_count: int
    made_at: int
    until: int


_decoder: decoders.Decoder[Paper | Waybill] = decoders.decoder(Paper | Waybill)


def link_to(tx: Tx, paper: Paper | Waybill) -> str:
    """The path of a document, which is encrypted in it, so that a link tells nothing about the order."""
    return "/documents/" + tx.vault.encrypt(msgspec.json.encode(paper).decode())


def paper_of(vault: Vault, token: str) -> Paper | Waybill | None:
    """What a link stands for; ``None`` for one that this platform never gave out."""
    try:
        return _decoder.decode(vault.decrypt(token))
    except (MasterKeyError, LookupError, binascii.Error, ValueError):  # msgspec's and Unicode's errors are ValueErrors
        return None


class _Sources:
    """A package with all that its papers are made from."""

    def __init__(self, tx: Tx, shop: Shop, package: Package) -> None:
        self.shop, self.package = shop, package
        self.market = region(shop.region)
        looked_up = [tx[Orders].get_whole(shop.shop_id, order_id) for order_id in package.order_ids]
        whole = [order_and_private for order_and_private in looked_up if order_and_private is not None]
        self.orders = [order for order, _ in whole]
        self.recipient = recipient_of(shop, *whole[0])
        self.warehouse = tx[Warehouses].sender(shop.shop_id, package.warehouse_id)

    def moment(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, ZoneInfo(self.market.time_zone))

    @property
    def sender(self) -> Party:
        return sender_of(self.shop, self.warehouse)

    @property
    def amount(self) -> Decimal:
        """What the buyers pay for what is inside."""
        inside = set(self.package.line_ids)
        return sum((line.money.total for order in self.orders for line in order.lines if line.id in inside), Decimal(0))

    def money(self) -> str:
        return f"{self.market.currency} {text(self.amount, self.market.currency_decimals)}"


def recipient_of(shop: Shop, order: Order, private: bytes) -> Mapping[str, object] | None:
    """The buyer's address block as a seller may see it now; ``None`` while there is none to see."""
    seen = visibility(order, rules_of(shop))
    if seen is Visibility.ABSENT:
        return None
    return recipient_in(masked(private) if seen is Visibility.MASKED else private)


def sender_of(shop: Shop, warehouse: Warehouse) -> Party:
    """A warehouse as the sender of a parcel."""
    address = warehouse.doc.address
    return Party(
        name=shop.doc.name,
        phone=address.get("phone_number", ""),
        lines=_lines(address),
        postcode=address.get("postal_code", ""),
        city=address.get("city", ""),
    )


def _lines(address: Mapping[str, object]) -> tuple[str, ...]:
    lines = (str(address.get(f"address_line{number}") or "") for number in range(1, 5))
    return tuple(line for line in lines if line)


def _buyer(sources: _Sources) -> Party:
    address = sources.recipient or {}
    levels = decoders.convert(address.get("district_info", []), list[dict[str, str]])
    names = {level["address_level"]: level["address_name"] for level in levels}
    city = str(address.get("post_town") or "") or next((names[key] for key in ("L2", "L1") if names.get(key)), "")
    return Party(
        name=str(address.get("name", "")),
        phone=str(address.get("phone_number", "")),
        lines=_lines(address),
        postcode=str(address.get("postal_code", "")),
        city=city,
    )


def weight_of(package: Package, orders: list[Order]) -> tuple[str, str]:
    """A package's weight and its unit: as measured, else the sum of what is inside in grams."""
    if package.measures.weight:
        return package.measures.weight, package.measures.weight_unit
    inside = set(package.line_ids)
    return str(sum(order.item_of(line).weight for order in orders for line in order.lines if line.id in inside)), "GRAM"


def _label(sources: _Sources) -> LabelData:
    package, size = sources.package, sources.package.measures
    sides = [side for side in (size.length, size.width, size.height) if side]
    return LabelData(
        region=sources.shop.region,
        carrier=package.provider_name,
        service=package.service.name if package.service else package.delivery_option_name,
        tracking_number=package.tracking_number,
        package_id=package.package_id,
        order_ids=tuple(package.order_ids),
        sender=sources.sender,
        recipient=_buyer(sources),
        created_at=sources.moment(package.shipped_time),
        weight=" ".join(weight_of(package, sources.orders)),
        dimension=f"{' x '.join(sides)} {size.size_unit}" if sides else "",
        cod_amount=sources.money() if any(order.is_cod for order in sources.orders) else None,
        item_count=len(package.line_ids),
        handover=Handover(package.handover_method) if package.handover_method in set(Handover) else Handover.DROP_OFF,
    )


def _slip(sources: _Sources) -> SlipData:
    inside = set(sources.package.line_ids)
    counts: Counter[tuple[str, str, str]] = Counter()
    for order in sources.orders:
        for line in order.lines:
            if line.id in inside:
                item = order.item_of(line)
                counts[item.product_name, item.seller_sku, item.sku_name] += 1
    lines = [
        SlipLine(product_name=name, quantity=quantity, seller_sku=sku, variation=variation)
        for (name, sku, variation), quantity in counts.items()
    ]
    return SlipData(
        shop_name=sources.shop.doc.name,
        package_id=sources.package.package_id,
        orders=tuple(SlipOrder(order.order_id, sources.moment(order.created_at // 1000)) for order in sources.orders),
        lines=tuple(lines),
        buyer_name=_buyer(sources).name,
        message="; ".join(order.buyer_message for order in sources.orders if order.buyer_message),
        gift=any(line.is_gift for order in sources.orders for line in order.lines if line.id in inside),
    )


def _hazmat(sources: _Sources) -> HazmatData:
    """Batteries in devices, which is what most dangerous goods of such shops are."""
    sender, package = sources.sender, sources.package
    return HazmatData(
        tracking_number=package.tracking_number,
        package_id=package.package_id,
        un_number="UN3481",
        proper_name="LITHIUM ION BATTERIES CONTAINED IN EQUIPMENT",
        hazard_class="9",
        emergency_phone=sender.phone,
        sender=sender,
        recipient=_buyer(sources),
        weight=" ".join(weight_of(package, sources.orders)),
    )


def _invoice(sources: _Sources) -> InvoiceData:
    invoice = sources.package.invoice
    key = parse_key(invoice.access_key) if invoice else None
    assert invoice is not None, "only a package with an invoice has such a label"
    assert key is not None, "only a valid one does"
    buyer = _buyer(sources)
    return InvoiceData(
        access_key=invoice.access_key,
        number=key.number,
        series=key.series,
        issuer_name=sources.shop.doc.name,
        issuer_cnpj=key.issuer,
        total=sources.money(),
        issued_at=sources.moment(sources.orders[0].paid_time),
        issuer_state=key.state,
        recipient_name=buyer.name,
    )


def data_of(tx: Tx, shop: Shop, package: Package, kind: DocumentKind) -> DocumentData:
    """What a document of a package is drawn from, as package and buyer are now."""
    sources = _Sources(tx, shop, package)
    match kind:
        case DocumentKind.PACKING_SLIP:
            return _slip(sources)
        case DocumentKind.SHIPPING_LABEL_AND_PACKING_SLIP:
            return LabelAndSlip(_label(sources), _slip(sources))
        case DocumentKind.HAZMAT_LABEL:
            return _hazmat(sources)
        case DocumentKind.INVOICE_LABEL:
            return _invoice(sources)
        case DocumentKind.SHIPPING_LABEL | DocumentKind.SHIPPING_LABEL_PICTURE:
            return _label(sources)


def waybill_data(tx: Tx, shop: Shop, waybill: Waybill) -> LabelData:
    """What a bundle's label is drawn from: from the seller's warehouse to TikTok's."""
    return LabelData(
        region=shop.region,
        carrier=waybill.carrier,
        service="First mile",
        tracking_number=waybill.tracking_number,
        package_id=waybill.bundle_id,
        order_ids=(),
        sender=sender_of(shop, tx[Warehouses].default(shop.shop_id)),
        recipient=Party(name="TikTok Shop sorting centre", city=region(shop.region).name),
        created_at=datetime.fromtimestamp(waybill.made_at / 1000, ZoneInfo(region(shop.region).time_zone)),
        item_count=waybill.order_count,
        handover=waybill.handover,
        note=f"{waybill.order_count} orders",
    )
