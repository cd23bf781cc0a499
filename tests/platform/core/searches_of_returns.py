"""Returns, aftersales requests and RMAs to search for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.harness.calls import Seller
from tests.harness.returns import act, approve, ask, delivered, done, reject
from tests.harness.server import RunningPlatform
from tests.platform.sales.packages.packages import shop_of

from .searches import Diary, Row, Search

#: What buyers ask for, and what then happens: acts of the seller or of others, by the name of the return.
_RETURNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "asked": ("RETURN_AND_REFUND", ()),
    "refund": ("REFUND", ()),
    "sent": ("RETURN_AND_REFUND", ("APPROVE_RETURN", "SHIP")),
    "awaited": ("RETURN_AND_REFUND", ("APPROVE_RETURN",)),
    "offered": ("RETURN_AND_REFUND", ("OFFER_PARTIAL_REFUND",)),
    "replaced": ("REPLACEMENT", ()),
    "withdrawn": ("REFUND", ("WITHDRAW",)),
    "refused": ("REFUND", ("REJECT_REFUND",)),
    "disputed": ("REFUND", ("REJECT_REFUND", "APPEAL")),
    "buyer's": ("REFUND", ("REJECT_REFUND", "APPEAL", "RULE_FOR_BUYER")),
    "seller's": ("REFUND", ("REJECT_REFUND", "APPEAL", "RULE_FOR_SELLER")),
    "granted": ("REFUND", ("APPROVE_REFUND",)),
}
_OFFER = {"amount": "1", "currency": "USD"}


def _do(seller: Seller, return_id: str, what: str) -> None:
    """One act: a decision of the seller, or what a buyer, a parcel or the platform does."""
    if what.startswith("REJECT"):
        done(reject(seller, return_id, what))
    elif what.startswith("OFFER"):
        done(approve(seller, return_id, what, partial_refund=_OFFER))
    elif what.startswith("APPROVE"):
        done(approve(seller, return_id, what))
    else:
        act(seller, return_id, what)


def returns(platform: RunningPlatform) -> tuple[Seller, Sequence[Row]]:
    """A return in each state that the seller, the buyer or the platform can bring about at once."""
    seller, diary = shop_of(platform, "US"), Diary(platform)
    orders, ids = {}, {}
    for name, (kind, _) in _RETURNS.items():
        orders[name] = delivered(seller, buyer=name)
        ids[name] = ask(seller, orders[name], kind)
        diary.note(name)
    for name, (_, acts) in reversed(_RETURNS.items()):
        for what in acts:
            _do(seller, ids[name], what)
            diary.note(name)
    return seller, [
        diary.row(
            name,
            ids[name],
            return_ids=ids[name],
            order_ids=order["order_id"],
            buyer_user_ids=order["buyer_id"],
            return_types=_RETURNS[name][0],
            return_status=_STATES[name],
            seller_proposed_return_type="PARTIAL_REFUND" if name == "offered" else (),
            arbitration_status=_ARBITRATIONS.get(name, ()),
        )
        for name, order in orders.items()
    ]


#: The states of docs/reference/returns.md#states.
_STATES = {
    "asked": "RETURN_OR_REFUND_REQUEST_PENDING",
    "refund": "RETURN_OR_REFUND_REQUEST_PENDING",
    "sent": "BUYER_SHIPPED_ITEM",
    "awaited": "AWAITING_BUYER_SHIP",
    "offered": "AWAITING_BUYER_RESPONSE",
    "replaced": "REPLACEMENT_REQUEST_PENDING",
    "withdrawn": "RETURN_OR_REFUND_REQUEST_CANCEL",
    "refused": "REFUND_OR_RETURN_REQUEST_REJECT",
    "disputed": "REFUND_OR_RETURN_REQUEST_REJECT",
    "buyer's": "RETURN_OR_REFUND_REQUEST_SUCCESS",
    "seller's": "RETURN_OR_REFUND_REQUEST_CANCEL",
    "granted": "RETURN_OR_REFUND_REQUEST_SUCCESS",
}
_ARBITRATIONS = {"disputed": "IN_PROGRESS", "buyer's": "SUPPORT_BUYER", "seller's": "SUPPORT_SELLER"}

_REQUESTS = ("refund", "asked", "awaited", "refused", "replaced", "granted")


def _newer_shop(platform: RunningPlatform) -> Seller:
    seller = shop_of(platform, "US")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"aftersales_flow": "RMA"})
    return seller


def _request_of(seller: Seller, return_id: str) -> str:
    return str(seller.platform.get(f"/sandbox/returns/{return_id}")["aftersales_request_id"])


def requests(platform: RunningPlatform) -> tuple[Seller, Sequence[Row]]:
    """Requests that wait, and some that were reviewed."""
    seller, diary = _newer_shop(platform), Diary(platform)
    orders: dict[str, dict[str, Any]] = {}
    ids = {}
    for name in _REQUESTS:
        orders[name] = delivered(seller, buyer=name)
        ids[name] = ask(seller, orders[name], _RETURNS[name][0])
        diary.note(name)
    for name in reversed(_REQUESTS):
        for what in _RETURNS[name][1]:
            _do(seller, ids[name], what)
            diary.note(name)
    return seller, [
        diary.row(
            name,
            _request_of(seller, ids[name]),
            filters__aftersales_request_ids=_request_of(seller, ids[name]),
            filters__main_order_ids=order["order_id"],
            filters__buyer_ids=order["buyer_id"],
            filters__return_types=_RETURNS[name][0],
            filters__aftersales_request_statuses="REQUEST_REVIEW_COMPLETED"
            if _RETURNS[name][1]
            else "PENDING_REQUEST_REVIEW",
        )
        for name, order in orders.items()
    ]


#: How far the parcels of RMAs have come.
_PARCELS = {
    "awaited": ((), "AWAITING_BUYER_RETURN"),
    "sent": (("SHIP",), "RETURN_IN_TRANSIT"),
    "arrived": (("SHIP", "ARRIVE"), "PENDING_PACKAGE_REVIEW"),
    "accepted": (("SHIP", "ARRIVE", "APPROVE_RECEIVED_PACKAGE"), "PACKAGE_REVIEW_COMPLETED"),
}


def rmas(platform: RunningPlatform) -> tuple[Seller, Sequence[Row]]:
    """An RMA in each state."""
    seller, diary = _newer_shop(platform), Diary(platform)
    orders: dict[str, dict[str, Any]] = {}
    ids = {}
    for name in _PARCELS:
        orders[name] = delivered(seller, buyer=name)
        ids[name] = ask(seller, orders[name], "RETURN_AND_REFUND")
        _do(seller, ids[name], "APPROVE_RETURN")
        diary.note(name)
    for name, (acts, _) in reversed(_PARCELS.items()):
        for what in acts:
            _do(seller, ids[name], what)
            diary.note(name)
    rows = []
    for name, order in orders.items():
        request = _request_of(seller, ids[name])
        body = {"whitelisted_data_fields": ["RETURN_MERCHANDISE_AUTHORIZATIONS"]}
        reply = seller.call("searchAftersalesRequests", {**body, "filters": {"aftersales_request_ids": [request]}})
        (rma,) = reply.data["aftersales_requests"][0]["return_merchandise_authorizations"]
        row = diary.row(
            name,
            rma["id"],
            filters__rma_ids=rma["id"],
            filters__package_ids=rma["package_id"],
            filters__statuses=_PARCELS[name][1],
            filters__aftersales_request_ids=request,
            filters__main_order_ids=order["order_id"],
        )
        rows.append(row)
    return seller, rows


_BY_TIME_IN_BODY = {"CREATE_TIME": "created", "UPDATE_TIME": "updated"}

RETURNS = (
    Search(
        "searchReturns",
        "return_orders",
        returns,
        id="return_id",
        query={"page_size": 50},
        sorts={"create_time": "created", "update_time": "updated"},
        first="ASC",
    ),
    Search("searchAftersalesRequests", "aftersales_requests", requests, sorts=_BY_TIME_IN_BODY),
    Search(
        "searchReturnMerchandiseAuthorizations",
        "return_merchandise_authorizations",
        rmas,
        sorts=_BY_TIME_IN_BODY,
    ),
)
