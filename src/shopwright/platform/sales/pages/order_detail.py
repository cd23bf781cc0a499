"""One order with all that happened to it, for the drawer beside a list and for a page of its own."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.buyers.private_block import Private
from shopwright.platform.catalogue.quantities import Quantities
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.words import STOCK_REASONS
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import text
from shopwright.platform.core.pages.actions import Act
from shopwright.platform.core.pages.lists import Moment
from shopwright.platform.core.pages.words import words_of
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.reasons import find_reason
from shopwright.platform.market.regions import region
from shopwright.platform.sales.cancellations.store import Cancellations
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.states import LineStatus, OrderStatus
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.states import PackageStatus
from shopwright.platform.sales.packages.store import Packages
from shopwright.platform.sales.returns.store import Returns

from .claims import Claim, claims_of
from .order_board import OrderRow, ParcelRow, order_row, scan_words
from .order_buttons import acts_on
from .order_buyer import BuyerBlock, buyer_of
from .sidebar import PushLine, pushes_naming
from .words import ORDER_STATES

#: The most of stock movements and notifications that an order shows.
_MOST = 12

#: Fields of an order that say who bought.
_OF_THE_BUYER = ("buyer_nickname", *Private.__struct_fields__)


class LineRow(msgspec.Struct, frozen=True):
    """Units of an order that are alike: the same SKU, price and state."""

    product_id: str
    sku_id: str
    name: str
    variant: str
    seller_sku: str
    picture: str
    units: int
    price: str
    look: str
    state: str


class Move(msgspec.Struct, frozen=True):
    """Stock of a SKU that the order moved: in words, and by how much."""

    at: int
    words: str
    what: str
    change: str


class OrderDetail(msgspec.Struct, frozen=True):
    shop: Shop
    row: OrderRow
    buyer: BuyerBlock
    clock: str
    lines: list[LineRow]
    claims: list[Claim]
    money: list[tuple[str, str]]
    timeline: list[Moment]
    moves: list[Move]
    pushes: list[PushLine]
    acts: list[Act]
    text: str

    @property
    def next_act(self) -> Act | None:
        """What brings the order on: an answer that is due, else the first act that stands open."""
        answers = [act for claim in self.claims if claim.needs_answer for act in claim.acts]
        return (*answers, *self.folds[""], None)[0]

    @property
    def folds(self) -> dict[str, list[Act]]:
        """Acts by the fold that they stand in; "" for those that stand open."""
        acts: dict[str, list[Act]] = {"": []}
        for act in self.acts:
            acts.setdefault(act.fold, []).append(act)
        return acts


def detail_of(tx: Tx, shop_id: str, order_id: str) -> OrderDetail:
    """One order with all that a board's drawer shows."""
    shop = find_shop(tx, shop_id)
    order = tx[Orders].get(shop_id, order_id)
    if order is None:
        raise NOT_FOUND(what=f"The order {order_id[:40]}")
    claims = claims_of(tx, shop, [order_id])
    row = order_row(tx, shop, order, claims)
    seen = tx[Orders].seen(shop_id, [order_id])[order_id]
    return OrderDetail(
        shop=shop,
        row=row,
        buyer=buyer_of(tx, shop, order),
        clock=clock_words(tx),
        lines=_lines(order),
        claims=claims,
        money=_money(order),
        timeline=_timeline(row, claims),
        moves=_moves(tx, shop, order),
        pushes=pushes_naming(tx, shop_id, order_id, _MOST),
        acts=acts_on(tx, shop, order),
        text=_without_buyer(seen),
    )


def order_url(tx: Tx, any_id: str) -> str:
    """The page of an order, or of the order of a package, a cancellation or a return, by id; empty for other ids."""
    order_id = any_id
    if shop_id := tx[Packages].shop_of(any_id):
        package = tx[Packages].get(shop_id, any_id)
        order_id = package.order_ids[0] if package else ""
    elif shop_id := tx[Returns].shop_of(any_id):
        back = tx[Returns].get(shop_id, any_id)
        order_id = back.order_id if back else ""
    elif shop_id := tx[Cancellations].shop_of(any_id):
        case = tx[Cancellations].get(shop_id, any_id)
        order_id = case.order_id if case else ""
    shop_id = tx[Orders].shop_of(order_id)
    return f"/portal/shops/{shop_id}/orders/{order_id}" if shop_id else ""


def _without_buyer(seen: bytes) -> str:
    whole = decoders.decode(seen, type=dict[str, object])
    hidden = {name: "(shown to apps only)" for name in _OF_THE_BUYER if name in whole}
    return msgspec.json.encode({**whole, **hidden}).decode()


def _lines(order: Order) -> list[LineRow]:
    market = region(order.region)
    units_of: dict[tuple[int, str, str], int] = {}
    for line in order.lines:
        key = (line.item, str(line.status), text(line.money.sale_price, market.currency_decimals))
        units_of[key] = units_of.get(key, 0) + 1
    rows = []
    for (index, status, price), units in units_of.items():
        item = order.items[index]
        # The lines of an order that is held say that they are to ship already.
        look, state = words_of(ORDER_STATES, str(_whole_state(order, status)))
        rows.append(
            LineRow(
                item.product_id,
                item.sku_id,
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


def _whole_state(order: Order, line_status: str) -> str:
    is_held = order.status in (OrderStatus.UNPAID, OrderStatus.ON_HOLD)
    return str(order.status) if is_held and line_status != LineStatus.CANCELLED else line_status


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


def _timeline(row: OrderRow, claims: Sequence[Claim]) -> list[Moment]:
    """What happened, the newest first; what is planned stands above it."""
    order = row.order
    scans = [scan for parcel in row.parcels for scan in _scans(parcel, order)]
    is_scanned = bool(scans)
    times = [
        (order.created_at // 1000, "Placed"),
        (order.paid_time, "Paid"),
        (order.rts_time, "Shipped by the seller"),
        (0 if is_scanned else order.collection_time, "Collected by the carrier"),
        (0 if is_scanned else order.delivery_time, "Delivered"),
    ]
    ends = [_moment(order.completed_time, "Completed"), _cancelled(order)]
    moments = [_moment(*time) for time in times] + scans
    moments += [moment for claim in reversed(claims) for moment in claim.past]
    moments += ends
    return sorted((moment for moment in moments if moment.at), key=lambda moment: (moment.is_ahead, moment.at // 1000))[
        ::-1
    ]


def _moment(at: int, words: str) -> Moment:
    return Moment(at * 1000, words)


def _cancelled(order: Order) -> Moment:
    """An order that time cancelled was failed by somebody: by its seller, its carrier, or a buyer who did not pay."""
    reason = find_reason(order.cancel_reason)
    why = f": {reason.text[0].lower()}{reason.text[1:]}" if reason else ""
    look = "late" if order.cancel_user == "SYSTEM" else "quiet"
    return Moment(order.cancel_time * 1000, f"Cancelled by the {order.cancel_user.lower()}{why}", look=look)


def _scans(parcel: ParcelRow, order: Order) -> list[Moment]:
    package = parcel.package
    is_lost = package.status is PackageStatus.CANCELLED and package.outcome != "DELIVERED"
    made = package.scans_made
    moments = [
        Moment(scan.at, scan_words(scan), look="late" if is_lost and scan is made[-1] else "done") for scan in made
    ]
    if parcel.ahead is not None and order.status is not OrderStatus.CANCELLED:
        moments.append(Moment(parcel.ahead.at, scan_words(parcel.ahead), is_ahead=True))
    return moments


def _moves(tx: Tx, shop: Shop, order: Order) -> list[Move]:
    """What the order did to stock, the newest first."""
    names = {part.sku_id: part.seller_sku or item.product_name for item in order.items for part in item.stocked}
    entries = tx[Stock].moved_by(shop.shop_id, names, order.order_id)
    return [
        Move(
            entry.at_ms,
            STOCK_REASONS.get(entry.reason, str(entry.reason)),
            names[entry.place.sku_id],
            _change(entry.change),
        )
        for entry in entries[::-1][:_MOST]
    ]


def _change(change: Quantities) -> str:
    parts = [(change.on_hand, "on hand"), (change.committed, "committed")]
    return ", ".join(f"{by:+d} {what}" for by, what in parts if by).replace("-", "−")
