"""The lists of a shop's parcels and of what its buyers want back."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.lists import Due, Place, Rows, Spot, due_at, read_spot, rows_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.package import Package
from shopwright.platform.sales.packages.store import PackageFilter, Packages

from .bulk_acts import BULK_ACTS
from .claims import ANSWER, MOST, Claim, ClaimFilter, count_claims, page_of_claims, unanswered
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
    is_cut: bool
    clock: str


class ClaimList(msgspec.Struct, frozen=True):
    """``unanswered`` stops counting above ``MOST``."""

    shop: Shop
    rows: list[Claim]
    counts: dict[str, int]
    unanswered: int
    spot: Spot
    is_cut: bool
    clock: str


async def parcels_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/parcels``."""
    shop_id = ask.path("shop_id")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/parcels", PACKAGE_STATES)
    listed = await ask.read(lambda tx: _parcels(tx, shop_id, spot))
    if ask.part:
        return ask.fragment("_parcels.html", listed=listed, states=PACKAGE_STATES)
    return ask.page("parcels.html", listed=listed, states=PACKAGE_STATES, acts=BULK_ACTS["parcels"])


async def returns_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/returns``: cancellations too."""
    shop_id = ask.path("shop_id")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/returns", {ANSWER, *CLAIM_STATES})
    listed = await ask.read(lambda tx: _claims(tx, shop_id, spot))
    if ask.part:
        return ask.fragment("_returns.html", listed=listed, states=CLAIM_STATES, answer=ANSWER, most=MOST)
    acts = BULK_ACTS["returns"]
    return ask.page("returns.html", listed=listed, states=CLAIM_STATES, answer=ANSWER, most=MOST, acts=acts)


def _parcels(tx: Tx, shop_id: str, spot: Spot) -> ParcelList:
    shop = find_shop(tx, shop_id)
    page = find_parcels(tx, shop_id, spot, PAGE_SIZE)
    rows = listed_parcels(tx, shop, page.rows)
    counts = tx[Packages].counts(shop_id)
    return ParcelList(shop, rows, counts, spot.before(page.next_place), page.is_cut, clock_words(tx))


def find_parcels(tx: Tx, shop_id: str, spot: Spot, size: int) -> Rows[Package]:
    """The page of parcels that an address asks for; a text is looked for in their ids, numbers and carriers."""
    wanted = PackageFilter(status=spot.state or None, created_from=spot.since_ms, created_before=spot.before_ms)
    if spot.text and (packages := _named(tx, shop_id, spot.text)):
        return Rows([package for package in packages if not spot.state or str(package.status) == spot.state])

    def read(after: Place | None, most: int) -> list[Package]:
        page = tx[Packages].page(shop_id, wanted, by=spot.by, descending=spot.descending, after=after, size=most)
        return [package for _, package in page]

    def place(package: Package) -> Place:
        return (package.created_at if spot.by == "created_at" else package.updated_at), package.package_id

    return rows_of(read, place, _parcel_matches(spot.text) if spot.text else None, spot.place, size)


def _named(tx: Tx, shop_id: str, text: str) -> list[Package]:
    """The parcels that an id names: their own, their tracking number, or an order's."""
    if packages := tx[Packages].with_number(shop_id, text) or tx[Packages].some(shop_id, [text]):
        return packages
    order = tx[Orders].get(shop_id, text)
    return tx[Packages].some(shop_id, order.package_ids) if order else []


def _parcel_matches(text: str) -> Callable[[Package], bool]:
    wanted = text.casefold()
    return lambda package: any(
        wanted in part.casefold()
        for part in (package.package_id, package.tracking_number, package.provider_name, *package.order_ids)
    )


def listed_parcels(tx: Tx, shop: Shop, packages: list[Package]) -> list[ListedParcel]:
    orders = tx[Orders].some(shop.shop_id, {order_id for package in packages for order_id in package.order_ids})
    rows = []
    for package in packages:
        bought = [orders[order_id] for order_id in package.order_ids if order_id in orders]
        row, inside = parcel_row(package, bought), set(package.line_ids)
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


def _claims(tx: Tx, shop_id: str, spot: Spot) -> ClaimList:
    shop = find_shop(tx, shop_id)
    page = find_claims(tx, shop, spot, PAGE_SIZE)
    return ClaimList(
        shop=shop,
        rows=page.rows,
        counts=count_claims(tx, shop_id),
        unanswered=len(unanswered(tx, shop)),
        spot=spot.before(page.next_place),
        is_cut=page.is_cut,
        clock=clock_words(tx),
    )


def find_claims(tx: Tx, shop: Shop, spot: Spot, size: int) -> Rows[Claim]:
    """The page of cancellations and returns that an address asks for; a text is looked for in all that a row shows."""
    wanted = ClaimFilter(spot.state, spot.since_ms, spot.before_ms, spot.by, spot.descending)

    def read(after: Place | None, most: int) -> list[Claim]:
        return page_of_claims(tx, shop, wanted, after, most)

    return rows_of(
        read, lambda claim: claim.place(spot.by), _claim_matches(spot.text) if spot.text else None, spot.place, size
    )


def _claim_matches(text: str) -> Callable[[Claim], bool]:
    wanted = text.casefold()
    return lambda claim: any(
        wanted in part.casefold()
        for part in (claim.id, claim.order_id, claim.what, claim.kind, claim.reason, claim.new_order_id, *claim.notes)
    )
