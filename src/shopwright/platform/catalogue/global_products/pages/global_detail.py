"""A global product: its content, and for each market its local product with price and stock of every SKU."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.global_products.global_product import GlobalProduct, Publication
from shopwright.platform.catalogue.global_products.store import GlobalProducts
from shopwright.platform.catalogue.listing import ListedSku
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.sku_presenter import price_of
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.store import Products
from shopwright.platform.catalogue.words import PRODUCT_STATES, variant_of
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx

from .global_list import GlobalRow, publish_everywhere, row_of


class MarketSku(msgspec.Struct, frozen=True):
    """A SKU in one market: what buyers pay, how many are promised, and how many are left."""

    variant: str
    sku_id: str
    price: str
    committed: int
    available: int
    is_shared: bool


class Market(msgspec.Struct, frozen=True):
    """The local product of a market, with the page that it has."""

    region: str
    url: str
    look: str
    state: str
    skus: list[MarketSku]


class GlobalDetail(msgspec.Struct, frozen=True):
    shop: Shop
    row: GlobalRow
    markets: list[Market]
    picture: str
    clock: str
    text: str


async def detail_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/global/{global_product_id}``."""
    shop_id, id_ = ask.path("shop_id"), ask.path("global_product_id")
    detail = await ask.read(lambda tx: _detail(tx, shop_id, id_))
    if ask.part:
        return ask.fragment("_global_product.html", detail=detail)
    return ask.page("global_product.html", detail=detail)


async def publish_act(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/global/{global_product_id}/publish``: in every market that has it not yet."""
    shop_id, id_ = ask.path("shop_id"), ask.path("global_product_id")
    shop = await ask.read(lambda tx: find_shop(tx, shop_id))
    await ask.write(lambda tx: publish_everywhere(tx, shop, id_))
    return ask.go(f"/portal/shops/{shop_id}/global/{id_}", "Published where a market took it.")


def _detail(tx: Tx, shop_id: str, id_: str) -> GlobalDetail:
    shop = find_shop(tx, shop_id)
    product = tx[GlobalProducts].get(shop.account_id, id_)
    if product is None:
        raise NOT_FOUND(what=f"The global product {id_[:40]}")
    regions = [each.region for each in tx[Accounts].shops_of(shop.account_id) if each.is_active]
    images = product.listing.main_images
    return GlobalDetail(
        shop=shop,
        row=row_of(tx, product, regions),
        markets=[market for each in product.publications if (market := _market(tx, product, each)) is not None],
        picture=f"/media/{images[0].uri}" if images else "",
        clock=clock_words(tx),
        text=msgspec.json.encode(product.listing).decode(),
    )


def _market(tx: Tx, product: GlobalProduct, publication: Publication) -> Market | None:
    local = tx[Products].get(publication.shop_id, publication.product_id)
    if local is None:
        return None
    look, state = PRODUCT_STATES[local.status]
    mine = {sku.id: sku for sku in local.listing.skus}
    skus = [
        _sku(tx, publication, local, sku, mine[local_id])
        for sku in product.listing.skus
        if (local_id := publication.sku_ids.get(sku.id, "")) in mine
    ]
    url = f"/portal/shops/{publication.shop_id}/products/{publication.product_id}"
    return Market(publication.region, url, look, state, skus)


def _sku(tx: Tx, publication: Publication, local: Product, sku: ListedSku, there: ListedSku) -> MarketSku:
    held = tx[Stock].of_skus(publication.shop_id, [there.id])[there.id].values()
    price = price_of(there.price)
    return MarketSku(
        variant=variant_of(sku) or sku.seller_sku or local.product_id,
        sku_id=there.id,
        price=f"{price.get('currency', '')} {price.get('sale_price', '')}",
        committed=sum(quantities.committed for quantities in held),
        available=sum(quantities.available for quantities in held),
        is_shared=bool(tx[Stock].pooled_places(publication.shop_id, there.id)),
    )
