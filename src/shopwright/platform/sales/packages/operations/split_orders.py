"""getOrderSplitAttributes, confirmOrderSplit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.orders.errors import LINE_NOT_IN_ORDER, ORDER_NOT_YOURS, ORDER_ON_HOLD
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.errors import (
    COMBINED_CANNOT_SPLIT,
    LINES_NOT_NAMED,
    PLATFORM_FULFILS,
    SKU_IN_SEVERAL_PACKAGES,
    SPLIT_FORBIDDEN,
    SPLIT_GROUPS_WRONG,
)
from shopwright.platform.sales.packages.shipping_errors import SHIPPING_PARAMETER
from shopwright.platform.sales.packages.split import Group, crowded_loners, open_lines, split, why_not_split
from shopwright.platform.sales.packages.store import Packages
from shopwright.wire.gateway_codes import INVALID

from .request_lines import line_ids

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        ConfirmOrderSplitResponseData,
        GetOrderSplitAttributesResponseData,
        GetOrderSplitAttributesResponseDataSplitAttribute,
        GetOrderSplitAttributesResponseDataSplitAttributeMustSplitReason,
    )
    from shopwright.contract.types.requests_fulfillment import ConfirmOrderSplitRequest

#: How many orders one call may name.
MAX_ORDERS = 50


@operation("getOrderSplitAttributes", differs="No limit of units in one package exists; only some categories go alone.")
def get_order_split_attributes(call: Call) -> GetOrderSplitAttributesResponseData:
    """Whether up to 50 orders can be split, and whether they must; unknown and foreign ids are left out."""
    wanted = list(
        dict.fromkeys(order_id.strip() for order_id in cast("list[str]", call.query["order_ids"]) if order_id.strip())
    )
    if not 1 <= len(wanted) <= MAX_ORDERS:
        raise INVALID(reason=f"OrderIds must name 1 to {MAX_ORDERS} orders.")
    orders = call.tx[Orders].some(call.shop.shop_id, wanted)
    return {"split_attributes": [_attributes(call, orders[order_id]) for order_id in wanted if order_id in orders]}


def _attributes(call: Call, order: Order) -> GetOrderSplitAttributesResponseDataSplitAttribute:
    known = {package.package_id: package for package in call.tx[Packages].some(call.shop.shop_id, order.package_ids)}
    refused = why_not_split(call.shop, order, known)
    split_attribute: GetOrderSplitAttributesResponseDataSplitAttribute = {
        "order_id": order.order_id,
        "can_split": refused is None,
        "must_split": False,
    }
    if refused is not None:
        split_attribute["reason"] = refused.message
        return split_attribute
    alone = _crowded(call.shop, order, open_lines(order, known))
    if alone:
        split_attribute["must_split"] = True
        split_attribute["must_split_reasons"] = _reasons(call, order, alone)
    return split_attribute


def _crowded(shop: Shop, order: Order, lines: Sequence[Line]) -> list[Line]:
    """The lines that must travel alone, but share their package, or what is not packed yet, with others."""
    homes: dict[str, list[Line]] = {}
    for line in lines:
        homes.setdefault(line.package_id, []).append(line)
    return [line for inside in homes.values() for line in crowded_loners(shop, [(order, inside)])]


def _reasons(
    call: Call, order: Order, lines: list[Line]
) -> list[GetOrderSplitAttributesResponseDataSplitAttributeMustSplitReason]:
    """One reason for each category that goes alone."""
    products = call.tx[Products].some(call.shop.shop_id, {order.item_of(line).product_id for line in lines})
    listings = (products[product].live for product in sorted(products))
    categories = dict.fromkeys(listing.category_id for listing in listings if listing is not None)
    return [
        {"type": "CATEGORY_ITEM_LIMITATION", "category_id": str(category), "max_count": "1"} for category in categories
    ]


@operation(
    "confirmOrderSplit",
    raises=(
        COMBINED_CANNOT_SPLIT,
        LINES_NOT_NAMED,
        LINE_NOT_IN_ORDER,
        ORDER_NOT_YOURS,
        ORDER_ON_HOLD,
        PLATFORM_FULFILS,
        SHIPPING_PARAMETER,
        SKU_IN_SEVERAL_PACKAGES,
        SPLIT_FORBIDDEN,
        SPLIT_GROUPS_WRONG,
    ),
    webhooks=(4,),
    differs="Bundles are split as a whole: a sub_item_id is refused.",
)
def confirm_order_split(call: Call, body: ConfirmOrderSplitRequest) -> ConfirmOrderSplitResponseData:
    """Pack each group of line items by itself. What no group names stays together in the package that it was in.

    By whole SKU in BR, MX (local sellers) and SEA, by unit elsewhere; before shipping only.
    """
    groups = _groups(body)
    order_id = call.path["order_id"]
    if not groups or len({group.name for group in groups}) < len(groups):
        raise SPLIT_GROUPS_WRONG(order_id=order_id[:40], reason="there are none, or two have the same id")
    made = split(change_order(call.tx, call.shop, order_id), groups)
    return {
        "packages": [
            {"splittable_group_id": group.name, "id": package.package_id}
            for group, package in zip(groups, made, strict=True)
        ]
    }


def _groups(body: ConfirmOrderSplitRequest) -> list[Group]:
    """The newer list where it is given; it says the same in another shape."""
    if body.splittable_groups_v2:
        return [
            Group(groups_v2.id or "", line_ids(groups_v2.order_line_list)) for groups_v2 in body.splittable_groups_v2
        ]
    return [
        Group(splittable_group.id, splittable_group.order_line_item_ids) for splittable_group in body.splittable_groups
    ]
