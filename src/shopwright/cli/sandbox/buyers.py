"""``shopwright sandbox buy, pay, cancel, withdraw, return, address``: what buyers do."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import SWITCH, Connection, ShopOption, shop_of
from shopwright.cli.control import in_path
from shopwright.cli.output import print_view
from shopwright.cli.sandbox.choices import line_of, something_on_sale, words_of
from shopwright.cli.sandbox.orders import State, advance_order

OrderId = Annotated[str, Parameter(help="The order's id.")]


def buy(
    *skus: Annotated[str, Parameter(help="SKU ids, with a number of pieces after a colon: 17291:2.")],
    connection: Connection | None = None,
    shop: ShopOption = None,
    status: Annotated[State | None, Parameter(help="Bring the order to this state at once.")] = None,
    unpaid: Annotated[bool, Parameter(help="The buyer does not pay yet."), SWITCH] = False,
    buyer: Annotated[str | None, Parameter(help="Any name; the same one is the same buyer again.")] = None,
    buyer_id: Annotated[str | None, Parameter(help="A buyer who came before, by id.")] = None,
    shipping_type: Annotated[Literal["SELLER", "TIKTOK"] | None, Parameter(help="Who carries it.")] = None,
    delivery_option_id: Annotated[str | None, Parameter(help="How it is delivered.")] = None,
    warehouse_id: Annotated[str | None, Parameter(help="Where it is shipped from.")] = None,
    payment_method: Annotated[str | None, Parameter(help="How it is paid, as the order shows it.")] = None,
    cod: Annotated[bool, Parameter(help="Cash on delivery."), SWITCH] = False,
    sample: Annotated[bool, Parameter(help="A sample for a creator."), SWITCH] = False,
    order_type: Annotated[str | None, Parameter(help="Such as PRE_ORDER.")] = None,
    coupon: Annotated[tuple[str, ...], Parameter(negative="", help="A coupon that the buyer uses, by id.")] = (),
    message: Annotated[str | None, Parameter(help="The buyer's message to the seller.")] = None,
) -> int:
    """A buyer buys something.

    Without a SKU it is one piece of what the shop has on sale. Discounts, gifts and other fields of an order:
    shopwright sandbox request POST orders --body.

    For example:
        shopwright sandbox buy
        shopwright sandbox buy 1729382256910270000:2 --status AWAITING_SHIPMENT
        shopwright sandbox buy --unpaid --buyer ada --json
    """
    platform = connection or Connection()
    control = platform.open()
    view = shop_of(control, shop)
    lines = [line_of(text) for text in skus] or [{"sku_id": something_on_sale(control, view), "quantity": 1}]
    order = control.post(
        "orders",
        {
            "shop_cipher": view["cipher"],
            "line_items": lines,
            "paid": not unpaid,
            "buyer": buyer,
            "buyer_id": buyer_id,
            "shipping_type": shipping_type,
            "delivery_option_id": delivery_option_id,
            "warehouse_id": warehouse_id,
            "payment_method": payment_method,
            "is_cod": cod or None,
            "is_sample": sample or None,
            "order_type": order_type,
            "coupon_ids": list(coupon) or None,
            "message": message,
        },
    )
    if status is not None and status != order["status"]:
        order = advance_order(control, order["order_id"], status)
    print_view(order, as_json=platform.as_json)
    return 0


def pay(order_id: OrderId, *, connection: Connection | None = None) -> int:
    """The buyer pays for an order.

    For example:
        shopwright sandbox pay 576460752303423489
    """
    platform = connection or Connection()
    print_view(platform.open().post(f"orders/{in_path(order_id)}/pay"), as_json=platform.as_json)
    return 0


def cancel(
    order_id: OrderId,
    *,
    connection: Connection | None = None,
    reason: Annotated[str | None, Parameter(help="A reason of the market; its usual one unless named.")] = None,
) -> int:
    """The buyer cancels an order, or asks to.

    For example:
        shopwright sandbox cancel 576460752303423489
    """
    platform = connection or Connection()
    reply = platform.open().post(f"orders/{in_path(order_id)}/cancel", {"reason": reason})
    print_view(reply, as_json=platform.as_json)
    return 0


def withdraw(
    cancel_id: Annotated[str, Parameter(help="The cancellation's id.")], *, connection: Connection | None = None
) -> int:
    """The buyer withdraws a request to cancel.

    For example:
        shopwright sandbox withdraw 4035227007640933824
    """
    platform = connection or Connection()
    print_view(platform.open().post(f"cancellations/{in_path(cancel_id)}/withdraw"), as_json=platform.as_json)
    return 0


def return_order(
    order_id: OrderId,
    *,
    connection: Connection | None = None,
    kind: Annotated[
        Literal["REFUND", "RETURN_AND_REFUND", "REPLACEMENT", "EXCHANGE"], Parameter(help="What the buyer wants.")
    ] = "RETURN_AND_REFUND",
    lines: Annotated[str | None, Parameter(help="Ids of lines, joined by commas; all of them unless named.")] = None,
    reason: Annotated[str | None, Parameter(help="A reason of the market; its usual one unless named.")] = None,
    shipment_type: Annotated[
        Literal["BUYER_ARRANGE", "PLATFORM"] | None, Parameter(help="Who sees to the parcel.")
    ] = None,
    handover_method: Annotated[Literal["DROP_OFF", "PICKUP"] | None, Parameter(help="How it is handed over.")] = None,
    exchange_sku_id: Annotated[str | None, Parameter(help="What the buyer wants in exchange.")] = None,
) -> int:
    """The buyer wants money or other goods for an order.

    For example:
        shopwright sandbox return 576460752303423489
        shopwright sandbox return 576460752303423489 --kind REFUND --json
    """
    platform = connection or Connection()
    reply = platform.open().post(
        f"orders/{in_path(order_id)}/return",
        {
            "return_type": kind,
            "line_items": words_of(lines),
            "reason": reason,
            "shipment_type": shipment_type,
            "handover_method": handover_method,
            "exchange_sku_id": exchange_sku_id,
        },
    )
    print_view(reply, as_json=platform.as_json)
    return 0


def address(
    order_id: OrderId,
    *,
    connection: Connection | None = None,
    seed: Annotated[str, Parameter(help="Any text: an address of the market is made of it.")] = "moved",
) -> int:
    """The buyer has the order sent elsewhere.

    An address in full: shopwright sandbox request POST orders/ID/address --body.

    For example:
        shopwright sandbox address 576460752303423489 --seed anything
    """
    platform = connection or Connection()
    reply = platform.open().post(f"orders/{in_path(order_id)}/address", {"seed": seed})
    print_view(reply, as_json=platform.as_json)
    return 0
