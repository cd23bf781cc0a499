"""The signed calls that are measured, made ready once so that sending them costs next to nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec

from shopwright.contract.load import operation
from shopwright.platform.accounts.demo_users import demo_of
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.accounts.tokens_store import ACCESS, Tokens
from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.config import Config
from shopwright.platform.core.http import Request
from shopwright.platform.customer_service.open_conversation import open_for_seller
from shopwright.platform.customer_service.store import ConversationFilter, Conversations
from shopwright.platform.logistics.store import SALES, Warehouses
from shopwright.platform.sales.orders.advance import advance
from shopwright.platform.sales.orders.buyer_actions import buyer_known_as
from shopwright.platform.sales.orders.place_order import BasketLine, Purchase, place
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.orders.store import OrderFilter, Orders
from shopwright.platform.server.platform import Platform
from shopwright.wire.signing import sign_request

#: The operations whose cost is budgeted, in the order of the table.
MEASURED = (
    "getAuthorizedShops",
    "searchProducts",
    "getProduct",
    "updateInventory",
    "updatePrice",
    "createProduct",
    "getOrderList",
    "getOrderDetail",
    "sendMessage",
)

PAGE_SIZE = 20

#: Orders that a measured shop has, all in one state.
ORDERS, ORDER_STATUS = 60, "AWAITING_SHIPMENT"

#: The category, by its source code, of the products that are created: one without required attributes.
CANDLE_HOLDERS = "hg-3-39-2"


class Thing(msgspec.Struct, frozen=True):
    """A product of the demo shop with two SKUs or more, and what is needed to change it."""

    product_id: str
    sku_ids: list[str]
    image: str
    category_id: str
    warehouse_id: str


class Shop(msgspec.Struct, frozen=True):
    """Keys of a shop and some of its products; as JSON it travels to other processes."""

    app_key: str
    app_secret: str
    access_token: str
    shop_cipher: str
    shop_id: str
    things: list[Thing]
    order_ids: list[str]
    conversation_id: str = ""


def read_shop(platform: Platform) -> Shop:
    """The keys of a platform's demo shop and its products that have variants."""
    with platform.store.read() as tx:
        demo = demo_of(tx)
        assert demo is not None
        shop_id, app = demo.shop.shop_id, demo.app
        pair = tx[Tokens].newest_pair(app.app_key, demo.shop.account_id)
        access_token = tx[Tokens].texts_of_pair(pair[ACCESS].pair_id)[ACCESS]
        warehouse = next(w for w in tx[Warehouses].of_shop(shop_id) if w.type == SALES)
        products = tx[Products].some(shop_id, tx[Products].all_ids(shop_id))
        page = tx[Orders].page(shop_id, OrderFilter(), by="created_at", descending=True, after=None, size=ORDERS)
        talks = tx[Conversations].page(
            shop_id, ConversationFilter(), by="created_at", descending=True, after=None, size=1
        )
    things = [
        Thing(
            product_id,
            [sku.id for sku in product.listing.skus],
            product.listing.main_images[0].uri,
            product.listing.category_id,
            warehouse.warehouse_id,
        )
        for product_id, product in sorted(products.items())
        if len(product.listing.skus) > 1
    ]
    return Shop(
        app.app_key,
        app.secret,
        access_token,
        demo.shop.cipher,
        shop_id,
        things,
        [seen_order.order_id for seen_order in page],
        talks[0].conversation_id if talks else "",
    )


@dataclass(frozen=True)
class Prepared:
    """A signed call as it travels."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def request(self) -> Request:
        """For a pipeline in this process."""
        return Request(self.method, self.path, self.query, dict(self.headers), self.body)

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


def prepare(
    shop: Shop,
    operation_id: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Sequence[tuple[str, str]] = (),
    body: object = None,
) -> Prepared:
    """Sign a call of an operation."""
    spec = operation(operation_id)
    where = spec.path.format(**(path or {}))
    pairs = [("app_key", shop.app_key), ("timestamp", str(int(time.time()))), *query]
    if spec.entity == "shop":
        pairs.append(("shop_cipher", shop.shop_cipher))
    raw = msgspec.json.encode(body) if body is not None else b""
    pairs.append(("sign", sign_request(shop.app_secret, where, pairs, raw, "application/json")))
    headers = {"content-type": "application/json", "x-tts-access-token": shop.access_token}
    return Prepared(spec.method, where, urlencode(pairs), headers, raw)


def measured_call(shop: Shop, operation_id: str, number: int) -> Prepared:
    """The ``number``-th call of one of the measured operations: like the others, but never the same change twice."""
    thing = shop.things[number % len(shop.things)]
    path = {"product_id": thing.product_id}
    if operation_id == "getAuthorizedShops":
        return prepare(shop, operation_id)
    if operation_id == "searchProducts":
        return prepare(shop, operation_id, query=[("page_size", str(PAGE_SIZE))], body={"status": "ACTIVATE"})
    if operation_id == "getProduct":
        return prepare(shop, operation_id, path=path)
    if operation_id == "updateInventory":
        line = {"warehouse_id": thing.warehouse_id, "quantity": 1_000 + number}
        return prepare(shop, operation_id, path=path, body={"skus": [{"id": thing.sku_ids[0], "inventory": [line]}]})
    if operation_id == "getOrderList":
        return prepare(shop, operation_id, query=[("page_size", str(PAGE_SIZE))], body={"order_status": ORDER_STATUS})
    if operation_id == "getOrderDetail":
        return prepare(shop, operation_id, query=[("ids", shop.order_ids[number % len(shop.order_ids)])])
    if operation_id == "updatePrice":
        price = {"amount": f"{10 + number % 80}.{number % 100:02}", "currency": "GBP"}
        return prepare(shop, operation_id, path=path, body={"skus": [{"id": thing.sku_ids[0], "price": price}]})
    if operation_id == "sendMessage":
        text = {"type": "TEXT", "content": f'{{"content":"Your parcel number {number} leaves today."}}'}
        return prepare(shop, operation_id, path={"conversation_id": shop.conversation_id}, body=text)
    return prepare(shop, operation_id, body=new_listing(thing, number))


def place_orders(platform: Platform) -> None:
    """Orders of one and two units in the demo shop, ready to be shipped, and a conversation with a buyer."""
    shop = read_shop(platform)
    with platform.store.write() as tx:
        owner = tx[Accounts].shop(shop.shop_id)
        assert owner is not None
        for number in range(ORDERS):
            line = BasketLine(shop.things[number % len(shop.things)].sku_ids[0], 1 + number % 2)
            buyer = buyer_known_as(tx, owner, f"bench {number}")
            with tx.attempt():
                change = place(tx, owner, Purchase(lines=[line], buyer=buyer))
                advance(tx, owner, change.order.order_id, OrderStatus.AWAITING_SHIPMENT)
        open_for_seller(tx, owner, change.order.buyer_id)


def new_listing(thing: Thing, number: int) -> dict[str, object]:
    """A body for createProduct: one product with two SKUs and stock."""
    category = taxonomy.by_code(CANDLE_HOLDERS)
    assert category is not None
    skus = [
        {
            "seller_sku": f"BENCH-{number}-{colour}",
            "price": {"amount": "12.50", "currency": "GBP"},
            "inventory": [{"warehouse_id": thing.warehouse_id, "quantity": 40}],
            "sales_attributes": [{"name": "Tint", "value_name": colour}],
        }
        for colour in ("Blue", "Red")
    ]
    return {
        "save_mode": "LISTING",
        "title": f"Glass candle holder for tea lights, set of two, {number}",
        "description": "<p>Holds a tea light.</p><ul><li>Glass</li><li>7 cm high</li></ul>",
        "category_id": category.id,
        "category_version": "v2",
        "main_images": [{"uri": thing.image}],
        "package_weight": {"value": "0.4", "unit": "KILOGRAM"},
        "package_dimensions": {"length": "20", "width": "10", "height": "10", "unit": "CENTIMETER"},
        "skus": skus,
    }


def open_shop(config: Config, *, orders: bool = False) -> tuple[Platform, Shop]:
    """A platform in this process, with its demo shop; ``orders``: some of its products are ordered."""
    platform = Platform(config)
    if orders:
        place_orders(platform)
    return platform, read_shop(platform)
