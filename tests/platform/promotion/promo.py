"""Activities and coupons of a test's seller."""

from __future__ import annotations

from typing import Any

from tests.harness.calls import Seller
from tests.harness.catalogue import create_product, sku_body
from tests.harness.server import Reply

HOUR, DAY = 3_600, 86_400


def now_of(seller: Seller) -> int:
    """The platform's time in unix seconds."""
    return int(seller.platform.get("/sandbox/clock")["now"])


def activity_body(seller: Seller, kind: str = "FIXED_PRICE", level: str = "PRODUCT", **fields: Any) -> dict[str, Any]:
    """An activity that begins in an hour and lasts a day."""
    begin = now_of(seller) + HOUR
    return {
        "title": f"{kind} {level} {begin} {len(fields)}",
        "activity_type": kind,
        "product_level": level,
        "begin_time": begin,
        "end_time": begin + DAY,
        **fields,
    }


def create(seller: Seller, kind: str = "FIXED_PRICE", level: str = "PRODUCT", **fields: Any) -> str:
    """The id of a new activity."""
    reply = seller.call("createPromotionActivity", activity_body(seller, kind, level, **fields))
    assert reply.code == 0, reply.message
    return str(reply.data["activity_id"])


def put(seller: Seller, activity_id: str, *products: dict[str, Any], **fields: Any) -> Reply:
    """Put products on offer."""
    body = {"activity_id": activity_id, "products": list(products), **fields}
    return seller.call("updatePromotionActivityProducts", body, activity_id=activity_id)


def offer(product_id: str, price: str | None = None, discount: str | None = None, **fields: Any) -> dict[str, Any]:
    """A product on offer, without limits."""
    body: dict[str, Any] = {"id": product_id, "quantity_limit": -1, "quantity_per_user": -1, **fields}
    if price is not None:
        body["activity_price_amount"] = price
    if discount is not None:
        body["discount"] = discount
    return body


def get(seller: Seller, activity_id: str) -> dict[str, Any]:
    reply = seller.call("getActivity", activity_id=activity_id)
    assert reply.code == 0, reply.message
    return dict(reply.data)


def begin(seller: Seller, activity_id: str) -> None:
    """Begin an activity now instead of at its time."""
    seller.platform.post(f"/sandbox/activities/{activity_id}/begin")


def product_of(seller: Seller, price: str = "10.00", quantity: int = 50, **fields: Any) -> tuple[str, str]:
    """A product on sale of one SKU: the ids of both."""
    made = create_product(seller, skus=[sku_body(seller, quantity=quantity, amount=price)], **fields)
    return str(made["product_id"]), str(made["skus"][0]["id"])


def start(seller: Seller, **fields: Any) -> dict[str, Any]:
    """A discount, flash deal or campaign that runs at once."""
    made: dict[str, Any] = seller.platform.post("/sandbox/activities", {"shop_cipher": seller.cipher, **fields})
    return made


def coupon(seller: Seller, **fields: Any) -> str:
    """The id of a coupon that can be used at once."""
    body = {"shop_cipher": seller.cipher, "title": "A coupon", **fields}
    return str(seller.platform.post("/sandbox/coupons", body)["coupon_id"])
