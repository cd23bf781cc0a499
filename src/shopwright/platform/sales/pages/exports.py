"""A shop's lists as files for spreadsheets: all rows that the address selects, without their buyers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from decimal import Decimal

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.exports import Batch, Cell, export, utc_text
from shopwright.platform.core.pages.lists import Rows, Spot, read_spot
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region

from .claims import ANSWER, Claim
from .order_board import OrderRow, rows_for
from .order_search import find_orders
from .shop_lists import ListedParcel, find_claims, find_parcels, listed_parcels
from .words import CLAIM_STATES, ORDER_STATES, PACKAGE_STATES

#: Rows that are read in one transaction, and ids that one answer lists.
_AT_ONCE, _MOST_IDS = 200, 5_000

_ORDER_HEAD = (
    "Order",
    "State",
    "Placed (UTC)",
    "Changed (UTC)",
    "Paid (UTC)",
    "Units",
    "What",
    "Seller SKUs",
    "Total",
    "Currency",
    "Payment",
    "Delivery",
    "Packages",
    "Tracking numbers",
    "Open request",
    "Next",
    "Next at (UTC)",
    "Reference",
)
_PARCEL_HEAD = (
    "Package",
    "State",
    "Packed (UTC)",
    "Changed (UTC)",
    "Orders",
    "What",
    "Units",
    "Carrier",
    "Tracking number",
    "Last scan",
)
_CLAIM_HEAD = ("Request", "Order", "Kind", "State", "Asked (UTC)", "Changed (UTC)", "What", "Units", "Money", "Reason")


class _List(msgspec.Struct, frozen=True):
    """A list: its states, its columns, and how a page of rows is read, whose first cell is the id."""

    states: frozenset[str]
    head: tuple[str, ...]
    read: Callable[[Tx, Shop, Spot], Rows[Sequence[Cell]]]


async def list_file(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/files/{list}.csv`` and ``.xlsx``."""
    of, kind, shop_id = ask.path("list"), ask.path("kind"), ask.path("shop_id")
    if of not in _LISTS or kind not in ("csv", "xlsx"):
        raise NOT_FOUND(what=f"The file {of[:40]}.{kind[:10]}")
    listed = _LISTS[of]
    spot = read_spot(ask, f"/portal/shops/{shop_id}/{of}", listed.states)
    await ask.read(lambda tx: find_shop(tx, shop_id))
    return await export(of, kind, listed.head, _batches(ask, shop_id, listed, spot))


async def list_ids(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/files/{list}.ids``: the ids of all rows that the address selects, as JSON."""
    of, shop_id = ask.path("list"), ask.path("shop_id")
    if of not in _LISTS:
        raise NOT_FOUND(what=f"The list {of[:40]}")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/{of}", _LISTS[of].states)
    await ask.read(lambda tx: find_shop(tx, shop_id))
    ids: list[str] = []
    async for batch in _batches(ask, shop_id, _LISTS[of], spot):
        ids += [str(row[0]) for row in batch]
        if len(ids) >= _MOST_IDS:
            break
    return Response(msgspec.json.encode(ids[:_MOST_IDS]), media_type="application/json")


async def _batches(ask: Ask, shop_id: str, listed: _List, spot: Spot) -> AsyncIterator[Batch]:
    """The rows, page by page, each in a transaction of its own, so that others get their turn."""
    while True:
        page = await ask.read(lambda tx, spot=spot: listed.read(tx, find_shop(tx, shop_id), spot))  # type: ignore[misc]
        yield page.rows
        if page.next_place is None:
            return
        spot = msgspec.structs.replace(spot, after=f"{page.next_place[0]}-{page.next_place[1]}")


def _orders(tx: Tx, shop: Shop, spot: Spot) -> Rows[Sequence[Cell]]:
    page = find_orders(tx, shop.shop_id, spot, _AT_ONCE)
    return Rows([_order_cells(shop, row) for row in rows_for(tx, shop, page.rows)], page.next_place)


def _order_cells(shop: Shop, row: OrderRow) -> Sequence[Cell]:
    order, packages = row.order, [parcel.package for parcel in row.parcels]
    return (
        order.order_id,
        row.state,
        utc_text(order.created_at),
        utc_text(order.updated_at),
        utc_text(order.paid_time * 1000),
        row.units,
        row.what,
        ", ".join(dict.fromkeys(item.seller_sku for item in order.items if item.seller_sku)),
        Decimal(row.total.rpartition(" ")[0]),
        region(shop.region).currency,
        order.payment_method,
        order.delivery_option_name,
        ", ".join(package.package_id for package in packages),
        ", ".join(package.tracking_number for package in packages if package.tracking_number),
        row.claim.state if row.claim else "",
        row.due.words if row.due else "",
        utc_text(row.due.at) if row.due else "",
        order.reference,
    )


def _parcels(tx: Tx, shop: Shop, spot: Spot) -> Rows[Sequence[Cell]]:
    page = find_parcels(tx, shop.shop_id, spot, _AT_ONCE)
    return Rows([_parcel_cells(row) for row in listed_parcels(tx, shop, page.rows)], page.next_place)


def _parcel_cells(listed: ListedParcel) -> Sequence[Cell]:
    package = listed.row.package
    return (
        package.package_id,
        listed.row.state,
        utc_text(package.created_at),
        utc_text(package.updated_at),
        ", ".join(package.order_ids),
        listed.what,
        listed.units,
        package.provider_name,
        package.tracking_number,
        listed.last,
    )


def _claims(tx: Tx, shop: Shop, spot: Spot) -> Rows[Sequence[Cell]]:
    page = find_claims(tx, shop, spot, _AT_ONCE)
    return Rows([_claim_cells(claim) for claim in page.rows], page.next_place)


def _claim_cells(claim: Claim) -> Sequence[Cell]:
    return (
        claim.id,
        claim.order_id,
        claim.kind,
        claim.state,
        utc_text(claim.at),
        utc_text(claim.changed_at),
        claim.what,
        claim.units,
        claim.refund,
        claim.reason,
    )


_LISTS = {
    "orders": _List(frozenset(ORDER_STATES), _ORDER_HEAD, _orders),
    "parcels": _List(frozenset(PACKAGE_STATES), _PARCEL_HEAD, _parcels),
    "returns": _List(frozenset({ANSWER, *CLAIM_STATES}), _CLAIM_HEAD, _claims),
}
