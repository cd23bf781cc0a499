"""Answers of the test server to mutations about returns, refunds and cancelled orders."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from graphql import get_directive_values

from .returns import let_back, touch, undisposed
from .store import Row, Store


def mutations(store: Store) -> dict[str, Callable[..., Any]]:
    """The fields of Mutation."""
    return {
        "returnApproveRequest": lambda info, input: _approve(store, input),
        "returnDeclineRequest": lambda info, input: _decline(store, input),
        "returnProcess": lambda info, input: _process(store, input),
        "returnClose": lambda info, id: _close(store, id),
        "reverseFulfillmentOrderDispose": lambda info, **asked: _dispose(store, asked["dispositionInputs"]),
        "refundCreate": lambda info, input: _refund(store, info, input),
        "orderCancel": lambda info, reason, **asked: _cancel(store, asked["orderId"], reason),
    }


def _error(message: str, code: str | None = None) -> Row:
    return {"userErrors": [{"field": ["input"], "message": message, "code": code}]}


def _done() -> Row:
    return {"userErrors": []}


def _approve(store: Store, values: Row) -> Row:
    row = store.returns[values["id"]]
    if row["status"] != "REQUESTED":
        return _error("Return is not requested", "INVALID_STATE")
    let_back(store, row)
    return _done()


def _decline(store: Store, values: Row) -> Row:
    row = store.returns[values["id"]]
    if row["status"] != "REQUESTED":
        return _error("Return is not requested", "INVALID_STATE")
    touch(store, row, status="DECLINED", declined=(values["declineReason"], values.get("declineNote")))
    return _done()


def _close(store: Store, return_id: str) -> Row:
    row = store.returns[return_id]
    if row["status"] != "OPEN":
        return _error("Return is not open", "INVALID_STATE")
    touch(store, row, status="CLOSED")
    return _done()


def _process(store: Store, values: Row) -> Row:
    """Quantities that were processed before, and money beyond what was paid, are refused."""
    row = store.returns[values["returnId"]]
    order, line = store.orders[row["order"]], row["line"]
    (wanted,) = values["returnLineItems"]
    if row["status"] != "OPEN" or wanted["quantity"] > line["quantity"] - line["processed"]:
        return _error("Quantity is not processable", "INVALID")
    if wanted.get("dispositions"):
        refused = _dispose(store, wanted["dispositions"])
        if refused["userErrors"]:
            return refused
    transfers = values["financialTransfer"]["issueRefund"]["orderTransactions"]
    amount = sum((Decimal(item["transactionAmount"]["amount"]) for item in transfers), Decimal(0))
    if amount > order["paid"] - store.given_back(order):
        return _error("Refund exceeds what was paid", "INVALID")
    line["processed"] += wanted["quantity"]
    sold = next(item for item in order["lines"] if item["id"] == line["line"])
    store.refund(order, [(sold, wanted["quantity"], "NO_RESTOCK")], amount, returned=row["id"])
    touch(store, row)
    return _done()


def _dispose(store: Store, dispositions: list[Row]) -> Row:
    for item in dispositions:
        ids = [row for row in store.returns.values() if row["reverse"]]
        row = next(row for row in ids if row["reverse"]["id"] == item["reverseFulfillmentOrderLineItemId"])
        if item["quantity"] > undisposed(row):
            return _error("Quantity exceeds what is left to dispose of", "INVALID")
        kind = item["dispositionType"]
        row["reverse"]["dispositions"].append({"type": kind, "quantity": item["quantity"]})
        if kind == "RESTOCKED":
            assert item["locationId"] == store.place["id"], "restocked where orders are sent from"
            order = store.orders[row["order"]]
            sold = next(line for line in order["lines"] if line["id"] == row["line"]["line"])
            store.level(sold["item"]).available += item["quantity"]
        touch(store, row)
    return _done()


def _refund(store: Store, info: Any, values: Row) -> Row:
    """A key that was used before gives what it gave before."""
    idempotent = info.schema.get_directive("idempotent")
    directive = get_directive_values(idempotent, info.field_nodes[0], info.variable_values)
    assert directive, "needed since 2026-04"
    key = directive["key"]
    if key in store.refund_keys:
        return _done()
    order = store.orders[values["orderId"]]
    amount = sum((Decimal(item["amount"]) for item in values["transactions"]), Decimal(0))
    if amount > order["paid"] - store.given_back(order):
        return {"userErrors": [{"field": ["transactions"], "message": "Refund exceeds what was paid"}]}
    lines = {line["id"]: line for line in order["lines"]}
    asked = values.get("refundLineItems") or []
    rows = [(lines[item["lineItemId"]], item["quantity"], item["restockType"]) for item in asked]
    store.refund_keys[key] = store.refund(order, rows, amount, note=values.get("note"))["id"]
    return _done()


def _cancel(store: Store, order_id: str, reason: str) -> Row:
    order = store.orders.get(order_id)
    is_sent = order is not None and any(item["status"] == "SUCCESS" for item in order["fulfillments"])
    if order is None or order["cancelledAt"] or is_sent:
        error = {"field": ["orderId"], "message": "Cannot cancel this order", "code": "INVALID"}
        return {"job": None, "orderCancelUserErrors": [error]}
    store.cancel(order_id, reason)
    return {"job": {"id": store.new_id("Job"), "done": False}, "orderCancelUserErrors": []}
