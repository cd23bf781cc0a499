"""What calls under /fulfillment/ name: orders and line items that are to be shipped, carriers and their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import NumberProblem, problem_with
from shopwright.platform.market.regions import ShippingProvider, all_regions
from shopwright.platform.sales.orders.errors import LINE_NOT_IN_ORDER, ORDER_ON_HOLD
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.states import LineStatus, OrderStatus
from shopwright.platform.sales.packages.shipping_errors import (
    ACT_FORBIDDEN,
    CARRIER_UNAVAILABLE,
    NAME_THE_LINES,
    NUMBER_CHARACTERS,
    NUMBER_INVALID,
    NUMBER_OF_ANOTHER_CARRIER,
    PLATFORM_SHIPS,
    SHIPPING_PARAMETER,
)
from shopwright.wire.errors import ErrorCode

if TYPE_CHECKING:
    from shopwright.contract.types.requests_fulfillment import CreatePackagesRequestOrderLineItem

#: How long a tracking number may be.
_SHORTEST, _LONGEST = 4, 50


def refuse_state(order: Order, act: str, codes: Mapping[OrderStatus, ErrorCode]) -> None:
    """Refuse an order that the platform fulfils, one on hold, and one in a state that has a code."""
    if not order.is_fulfilled_by_seller:
        raise PLATFORM_SHIPS(order_id=order.order_id)
    if order.status is OrderStatus.ON_HOLD:
        raise ORDER_ON_HOLD(order_id=order.order_id)
    code = codes.get(order.status)
    if code is not None:
        what = f"The order {order.order_id}"
        reason = f"it is {order.status}"
        raise code(
            order_id=order.order_id,
            status=order.status,
            what=what,
            act=f"{act} the order {order.order_id}",
            reason=reason,
        )


def line_ids(lines: Sequence[CreatePackagesRequestOrderLineItem] | None, old: Sequence[str] | None = None) -> list[str]:
    """The ids of the line items that a body names, each once; ``old`` is how older versions name them."""
    ids: list[str] = []
    for line in lines or ():
        if not line.order_line_id:
            raise SHIPPING_PARAMETER(reason="each line item needs its order_line_id")
        if line.sub_item_id:
            raise SHIPPING_PARAMETER(reason="line items have no sub-items here: leave sub_item_id out")
        ids.append(line.order_line_id)
    return list(dict.fromkeys([*ids, *(old or ())]))


def named_lines(order: Order, ids: Sequence[str]) -> list[Line]:
    """The lines of these ids, or all where none is named; the caller says what it makes of shipped ones.

    21011029 for a line of another order, 21011003 for a cancelled one, 21011048 where a part of the order is shipped
    and no line is named.
    """
    if not ids:
        if order.status is OrderStatus.PARTIALLY_SHIPPING:
            raise NAME_THE_LINES(order_id=order.order_id)
        return order.unshipped_lines
    lines: list[Line] = []
    for line_id in ids:
        line = order.line(line_id)
        if line is None:
            raise LINE_NOT_IN_ORDER(line_id=line_id[:40], order_id=order.order_id)
        if line.status is LineStatus.CANCELLED:
            raise ACT_FORBIDDEN(act=f"ship the line item {line_id}", reason="it is cancelled")
        lines.append(line)
    return lines


class NumberCodes(msgspec.Struct, frozen=True):
    """With which codes an operation refuses a tracking number and its carrier."""

    characters: ErrorCode = NUMBER_INVALID
    form: ErrorCode = NUMBER_INVALID
    elsewhere: ErrorCode = NUMBER_INVALID


#: Of markPackageAsShipped, which tells more apart than the others.
MARKING = NumberCodes(NUMBER_CHARACTERS, NUMBER_OF_ANOTHER_CARRIER, CARRIER_UNAVAILABLE)


def checked_carrier(region: str, provider_id: str, number: str, codes: NumberCodes, at: int) -> ShippingProvider:
    """The carrier of a market at a moment in unix seconds that a call names, whose number it is."""
    carrier = next((carrier for carrier in carriers(region, at=at) if carrier.id == provider_id), None)
    if carrier is None:
        abroad = any(
            shipping_provider.id == provider_id
            for market in all_regions()
            for shipping_provider in market.shipping_providers
        )
        code = codes.elsewhere if abroad else NUMBER_INVALID
        reason = f"the provider {provider_id[:40]} is not one of {region}"
        raise code(provider_id=provider_id[:40], region=region, reason=reason)
    text = number[:60]
    if not _SHORTEST <= len(number) <= _LONGEST:
        raise NUMBER_INVALID(reason=f"the number {text} must have {_SHORTEST} to {_LONGEST} characters")
    problem = problem_with(region, carrier.id, number)
    if problem is NumberProblem.SPECIAL_CHARACTERS:
        raise codes.characters(number=text, reason=f"the number {text} holds special characters")
    if problem is NumberProblem.WRONG_FORMAT:
        reason = f"the number {text} is none of {carrier.name}"
        raise codes.form(number=text, carrier=carrier.name, reason=reason)
    return carrier
