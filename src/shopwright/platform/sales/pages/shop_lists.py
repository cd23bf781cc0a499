"""The lists of a shop's parcels and of what its buyers want back."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.lists import Due, Spot, due_at
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.package import Package
from shopwright.platform.sales.packages.store import PackageFilter, Packages

from .claims import ANSWER, MOST, Claim, count_claims, page_of_claims, unanswered
from .order_board import PAGE_SIZE, ParcelRow, order_due, parcel_row, scan_words
from .words import CLAIM_STATES, PACKAGE_STATES


class ListedParcel(msgspec.Struct, frozen=True):
    """A parcel with what its orders are, the last scan in words, and what is next."""

    row: ParcelRow
    what: str
    units: int
    last: str
    due: Due | None


class ParcelList(msgspec.Struct, frozen=True):
    shop: Shop
    rows: list[ListedParcel]
    counts: dict[str, int]
    spot: Spot


class ClaimList(msgspec.Struct, frozen=True):
    """``unanswered`` stops counting above ``MOST``."""

    shop: Shop
    rows: list[Claim]
    counts: dict[str, int]
    unanswered: int
    spot: Spot


async def parcels_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/parcels``."""
    status = ask.query("status")
    wanted = status if status in PACKAGE_STATES else ""
    listed = await ask.read(lambda tx: _parcels(tx, ask.path("shop_id"), wanted, ask.query("after")))
    if ask.part:
        return ask.fragment("_parcels.html", listed=listed, states=PACKAGE_STATES)
    return ask.page("parcels.html", listed=listed, states=PACKAGE_STATES)


async def returns_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/returns``: cancellations too."""
    status = ask.query("status")
    wanted = status if status == ANSWER or status in CLAIM_STATES else ""
    listed = await ask.read(lambda tx: _claims(tx, ask.path("shop_id"), wanted, ask.query("after")))
    if ask.part:
        return ask.fragment("_returns.html", listed=listed, states=CLAIM_STATES, answer=ANSWER, most=MOST)
    return ask.page("returns.html", listed=listed, states=CLAIM_STATES, answer=ANSWER, most=MOST)


def _parcels(tx: Tx, shop_id: str, status: str, after: str) -> ParcelList:
    shop = find_shop(tx, shop_id)
    spot = Spot(f"/portal/shops/{shop_id}/parcels", status, after)
    page = tx[Packages].page(
        shop_id,
        PackageFilter(status=status or None),
        by="created_at",
        descending=True,
        after=spot.place,
        size=PAGE_SIZE + 1,
    )
    packages = [package for _, package in page[:PAGE_SIZE]]
    more = (packages[-1].created_at, packages[-1].package_id) if len(page) > PAGE_SIZE else None
    rows = _listed(tx, shop, packages)
    return ParcelList(shop, rows, tx[Packages].counts(shop_id), spot.before(more))


def _listed(tx: Tx, shop: Shop, packages: list[Package]) -> list[ListedParcel]:
    orders = tx[Orders].some(shop.shop_id, {order_id for package in packages for order_id in package.order_ids})
    rows = []
    for package in packages:
        row, inside = parcel_row(package), set(package.line_ids)
        bought = [orders[order_id] for order_id in package.order_ids if order_id in orders]
        names = [order.item_of(line).product_name for order in bought for line in order.lines if line.id in inside]
        kinds = list(dict.fromkeys(names)) or [order.items[0].product_name for order in bought]
        due = _due(row, shop, tx.now())
        if due is None and package.is_open and bought:
            due = order_due(bought[0], shop, [row], tx.now())
        what = f"{kinds[0]} and {len(kinds) - 1} more" if len(kinds) > 1 else "".join(kinds)
        last = scan_words(row.last) if row.last else ""
        rows.append(ListedParcel(row, what, len(package.line_ids), last, due))
    return rows


def _due(row: ParcelRow, shop: Shop, now: int) -> Due | None:
    """The next scan, where the carrier makes it without being told."""
    if row.ahead is None or not shop.has_automatic_carrier:
        return None
    return due_at("Scan", row.ahead.at, now, is_must=False)


def _claims(tx: Tx, shop_id: str, status: str, after: str) -> ClaimList:
    shop = find_shop(tx, shop_id)
    spot = Spot(f"/portal/shops/{shop_id}/returns", status, after)
    page = page_of_claims(tx, shop, status, spot.place, PAGE_SIZE + 1)
    rows = page[:PAGE_SIZE]
    more = (rows[-1].at, rows[-1].id) if len(page) > PAGE_SIZE else None
    return ClaimList(shop, rows, count_claims(tx, shop_id), len(unanswered(tx, shop)), spot.before(more))
