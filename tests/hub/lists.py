"""Every list of the hub, with a row in each."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.lists.registry import LISTS
from shopwright.hub.orders.models import Order
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.import_files import begin, csv_bytes

#: A filter of each list that keeps its row. A list that is not named here has no row in the tests yet.
FILTERS = {
    "connections": {},
    "grid": {"q": "mug"},
    "imports": {"q": "goods"},
    "listings": {"q": "mug"},
    "orders": {"view": "held"},
    "picks": {},
    "products": {"q": "mug"},
    "returns": {"view": "all"},
    "shipments": {"view": "refused"},
    "stock": {"q": "mug"},
}
NAMES = sorted(LISTS)


class Filled(NamedTuple):
    """What was put into a workspace."""

    order: Order
    shipment: Shipment
    sku: str


def fill(hub: Hub) -> Filled:
    """A row of each list."""
    made = rows.make_rows(hub)
    order = Order.objects.get(pk=made["order"])
    begin(hub, csv_bytes(("SKU", "Title"), ("JUG-1", "A jug")))
    shipment = Shipment.objects.create(
        workspace=hub.workspace,
        connection=order.connection,
        order=order,
        external_id=f"PKG{hub.tag}",
        tracking_number=f"TRK{hub.tag}",
        carrier="Royal Mail",
        state="refused",
    )
    sku = order.lines.get().seller_sku
    rows.count(hub, hub.variant(sku), 7)
    return Filled(order, shipment, sku)


def cells(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV, by the titles of their columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
