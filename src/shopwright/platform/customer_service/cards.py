"""What cards, pictures and videos in messages stand for: whether it is there, and what readers are shown of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import text
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.media.store import FILE, IMAGE, Media, MediaRecords
from shopwright.platform.sales.cases_store import CaseFilter
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.store import Packages
from shopwright.platform.sales.returns.store import Returns

from .conversation import MessageType
from .coupons import find_coupon, sendable_coupon
from .errors import COUPON_INVALID, MESSAGE_INVALID
from .rules import Fields

_T = MessageType
Data = Mapping[str, object]

#: The use case of pictures in messages, as their records name it.
PICTURES = "CUSTOMER_SERVICE"


class Reader(msgspec.Struct, frozen=True):
    """For whom a card is looked up: the shop, the buyer of the conversation, and the zone that times are told in."""

    tx: Tx
    shop: Shop
    buyer_id: str
    zone: ZoneInfo
    media_url: Callable[[str], str]


def check_card(reader: Reader, kind: MessageType, fields: Fields) -> None:
    """Whether what a message stands for is there, and is the shop's and the buyer's; 45101002 or 45111017."""
    if kind is _T.COUPON_CARD and sendable_coupon(reader.tx, reader.shop, fields["coupon_id"]) is None:
        raise COUPON_INVALID(coupon_id=fields["coupon_id"][:40])
    if kind in _CARDS and _CARDS[kind](reader, fields) is None:
        ids = " and ".join(f"{name} {value[:60]}" for name, value in fields.items())
        raise MESSAGE_INVALID(reason=f"the shop has nothing for this buyer that {ids} names")


def data_of(reader: Reader, kind: MessageType, fields: Fields) -> Data | None:
    """What a card shows; ``None`` where it shows nothing, or what it stood for is gone."""
    return _CARDS[kind](reader, fields) if kind in _CARDS else None


def _picture(reader: Reader, fields: Fields) -> Data | None:
    media = _media(reader, fields["url"].partition("/media/")[2], IMAGE)
    if media is None or media.doc.use_case != PICTURES:
        return None
    if (str(media.doc.width), str(media.doc.height)) != (fields["width"], fields["height"]):
        return None
    return {"url": fields["url"], "width": media.doc.width, "height": media.doc.height, "size": media.doc.size}


def _video(reader: Reader, fields: Fields) -> Data | None:
    media = _media(reader, fields["vid"], FILE)
    if media is None or not media.doc.width:
        return None
    doc = media.doc
    return {
        "vid": fields["vid"],
        "url": reader.media_url(fields["vid"]),
        "width": doc.width,
        "height": doc.height,
        "size": doc.size,
        "format": doc.format,
    }


def _media(reader: Reader, media_id: str, kind: str) -> Media | None:
    media = reader.tx[MediaRecords].get(media_id) if media_id and "\0" not in media_id else None
    is_right = media is not None and media.kind == kind and media.account_id == reader.shop.account_id
    return media if is_right else None


def _product(reader: Reader, fields: Fields) -> Data | None:
    product = reader.tx[Products].get(reader.shop.shop_id, fields["product_id"])
    if product is None or product.live is None:
        return None
    prices = [Decimal(sku.price.amount) for sku in product.live.skus if sku.price and sku.price.amount]
    image = product.live.main_images[0].uri if product.live.main_images else ""
    return {
        "product_id": product.product_id,
        "title": product.live.title,
        "image": reader.media_url(image) if image else "",
        "price": str(min(prices)) if prices else "",
        "currency": region(reader.shop.region).currency,
    }


def _order(reader: Reader, order_id: str) -> Order | None:
    order = reader.tx[Orders].get(reader.shop.shop_id, order_id)
    return order if order is not None and order.buyer_id == reader.buyer_id else None


def _order_card(reader: Reader, fields: Fields) -> Data | None:
    order = _order(reader, fields["order_id"])
    if order is None:
        return None
    market = region(order.region)
    return {
        "order_id": order.order_id,
        "status": str(order.status),
        "total": text(order.money.total, market.currency_decimals),
        "currency": market.currency,
        "create_time": local_time(order.created_at, reader.zone),
        "products": [item.product_name for item in order.items],
    }


def _return_card(reader: Reader, fields: Fields) -> Data | None:
    order = _order(reader, fields["order_id"])
    if order is None or all(item.sku_id != fields["sku_id"] for item in order.items):
        return None
    mine = CaseFilter(order_ids=(order.order_id,))
    page = reader.tx[Returns].page(reader.shop.shop_id, mine, by="created_at", descending=True, after=None, size=100)
    case = next((case for _, case in page if any(line.item.sku_id == fields["sku_id"] for line in case.lines)), None)
    return {
        "order_id": order.order_id,
        "sku_id": fields["sku_id"],
        "return_id": case.return_id if case else "",
        "return_status": str(case.status) if case else "",
        "create_time": local_time(case.created_at, reader.zone) if case else "",
    }


def _parcel(reader: Reader, fields: Fields) -> Data | None:
    order = _order(reader, fields["order_id"])
    if order is None or fields["package_id"] not in order.package_ids:
        return None
    package = reader.tx[Packages].get(reader.shop.shop_id, fields["package_id"])
    if package is None:
        return None
    return {
        "order_id": order.order_id,
        "package_id": package.package_id,
        "status": str(package.status),
        "provider": package.provider_name,
        "tracking_number": package.tracking_number,
        "update_time": local_time(package.updated_at, reader.zone),
    }


def _coupon(reader: Reader, fields: Fields) -> Data | None:
    coupon = find_coupon(reader.tx, reader.shop, fields["coupon_id"])
    return {"coupon_id": coupon.coupon_id, "title": coupon.title} if coupon else None


def local_time(at_ms: int, zone: ZoneInfo) -> str:
    """A moment as the clocks of a zone show it, with its offset from UTC."""
    return datetime.fromtimestamp(at_ms / 1000, zone).isoformat(timespec="seconds")


_CARDS: Mapping[MessageType, Callable[[Reader, Fields], Data | None]] = {
    _T.IMAGE: _picture,
    _T.VIDEO: _video,
    _T.PRODUCT_CARD: _product,
    _T.ORDER_CARD: _order_card,
    _T.RETURN_REFUND_CARD: _return_card,
    _T.LOGISTICS_CARD: _parcel,
    _T.COUPON_CARD: _coupon,
    _T.BUYER_ENTER_FROM_PRODUCT: _product,
    _T.BUYER_ENTER_FROM_ORDER: _order_card,
}

#: The field of a card that a reader without pictures is told.
_TOLD: Mapping[MessageType, str] = {
    _T.PRODUCT_CARD: "title",
    _T.BUYER_ENTER_FROM_PRODUCT: "title",
    _T.ORDER_CARD: "order_id",
    _T.BUYER_ENTER_FROM_ORDER: "order_id",
    _T.RETURN_REFUND_CARD: "order_id",
    _T.LOGISTICS_CARD: "package_id",
    _T.COUPON_CARD: "title",
}


def told_of(reader: Reader, kind: MessageType, fields: Fields) -> str:
    """What is told of a card in words: a title, or an id."""
    name = _TOLD.get(kind, "")
    data = data_of(reader, kind, fields) if name == "title" else None
    return str((data or {}).get(name) or next(iter(fields.values()), "")) if name != "order_id" else fields[name]
