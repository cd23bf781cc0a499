"""Shops with simulated buyers, and what those bought, in a form that platforms can be compared by."""

from __future__ import annotations

from typing import Any

from .calls import Seller, new_seller
from .catalogue import sku_body
from .server import RunningPlatform
from .trade import DAY, detail, stocked


def now(platform: RunningPlatform) -> int:
    """Platform time in unix seconds."""
    return int(platform.get("/sandbox/clock")["now"])


def furnished(platform: RunningPlatform, quantity: int = 500) -> Seller:
    """A shop with four SKUs, on a clock that stands still at the begin of a day."""
    platform.post("/sandbox/clock/freeze")
    platform.post("/sandbox/clock/set", {"time": -(-now(platform) // DAY) * DAY})
    seller = new_seller(platform)
    for number in range(4):
        stocked(seller, quantity, skus=[sku_body(seller, seller_sku=f"HOLDER-{number}")])
    return seller


def begin(seller: Seller, /, **fields: object) -> dict[str, Any]:
    """Let buyers come to a shop."""
    body = {"shop_cipher": seller.cipher, "orders_per_hour": 2, "seed": "s", **fields}
    return dict(seller.platform.post("/sandbox/world", body))


def simulation(seller: Seller) -> dict[str, Any]:
    return dict(seller.platform.get("/sandbox/world", shop_id=seller.shop_id))


def orders(seller: Seller) -> list[dict[str, Any]]:
    """Every order of a shop, the newest first."""
    return _all(seller, "orders")


def _all(seller: Seller, what: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    before = None
    while True:
        page = seller.platform.get(f"/sandbox/{what}", shop_id=seller.shop_id, size=100, before=before)
        rows += page[what]
        before = page["next_before"]
        if before is None:
            return rows


def history(seller: Seller, began: int) -> list[tuple[object, ...]]:
    """All that was bought, times counted from a moment, without what another platform numbers in its own way."""
    references = {item["buyer_id"]: item["reference"] for item in _all(seller, "buyers")}
    return [
        (
            order["created_at"] - began,
            order["updated_at"] - began,
            order["status"],
            order["total_amount"],
            references[order["buyer_id"]],
            [(line["seller_sku"], line["sale_price"]) for line in detail(seller, order["order_id"])["line_items"]],
        )
        for order in orders(seller)
    ]
