"""The yardstick: what a bare server does for the same call. Starlette, sqlite3, HMAC and a JSON encoder, nothing else.

It reads and writes the rows that the platform reads and writes, and answers the same data; it checks the signature and
that token, consent and shop fit together. It judges no listing, knows no clock, limits no rate, keeps no request log
and notifies nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Row = tuple[Any, ...]
Json = dict[str, Any]

encode, decode = msgspec.json.encode, msgspec.json.decode


def open_copy(file: Path, *, memory: bool) -> sqlite3.Connection:
    """The database of a platform, as it keeps it itself, or a copy of it in memory."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    if memory:
        source, connection = connection, sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        source.backup(connection)
        source.close()
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection


class Yardstick:
    """The handlers. ``secrets_of`` are the apps' secrets in clear, ``chains`` the categories' replies, made ready."""

    def __init__(self, db: sqlite3.Connection, secrets_of: Mapping[str, str], chains: Mapping[str, list[Json]]) -> None:
        self.db = db
        self._secrets_of = secrets_of
        self._chains = chains

    def app(self) -> Starlette:
        """The application: one route for each operation."""
        product_path = "/product/202309/products/{product_id}"
        return Starlette(
            routes=[
                self._route("GET", "/authorization/202309/shops", self.authorized_shops, with_shop=False),
                self._route("POST", "/product/202502/products/search", self.search),
                self._route("GET", product_path, self.product),
                self._route("POST", f"{product_path}/inventory/update", self.update_inventory),
                self._route("POST", f"{product_path}/prices/update", self.update_price),
                self._route("POST", "/product/202309/products", self.create),
                self._route("POST", "/order/202309/orders/search", self.orders),
                self._route("GET", "/order/202507/orders", self.order),
                self._route(
                    "POST", "/customer_service/202606/conversations/{conversation_id}/messages", self.send_message
                ),
            ]
        )

    def _route(
        self, method: str, path: str, handle: Callable[[Request, bytes, str], Json], *, with_shop: bool = True
    ) -> Route:
        writes = (self.update_inventory, self.update_price, self.create, self.send_message)
        begin = "BEGIN IMMEDIATE" if handle in writes else "BEGIN"

        async def endpoint(request: Request) -> Response:
            body = await request.body()
            self.db.execute(begin)
            owner = self._permit(request, body, with_shop=with_shop)
            data = handle(request, body, owner)
            self.db.execute("COMMIT")
            reply = {"code": 0, "message": "Success", "data": data, "request_id": secrets.token_hex(17)}
            return Response(encode(reply), media_type="application/json")

        return Route(path, endpoint, methods=[method])

    def _permit(self, request: Request, body: bytes, *, with_shop: bool) -> str:
        """Check signature, token, consent and shop; answers the id of the shop, or of the account."""
        query = request.query_params
        app_key = query["app_key"]
        self._first_row("SELECT * FROM apps WHERE app_key = ?", app_key)
        secret = self._secrets_of[app_key].encode()
        text = request.url.path + "".join(k + v for k, v in sorted(query.items()) if k != "sign")
        signed = hmac.new(secret, secret + text.encode() + body + secret, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signed, query["sign"]) or abs(time.time() - int(query["timestamp"])) > 300:
            raise PermissionError
        token = hashlib.sha256(request.headers["x-tts-access-token"].encode()).hexdigest()
        find = "SELECT app_key, account_id, expires_at, revoked_at, scopes FROM tokens WHERE token_hash = ?"
        of_app, account_id, *_ = self._first_row(find, token)
        self._first_row("SELECT * FROM authorizations WHERE account_id = ? AND app_key = ?", account_id, of_app)
        self._first_row("SELECT * FROM accounts WHERE account_id = ?", account_id)
        if not with_shop:
            return str(account_id)
        shop = self._first_row("SELECT shop_id, account_id FROM shops WHERE cipher = ?", query["shop_cipher"])
        if shop[1] != account_id or of_app != app_key:
            raise PermissionError
        return str(shop[0])

    def _first_row(self, sql: str, *values: object) -> Row:
        row: Row = self.db.execute(sql, values).fetchone()
        return row

    def authorized_shops(self, request: Request, body: bytes, account_id: str) -> Json:
        rows = self.db.execute("SELECT shop_id, cipher, region, doc FROM shops WHERE account_id = ?", (account_id,))
        shops = []
        for shop_id, cipher, region, doc in rows:
            shop = decode(doc)
            shops.append(
                {
                    "id": shop_id,
                    "name": shop["name"],
                    "region": region,
                    "seller_type": shop.get("seller_type", "LOCAL"),
                    "cipher": cipher,
                    "code": shop["code"],
                }
            )
        return {"shops": shops}

    def search(self, request: Request, body: bytes, shop_id: str) -> Json:
        status, size = decode(body)["status"], int(request.query_params["page_size"])
        total = self._first_row(
            "SELECT value FROM shop_counts WHERE shop_id = ? AND name = ?", shop_id, f"products.{status}"
        )
        sql = "SELECT doc FROM products WHERE shop_id = ? AND status = ? ORDER BY product_id DESC LIMIT ?"
        docs = [decode(row[0]) for row in self.db.execute(sql, (shop_id, status, size))]
        held = self._held(shop_id, [sku["id"] for doc in docs for sku in doc["live"]["skus"]])
        return {
            "total_count": total[0],
            "products": [_row(doc, held) for doc in docs],
            "next_page_token": encode([docs[-1]["product_id"], total[0]]).hex(),
        }

    def _held(self, shop_id: str, sku_ids: list[str]) -> dict[str, list[Json]]:
        marks = ",".join("?" * len(sku_ids))
        sql = f"""SELECT sku_id, warehouse_id, on_hand - committed - campaign_lock - creator_lock FROM stock
            WHERE shop_id = ? AND sku_id IN ({marks}) ORDER BY sku_id, warehouse_id"""  # noqa: S608 (marks only)
        levels: dict[str, list[Json]] = {}
        for sku_id, warehouse_id, quantity in self.db.execute(sql, [shop_id, *sku_ids]):
            levels.setdefault(sku_id, []).append({"warehouse_id": warehouse_id, "quantity": quantity})
        return levels

    def product(self, request: Request, body: bytes, shop_id: str) -> Json:
        doc = self._doc(shop_id, request.path_params["product_id"])
        live = doc["live"]
        sales_attributes = [
            sales_attribute["sku_img"]
            for sku in live["skus"]
            for sales_attribute in sku["sales_attributes"]
            if "sku_img" in sales_attribute
        ]
        uris = {item["uri"] for item in [*live["main_images"], *sales_attributes]}
        marks = ",".join("?" * len(uris))
        rows = self.db.execute(f"SELECT media_id, doc FROM media WHERE media_id IN ({marks})", list(uris))  # noqa: S608
        media = {media_id: decode(text) for media_id, text in rows}
        base = f"{request.base_url}media/"
        held = self._held(shop_id, [sku["id"] for sku in live["skus"]])
        return _detail(doc, media, held, self._chains[live["category_id"]], base)

    def orders(self, request: Request, body: bytes, shop_id: str) -> Json:
        status, size = decode(body)["order_status"], int(request.query_params["page_size"])
        total = self._first_row(
            "SELECT value FROM shop_counts WHERE shop_id = ? AND name = ?", shop_id, f"orders.{status}"
        )
        sql = """SELECT shown, created_at, order_id FROM orders WHERE shop_id = ? AND status = ?
            ORDER BY created_at DESC, order_id DESC LIMIT ?"""
        rows = self.db.execute(sql, (shop_id, status, size)).fetchall()
        return {
            "total_count": total[0],
            "orders": [self._order(row[0], request) for row in rows],
            "next_page_token": encode([*rows[-1][1:], total[0]]).hex(),
        }

    def order(self, request: Request, body: bytes, shop_id: str) -> Json:
        sql = "SELECT shown FROM orders WHERE shop_id = ? AND order_id = ?"
        return {"orders": [self._order(self._first_row(sql, shop_id, request.query_params["ids"])[0], request)]}

    def _order(self, text: bytes, request: Request) -> msgspec.Raw:
        """An order is kept as it is shown, but for the address of its pictures."""
        return msgspec.Raw(text.replace(b'"media://', f'"{request.base_url}media/'.encode()))

    def _doc(self, shop_id: str, product_id: str) -> Json:
        row = self._first_row("SELECT doc FROM products WHERE shop_id = ? AND product_id = ?", shop_id, product_id)
        product: Json = decode(row[0])
        return product

    def update_inventory(self, request: Request, body: bytes, shop_id: str) -> Json:
        doc = self._doc(shop_id, request.path_params["product_id"])
        known = {sku["id"] for sku in doc["live"]["skus"]}
        self._held(shop_id, list(known))
        self.db.execute("SELECT * FROM warehouses WHERE shop_id = ?", (shop_id,)).fetchall()
        for sku in decode(body)["skus"]:
            if sku["id"] in known:
                for line in sku["inventory"]:
                    self._set_stock(shop_id, sku["id"], line["warehouse_id"], line["quantity"])
        return {"errors": []}

    def _set_stock(self, shop_id: str, sku_id: str, warehouse_id: str, quantity: int) -> None:
        place = (shop_id, sku_id, warehouse_id)
        find = "SELECT on_hand FROM stock WHERE shop_id = ? AND sku_id = ? AND warehouse_id = ?"
        by = quantity - self._first_row(find, *place)[0]
        change = "UPDATE stock SET on_hand = on_hand + ? WHERE shop_id = ? AND sku_id = ? AND warehouse_id = ?"
        self.db.execute(change, (by, *place))
        self.db.execute(
            "INSERT INTO stock_ledger VALUES (?, ?, ?, ?, 'API_SYNC', '', ?, 0, 0, 0, ?)",
            (shop_id, f"7512{self._number():015}", sku_id, warehouse_id, by, time.time_ns() // 1_000_000),
        )

    def _number(self, count: int = 1) -> int:
        sql = "UPDATE counters SET value = value + ? WHERE name = 'ids' RETURNING value"
        return int(self._first_row(sql, count)[0]) - count + 1

    def update_price(self, request: Request, body: bytes, shop_id: str) -> Json:
        doc = self._doc(shop_id, request.path_params["product_id"])
        prices = {sku["id"]: sku["price"] for sku in decode(body)["skus"]}
        for sku in doc["live"]["skus"]:
            if sku["id"] in prices:
                sku["price"] = prices[sku["id"]]
        doc["updated_at"] = time.time_ns() // 1_000_000
        sql = "UPDATE products SET doc = ?, updated_at = ? WHERE shop_id = ? AND product_id = ?"
        self.db.execute(sql, (encode(doc).decode(), doc["updated_at"], shop_id, doc["product_id"]))
        return {}

    def send_message(self, request: Request, body: bytes, shop_id: str) -> Json:
        place, sent = (shop_id, request.path_params["conversation_id"]), decode(body)
        find = "SELECT doc FROM conversations WHERE shop_id = ? AND conversation_id = ?"
        doc, now = decode(self._first_row(find, *place)[0]), time.time_ns() // 1_000_000
        if not decode(sent["content"])["content"]:
            raise ValueError
        position = max(now * 1000, doc["last_index"] + 1)
        message_id = f"7497{self._number():015}"
        message = {
            "message_id": message_id,
            "conversation_id": place[1],
            "type": sent["type"],
            "role": "CUSTOMER_SERVICE",
            "content": sent["content"],
            "at": now,
            "index": position,
        }
        doc |= {"latest": message, "last_index": position, "updated_at": now, "closes_at": now + 21_600_000}
        row = (shop_id, message_id, place[1], position, encode(message))
        self.db.execute("INSERT INTO messages VALUES (?, ?, ?, ?, ?)", row)
        change = "UPDATE conversations SET updated_at = ?, doc = ? WHERE shop_id = ? AND conversation_id = ?"
        self.db.execute(change, (now, encode(doc), *place))
        plan = "UPDATE due_actions SET due_at = ? WHERE name = 'session.close' AND subject = ?"
        self.db.execute(plan, (doc["closes_at"], place[1]))
        return {"message_id": message_id}

    def create(self, request: Request, body: bytes, shop_id: str) -> Json:
        listing = decode(body)
        uris = [main_image["uri"] for main_image in listing["main_images"]]
        marks = ",".join("?" * len(uris))
        self.db.execute(f"SELECT * FROM media WHERE media_id IN ({marks})", uris).fetchall()  # noqa: S608 (marks only)
        self.db.execute("SELECT * FROM warehouses WHERE shop_id = ?", (shop_id,)).fetchall()
        count = len(listing["skus"])
        number, now = self._number(1 + 4 * count), time.time_ns() // 1_000_000
        product_id = f"1729{number:015}"
        rows, stock, ledger = [], [], []
        for index, sku in enumerate(listing["skus"]):
            sku["id"] = f"1730{number + 1 + 4 * index:015}"
            rows.append((shop_id, sku["id"], product_id, sku["seller_sku"]))
            for sales_attribute in sku["sales_attributes"]:
                sales_attribute["id"], sales_attribute["value_id"] = (
                    f"7221{number:015}",
                    f"7222{number + 2 + 4 * index:015}",
                )
            for line in sku.pop("inventory"):
                place = (shop_id, sku["id"], line["warehouse_id"])
                stock.append((*place, product_id, line["quantity"]))
                entry = f"7512{number + 3 + 4 * index:015}"
                ledger.append((shop_id, entry, *place[1:], "API_SYNC", "", line["quantity"], 0, 0, 0, now))
        doc = {"product_id": product_id, "status": "ACTIVATE", "created_at": now, "updated_at": now}
        doc |= {"audit": {"status": "APPROVED"}, "live": listing}
        self.db.execute(
            "INSERT INTO products VALUES (?, ?, 'ACTIVATE', 'APPROVED', 'v2', 'TIKTOK_SHOP', 0, 0, ?, ?, ?)",
            (shop_id, product_id, now, now, encode(doc).decode()),
        )
        self.db.executemany("INSERT INTO skus VALUES (?, ?, ?, ?)", rows)
        self.db.executemany("INSERT INTO stock VALUES (?, ?, ?, ?, ?, 0, 0, 0, '')", stock)
        self.db.executemany("INSERT INTO stock_ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", ledger)
        add = "UPDATE shop_counts SET value = value + 1 WHERE shop_id = ? AND name = 'products.ACTIVATE'"
        self.db.execute(add, (shop_id,))
        return {"product_id": product_id, "skus": [_summary(sku) for sku in listing["skus"]], "warnings": []}


def _summary(sku: Json) -> Json:
    sales_attributes = [
        {"id": sales_attribute["id"], "value_id": sales_attribute["value_id"]}
        for sales_attribute in sku["sales_attributes"]
    ]
    return {"id": sku["id"], "seller_sku": sku["seller_sku"], "sales_attributes": sales_attributes}


def _price(price: Json) -> Json:
    amount = price["amount"]
    return {"currency": price["currency"], "tax_exclusive_price": amount, "sale_price": amount}


def _row(doc: Json, held: Mapping[str, list[Json]]) -> Json:
    live = doc["live"]
    return {
        "id": doc["product_id"],
        "title": live["title"],
        "status": doc["status"],
        "skus": [
            {
                "id": sku["id"],
                "seller_sku": sku["seller_sku"],
                "price": _price(sku["price"]),
                "inventory": held.get(sku["id"], []),
                "status_info": {"status": "NORMAL"},
            }
            for sku in live["skus"]
        ],
        "sales_regions": ["GB"],
        "create_time": doc["created_at"] // 1000,
        "update_time": doc["updated_at"] // 1000,
        "audit": {"status": doc["audit"]["status"]},
        "has_draft": False,
        "is_not_for_sale": False,
        "product_tags": [],
        "recommended_categories": [],
    }


def _image(uri: str, media: Mapping[str, Json], base: str) -> Json:
    url, picture = base + uri, media[uri]
    thumbnail = f"{url}~tplv-thumb:300:300"
    return {
        "uri": uri,
        "urls": [url],
        "thumb_urls": [thumbnail],
        "width": picture["width"],
        "height": picture["height"],
    }


def _sku(sku: Json, media: Mapping[str, Json], held: Mapping[str, list[Json]], base: str) -> Json:
    attributes = []
    for sales_attribute in sku["sales_attributes"]:
        attribute = {
            "id": sales_attribute.get("id", ""),
            "name": sales_attribute["name"],
            "value_id": sales_attribute.get("value_id", ""),
        }
        attribute["value_name"] = sales_attribute["value_name"]
        if "sku_img" in sales_attribute:
            attribute["sku_img"] = _image(sales_attribute["sku_img"]["uri"], media, base)
        attributes.append(attribute)
    return {
        "id": sku["id"],
        "price": _price(sku["price"]),
        "sales_attributes": attributes,
        "seller_sku": sku["seller_sku"],
        "inventory": held.get(sku["id"], []),
        "status_info": {"status": "NORMAL"},
    }


def _detail(doc: Json, media: Mapping[str, Json], held: Mapping[str, list[Json]], chain: list[Json], base: str) -> Json:
    live = doc["live"]
    return {
        "package_dimensions": live["package_dimensions"],
        "package_weight": live["package_weight"],
        "id": doc["product_id"],
        "status": doc["status"],
        "product_status": doc["status"],
        "title": live["title"],
        "description": live["description"],
        "category_chains": chain,
        "main_images": [_image(main_image["uri"], media, base) for main_image in live["main_images"]],
        "skus": [_sku(sku, media, held, base) for sku in live["skus"]],
        "create_time": doc["created_at"] // 1000,
        "update_time": doc["updated_at"] // 1000,
        "audit": {"status": doc["audit"]["status"]},
        "has_draft": False,
        "is_not_for_sale": False,
        "is_replicated": False,
        "product_types": [],
        "product_tags": [],
        "recommended_categories": [],
        "manufacturer_ids": [],
    }
