"""getAftersaleEligibility: what may be asked for of an order, and for which reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast, get_args

import msgspec

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.reasons import cancel_reasons
from shopwright.platform.sales.cancellations.errors import MAY_NOT_ASK
from shopwright.platform.sales.cancellations.rules import LINE_REFUSALS, check_line
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.returns.open_return import check_lines, check_state
from shopwright.platform.sales.returns.rules import Asker, reasons_to_ask
from shopwright.platform.sales.returns.states import ReturnType
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_return_refund import (
        GetAftersaleEligibilityResponseData,
        GetAftersaleEligibilityResponseDataSkuEligibility,
        GetAftersaleEligibilityResponseDataSkuEligibilityLineItemEligibility,
    )

_KINDS = ("CANCEL", "REFUND", "RETURN_AND_REFUND")


class Verdict(msgspec.Struct, frozen=True):
    """What comes of asking for something: the names of the reasons that hold, or why it is refused."""

    kind: str
    reasons: tuple[str, ...] = ()
    code: int = 0
    problem: str = ""


@operation(
    "getAftersaleEligibility",
    raises=(ORDER_NOT_YOURS,),
    differs="The documentation names no error codes: an unknown order answers 21008111, and what is not eligible the "
    f"codes that asking for it would, such as {', '.join(str(line_refusal.code) for line_refusal in LINE_REFUSALS)}.",
)
def get_aftersale_eligibility(call: Call) -> GetAftersaleEligibilityResponseData:
    """By SKU, line item and type of request: whether seller or buyer may ask for it now, and for which reasons."""
    order_id = call.path["order_id"]
    whole = call.tx[Orders].get_whole(call.shop.shop_id, order_id)
    if whole is None:
        raise ORDER_NOT_YOURS(order_id=order_id[:40])
    kinds = listed(call, "request_types", _KINDS)
    by = cast("Asker", call.text("initiate_aftersale_user") or "SELLER")
    assert by in get_args(Asker)
    return {"sku_eligibility": list(_by_sku(OrderChange(call.tx, call.shop, *whole), kinds, by))}


def listed(call: Call, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a list among the query parameters, each once, all that are known where none is given."""
    asked = call.query.get(name)
    values = tuple(dict.fromkeys(asked)) if isinstance(asked, list) else ()
    if not set(values) <= set(known):
        camel = "".join(part.capitalize() for part in name.split("_"))
        raise INVALID(reason=f"{camel} must be one of [{', '.join(known)}].")
    return values or known


def _by_sku(
    change: OrderChange, kinds: tuple[str, ...], by: Asker
) -> Iterator[GetAftersaleEligibilityResponseDataSkuEligibility]:
    lines: dict[str, list[Line]] = {}
    for line in change.order.lines:
        lines.setdefault(change.order.item_of(line).sku_id, []).append(line)
    for sku_id, mine in lines.items():
        same: dict[Verdict, list[str]] = {}
        for kind in kinds:
            for line in mine:
                same.setdefault(_verdict(change, line, kind, by), []).append(line.id)
        yield {"sku_id": sku_id, "line_item_eligibility": [_eligibility(verdict, ids) for verdict, ids in same.items()]}


def _verdict(change: OrderChange, line: Line, kind: str, by: Asker) -> Verdict:
    try:
        reasons = _reasons(change, line, kind, by)
    except ApiError as error:
        return Verdict(kind, code=error.code, problem=error.message)
    return Verdict(kind, reasons)


def _reasons(change: OrderChange, line: Line, kind: str, by: Asker) -> tuple[str, ...]:
    """The reasons for which a line can be asked for. Raises why it cannot; where no reason fits, too."""
    order = change.order
    if kind == "CANCEL":
        check_line(order, line, by, change.rules)
        reasons = cancel_reasons(order.region, by, str(order.status), change.now)
    else:
        check_state(change, ReturnType(kind), by)
        check_lines(change, [line])
        reasons = tuple(reasons_to_ask(order, ReturnType(kind), by, change.now))
    if not reasons:
        raise MAY_NOT_ASK(role=by.lower(), region=order.region, kind=kind, status=order.status)
    return tuple(reason.name for reason in reasons)


def _eligibility(
    verdict: Verdict, line_ids: list[str]
) -> GetAftersaleEligibilityResponseDataSkuEligibilityLineItemEligibility:
    item_eligibility: GetAftersaleEligibilityResponseDataSkuEligibilityLineItemEligibility = {
        "request_type": verdict.kind,
        "order_line_items_ids": line_ids,
        "order_line_list": [{"order_line_item_id": line_id} for line_id in line_ids],
        "eligible": not verdict.code,
        "available_reason_names": list(verdict.reasons),
    }
    if verdict.code:
        item_eligibility["ineligible_code"], item_eligibility["ineligible_reason"] = verdict.code, verdict.problem
    return item_eligibility
