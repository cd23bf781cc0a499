"""Shops with something to sell, and what buyers and time do there."""

from __future__ import annotations

from typing import Any

from .calls import Seller, new_seller
from .catalogue import create_product
from .server import RunningPlatform

HOUR, DAY = 3_600, 86_400


def stocked(seller: Seller, quantity: int = 10, **fields: Any) -> str:
    """A live product of one SKU with so much stock; answers the SKU's id."""
    made = create_product(seller, **fields)
    sku_id = made["skus"][0]["id"]
    levels = [{"warehouse_id": seller.warehouse_id, "quantity": quantity}]
    reply = seller.call(
        "updateInventory", {"skus": [{"id": sku_id, "inventory": levels}]}, product_id=made["product_id"]
    )
    assert reply.code == 0, reply.message
    return str(sku_id)


def shop_in(platform: RunningPlatform, region: str) -> Seller:
    """A new seller with a shop in a region."""
    return new_seller(platform, region=region)


def buy(seller: Seller, *lines: tuple[str, int] | str, **fields: object) -> dict[str, Any]:
    """A buyer buys: SKU ids, or SKU ids with how many."""
    pairs = [(line, 1) if isinstance(line, str) else line for line in lines]
    items = [{"sku_id": sku_id, "quantity": quantity} for sku_id, quantity in pairs]
    body = {"shop_cipher": seller.cipher, "line_items": items, **fields}
    order: dict[str, Any] = seller.platform.post("/sandbox/orders", body)
    return order


def detail(seller: Seller, order_id: str) -> dict[str, Any]:
    """One order as getOrderDetail answers it."""
    reply = seller.call("getOrderDetail", query={"ids": order_id})
    assert reply.code == 0, reply.message
    (order,) = reply.data["orders"]
    return dict(order)


def status_of(seller: Seller, order_id: str) -> str:
    return str(detail(seller, order_id)["status"])


def advance(seller: Seller, order_id: str, status: str) -> dict[str, Any]:
    """Buyer, seller, carrier and clock do what it takes to bring an order to a state."""
    order: dict[str, Any] = seller.platform.post(f"/sandbox/orders/{order_id}/advance", {"status": status})
    return order


def pass_time(platform: RunningPlatform, seconds: int) -> None:
    """Everything that is due in the meantime happens."""
    platform.post("/sandbox/clock/advance", {"seconds": seconds})


def holding(seller: Seller, sku_id: str) -> tuple[int, int]:
    """What a SKU has on hand, and how much of it is promised to orders."""
    ledger = seller.platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku_id)
    rows = ledger["holdings"]
    return sum(row["on_hand"] for row in rows), sum(row["committed"] for row in rows)


def reasons_moved(seller: Seller, sku_id: str) -> list[str]:
    """Why the stock of a SKU moved, the oldest movement first."""
    ledger = seller.platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku_id)
    return [entry["reason"] for entry in ledger["entries"]]
