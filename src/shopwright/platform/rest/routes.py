"""The routes of the plain door, by resource. What an operation does and refuses is said by the operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import msgspec

from shopwright.platform.core.call import Call
from shopwright.platform.reviews.sandbox import ReviewWriting
from shopwright.platform.sales.orders.sandbox.orders import NewOrder
from shopwright.wire.errors import ApiError, ErrorCode
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.message_keywords import FIELD_MISSING

from . import buyers
from .ask import ask
from .read import PAGING
from .route import Data, PathValues, Route, ShortForm

#: The schema of an order as getOrderDetail shows it.
_ORDER = "GetOrderDetailResponseDataOrder"


def _rows(data: Data, name: str) -> Sequence[Mapping[str, object]]:
    return cast(Sequence[Mapping[str, object]], data.get(name) or ())


def _with_details(call: Call, data: Data) -> Data:
    """Products as getProduct shows them, in the place of the rows of a search."""
    products = [ask(call, "getProduct", path={"product_id": str(row["id"])}) for row in _rows(data, "products")]
    return {**data, "products": products}


def _product(values: PathValues) -> Data:
    return {"product_ids": [values["product_id"]]}


def _order(values: PathValues) -> Data:
    return {"order_id": values["order_id"]}


def _refused_alone(call: Call, data: Data) -> Data:
    """Of a call for many that was made for one: its refusal is the call's."""
    for row in _rows(data, "errors"):
        raise ApiError(ErrorCode(int(str(row["code"])), str(row["message"])))
    return data


def _only_order(call: Call, data: Data) -> Data:
    for row in _rows(data, "orders"):
        if row["id"] == call.path["order_id"]:  # the operation takes several ids, the path says one
            return row
    raise INVALID(reason="this shop has no such order.")


def _ship_order(call: Call, values: PathValues, body: Data) -> Data:
    """Ship the packages of an order that wait for it, all alike."""
    packages = _rows(_get_order(call, values), "packages")
    if not packages:
        raise INVALID(reason="the order has no package yet: wait until it is AWAITING_SHIPMENT.")
    for row in packages:
        ask(call, "shipPackage", path={"package_id": str(row["id"])}, body=body)
    return _get_order(call, values)


def _get_order(call: Call, values: PathValues) -> Data:
    return _only_order(call, ask(call, "getOrderDetail", query={"ids": values["order_id"]}))


def _empty_shelf(call: Call, values: PathValues, body: Data) -> Data:
    """Set every SKU of a product to 0 at every warehouse."""
    skus = [
        {
            "id": sku["id"],
            "inventory": [{"warehouse_id": row["warehouse_id"], "quantity": 0} for row in _rows(sku, "inventory")],
        }
        for sku in _rows(ask(call, "getProduct", path=values), "skus")
    ]
    return _refused_alone(call, ask(call, "updateInventory", path=values, body={"skus": skus}))


def _list_stock(call: Call, values: PathValues, body: Data) -> Data:
    """The stock of the products and SKUs that are named, or of all products, page by page."""
    paging = {name: str(body[name]) for name in PAGING if name in body}
    ids = {name: value for name, value in body.items() if name not in paging}
    if ids:
        if any(call.parameter(name) for name in PAGING):
            raise INVALID(reason=f"{' and '.join(PAGING)} are for the stock of all products: leave them out here.")
        return ask(call, "inventorySearch", body=ids)
    page = ask(call, "searchProducts", query=paging, body={})
    product_ids = [row["id"] for row in _rows(page, "products")]
    stock = ask(call, "inventorySearch", body={"product_ids": product_ids}) if product_ids else {"inventory": []}
    return {**stock, "total_count": page["total_count"], "next_page_token": page.get("next_page_token", "")}


def _send_message(call: Call, values: PathValues, body: Data) -> Data:
    """Send what the body says: ``type`` and ``content`` as sendMessage takes them, or plain ``text``."""
    if "text" in body and ("type" in body or "content" in body):
        raise INVALID(reason="a message is text, or type and content.")
    if not body.keys() & {"text", "type", "content"}:
        raise FIELD_MISSING(field="text")
    if "text" in body:
        content = msgspec.json.encode({"content": body["text"]}).decode()
        rest = {name: value for name, value in body.items() if name != "text"}
        body = {**rest, "type": "TEXT", "content": content}
    return ask(call, "sendMessage", path=values, body=body)


def _list_products(path: str) -> Route:
    return Route(
        "GET", path, "searchProducts", "List products, whole", shape=_with_details, uses=("getProduct",),
        reply="GetProductResponseData", lists="products",
    )  # fmt: skip


PRODUCTS = (
    _list_products("/api/products"),
    _list_products("/api/products/list"),
    Route("POST", "/api/products", "createProduct", "Create a product; a listing needs more than a draft"),
    Route("GET", "/api/products/{product_id}", "getProduct", "Get a product"),
    Route("PUT", "/api/products/{product_id}", "partialEditProduct", "Change what is sent of a product"),
    Route("DELETE", "/api/products/{product_id}", "deleteProducts", "Delete a product", _product, _refused_alone),
    Route(
        "POST", "/api/products/{product_id}/activate", "activateProducts", "Put a product on sale",
        _product, _refused_alone,
    ),
    Route(
        "POST", "/api/products/{product_id}/deactivate", "deactivateProducts", "Take a product off sale",
        _product, _refused_alone,
    ),
    Route(
        "POST", "/api/products/{product_id}/recover", "recoverProducts", "Bring a deleted product back as a draft",
        _product, _refused_alone,
    ),
)  # fmt: skip

ORDERS = (
    Route("GET", "/api/orders", "getOrderList", "List orders"),
    Route("GET", "/api/orders/list", "getOrderList", "List orders"),
    Route(
        "POST", "/api/orders", "getOrderDetail", "Buy, as a buyer of the shop does in the sandbox",
        run=buyers.place_order, reply=_ORDER, buyers=NewOrder,
    ),
    Route(
        "GET", "/api/orders/{order_id}", "getOrderDetail", "Get an order",
        shape=_only_order, as_query={"ids": "order_id"}, reply=_ORDER,
    ),
    Route("DELETE", "/api/orders/{order_id}", "cancelOrder", "Cancel an order, for cancel_reason", _order),
    Route("GET", "/api/orders/{order_id}/prices", "getOrderPriceDetails", "Get what an order came to, line by line"),
    Route("GET", "/api/orders/{order_id}/tracking", "getOrderTracking", "Get where an order's parcels are"),
    Route(
        "PUT", "/api/orders/{order_id}/shipment", "shipPackage", "Ship an order's packages",
        uses=("getOrderDetail",), run=_ship_order, reply=_ORDER,
    ),
)  # fmt: skip

INVENTORY = (
    Route(
        "GET", "/api/inventory", "inventorySearch", "List the stock of all products, or of product_ids or sku_ids",
        uses=("searchProducts",), run=_list_stock, pages_of="searchProducts",
    ),
    Route(
        "POST", "/api/inventory", "updateInventory", "Set the stock of a product's SKUs, which the body names",
        shape=_refused_alone, from_body=("product_id",),
    ),
    Route("GET", "/api/inventory/{product_id}", "inventorySearch", "Get the stock of a product", _product),
    Route(
        "PUT", "/api/inventory/{product_id}", "updateInventory", "Set the stock of a product's SKUs",
        shape=_refused_alone,
    ),
    Route(
        "DELETE", "/api/inventory/{product_id}", "updateInventory", "Set the stock of all of a product's SKUs to 0",
        uses=("getProduct",), run=_empty_shelf,
    ),
)  # fmt: skip

_TEXT = ShortForm("text", "What to write to the buyer, in the place of type and content.", ("type", "content"))

MESSAGES = (
    Route("GET", "/api/messages", "getConversations", "List conversations with buyers"),
    Route("POST", "/api/messages", "createConversation", "Open the conversation with a buyer"),
    Route("GET", "/api/messages/{conversation_id}", "getConversationMessages", "List the messages of a conversation"),
    Route(
        "POST", "/api/messages/{conversation_id}", "sendMessage", "Write to the buyer", run=_send_message, short=_TEXT
    ),
    Route("PUT", "/api/messages/{conversation_id}/read", "markBuyerMessagesAsRead", "Mark what the buyer wrote"),
)

REVIEWS = (
    Route("GET", "/api/reviews", "searchProductReviews", "List reviews"),
    Route(
        "POST",
        "/api/reviews",
        "getProductReview",
        "Review, as a buyer of the shop does in the sandbox",
        run=buyers.write_review,
        buyers=ReviewWriting,
    ),
    Route("GET", "/api/reviews/summary", "getProductReviewSummary", "Get count, average and histogram"),
    Route("GET", "/api/reviews/{review_id}", "getProductReview", "Get a review"),
    Route("POST", "/api/reviews/{review_id}/reply", "replyToProductReview", "Reply to a review"),
    Route("PUT", "/api/reviews/{review_id}/reply", "editProductReviewReply", "Change the reply to a review"),
    Route("DELETE", "/api/reviews/{review_id}/reply", "deleteProductReviewReply", "Delete the reply to a review"),
    Route("POST", "/api/reviews/{review_id}/tags", "addProductReviewTags", "Add tags to a review"),
    Route("DELETE", "/api/reviews/{review_id}/tags", "removeProductReviewTags", "Take tags off a review"),
    Route("PUT", "/api/reviews/{review_id}/assignee", "assignProductReview", "Give a review to somebody"),
    Route("POST", "/api/reviews/{review_id}/removal", "requestProductReviewRemoval", "Ask for a review's removal"),
)

#: All routes of the door.
ROUTES: tuple[Route, ...] = (*PRODUCTS, *ORDERS, *INVENTORY, *MESSAGES, *REVIEWS)

#: Methods that a path might be thought to have, and what to use: TikTok has nothing that they would be.
INSTEAD: Mapping[tuple[str, str], str] = {
    ("PUT", "/api/orders/{order_id}"): (
        "An order stays as the buyer placed it: PUT /api/orders/{order_id}/shipment ships it, DELETE cancels it."
    ),
    ("PUT", "/api/orders"): "Name the order: PUT /api/orders/{order_id}/shipment ships it.",
    ("DELETE", "/api/orders"): "Name the order: DELETE /api/orders/{order_id} cancels it.",
    ("PUT", "/api/messages/{conversation_id}"): (
        "What was sent stays: PUT /api/messages/{conversation_id}/read marks what the buyer wrote."
    ),
    ("DELETE", "/api/messages/{conversation_id}"): "What was sent stays: write again with POST.",
    ("PUT", "/api/reviews/{review_id}"): (
        "The buyer alone changes a review: PUT /api/reviews/{review_id}/reply changes the reply to it."
    ),
    ("DELETE", "/api/reviews/{review_id}"): (
        "The platform alone removes a review: ask for it with POST /api/reviews/{review_id}/removal."
    ),
}
