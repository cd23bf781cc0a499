"""The buyer's part, as the sandbox takes it: a seller's token neither buys nor reviews at TikTok."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import TypeVar, cast

import msgspec

from shopwright import decoders
from shopwright.platform.core.call import Call
from shopwright.platform.core.control.replies import KEY_NEEDED, NOT_FOUND
from shopwright.platform.core.control.shapes import Body
from shopwright.platform.reviews.sandbox import ReviewWriting, write_as_buyer
from shopwright.platform.sales.find import find_order
from shopwright.platform.sales.orders.sandbox.orders import NewOrder, create_order
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.message_keywords import FIELD_MISSING

from .ask import ask
from .route import Data, PathValues

_KEY_HEADER = "x-sandbox-key"
_MISSING = "Object missing required field `"
BodyType = TypeVar("BodyType", bound=Body)


def place_order(call: Call, values: PathValues, body: Data) -> Data:
    """A buyer buys in the shop of the token: the order, as getOrderDetail shows it."""
    _check_key(call)
    order = create_order(call.tx, _read({**body, "shop_cipher": call.shop.cipher}, NewOrder))
    call.tx.flush()
    orders = cast(Sequence[Data], ask(call, "getOrderDetail", query={"ids": order.order_id})["orders"])
    return orders[0]


def write_review(call: Call, values: PathValues, body: Data) -> Data:
    """A buyer reviews what has arrived from the shop of the token: the review, as getProductReview shows it."""
    _check_key(call)
    writing = _read(body, ReviewWriting)
    shop, _ = find_order(call.tx, writing.order_id)
    if shop.shop_id != call.shop.shop_id:
        raise NOT_FOUND(what=f"The order {writing.order_id}")
    review = write_as_buyer(call.tx, call.services, writing)
    call.tx.flush()
    return ask(call, "getProductReview", path={"review_id": review.review_id})


def _check_key(call: Call) -> None:
    """Where others can reach the platform, whoever acts for buyers has its sandbox key."""
    key, config = call.services.config.sandbox_key, call.services.config
    if key is None and config.is_loopback:
        return
    sent = call.request.headers.get(_KEY_HEADER, "")
    if not key or not hmac.compare_digest(key.encode(), sent.encode()):
        raise KEY_NEEDED()


def _read(body: Data, kind: type[BodyType]) -> BodyType:
    if "\\u0000" in msgspec.json.encode(body).decode():
        raise INVALID(reason="The body contains a NUL character.")
    try:
        return decoders.convert(body, kind)
    except msgspec.ValidationError as error:
        message = str(error)
        if message.startswith(_MISSING) and " - at " not in message:
            raise FIELD_MISSING(field=message.removeprefix(_MISSING).rstrip("`")) from error
        raise INVALID(reason=f"{message}.") from error
