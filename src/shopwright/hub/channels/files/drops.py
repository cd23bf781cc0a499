"""Takes in the files that were dropped: all that can be taken of each, and a report of every row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from shopwright.hub.channels.protocol import ExternalListing

from .folder import Folder
from .orders import order_of
from .products import listing_of
from .state import State
from .tables import Row, TableError, read_table

Rows = list[tuple[int, Row]]
Report = list[tuple[object, ...]]
_KEYS = {"orders": "order", "products": "product"}


def take_in(folder: Folder, state: State, currency: str) -> None:
    """Read what waits. A file that is read twice, after a crash, changes nothing the second time."""
    for kind, file in list(folder.waiting()):
        with state.change():
            if not file.exists():
                continue  # another process was here before
            report, is_refused = _take(kind, file, state, currency)
        folder.put_away(file, report, is_refused=is_refused)


def _take(kind: str, file: Path, state: State, currency: str) -> tuple[Report, bool]:
    try:
        rows = read_table(file)
    except TableError as error:
        return [("", file.name, "refused", str(error))], True
    report: Report = []
    keep = {"orders": _keep_order, "products": _keep_product}[kind]
    for key, own in _grouped(rows, _KEYS[kind]).items():
        report += _kept(key, own, lambda plain: keep(plain, state, currency))
    is_refused = bool(report) and all(line[2] == "refused" for line in report)
    return sorted(report, key=lambda line: str(line[0]).zfill(9)), is_refused


def _grouped(rows: Rows, key: str) -> dict[str, Rows]:
    groups: dict[str, Rows] = {}
    for number, row in rows:
        groups.setdefault(row.get(key) or ("" if key == "order" else row.get("sku", "")), []).append((number, row))
    return groups


def _kept(key: str, rows: Rows, keep: Callable[[list[Row]], str]) -> Report:
    """What became of the rows of one order or product: a row that is wrong refuses them all."""
    try:
        if not key:
            raise TableError("The row names no order or SKU.")
        result, words = keep([row for _, row in rows]), ""
    except TableError as error:
        result, words = "refused", str(error)
    return [(number, key, result, words) for number, _ in rows]


def _keep_order(rows: list[Row], state: State, currency: str) -> str:
    known = state.order(rows[0]["order"])
    order = order_of(rows, known, currency, state.next_time())
    if known is not None and replace(order, updated_at=known.updated_at) == known:
        return "unchanged"
    if known is not None and state.shipment(known.external_id) and order.raw_status != "shipped":
        raise TableError("The order is shipped already.")
    state.keep_order(replace(order, updated_at=state.next_time()))
    return "taken"


def _keep_product(rows: list[Row], state: State, currency: str) -> str:
    listing = listing_of(rows, currency)
    refuse_doubles(listing, state)
    # The hub says how many there are of a SKU that it knows: a file tells of new ones alone.
    numbers = {item.sku: item.quantity for item in state.skus(listing.external_id)}
    skus = tuple(replace(sku, quantity=numbers.get(sku.external_id, sku.quantity)) for sku in listing.skus)
    listing = replace(listing, skus=skus)
    if state.product(listing.external_id) == listing:
        return "unchanged"
    state.keep_product(listing, changed=state.next_time())
    return "taken"


def refuse_doubles(listing: ExternalListing, state: State) -> None:
    """Raises TableError for a SKU that another product has."""
    own = {sku.external_id for sku in listing.skus}
    for item in state.skus():
        if item.sku in own and item.product != listing.external_id:
            raise TableError(f"The SKU {item.sku} belongs to the product {item.product}.")
