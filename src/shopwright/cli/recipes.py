"""What causes each topic: acts of buyers and TikTok by the control API, acts of sellers by their own calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .control import Control, in_path
from .refusal import FAILED, RefusedError
from .sandbox.choices import something_on_sale
from .seller import seller_client

Shop = dict[str, Any]
#: What happened: names and ids.
Caused = dict[str, Any]


_HOUR = 3_600

#: The most pieces in one purchase.
_MOST_PIECES = 100

#: What an edit adds to a title, or takes away again.
_MARK = " (new)"


class Recipe(NamedTuple):
    """``how`` is a sentence; ``cause`` does it in a shop."""

    how: str
    cause: Callable[[Control, Shop], Caused]


def _bought(control: Control, shop: Shop, *, units: int = 1, status: str | None = None, **wishes: object) -> Any:
    """An order of a SKU that is on sale, in a state."""
    lines = [{"sku_id": something_on_sale(control, shop), "quantity": units}]
    order = control.post("orders", {"shop_cipher": shop["cipher"], "line_items": lines, **wishes})
    if status is not None and order["status"] != status:
        order = control.post(f"orders/{in_path(order['order_id'])}/advance", {"status": status})
    return order


def _order(control: Control, shop: Shop) -> Caused:
    order = _bought(control, shop, status="AWAITING_SHIPMENT")
    return {"order_id": order["order_id"], "status": order["status"]}


def _address(control: Control, shop: Shop) -> Caused:
    order_id = _bought(control, shop, status="AWAITING_SHIPMENT")["order_id"]
    control.post(f"orders/{in_path(order_id)}/address", {"seed": f"moved {order_id}"})
    return {"order_id": order_id}


def _split(control: Control, shop: Shop) -> Caused:
    order = _bought(control, shop, units=2, status="AWAITING_SHIPMENT")
    groups: Any = [
        {"id": str(place), "order_line_item_ids": [line["id"]]} for place, line in enumerate(order["line_items"], 1)
    ]
    with seller_client(control, shop) as client:
        client.fulfillment.confirm_order_split(order["order_id"], splittable_groups=groups)
    return {"order_id": order["order_id"]}


def _cancel(control: Control, shop: Shop) -> Caused:
    order_id = _bought(control, shop, status="AWAITING_SHIPMENT")["order_id"]
    cancellation = control.post(f"orders/{in_path(order_id)}/cancel")
    return {name: cancellation[name] for name in ("cancel_id", "cancel_status")} | {"order_id": order_id}


def _return(control: Control, shop: Shop) -> Caused:
    order_id = _bought(control, shop, status="DELIVERED")["order_id"]
    return_ = control.post(f"orders/{in_path(order_id)}/return", {"return_type": "RETURN_AND_REFUND"})
    names = ("return_id", "return_status", "aftersales_request_id", "rma_id")
    return {"order_id": order_id} | {name: return_[name] for name in names if return_[name]}


def _refund(control: Control, shop: Shop) -> Caused:
    order_id = _bought(control, shop, status="DELIVERED")["order_id"]
    return_id = control.post(f"orders/{in_path(order_id)}/return", {"return_type": "REFUND"})["return_id"]
    with seller_client(control, shop) as client:
        client.return_refund.approve_return(return_id, decision="APPROVE_REFUND")
    control.post("clock/advance", {"seconds": _HOUR})
    return {"order_id": order_id, "return_id": return_id}


def _request(control: Control, shop: Shop) -> Caused:
    """A return in the flow with requests; the shop's own flow is put back."""
    path = f"shops/{in_path(shop['shop_id'])}"
    control.patch(path, {"aftersales_flow": "RMA"})
    try:
        order_id = _bought(control, shop, status="DELIVERED")["order_id"]
        reply = control.post(f"orders/{in_path(order_id)}/return", {"return_type": "RETURN_AND_REFUND"})
    finally:
        control.patch(path, {"aftersales_flow": shop["aftersales_flow"]})
    return {
        "order_id": order_id,
        "return_id": reply["return_id"],
        "aftersales_request_id": reply["aftersales_request_id"],
    }


def _approve_request(control: Control, shop: Shop) -> Caused:
    caused = _request(control, shop)
    lines = control.get(f"returns/{in_path(caused['return_id'])}")["line_items"]
    decision: Any = {
        "request_id": caused["aftersales_request_id"],
        "request_id_type": "AFTERSALES",
        "line_item_decisions": [
            {"line_items": [{"return_line_item_id": line["id"]} for line in lines], "action": "APPROVE_REQUEST"}
        ],
    }
    with seller_client(control, shop) as client:
        client.return_refund.review_aftersales_requests(aftersales_request_decisions=[decision])
    return caused


def _deauthorize(control: Control, shop: Shop) -> Caused:
    body = {"app_key": control.get("keys")["app_key"], "shop_cipher": shop["cipher"]}
    control.post("deauthorize", body)
    return {**body, "undo": "shopwright sandbox tokens create"}


def _deauthorize_creator(control: Control, shop: Shop) -> Caused:
    keys = control.get("keys")
    body = {"app_key": keys["app_key"], "account_id": keys["creator"]["account_id"]}
    control.post("deauthorize", body)
    return {**body, "undo": f"shopwright sandbox tokens create --account-id {body['account_id']}"}


def _product(control: Control, shop: Shop) -> Any:
    """A product of the shop that is on sale and has no variants."""
    with seller_client(control, shop) as client:
        for product in client.product.search_products(page_size=100, status="ACTIVATE")["products"]:
            if len(product["skus"]) == 1:
                read: Any = client.product.get_product(product["id"])
                if not read["skus"][0].get("sales_attributes"):
                    return read
    remedy = "list one with shopwright call product.create_product, or name another shop with --shop"
    raise RefusedError(f"shop {shop['shop_id']} has no product without variants on sale", remedy, FAILED)


def _deactivate(control: Control, shop: Shop) -> Caused:
    product_id = _product(control, shop)["id"]
    with seller_client(control, shop) as client:
        client.product.deactivate_products(product_ids=[product_id])
        client.product.activate_products(product_ids=[product_id])
    return {"product_id": product_id}


def _edit(control: Control, shop: Shop) -> Caused:
    product = _product(control, shop)
    title = product["title"].removesuffix(_MARK) + ("" if product["title"].endswith(_MARK) else _MARK)
    with seller_client(control, shop) as client:
        client.product.partial_edit_product(product["id"], title=title)
        is_under_audit = client.product.get_product(product["id"])["audit"]["status"] == "AUDITING"
    if is_under_audit:
        control.post(f"products/{in_path(product['id'])}/acts", {"shop_id": shop["shop_id"], "act": "PASS_AUDIT"})
    return {"product_id": product["id"], "title": title}


def _sell_out(control: Control, shop: Shop) -> Caused:
    product = _product(control, shop)
    sku: Any = product["skus"][0]
    pieces = sum(int(place["quantity"]) for place in sku["inventory"])
    left, orders = pieces, []
    while left > 0:
        lines = [{"sku_id": sku["id"], "quantity": min(left, _MOST_PIECES)}]
        orders.append(control.post("orders", {"shop_cipher": shop["cipher"], "line_items": lines})["order_id"])
        left -= _MOST_PIECES
    return {"product_id": product["id"], "sku_id": sku["id"], "pieces": pieces, "order_ids": orders}


def _message(control: Control, shop: Shop) -> Caused:
    written = control.post("messages", {"shop_cipher": shop["cipher"], "text": "Do you have this in another colour?"})
    return {name: written[name] for name in ("conversation_id", "message_id", "buyer_id")}


def _answer(control: Control, shop: Shop) -> Caused:
    caused = _message(control, shop)
    control.post(f"conversations/{in_path(caused['conversation_id'])}/messages", {"text": "Yes, in three of them."})
    return caused


def _review(control: Control, shop: Shop) -> Caused:
    order_id = _bought(control, shop, status="DELIVERED")["order_id"]
    review = control.post("reviews", {"order_id": order_id, "rating": 5, "text": "Just what I hoped for."})
    return {"order_id": order_id, "review_id": review["review_id"]}


RECIPES = {
    1: Recipe("A buyer buys, pays, and the order waits for its shipment.", _order),
    3: Recipe("A buyer buys, and has the order sent elsewhere.", _address),
    4: Recipe("A buyer buys two pieces, and the seller splits the order.", _split),
    5: Recipe("The seller takes a product off sale and puts it back.", _deactivate),
    6: Recipe("The seller withdraws the consent to the demo app, whose tokens end.", _deauthorize),
    11: Recipe("A buyer buys, and asks to cancel.", _cancel),
    12: Recipe("An order is delivered, and its buyer wants to send it back.", _return),
    13: Recipe("A buyer writes, and an agent of the shop joins the conversation.", _answer),
    14: Recipe("A buyer writes to the shop.", _message),
    15: Recipe("The seller edits a product's title, and the audit passes it.", _edit),
    20: Recipe("The demo creator withdraws the consent to the demo app.", _deauthorize_creator),
    27: Recipe("Buyers buy all there is of a SKU.", _sell_out),
    37: Recipe("The seller edits a product's title, and the audit passes it.", _edit),
    64: Recipe("A buyer sends an order back, in a shop with aftersales requests.", _request),
    65: Recipe(
        "A buyer sends an order back, in a shop with aftersales requests, and the seller agrees.", _approve_request
    ),
    67: Recipe("An order is delivered, its buyer wants a refund, the seller agrees, and an hour passes.", _refund),
    71: Recipe("A buyer buys, and the stock is promised to the order.", _order),
    9001: Recipe("A buyer whose order has arrived reviews it.", _review),
}
