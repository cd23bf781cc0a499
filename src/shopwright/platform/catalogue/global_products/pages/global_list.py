"""A seller's global products: in which markets each is on sale, and how many there are; and the file of all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_account, find_shop
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.errors import ALREADY_PUBLISHED
from shopwright.platform.catalogue.global_products.global_product import GlobalProduct
from shopwright.platform.catalogue.global_products.global_product_change import change_global_product
from shopwright.platform.catalogue.global_products.global_seller import find_global_seller
from shopwright.platform.catalogue.global_products.presenter import quantity_in_all
from shopwright.platform.catalogue.global_products.publish import Target, TargetSku, publish
from shopwright.platform.catalogue.global_products.store import GlobalFilter, GlobalProducts
from shopwright.platform.catalogue.words import GLOBAL_STATES
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO, decimal
from shopwright.platform.core.pages.bulk import BulkAct, act_on_many, bulk_reply
from shopwright.platform.core.pages.exports import Batch, export
from shopwright.platform.core.pages.lists import Place, Rows, Spot, read_spot, rows_of
from shopwright.platform.core.pages.page import Ask, local_path
from shopwright.platform.database.transaction import Tx
from shopwright.wire.errors import ErrorCode

#: Products on a page, in a batch of a file, and the most ids that a selection of all takes.
_ON_PAGE, _AT_ONCE, _MOST_IDS = 25, 100, 5_000

_HEAD = ("Global product", "Title", "State", "SKUs", "Quantity", "Currency", "Lowest price", "Markets")

ACTS = (BulkAct("PUBLISH", "For the seller", "Publish in every market"),)

NOT_TAKEN = ErrorCode(40905, "No market took it: {reason}", 409, "Mend what the message names.")


class GlobalRow(msgspec.Struct, frozen=True):
    """A global product with what there is of it, and the markets that its seller could still publish it in."""

    product: GlobalProduct
    look: str
    state: str
    quantity: int
    price: str
    markets: list[str]
    open_markets: list[str]


class GlobalList(msgspec.Struct, frozen=True):
    shop: Shop
    rows: list[GlobalRow]
    counts: dict[str, int]
    spot: Spot
    is_cut: bool
    clock: str


async def global_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/global``: the global products of the shop's seller."""
    shop_id = ask.path("shop_id")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/global", GLOBAL_STATES)
    listed = await ask.read(lambda tx: _read(tx, shop_id, spot))
    if ask.part:
        return ask.fragment("_global_list.html", listed=listed, states=GLOBAL_STATES)
    return ask.page("global_list.html", listed=listed, states=GLOBAL_STATES, acts=ACTS)


async def global_file(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/files/global.csv`` and ``.xlsx``; ``.ids`` are the ids of all rows, as JSON."""
    shop_id, kind = ask.path("shop_id"), ask.path("kind")
    if kind not in ("csv", "xlsx", "ids"):
        raise NOT_FOUND(what=f"The file global.{kind[:10]}")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/global", GLOBAL_STATES)
    await ask.read(lambda tx: find_shop(tx, shop_id))
    if kind != "ids":
        return await export("global", kind, _HEAD, _batches(ask, shop_id, spot))
    ids = [str(row[0]) async for batch in _batches(ask, shop_id, spot) for row in batch]
    return Response(msgspec.json.encode(ids[:_MOST_IDS]), media_type="application/json")


async def _batches(ask: Ask, shop_id: str, spot: Spot) -> AsyncIterator[Batch]:
    while True:
        page = await ask.read(lambda tx, spot=spot: find_rows(tx, find_shop(tx, shop_id), spot, _AT_ONCE))  # type: ignore[misc]
        yield [_cells(row) for row in page.rows]
        if page.next_place is None:
            return
        spot = msgspec.structs.replace(spot, after=f"{page.next_place[0]}-{page.next_place[1]}")


def _cells(row: GlobalRow) -> Sequence[str | int]:
    currency, _, amount = row.price.partition(" ")
    product = row.product
    return (
        product.global_product_id,
        product.listing.title,
        row.state,
        len(product.listing.skus),
        row.quantity,
        currency,
        amount,
        ", ".join(row.markets),
    )


def _read(tx: Tx, shop_id: str, spot: Spot) -> GlobalList:
    shop = find_shop(tx, shop_id)
    page = find_rows(tx, shop, spot, _ON_PAGE)
    products = tx[GlobalProducts]
    counts = {state: products.count(shop.account_id, GlobalFilter(status=state)) for state in GLOBAL_STATES}
    return GlobalList(shop, page.rows, counts, spot.before(page.next_place), page.is_cut, clock_words(tx))


def find_rows(tx: Tx, shop: Shop, spot: Spot, size: int) -> Rows[GlobalRow]:
    """The page of the seller's global products that an address asks for, the newest first."""
    wanted = GlobalFilter(
        status=spot.state or None,
        created_from=spot.since_ms,
        created_to=None if spot.before_ms is None else spot.before_ms - 1,
    )

    def read(after: Place | None, most: int) -> list[GlobalProduct]:
        return tx[GlobalProducts].page(shop.account_id, wanted, after[1] if after else None, most)

    matches = _matches(spot.text) if spot.text else None
    page = rows_of(read, lambda product: (0, product.global_product_id), matches, spot.place, size)
    regions = [each.region for each in tx[Accounts].shops_of(shop.account_id) if each.is_active]
    return Rows([row_of(tx, product, regions) for product in page.rows], page.next_place, page.is_cut)


def _matches(text: str) -> Callable[[GlobalProduct], bool]:
    wanted = text.casefold()

    def has_text(product: GlobalProduct) -> bool:
        texts = [product.global_product_id, product.listing.title]
        for sku in product.listing.skus:
            texts += [sku.id, sku.seller_sku or ""]
        return any(wanted in text.casefold() for text in texts)

    return has_text


def row_of(tx: Tx, product: GlobalProduct, regions: Sequence[str]) -> GlobalRow:
    """A global product as a row; ``regions`` are those of its seller's active shops."""
    look, state = GLOBAL_STATES[product.status]
    prices = sorted(
        (sku.price for sku in product.listing.skus if sku.price), key=lambda money: decimal(money.amount) or ZERO
    )
    markets = [publication.region for publication in product.publications]
    return GlobalRow(
        product=product,
        look=look,
        state=state,
        quantity=sum(quantity_in_all(tx, product, sku) for sku in product.listing.skus),
        price=f"{prices[0].currency} {prices[0].amount}" if prices else "",
        markets=markets,
        open_markets=[code for code in regions if code not in markets],
    )


async def bulk_act(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/bulk/global``: publish those that are ticked."""
    shop_id, name = ask.path("shop_id"), ask.form.text("act")
    if all(act.name != name for act in ACTS):
        raise BAD_REQUEST(reason=f"There is no act {name[:40]!r} on global products.")
    shop = await ask.read(lambda tx: find_shop(tx, shop_id))
    result = await act_on_many(ask, ask.form.many("id"), lambda tx, id_: publish_everywhere(tx, shop, id_))
    back = local_path(ask.form.text("back") or f"/portal/shops/{shop_id}/global")
    return bulk_reply(ask, result, "global product", back)


def publish_everywhere(tx: Tx, shop: Shop, global_product_id: str) -> None:
    """Publish a global product, with all its SKUs, in each market of its seller that has it not yet.

    Refused where it is in all of them already, and where none of the others takes it.
    """
    seller = find_global_seller(tx, find_account(tx, shop.account_id))
    change = change_global_product(tx, seller.account, global_product_id)
    if change is None:
        raise NOT_FOUND(what=f"The global product {global_product_id[:40]}")
    others = [each for each in seller.shops if change.product.publication(each.region) is None]
    if not others:
        raise ALREADY_PUBLISHED(region="every market")
    skus = {sku.id: TargetSku() for sku in change.product.listing.skus}
    results = [publish(tx, change, seller, Target(shop=each, skus=skus), "portal")[0] for each in others]
    if all(result.status == "FAILED" for result in results):
        raise NOT_TAKEN(reason="; ".join(f"{each.region}: {', '.join(each.reasons)}" for each in results)[:400])
