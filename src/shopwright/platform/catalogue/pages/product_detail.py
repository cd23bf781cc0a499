"""One product: what it is, what is left of each SKU, and the movements that made each number what it is."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.catalogue.advice.diagnosis_rules import Finding, Sides, diagnose, tier_of
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.quantities import Quantities
from shopwright.platform.catalogue.stock.store import LedgerEntry, Stock
from shopwright.platform.catalogue.store import Products
from shopwright.platform.catalogue.words import (
    AUDIT_STATES,
    DIAGNOSED_FIELDS,
    PRODUCT_STATES,
    QUALITY_TIERS,
    STOCK_REASONS,
)
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.media.store import MediaRecords

from .stock_list import StockRow, stock_rows

#: Movements on a page of a ledger.
_MOVEMENTS = 50


class Movement(msgspec.Struct, frozen=True):
    """A line of the ledger: why, because of what, by how much, and what the warehouse held after it. ``url`` leads to
    the cause, where it has a page."""

    entry: LedgerEntry
    words: str
    url: str
    warehouse: str
    after: Quantities


class Ledger(msgspec.Struct, frozen=True):
    """A SKU's movements, the newest first. ``adds_up``: all of them together make what is held."""

    sku_id: str
    count: int
    adds_up: bool
    movements: list[Movement]
    before: str
    next_before: str


class ProductDetail(msgspec.Struct, frozen=True):
    shop: Shop
    product: Product
    look: str
    state: str
    audit: tuple[str, str]
    picture: str
    rows: list[StockRow]
    ledger: Ledger
    quality: tuple[str, str]
    findings: list[tuple[str, Finding]]
    clock: str
    text: str


async def product_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/products/{product_id}``; ``sku`` chooses whose ledger is shown."""
    shop_id, product_id = ask.path("shop_id"), ask.path("product_id")
    sku_id, before = ask.query("sku")[:40], ask.query("before")[:40]
    detail = await ask.read(lambda tx: _detail(tx, shop_id, product_id, sku_id, before))
    if ask.part:
        return ask.fragment("_product.html", detail=detail)
    return ask.page("product.html", detail=detail)


def product_url(tx: Tx, any_id: str) -> str:
    """The page of a product, or of the product of a SKU, by id; empty for other ids."""
    owner = tx[Products].find_owner(any_id)
    return f"/portal/shops/{owner[0]}/products/{owner[1]}" if owner else ""


def _detail(tx: Tx, shop_id: str, product_id: str, sku_id: str, before: str) -> ProductDetail:
    shop = find_shop(tx, shop_id)
    product = tx[Products].get(shop_id, product_id)
    if product is None:
        raise NOT_FOUND(what=f"The product {product_id[:40]}")
    look, state = PRODUCT_STATES[product.status]
    images = product.listing.main_images or []
    uploads = tx[MediaRecords].some(image.uri for image in images)
    sides = {uri: Sides(of.doc.width, of.doc.height) for uri, of in uploads.items()}
    findings = diagnose(product.listing, shop.region, sides)
    mine = [sku.id for sku in product.listing.skus]
    return ProductDetail(
        shop=shop,
        product=product,
        look=look,
        state=state,
        audit=AUDIT_STATES[product.audit.status],
        picture=f"/media/{images[0].uri}" if images else "",
        rows=stock_rows(tx, shop, [product]),
        ledger=_ledger(tx, shop, sku_id if sku_id in mine else mine[0], before),
        quality=QUALITY_TIERS[tier_of(findings)],
        findings=[(DIAGNOSED_FIELDS[finding.field], finding) for finding in findings],
        clock=clock_words(tx),
        text=msgspec.json.encode(product.listing).decode(),
    )


def _ledger(tx: Tx, shop: Shop, sku_id: str, before: str) -> Ledger:
    """The page before an entry. What was held after each movement is counted back from what is held now."""
    stock = tx[Stock]
    names = {warehouse.warehouse_id: warehouse.doc.name for warehouse in tx[Warehouses].of_shop(shop.shop_id)}
    held = stock.of_skus(shop.shop_id, [sku_id])[sku_id]
    sums = stock.ledger_sums(shop.shop_id, sku_id)
    entries = stock.ledger_page(shop.shop_id, sku_id, before, _MOVEMENTS + 1)
    newer = stock.ledger_sums(shop.shop_id, sku_id, since=before) if before else {}
    after = {place: _minus(quantities, newer.get(place, (0, Quantities()))[1]) for place, quantities in held.items()}
    movements = []
    for entry in entries[:_MOVEMENTS]:
        place = entry.place.warehouse_id
        now = after.get(place, Quantities())
        movements.append(Movement(entry, _words(entry), _url(entry), names.get(place, place), now))
        after[place] = _minus(now, entry.change)
    return Ledger(
        sku_id=sku_id,
        count=sum(count for count, _ in sums.values()),
        adds_up=all(held.get(place, Quantities()) == total for place, (_, total) in sums.items()),
        movements=movements,
        before=before,
        next_before=movements[-1].entry.entry_id if len(entries) > _MOVEMENTS else "",
    )


def _minus(left: Quantities, right: Quantities) -> Quantities:
    return Quantities(
        left.on_hand - right.on_hand,
        left.committed - right.committed,
        left.campaign_lock - right.campaign_lock,
        left.creator_lock - right.creator_lock,
    )


def _words(entry: LedgerEntry) -> str:
    return STOCK_REASONS.get(entry.reason, str(entry.reason).replace("_", " ").capitalize())


def _url(entry: LedgerEntry) -> str:
    """Orders are named by their digits, calls by the id that their reply had."""
    if entry.reason.startswith("order_") or entry.reason == "system_auto_replenish":
        return f"/portal/search?q={entry.reference}" if entry.reference.isdecimal() else ""
    return f"/portal/requests/{entry.reference}" if entry.reason == "api_sync" and entry.reference else ""
