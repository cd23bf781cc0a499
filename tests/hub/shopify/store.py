"""A Shopify store in memory: its goods, what lies where, its orders, and what its buyers do."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
SCOPES = (
    "read_locations",
    "read_merchant_managed_fulfillment_orders",
    "write_inventory",
    "write_merchant_managed_fulfillment_orders",
    "write_orders",
    "write_products",
    "write_returns",
)


@dataclass
class Level:
    """What of an item lies in a place: what can be sold, and what is promised to buyers."""

    available: int = 0
    committed: int = 0


@dataclass
class Store:
    """``throttled_calls``: so many calls answer that they are too many. ``calls``: how many there were, by name.

    ``hooks``: where the app has notifications sent. ``refund_keys``: the refund that was made under an idempotency key.
    ``sales_before_set``: what buyers buy right before the next number of stock is set; ``rush``: before each one.
    """

    domain: str
    currency: str = "GBP"
    country: str = "GB"
    client_id: str = "client-id-of-tests"
    client_secret: str = "client-secret-of-tests"
    is_installed: bool = True
    scopes: tuple[str, ...] = SCOPES
    tokens: set[str] = field(default_factory=set)
    products: dict[str, Row] = field(default_factory=dict)
    levels: dict[tuple[str, str], Level] = field(default_factory=dict)
    orders: dict[str, Row] = field(default_factory=dict)
    returns: dict[str, Row] = field(default_factory=dict)
    refunds: dict[str, Row] = field(default_factory=dict)
    refund_keys: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    hooks: list[Row] = field(default_factory=list)
    tokens_given: int = 0
    throttled_calls: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    sales_before_set: list[tuple[str, int]] = field(default_factory=list)
    rush: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self._numbers = itertools.count(1001)
        self._now = datetime.now(UTC).replace(microsecond=0)
        self.place: Row = {"id": self.new_id("Location"), "name": "Shop location", "shipsInventory": True}
        self.closed_place: Row = {"id": self.new_id("Location"), "name": "Online returns", "shipsInventory": False}

    def new_id(self, kind: str) -> str:
        return f"gid://shopify/{kind}/{next(self._numbers)}"

    def tick(self) -> str:
        """The time of a change, later than that of every change before. Shopify tells times by the second."""
        self._now += timedelta(seconds=1)
        return self._now.isoformat().replace("+00:00", "Z")

    def level(self, item_id: str) -> Level:
        return self.levels.setdefault((item_id, self.place["id"]), Level())

    def variant(self, variant_id: str) -> Row | None:
        matches = (
            item for product in self.products.values() for item in product["variants"] if item["id"] == variant_id
        )
        return next(matches, None)

    def product_of(self, variant_id: str) -> Row:
        return next(
            product for product in self.products.values() if any(v["id"] == variant_id for v in product["variants"])
        )

    def put_product(self, sku: str, quantity: int, price: str = "4.50") -> Row:
        """A live product of one variant, in stock."""
        variant = self.new_variant(sku, price, [("Title", "Default Title")], grams=400.0)
        product = {
            "id": self.new_id("Product"),
            "title": "A mug",
            "descriptionHtml": "<p>Holds tea.</p>",
            "vendor": "",
            "status": "ACTIVE",
            "updatedAt": self.tick(),
            "images": [],
            "variants": [variant],
        }
        self.products[product["id"]] = product
        self.level(variant["item"]).available = quantity
        return product

    def new_variant(self, sku: str, price: str, options: list[tuple[str, str]], *, grams: float | None) -> Row:
        return {
            "id": self.new_id("ProductVariant"),
            "item": self.new_id("InventoryItem"),
            "sku": sku,
            "price": price,
            "options": options,
            "grams": grams,
            "tracked": True,
        }

    def buy(self, lines: list[tuple[str, int]]) -> Row:
        """A buyer buys variants, and pays."""
        with self.lock:
            rows = [self._line(variant_id, quantity) for variant_id, quantity in lines]
            total = sum((Decimal(row["price"]) * row["quantity"] for row in rows), Decimal(0))
            at = self.tick()
            order = {
                "id": self.new_id("Order"),
                "name": f"#{next(self._numbers)}",
                "createdAt": at,
                "updatedAt": at,
                "cancelledAt": None,
                "financial": "PAID",
                "fulfillment": "UNFULFILLED",
                "total": f"{total:.2f}",
                "paid": total,
                "cancelReason": None,
                "lines": rows,
                "parts": [self._part(rows)],
                "fulfillments": [],
            }
            self.orders[order["id"]] = order
            return order

    def split(self, order: Row) -> None:
        """The order is sent line by line from places of their own."""
        order["parts"] = [self._part([line]) for line in order["lines"]]

    def cancel(self, order_id: str, reason: str = "OTHER", *, refunds: bool = True) -> None:
        """The order is cancelled, its goods are restocked, its money is given back or kept."""
        with self.lock:
            order = self.orders[order_id]
            at = self.tick()
            order.update(cancelledAt=at, updatedAt=at, cancelReason=reason)
            for part in order["parts"]:
                part["status"] = "CLOSED"
            rows = [(line, line["unfulfilled"], "CANCEL") for line in order["lines"] if line["unfulfilled"]]
            if refunds:
                self.refund(order, rows, order["paid"] - self.given_back(order))
            else:
                self._take_off(rows)

    def refund(self, order: Row, rows: list[tuple[Row, int, str]], amount: Decimal, **about: Any) -> Row:
        """Money is given back. ``rows``: lines with pieces, and whether they were cancelled, returned, or stay."""
        with self.lock:
            at = self.tick()
            made = {
                "id": self.new_id("Refund"),
                "order": order["id"],
                "return": about.get("returned"),
                "note": about.get("note"),
                "createdAt": at,
                "amount": amount,
                "rows": [(line["id"], pieces, kind) for line, pieces, kind in rows],
                "status": about.get("status", "SUCCESS"),
            }
            self.refunds[made["id"]] = made
            self._take_off(rows)
            back = self.given_back(order)
            order.update(updatedAt=at, financial="REFUNDED" if back >= order["paid"] else "PARTIALLY_REFUNDED")
            return made

    def given_back(self, order: Row) -> Decimal:
        return sum((item["amount"] for item in self.refunds.values() if item["order"] == order["id"]), Decimal(0))

    def _take_off(self, rows: list[tuple[Row, int, str]]) -> None:
        """Pieces that were refunded are no longer of the order; those that are restocked can be sold again."""
        for line, pieces, kind in rows:
            line["current"] -= pieces
            level = self.level(line["item"])
            if kind == "CANCEL":
                line["unfulfilled"] -= pieces
                level.committed -= pieces
            if kind != "NO_RESTOCK":
                level.available += pieces

    def fulfil(self, order: Row, part: Row, tracking: Row) -> None:
        at = self.tick()
        part["status"] = "CLOSED"
        lines = [line for line in order["lines"] if line["id"] in part["lines"]]
        order["fulfillments"].append(
            {
                "part": part["id"],
                "status": "SUCCESS",
                "displayStatus": "FULFILLED",
                "tracking": tracking,
                "lines": [
                    {"id": self.new_id("FulfillmentLineItem"), "line": line["id"], "quantity": line["unfulfilled"]}
                    for line in lines
                ],
            }
        )
        for line in lines:
            self.level(line["item"]).committed -= line["unfulfilled"]
            line["unfulfilled"] = 0
        is_whole = not any(line["unfulfilled"] for line in order["lines"])
        order.update(updatedAt=at, fulfillment="FULFILLED" if is_whole else "PARTIALLY_FULFILLED")

    def part_of(self, part_id: str) -> tuple[Row, Row] | None:
        """A fulfilment order with its order."""
        rows = ((order, part) for order in self.orders.values() for part in order["parts"])
        return next((row for row in rows if row[1]["id"] == part_id), None)

    def _part(self, lines: list[Row]) -> Row:
        return {"id": self.new_id("FulfillmentOrder"), "status": "OPEN", "lines": [line["id"] for line in lines]}

    def _line(self, variant_id: str, quantity: int) -> Row:
        variant = self.variant(variant_id)
        assert variant is not None
        level = self.level(variant["item"])
        assert level.available >= quantity, "not in stock"
        level.available -= quantity
        level.committed += quantity
        return {
            "id": self.new_id("LineItem"),
            "variant": variant_id,
            "product": self.product_of(variant_id)["id"],
            "item": variant["item"],
            "sku": variant["sku"],
            "price": variant["price"],
            "quantity": quantity,
            "current": quantity,
            "unfulfilled": quantity,
        }
