"""Buyers of the demo: baskets of real invoices, bought in each shop, and buyers who come by themselves afterwards."""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from shopwright.cli.control import Control, in_path
from shopwright.cli.refusal import RefusedError

if TYPE_CHECKING:
    from shopwright.hub.channels.models import Connection

BASKETS = Path(__file__).parent / "data" / "baskets.csv"
#: Orders that are paid and may be shipped at once in each shop: something to pick within the first minutes.
READY = 8
#: How long the goods of a basket may take to be listed, and how often that is looked at.
_MOST_SECONDS, _PAUSE = 600.0, 1.0


def buy_history(control: Control, shops: list[tuple[Connection, str]]) -> Iterator[Connection]:
    """Have each shop's buyers buy a part of the baskets, once its goods are listed; yields where somebody bought.

    ``shops``: connections with the ciphers of their shops. A basket with goods that a shop has refused is left out.
    """
    waiting = [(*shops[number % len(shops)], basket) for number, basket in enumerate(_baskets()[: READY * len(shops)])]
    ends = time.monotonic() + _MOST_SECONDS
    while waiting and time.monotonic() < ends:
        left = []
        for connection, cipher, basket in waiting:
            lines = _lines(connection, basket)
            if lines is not None:
                if _buy(control, cipher, lines):
                    yield connection
            elif not _is_refused(connection, basket):
                left.append((connection, cipher, basket))
        waiting = left
        if waiting:
            time.sleep(_PAUSE)


def let_buyers_come(control: Control, cipher: str, per_hour: float) -> None:
    """Have simulated buyers come to a shop by themselves; its orders wait for the hub to ship them."""
    control.post("world", {"shop_cipher": cipher, "orders_per_hour": per_hour, "seller": "OFF"})


def _baskets() -> list[dict[str, int]]:
    baskets: dict[str, dict[str, int]] = defaultdict(dict)
    with BASKETS.open(newline="") as file:
        for row in csv.DictReader(file):
            baskets[row["order"]][row["sku"]] = int(row["quantity"])
    return list(baskets.values())


def _lines(connection: Connection, basket: dict[str, int]) -> list[dict[str, object]] | None:
    """A basket by the shop's own ids; None while not all of it is on sale there."""
    from shopwright.hub.listings.models import Offer, State

    offers = Offer.objects.filter(connection=connection, seller_sku__in=basket, listing__state=State.LIVE)
    ids = dict(offers.values_list("seller_sku", "external_id"))
    if set(ids) != set(basket):
        return None
    return [{"sku_id": ids[sku], "quantity": units} for sku, units in basket.items()]


def _is_refused(connection: Connection, basket: dict[str, int]) -> bool:
    from shopwright.hub.listings.models import Listing, State

    refused = Listing.objects.filter(connection=connection, state=State.REFUSED)
    return refused.filter(product__variants__sku__in=basket).exists()


def _buy(control: Control, cipher: str, lines: list[dict[str, object]]) -> bool:
    """Buy, and let the buyer's hour pass for this order; False where the shop has not enough."""
    try:
        order = control.post("orders", {"shop_cipher": cipher, "line_items": lines})
        control.post(f"orders/{in_path(str(order['order_id']))}/advance", {"status": "AWAITING_SHIPMENT"})
    except RefusedError:
        return False
    return True
