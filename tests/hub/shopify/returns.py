"""Returns and refunds of the store: what buyers ask for, and how the types of the schema show it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .store import Row, Store


def ask_for_return(store: Store, order_id: str, pieces: int = 1, **about: Any) -> Row:
    """A buyer asks to send pieces of the first line back. ``instead``: what they get for it, by title and pieces."""
    with store.lock:
        order = store.orders[order_id]
        sent = order["fulfillments"][0]["lines"][0]
        line = next(item for item in order["lines"] if item["id"] == sent["line"])
        made = {
            "id": store.new_id("Return"),
            "name": f"{order['name']}-R1",
            "status": "REQUESTED",
            "order": order["id"],
            "createdAt": store.tick(),
            "instead": about.get("instead", []),
            "tracking": None,
            "line": {
                "id": store.new_id("ReturnLineItem"),
                "sent": sent["id"],
                "line": line["id"],
                "quantity": pieces,
                "processed": 0,
                "price": Decimal(line["price"]),
                "note": about.get("note", ""),
                "reason": about.get("reason", "Item not as described"),
            },
            "reverse": None,
        }
        store.returns[made["id"]] = made
        order["updatedAt"] = store.tick()
        if about.get("status") == "OPEN":
            let_back(store, made)
        return made


def let_back(store: Store, row: Row) -> None:
    """The return is approved: its pieces are expected."""
    touch(store, row, status="OPEN")
    row["reverse"] = {"id": store.new_id("ReverseFulfillmentOrderLineItem"), "dispositions": []}


def touch(store: Store, row: Row, **values: Any) -> None:
    """Change a return, and the time of its order with it."""
    row.update(values)
    store.orders[row["order"]]["updatedAt"] = store.tick()


def return_of(store: Store, number: str) -> Row:
    return store.returns[f"gid://shopify/Return/{number}"]


def undisposed(row: Row) -> int:
    if row["reverse"] is None:
        return 0
    return int(row["line"]["quantity"]) - sum(item["quantity"] for item in row["reverse"]["dispositions"])


def queries(store: Store) -> dict[str, Callable[..., Any]]:
    """The fields of QueryRoot."""
    return {
        "return": lambda info, id: _return(store, store.returns[id]) if id in store.returns else None,
        "refund": lambda info, id: _refund(store, store.refunds[id]) if id in store.refunds else None,
        "job": lambda info, id: {"id": id, "done": True},
    }


def of_order(store: Store, order: Row) -> Row:
    """Fields of an order about returns and money."""
    from .reads import page

    own = [row for row in store.returns.values() if row["order"] == order["id"]]
    refunds = [row for row in store.refunds.values() if row["order"] == order["id"]]
    left = order["paid"] - store.given_back(order)

    def suggested(info: Any, **asked: Any) -> Row:
        lines = {line["id"]: line for line in order["lines"]}
        wanted = [(lines[item["lineItemId"]], item["quantity"]) for item in asked.get("refundLineItems") or []]
        amount = left if asked.get("suggestFullRefund") else sum(Decimal(line["price"]) * n for line, n in wanted)
        return {"suggestedTransactions": transactions(store, order, min(Decimal(amount), left))}

    return {
        "returns": lambda info, first, after=None: page(own, first, after),
        "refunds": lambda info, first: [_refund(store, row) for row in refunds[:first]],
        "netPaymentSet": {"shopMoney": {"amount": f"{left:.2f}"}},
        "suggestedRefund": suggested,
    }


def transactions(store: Store, order: Row, amount: Decimal) -> list[Row]:
    """What Shopify proposes to give an amount back by."""
    if amount <= 0:
        return []
    money = {"amount": f"{amount:.2f}", "currencyCode": store.currency}
    parent = order["id"].replace("/Order/", "/OrderTransaction/")
    return [
        {
            "amountSet": {"shopMoney": money, "presentmentMoney": money},
            "gateway": "shopify_payments",
            "parentTransaction": {"id": parent},
        }
    ]


def _return(store: Store, row: Row) -> Row:
    line, order = row["line"], store.orders[row["order"]]
    sold = next(item for item in order["lines"] if item["id"] == line["line"])
    left = line["quantity"] - line["processed"]
    processable = left if row["status"] == "OPEN" else 0
    refunds = [item for item in store.refunds.values() if item["return"] == row["id"]]
    shown = {
        "__typename": "ReturnLineItem",
        "id": line["id"],
        "quantity": line["quantity"],
        "processableQuantity": processable,
        "refundableQuantity": left,
        "customerNote": line["note"],
        "returnReasonNote": "",
        "returnReasonDefinition": {"name": line["reason"]},
        "withCodeDiscountedTotalPriceSet": _money(line["price"] * line["quantity"]),
        "fulfillmentLineItem": {
            "id": line["sent"],
            "lineItem": {"id": line["line"], "variant": {"id": sold["variant"]}},
        },
    }

    def outcome(info: Any, **asked: Any) -> Row:
        (wanted,) = asked["returnLineItems"]
        amount = line["price"] * wanted["quantity"]
        proposed = transactions(store, order, amount)
        return {"financialTransfer": {"__typename": "RefundReturnOutcome", "suggestedTransactions": proposed}}

    return {
        **row,
        "order": {"id": order["id"], "updatedAt": order["updatedAt"], "currencyCode": store.currency},
        "returnLineItems": lambda info, first: {"nodes": [shown]},
        "exchangeLineItems": lambda info, first: {
            "nodes": [{"quantity": pieces, "lineItems": [{"title": title}]} for title, pieces in row["instead"]]
        },
        "refunds": lambda info, first: {"nodes": [{"totalRefundedSet": _money(item["amount"])} for item in refunds]},
        "reverseFulfillmentOrders": lambda info, first: {"nodes": [_reverse(row)] if row["reverse"] else []},
        "suggestedFinancialOutcome": outcome,
    }


def _reverse(row: Row) -> Row:
    line = {
        "id": row["reverse"]["id"],
        "totalQuantity": row["line"]["quantity"],
        "fulfillmentLineItem": {"id": row["line"]["sent"]},
        "dispositions": row["reverse"]["dispositions"],
    }
    kind = {"__typename": "ReverseDeliveryShippingDeliverable", "tracking": row["tracking"]}
    sent = [{"deliverable": kind}] if row["tracking"] else []
    return {
        "status": "OPEN" if undisposed(row) else "CLOSED",
        "lineItems": lambda info, first: {"nodes": [line]},
        "reverseDeliveries": lambda info, first: {"nodes": sent},
    }


def _refund(store: Store, row: Row) -> Row:
    order = store.orders[row["order"]]
    lines = {line["id"]: line for line in order["lines"]}
    shown = [
        {
            "quantity": pieces,
            "restockType": kind,
            "subtotalSet": _money(Decimal(lines[line_id]["price"]) * pieces),
            "lineItem": {"id": line_id, "variant": {"id": lines[line_id]["variant"]}},
        }
        for line_id, pieces, kind in row["rows"]
    ]
    return {
        **row,
        "updatedAt": row["createdAt"],
        "totalRefundedSet": _money(row["amount"]),
        "return": {"id": row["return"]} if row["return"] else None,
        "order": {**order, "currencyCode": store.currency},
        "refundLineItems": lambda info, first: {"nodes": shown[:first]},
        "transactions": lambda info, first: {"nodes": [{"status": row["status"]}]},
    }


def _money(amount: Decimal) -> Row:
    return {"shopMoney": {"amount": f"{amount:.2f}"}}
