"""An order and its line items, each of which is one unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from shopwright.platform.logistics.measures import Measures
from shopwright.platform.market.trade_rules import ShippingType

from .pricing import LineMoney, total_of
from .refund import Refund
from .states import LineStatus, OrderStatus

Role = Literal["BUYER", "SELLER", "OPERATOR", "SYSTEM"]
FulfillmentType = Literal["FULFILLMENT_BY_SELLER", "FULFILLMENT_BY_TIKTOK", "FULFILLMENT_BY_DILAYANI_TOKOPEDIA"]


class ItemPart(msgspec.Struct, frozen=True):
    """A SKU that a bundle holds, and how many of it."""

    sku_id: str
    product_id: str
    seller_sku: str
    count: int = 1


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was bought, as it was listed at that moment. ``image`` is an upload's URI; weight is in grams.

    ``size`` has length, width and height, all empty where the listing has none. ``parts`` are what a bundle is made of:
    their stock is the bundle's. ``is_blind_box``: what is inside is told when it is opened; ``is_temporary``: it was
    listed in passing for a live session.
    """

    sku_id: str
    product_id: str
    product_name: str
    sku_name: str
    seller_sku: str
    image: str
    weight: int = 0
    is_dangerous: bool = False
    is_boxed_alone: bool = False
    handling_days: int = 0
    size: Measures = Measures()
    parts: tuple[ItemPart, ...] = ()
    is_blind_box: bool = False
    is_temporary: bool = False

    @property
    def stocked(self) -> tuple[ItemPart, ...]:
        """What leaves the shelf with one unit."""
        return self.parts or (ItemPart(self.sku_id, self.product_id, self.seller_sku),)


class Unboxed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was in a blind box; ``opened_at`` in unix milliseconds, ``kind`` is NORMAL or GIFT."""

    product_id: str
    sku_id: str
    opened_at: int
    kind: str = "NORMAL"


class Redemption(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the buyer of a voucher redeems it; ``source_id`` is the seller's own id of it."""

    type: str
    data: str = ""
    instructions: str = ""
    source_id: str = ""


class Declared(msgspec.Struct, frozen=True):
    """What a line really holds, as customs are told: so many of a SKU, for so many per cent of the line's price."""

    product_id: str
    sku_id: str
    quantity: int
    price_percent: int


class Handling(msgspec.Struct, frozen=True):
    """How many days of which kind (BUSINESS, CALENDAR) goods take until they are handed to a carrier."""

    days: int
    day_kind: str


class Line(msgspec.Struct, omit_defaults=True):
    """One unit. ``item`` is its place in the order's items; ``claim`` names what is open or done against it: a
    cancellation, a return or an aftersales request. ``refunded`` went back to the buyer in all. Times in unix
    seconds.

    ``customization`` is the JSON of what is printed on it, found by ``pod_data_id``; ``unboxed`` what was in a blind
    box, ``redemption`` how a voucher is redeemed, ``declared`` what customs are told of it."""

    id: str
    item: int
    money: LineMoney
    status: LineStatus = LineStatus.UNPAID
    package_id: str = ""
    rts_time: int = 0
    is_gift: bool = False
    claim: str = ""
    cancel_reason: str = ""
    cancel_user: str = ""
    is_refunded: bool = False
    refunded: Refund = Refund()
    customization: str = ""
    pod_data_id: str = ""
    unboxed: list[Unboxed] = []
    redemption: Redemption | None = None
    declared: list[Declared] = []

    @property
    def is_active(self) -> bool:
        return self.status is not LineStatus.CANCELLED


class Deadlines(msgspec.Struct, omit_defaults=True):
    """Unix seconds; 0 where there is none."""

    shipping_sla: int = 0
    shipping_due: int = 0
    collection_sla: int = 0
    collection_due: int = 0
    delivery_sla: int = 0
    delivery_due: int = 0


class Order(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One order of one shop.

    ``claims`` are the open cancellations and returns: while there is one, the order does not complete. ``held``: it is
    put on hold once it is paid. ``is_cancel_requested``: a buyer's request to cancel waits for an answer; the last was
    made at ``request_cancel_time``. ``is_hidden``: the time in which a completed order shows its buyer has passed;
    ``is_anonymous``: the data of a cancelled order's buyer are deleted. Times in unix seconds, 0 where it has not
    happened; ``created_at`` and ``updated_at`` in milliseconds.
    """

    order_id: str
    region: str
    status: OrderStatus
    created_at: int
    updated_at: int
    buyer_id: str
    buyer_nickname: str = ""
    items: list[Item]
    lines: list[Line]
    warehouse_id: str
    shipping_type: ShippingType
    delivery_option_id: str
    delivery_option_name: str
    delivery_type: str
    fulfillment_type: FulfillmentType = "FULFILLMENT_BY_SELLER"
    order_type: str = "NORMAL"
    commerce_platform: str = "TIKTOK_SHOP"
    payment_method: str = ""
    is_cod: bool = False
    is_sample: bool = False
    is_replacement: bool = False
    is_exchange: bool = False
    source_order_id: str = ""
    buyer_message: str = ""
    seller_note: str = ""
    reference: str = ""
    has_new_address: bool = False
    held: bool = False
    paid_time: int = 0
    rts_time: int = 0
    collection_time: int = 0
    delivery_time: int = 0
    completed_time: int = 0
    cancel_time: int = 0
    request_cancel_time: int = 0
    is_cancel_requested: bool = False
    release_date: int = 0
    handling: Handling | None = None
    deadlines: Deadlines = msgspec.field(default_factory=Deadlines)
    claims: list[str] = []
    cancel_reason: str = ""
    cancel_user: str = ""
    combine_group: str = ""
    is_hidden: bool = False
    is_anonymous: bool = False
    is_cross_border: bool = False

    @property
    def active_lines(self) -> list[Line]:
        return [line for line in self.lines if line.is_active]

    @property
    def unshipped_lines(self) -> list[Line]:
        """The lines that were paid for and that nobody has shipped."""
        return [line for line in self.lines if line.status is LineStatus.AWAITING_SHIPMENT]

    @property
    def money(self) -> LineMoney:
        return total_of([line.money for line in self.lines])

    @property
    def package_ids(self) -> list[str]:
        """The packages of its lines, each once, in their order."""
        return list(dict.fromkeys(line.package_id for line in self.lines if line.package_id))

    @property
    def is_fulfilled_by_seller(self) -> bool:
        """Whether its seller is to hand it over, and not the platform's own warehouses."""
        return self.fulfillment_type == "FULFILLMENT_BY_SELLER"

    @property
    def money_facts(self) -> tuple[object, ...]:
        """What decides how much the order brings its seller, and when; empty before it is paid."""
        if not self.paid_time:
            return ()
        lines = [(line.is_active, line.refunded) for line in self.lines]
        return self.delivery_time, self.completed_time, bool(self.claims), *lines

    @property
    def is_virtual(self) -> bool:
        """Whether vouchers were bought, which are redeemed and not shipped."""
        return self.order_type == "VIRTUAL_ORDER"

    def line(self, line_id: str) -> Line | None:
        return next((line for line in self.lines if line.id == line_id), None)

    def item_of(self, line: Line) -> Item:
        return self.items[line.item]


def stocked_units(order: Order, lines: Iterable[Line]) -> dict[str, int]:
    """How many of each SKU the lines take from the shelf, a bundle those of its parts; by SKU id in ascending order."""
    units: dict[str, int] = {}
    for line in lines:
        for part in order.item_of(line).stocked:
            units[part.sku_id] = units.get(part.sku_id, 0) + part.count
    return dict(sorted(units.items()))
