"""Requests that name cancellations, returns, requests and RMAs, or start them."""

from __future__ import annotations

from shopwright.platform.market.reasons import reject_reasons, return_reasons
from tests.harness.calls import Seller

from .request_cases import Case, Fields, Request, carrier_and_number, in_filter, in_path, in_query
from .shop_contents import Ids

_OUT_OF_STOCK = "seller_cancel_reason_out_of_stock_uk"


def decision(ids: Ids, seller: Seller) -> dict[str, object]:
    lines = [{"return_line_item_id": ids["request line"]}]
    return {
        "request_id": ids["request"],
        "line_item_decisions": [{"action": "APPROVE_REQUEST", "line_items": lines}],
    }


def order_and_line(ids: Ids, order: str, line: str, **fields: object) -> Fields:
    """A body that names an order and one line of it."""
    return {"order_id": ids[order], "order_line_item_ids": [ids[line]], **fields}


def order_and_line_list(ids: Ids, order: str, line: str, **fields: object) -> Fields:
    """The same in the newer field."""
    return {"order_id": ids[order], "order_line_list": [{"order_line_item_id": ids[line]}], **fields}


def order_and_sku(ids: Ids, order: str, **fields: object) -> Fields:
    """A body that names an order and one SKU in it."""
    return {"order_id": ids[order], "skus": [{"sku_id": ids["sku"], "quantity": 1}], **fields}


def back(seller: Seller) -> Fields:
    """For what a seller may take goods back."""
    reason = return_reasons(str(seller.shop["region"]), "RETURN_AND_REFUND", "SELLER", "DELIVERED")[0].name
    return {"return_type": "RETURN_AND_REFUND", "return_reason": reason}


def new_label(ids: Ids, seller: Seller) -> dict[str, str]:
    """The form fields of a parcel's number."""
    number = carrier_and_number(seller)
    return {"tracking_number": number["tracking_number"], "return_provider_id": number["shipping_provider_id"]}


_CANCEL, _ESTIMATE = {"cancel_reason": _OUT_OF_STOCK}, {"request_type": "CANCEL", "reason_name": _OUT_OF_STOCK}
_NOT_RIGHT = reject_reasons("GB", "RETURN")[0].name
_PACKED = reject_reasons("GB", "CANCELLATION")[0].name

CLAIMS = (
    Case(
        "cancelOrder",
        lambda ids, seller: Request(body=order_and_line_list(ids, "order", "line", **_CANCEL)),
        about="list",
    ),
    Case(
        "calculateRefund",
        lambda ids, seller: Request(body=order_and_line_list(ids, "order", "line", **_ESTIMATE)),
        about="list",
    ),
    Case(
        "createReturn",
        lambda ids, seller: Request(body=order_and_line_list(ids, "sold order", "sold line", **back(seller))),
        region="US",
        about="list",
    ),
    Case(
        "cancelOrder", lambda ids, seller: Request(body=order_and_line(ids, "order", "line", **_CANCEL)), about="line"
    ),
    Case("cancelOrder", lambda ids, seller: Request(body=order_and_sku(ids, "order", **_CANCEL)), about="sku"),
    Case(
        "calculateRefund",
        lambda ids, seller: Request(body=order_and_line(ids, "order", "line", **_ESTIMATE)),
        about="line",
    ),
    Case("calculateRefund", lambda ids, seller: Request(body=order_and_sku(ids, "order", **_ESTIMATE)), about="sku"),
    Case(
        "createReturn",
        lambda ids, seller: Request(body=order_and_line(ids, "sold order", "sold line", **back(seller))),
        region="US",
        about="line",
    ),
    Case(
        "createReturn",
        lambda ids, seller: Request(body=order_and_sku(ids, "sold order", **back(seller))),
        region="US",
        about="sku",
    ),
    in_path("approveCancellation", "cancel_id", "cancellation", {}),
    Case(
        "rejectCancellation",
        lambda ids, seller: Request(
            {"cancel_id": ids["cancellation"]},
            body={"reject_reason": _PACKED},
        ),
    ),
    in_path("approveReturn", "return_id", "return", {"decision": "APPROVE_RETURN"}),
    Case(
        "rejectReturn",
        lambda ids, seller: Request(
            {"return_id": ids["return"]},
            body={"decision": "REJECT_RETURN", "reject_reason": _NOT_RIGHT},
        ),
    ),
    in_path("getReturnRecords", "return_id", "return"),
    *(
        in_query(name, "return_or_cancel_id", kind, {"seller_id": "1"}, about=kind)
        for name in ("getAvailableReviewDecisions", "getDecisionEligibility", "getRejectReasons")
        for kind in ("cancellation", "return")
    ),
    in_filter("searchCancellations", "cancel_ids", "cancellation"),
    in_filter("searchCancellations", "order_ids", "regretted order"),
    in_filter("searchCancellations", "buyer_user_ids", "regretful buyer"),
    in_filter("searchReturns", "return_ids", "return"),
    in_filter("searchReturns", "order_ids", "returned order"),
    in_filter("searchReturns", "buyer_user_ids", "returning buyer"),
    in_filter("searchAftersalesRequests", "aftersales_request_ids", "request", newer=True),
    in_filter("searchAftersalesRequests", "main_order_ids", "returned order", newer=True),
    in_filter("searchAftersalesRequests", "buyer_ids", "returning buyer", newer=True),
    in_filter("searchReturnMerchandiseAuthorizations", "rma_ids", "rma", newer=True),
    in_filter("searchReturnMerchandiseAuthorizations", "package_ids", "rma package", newer=True),
    in_filter("searchReturnMerchandiseAuthorizations", "aftersales_request_ids", "rma request", newer=True),
    in_filter("searchReturnMerchandiseAuthorizations", "main_order_ids", "rma order", newer=True),
    Case(
        "reviewAftersalesRequests",
        lambda ids, seller: Request(body={"aftersales_request_decisions": [decision(ids, seller)]}),
        region="US",
        newer=True,
    ),
    Case(
        "uploadReturnShippingInformation",
        lambda ids, seller: Request(query={"return_ids": ids["approved return"]}, form=new_label(ids, seller)),
        about="return",
    ),
    Case(
        "uploadReturnShippingInformation",
        lambda ids, seller: Request(
            query={"return_ids": ids["rma"], "return_id_type": "RMA"}, form=new_label(ids, seller)
        ),
        region="US",
        newer=True,
        about="rma",
    ),
)
