"""What the order board of a shop shows: orders with what is due next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import text
from shopwright.platform.core.pages.lists import Due, Spot, due_at
from shopwright.platform.core.pages.words import words_of
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.deadlines import Deadline, next_deadline
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.package import Package, Scan
from shopwright.platform.sales.packages.states import PackageStatus
from shopwright.platform.sales.packages.store import Packages

from .claims import Claim, claims_of, unanswered
from .order_search import find_orders
from .words import LOSSES, ORDER_STATES, PACKAGE_STATES

#: Rows on a page of a shop's lists.
PAGE_SIZE = 40

#: What time does to an order next, in words.
DUE_WORDS = {
    Deadline.CANCEL_UNPAID: "Buyer must pay",
    Deadline.RELEASE: "Leaves the hold",
    Deadline.SHIP_BY_PLATFORM: "The platform ships",
    Deadline.CANCEL_UNSHIPPED: "Ship",
    Deadline.CANCEL_UNCOLLECTED: "Collected",
    Deadline.CANCEL_UNDELIVERED: "Arrives",
    Deadline.COMPLETE: "Completes",
    Deadline.MASK: "The buyer is hidden",
    Deadline.ANONYMISE: "The buyer's data are deleted",
}

#: Deadlines that the seller must not miss.
_MUST = {Deadline.CANCEL_UNSHIPPED, Deadline.CANCEL_UNCOLLECTED}

#: Deadlines that a carrier keeps, whose route says when.
_CARRIED = {Deadline.CANCEL_UNCOLLECTED, Deadline.CANCEL_UNDELIVERED}


class ParcelRow(msgspec.Struct, frozen=True):
    """A parcel, with the scan that was made last and the one that is planned next."""

    package: Package
    look: str
    state: str
    last: Scan | None
    ahead: Scan | None


class OrderRow(msgspec.Struct, frozen=True):
    """An order; ``claim`` is the open one that matters most."""

    order: Order
    look: str
    state: str
    what: str
    units: int
    total: str
    due: Due | None
    parcels: list[ParcelRow]
    claim: Claim | None


class OrderBoard(msgspec.Struct, frozen=True):
    """``unanswered`` claims are counted as :func:`unanswered` does. ``is_cut``: more orders are to be looked at for the
    text that is searched for. ``clock`` says how far the platform's is from this machine's, where it is."""

    shop: Shop
    rows: list[OrderRow]
    counts: dict[str, int]
    unanswered: int
    spot: Spot
    is_cut: bool
    clock: str


def read_board(tx: Tx, shop_id: str, spot: Spot) -> OrderBoard:
    shop = find_shop(tx, shop_id)
    page = find_orders(tx, shop_id, spot, PAGE_SIZE)
    rows = rows_for(tx, shop, page.rows)
    return OrderBoard(
        shop=shop,
        rows=rows,
        counts=tx[Orders].counts(shop_id),
        unanswered=len(unanswered(tx, shop)),
        spot=spot.before(page.next_place),
        is_cut=page.is_cut,
        clock=clock_words(tx),
    )


def rows_for(tx: Tx, shop: Shop, orders: Sequence[Order]) -> list[OrderRow]:
    """Orders as boards show them, with the claims that are open against them."""
    claims = claims_of(tx, shop, [order.order_id for order in orders if order.claims])
    return [order_row(tx, shop, order, claims) for order in orders]


def order_row(tx: Tx, shop: Shop, order: Order, claims: Iterable[Claim]) -> OrderRow:
    """An order as boards show it; ``claims`` are those against it and maybe against others."""
    look, state = ORDER_STATES[order.status]
    first = order.items[order.lines[0].item].product_name
    kinds = len(order.items)
    parcels = [parcel_row(package, [order]) for package in tx[Packages].some(shop.shop_id, order.package_ids)]
    market = region(shop.region)
    claim = _first_of([claim for claim in claims if claim.id in order.claims])
    mine = claim.due if claim else None
    return OrderRow(
        order=order,
        look=look,
        state=state,
        what=first if kinds == 1 else f"{first} and {kinds - 1} more",
        units=len(order.lines),
        total=f"{text(order.money.total, market.currency_decimals)} {market.currency}",
        due=mine if claim and claim.needs_answer else order_due(order, shop, parcels, tx.now()) or mine,
        parcels=parcels,
        claim=claim,
    )


def _first_of(claims: Sequence[Claim]) -> Claim | None:
    """The claim that is to be answered first, or the newest where none is."""
    urgent = sorted(
        (claim for claim in claims if claim.needs_answer and claim.due),
        key=lambda claim: claim.due.at if claim.due else 0,
    )
    return (*urgent, *claims, None)[0]


def parcel_row(package: Package, orders: Sequence[Order]) -> ParcelRow:
    """A parcel of some orders, as it says of itself unless they are held: then nobody is to pack it yet."""
    look, state = words_of(PACKAGE_STATES, str(package.status))
    if package.status is PackageStatus.TO_FULFILL and any(order.status is OrderStatus.ON_HOLD for order in orders):
        look, state = "info", "On hold"
    if package.status is PackageStatus.CANCELLED and package.outcome != "DELIVERED":
        look, state = "late", LOSSES[package.outcome]
    made, ahead = package.scans_made, package.scans_ahead
    return ParcelRow(package, look, state, made[-1] if made else None, ahead[0] if ahead else None)


def scan_words(scan: Scan) -> str:
    """What a scan says, with its place unless it names that itself."""
    said = scan.description.rstrip(".")
    return f"{said}, {scan.location}" if scan.location and scan.location not in said else said


def order_due(order: Order, shop: Shop, parcels: Sequence[ParcelRow], now: int) -> Due | None:
    """What time does to an order next; ``now`` in unix seconds."""
    due_time = next_deadline(order, rules_of(shop))
    if due_time is None:
        return None
    at = order.deadlines.shipping_sla if due_time.what is Deadline.CANCEL_UNSHIPPED else due_time.at
    words, is_must = DUE_WORDS[due_time.what], due_time.what in _MUST
    if due_time.what in _CARRIED and shop.has_automatic_carrier and (planned := _expected(due_time.what, parcels)):
        at, is_must = planned, False
    return due_at(words, at * 1000, now, is_must=is_must)


def _expected(what: Deadline, parcels: Sequence[ParcelRow]) -> int:
    """When the last of the parcels is to be collected, or to arrive, in unix seconds; 0 where none travels."""
    ahead = [parcel.package.route for parcel in parcels if parcel.package.scans_ahead]
    is_collection = what is Deadline.CANCEL_UNCOLLECTED
    return max((route[0 if is_collection else -1].at // 1000 for route in ahead), default=0)
