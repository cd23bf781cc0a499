"""Shops: the list, a new one, and the product board of one of them."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

import msgspec
from starlette.responses import Response

from shopwright import decoders
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.sandbox.find import find_account, find_shop
from shopwright.platform.accounts.sandbox.shops import NewShop, create_shop
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.moderation import STATE_ACTS, VERDICTS
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.sandbox import ProductAct, act_on_product
from shopwright.platform.catalogue.states import UNDECIDED, ProductStatus, next_status
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.catalogue.words import AUDIT_STATES, PRODUCT_STATES, variant_of
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.identity import Account, Shop
from shopwright.platform.core.pages.forms import problem_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import all_regions
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.orders.store import Orders
from shopwright.wire.errors import ApiError

#: What the platform can do to a product, as buttons say it.
ACT_WORDS = {
    "PASS_AUDIT": "Pass the audit",
    "PRE_APPROVE": "Pre-approve",
    "FAIL_AUDIT": "Fail the audit",
    "PLATFORM_DEACTIVATE": "Take down",
    "FREEZE": "Freeze",
    "WIN_APPEAL": "Let the appeal win",
}

#: Products on a board's page.
PAGE_SIZE = 48

#: The state of orders that a seller is to ship.
TO_SHIP = str(OrderStatus.AWAITING_SHIPMENT)

#: The most SKUs with low stock that are read.
_MOST_LOW = 500


class ShopRow(msgspec.Struct, frozen=True):
    """A shop with how many products and orders it has, and how many orders it is to ship."""

    shop: Shop
    seller: Account
    products: int
    orders: int
    to_ship: int


class StockSum(msgspec.Struct, frozen=True):
    """Summed over SKUs and warehouses."""

    on_hand: int
    committed: int
    available: int


class ProductRow(msgspec.Struct, frozen=True):
    """A product as its board shows it. ``why`` says why it is not on sale; ``low``, on the board of low stock, which
    variants have little stock, and how much."""

    product: Product
    picture: str
    look: str
    state: str
    audit_look: str
    audit: str
    why: str
    acts: list[tuple[str, str]]
    prices: str
    stock: StockSum
    low: list[tuple[str, int]]


class Board(msgspec.Struct, frozen=True):
    """``is_low``: only products with low stock are shown."""

    row: ShopRow
    products: list[ProductRow]
    counts: dict[str, int]
    status: str
    is_low: bool
    next_after: str

    def url(self, **arguments: str) -> str:
        query = urlencode({name: value for name, value in arguments.items() if value})
        return f"/portal/shops/{self.row.shop.shop_id}{'?' if query else ''}{query}"


async def shops_page(ask: Ask) -> Response:
    """``/portal/shops``."""
    rows = await ask.read(read_shops)
    return ask.page("shops.html", shops=rows, to_ship=TO_SHIP)


def read_shops(tx: Tx) -> list[ShopRow]:
    return [_shop_row(tx, shop) for shop in tx[Accounts].all_shops()]


def _shop_row(tx: Tx, shop: Shop) -> ShopRow:
    products, orders = tx[Products].count(shop.shop_id, ProductFilter()), tx[Orders].counts(shop.shop_id)
    return ShopRow(shop, find_account(tx, shop.account_id), products, sum(orders.values()), orders.get(TO_SHIP, 0))


async def new_shop(ask: Ask) -> Response:
    """``/portal/shops/new``."""
    values = {"region": ask.form.text("region"), "name": ask.form.text("name"), "authorize": ask.form.many("authorize")}
    apps = await ask.read(lambda tx: tx[Apps].all())
    if ask.request.method != "POST":
        values |= {"region": ask.services.config.region, "authorize": [app.app_key for app in apps if app.doc.is_demo]}
        return ask.page("shop_new.html", values=values, regions=all_regions(), apps=apps, field="", problem="")
    try:
        body = decoders.convert({**values, "name": values["name"] or None}, NewShop)
        made = await ask.write(lambda tx: create_shop(tx, body))
    except (ApiError, msgspec.ValidationError) as error:
        field, problem = problem_of(error)
        return ask.page(
            "shop_new.html", 400, values=values, regions=all_regions(), apps=apps, field=field, problem=problem
        )
    return ask.go(f"/portal/shops/{made.shop_id}", "The shop is open. It has no products yet.")


async def shop_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}``: the product board."""
    status, is_low = ask.query("status"), ask.query("stock") == "low"
    wanted = status if status in PRODUCT_STATES and not is_low else ""
    board = await ask.read(lambda tx: _board(tx, ask.path("shop_id"), wanted, ask.query("after"), is_low=is_low))
    return ask.page("shop.html", board=board, states=PRODUCT_STATES)


def _board(tx: Tx, shop_id: str, status: str, after: str, *, is_low: bool) -> Board:
    shop = find_shop(tx, shop_id)
    low = tx[Stock].low(shop_id, shop.doc.low_stock_threshold, _MOST_LOW) if is_low else []
    wanted = ProductFilter(status=status or None, sku_ids=tuple(low_stock.sku_id for low_stock in low))
    products = [] if is_low and not low else tx[Products].page(shop_id, wanted, after or None, PAGE_SIZE + 1)
    values = products[:PAGE_SIZE]
    counts = {
        product_state: tx[Products].count(shop_id, ProductFilter(status=product_state))
        for product_state in PRODUCT_STATES
    }
    held = tx[Stock].of_skus(shop_id, [sku.id for product in values for sku in product.listing.skus])
    left = {low_stock.sku_id: low_stock.available for low_stock in low}
    rows = []
    for product in values:
        skus = product.listing.skus
        quantities = [quantities for sku in skus for quantities in held[sku.id].values()]
        stock = StockSum(
            sum(quantity.on_hand for quantity in quantities),
            sum(quantity.committed for quantity in quantities),
            sum(quantity.available for quantity in quantities),
        )
        rows.append(
            _product_row(
                product,
                stock,
                [(variant_of(listed_sku), left[listed_sku.id]) for listed_sku in skus if listed_sku.id in left],
            )
        )
    more = values[-1].product_id if len(products) > PAGE_SIZE else ""
    return Board(_shop_row(tx, shop), rows, counts, status, is_low, more)


def _product_row(product: Product, stock: StockSum, low: list[tuple[str, int]]) -> ProductRow:
    listing = product.listing
    look, state = PRODUCT_STATES[product.status]
    audit_look, audit = AUDIT_STATES[product.audit.status]
    images = listing.main_images or []
    why = product.suspended_reason if product.status is ProductStatus.PLATFORM_DEACTIVATED else ""
    return ProductRow(
        product=product,
        # By path, so that it comes from wherever this page comes from.
        picture=f"/media/{images[0].uri}" if images else "",
        look=look,
        state=state,
        audit_look=audit_look,
        audit=audit,
        why=why or "; ".join(product.audit.failed_reasons),
        acts=_acts(product),
        prices=_prices(product),
        stock=stock,
        low=low,
    )


def _acts(product: Product) -> list[tuple[str, str]]:
    """What the platform can do to a product now, with the words for it."""
    judged = product.audit.status in UNDECIDED
    allowed = {name for name, event in STATE_ACTS.items() if next_status(product.status, event) is not None}
    return [(name, words) for name, words in ACT_WORDS.items() if name in allowed or (judged and name in VERDICTS)]


async def act(ask: Ask) -> Response:
    """Carry out an act of the platform on a product, then answer its board."""
    reason = ask.form.text("reason")
    fields = {
        "shop_id": ask.path("shop_id"),
        "act": ask.form.text("act"),
        "reasons": [reason] if reason else [],
    }
    try:
        body = decoders.convert(fields, ProductAct)
    except msgspec.ValidationError as error:
        raise BAD_REQUEST(reason=problem_of(error)[1]) from error
    done = await ask.write(lambda tx: act_on_product(tx, ask.form.text("product_id"), body))
    status = ask.form.text("status")
    query = f"?{urlencode({'status': status})}" if status in PRODUCT_STATES else ""
    state = PRODUCT_STATES[done.status][1].lower()
    return ask.go(f"/portal/shops/{body.shop_id}{query}", f"The product {done.product_id} is now {state}.")


def _prices(product: Product) -> str:
    """The cheapest and the dearest SKU, with the currency."""
    prices = [sku.price for sku in product.listing.skus if sku.price]
    amounts = sorted(Decimal(text) for price in prices if (text := price.sale_price or price.amount))
    if not amounts:
        return "–"
    low, high = amounts[0], amounts[-1]
    return f"{low:,} {prices[0].currency}" if low == high else f"{low:,}–{high:,} {prices[0].currency}"
