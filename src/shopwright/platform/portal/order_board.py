"""What the order board of a shop shows: orders with what is due next, and one order with all that happened to it."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec

from shopwright.platform.domain.regions import region
from shopwright.platform.domain.trade.deadlines import Deadline, next_deadline
from shopwright.platform.domain.trade.order import Order
from shopwright.platform.domain.trade.package import Package
from shopwright.platform.domain.trade.pricing import text
from shopwright.platform.domain.trade.refunds import sum_of
from shopwright.platform.domain.trade.states import OrderStatus
from shopwright.platform.sandbox.find import the_shop
from shopwright.platform.sandbox.replies import NOT_FOUND
from shopwright.platform.store.accounts import Shop
from shopwright.platform.store.core import Tx
from shopwright.platform.store.orders import OrderFilter
from shopwright.platform.trade.rulebook import rules_of

from .order_acts import Act, acts_on
from .words import CLAIM_STATES, ORDER_STATES, PACKAGE_STATES, words_of

#: Orders on a board's page.
PAGE_SIZE = 40

#: What time does to an order next, in words.
DUE_WORDS = {
    Deadline.CANCEL_UNPAID: "Pays",
    Deadline.RELEASE: "Leaves the hold",
    Deadline.SHIP_BY_PLATFORM: "The platform ships",
    Deadline.CANCEL_UNSHIPPED: "Ship",
    Deadline.CANCEL_UNCOLLECTED: "Collected",
    Deadline.CANCEL_UNDELIVERED: "Arrives",
    Deadline.COMPLETE: "Completes",
    Deadline.MASK: "The buyer is hidden",
}

#: Deadlines that the seller must not miss, and how near they are when they look so.
_MUST = {Deadline.CANCEL_UNSHIPPED, Deadline.CANCEL_UNCOLLECTED}
_NEAR = 12 * 3600

#: Deadlines that a carrier keeps, whose route says when.
_CARRIED = {Deadline.CANCEL_UNCOLLECTED, Deadline.CANCEL_UNDELIVERED}


class Due(msgspec.Struct, frozen=True):
    """What comes next: in words, at which time (ms), and how it looks; ``left`` in seconds, below 0 when late."""

    words: str
    at: int
    left: int
    look: str


class OrderRow(msgspec.Struct, frozen=True):
    order: Order
    look: str
    state: str
    what: str
    units: int
    total: str
    due: Due | None
    parcels: list[ParcelRow]


class ParcelRow(msgspec.Struct, frozen=True):
    package: Package
    look: str
    state: str


class OrderBoard(msgspec.Struct, frozen=True):
    shop: Shop
    rows: list[OrderRow]
    counts: dict[str, int]
    status: str
    after: str
    next_after: str
    late: int

    def url(self, **given: str) -> str:
        query = urlencode({name: value for name, value in given.items() if value})
        return f"/portal/shops/{self.shop.shop_id}/orders{'?' if query else ''}{query}"


class LineRow(msgspec.Struct, frozen=True):
    """Units of an order that are alike: the same SKU, price, state and parcel."""

    name: str
    variant: str
    seller_sku: str
    picture: str
    units: int
    price: str
    look: str
    state: str


class ClaimRow(msgspec.Struct, frozen=True):
    """A cancellation or a return of the order."""

    id: str
    kind: str
    look: str
    state: str
    reason: str
    refund: str


class Moment(msgspec.Struct, frozen=True):
    """Something that happened, at a time in ms; a mark for what is still to come."""

    at: int
    words: str
    is_ahead: bool = False


class OrderDetail(msgspec.Struct, frozen=True):
    shop: Shop
    row: OrderRow
    lines: list[LineRow]
    claims: list[ClaimRow]
    money: list[tuple[str, str]]
    timeline: list[Moment]
    acts: list[Act]
    text: str


def read_board(tx: Tx, shop_id: str, status: str, after: str) -> OrderBoard:
    shop = the_shop(tx, shop_id)
    page = tx.orders.page(
        shop_id,
        OrderFilter(status=status or None),
        by="created_at",
        descending=True,
        after=_position(after),
        size=PAGE_SIZE + 1,
    )
    ids = [one.order_id for one in page[:PAGE_SIZE]]
    found = tx.orders.some(shop_id, ids)
    rows = [order_row(tx, shop, found[one]) for one in ids]
    more = f"{page[PAGE_SIZE - 1].at}-{ids[-1]}" if len(page) > PAGE_SIZE else ""
    late = sum(1 for one in rows if one.due is not None and one.due.look == "late")
    return OrderBoard(shop, rows, tx.orders.counts(shop_id), status, after, more, late)


def _position(after: str) -> tuple[int, str] | None:
    at, _, order_id = after.partition("-")
    return (int(at), order_id) if at.isascii() and at.isdigit() and len(at) < 16 and order_id else None


def order_row(tx: Tx, shop: Shop, order: Order) -> OrderRow:
    """An order as boards show it."""
    look, state = ORDER_STATES[order.status]
    if order.is_cancel_requested:
        look, state = "late", "Buyer asks to cancel"
    first = order.items[order.lines[0].item].product_name
    kinds = len(order.items)
    parcels = [
        ParcelRow(one, *words_of(PACKAGE_STATES, str(one.status)))
        for one in tx.packages.some(shop.shop_id, order.package_ids)
    ]
    market = region(shop.region)
    return OrderRow(
        order=order,
        look=look,
        state=state,
        what=first if kinds == 1 else f"{first} and {kinds - 1} more",
        units=len(order.lines),
        total=f"{text(order.money.total, market.currency_decimals)} {market.currency}",
        due=_due(order, shop, parcels, tx.now()),
        parcels=parcels,
    )


def _due(order: Order, shop: Shop, parcels: list[ParcelRow], now: int) -> Due | None:
    found = next_deadline(order, rules_of(shop))
    if found is None:
        return None
    at = order.deadlines.shipping_sla if found.what is Deadline.CANCEL_UNSHIPPED else found.at
    if found.what in _CARRIED and shop.doc.carrier == "AUTO":
        at = _expected(found.what, parcels) or at
    left = at - now
    look = ("late" if left < 0 else "soon" if left < _NEAR else "") if found.what in _MUST else ""
    return Due(DUE_WORDS[found.what], at * 1000, left, look)


def _expected(what: Deadline, parcels: list[ParcelRow]) -> int:
    """When the last of the parcels is to be collected, or to arrive, in unix seconds; 0 where none travels."""
    ahead = [one.package.route for one in parcels if one.package.scanned < len(one.package.route)]
    is_collection = what is Deadline.CANCEL_UNCOLLECTED
    return max((route[0 if is_collection else -1].at // 1000 for route in ahead), default=0)


def detail_of(tx: Tx, shop_id: str, order_id: str) -> OrderDetail:
    """One order with all that a board's drawer shows."""
    shop = the_shop(tx, shop_id)
    order = the_order(tx, shop, order_id)
    row = order_row(tx, shop, order)
    seen = tx.orders.seen(shop_id, [order_id])[order_id]
    return OrderDetail(
        shop=shop,
        row=row,
        lines=_lines(order),
        claims=_claims(tx, shop, order),
        money=_money(order),
        timeline=_timeline(row),
        acts=acts_on(tx, shop, order),
        text=_without_buyer(seen),
    )


def the_order(tx: Tx, shop: Shop, order_id: str) -> Order:
    order = tx.orders.get(shop.shop_id, order_id)
    if order is None:
        raise NOT_FOUND(what=f"The order {order_id[:40]}")
    return order


def _without_buyer(seen: bytes) -> str:
    whole = msgspec.json.decode(seen, type=dict[str, object])
    hidden = {name: "(shown to apps only)" for name in ("recipient_address", "cpf", "cpf_name") if name in whole}
    return msgspec.json.encode({**whole, **hidden}).decode()


def _lines(order: Order) -> list[LineRow]:
    found: dict[tuple[int, str, str], int] = {}
    for line in order.lines:
        key = (line.item, str(line.status), str(line.money.sale_price))
        found[key] = found.get(key, 0) + 1
    market = region(order.region)
    rows = []
    for (index, status, price), units in found.items():
        item = order.items[index]
        look, state = words_of(ORDER_STATES, status)
        rows.append(
            LineRow(
                item.product_name,
                "" if item.sku_name == "Default" else item.sku_name,
                item.seller_sku,
                f"/media/{item.image}" if item.image else "",
                units,
                f"{price} {market.currency}",
                look,
                state,
            )
        )
    return rows


def _claims(tx: Tx, shop: Shop, order: Order) -> list[ClaimRow]:
    market = region(shop.region)
    return [
        ClaimRow(
            one.cancel_id,
            "Cancellation",
            *words_of(CLAIM_STATES, str(one.status)),
            one.reason,
            f"{text(sum_of(line.refund for line in one.lines).total, market.currency_decimals)} {market.currency}",
        )
        for one in tx.cancellations.of_orders(shop.shop_id, [order.order_id])
    ]


def _money(order: Order) -> list[tuple[str, str]]:
    money, market = order.money, region(order.region)
    parts = [
        ("Goods", money.original_price),
        ("Discounts", -(money.seller_discount + money.platform_discount)),
        ("Shipping", money.shipping_fee),
        ("Tax", money.tax),
        ("Fees", money.fees + money.retail_delivery_fee),
        ("Total", money.total),
    ]
    return [
        (name, f"{text(amount, market.currency_decimals)} {market.currency}")
        for name, amount in parts
        if amount or name in ("Goods", "Total")
    ]


def _timeline(row: OrderRow) -> list[Moment]:
    order = row.order
    times = [
        (order.created_at // 1000, "Placed"),
        (order.paid_time, "Paid"),
        (order.request_cancel_time, "Buyer asked to cancel"),
        (order.rts_time, "Shipped by the seller"),
        (order.collection_time, "Collected by the carrier"),
        (order.delivery_time, "Delivered"),
        (order.completed_time, "Completed"),
        (order.cancel_time, f"Cancelled by the {order.cancel_user.lower()}"),
    ]
    found = [Moment(at * 1000, words) for at, words in times if at]
    for parcel in row.parcels:
        package = parcel.package
        for index, scan in enumerate(package.route):
            if index < package.scanned or (index == package.scanned and order.status is not OrderStatus.CANCELLED):
                place = f", {scan.location}" if scan.location else ""
                found.append(Moment(scan.at, f"{scan.description}{place}", is_ahead=index >= package.scanned))
    return sorted(found, key=lambda one: (one.is_ahead, one.at // 1000))[::-1]
