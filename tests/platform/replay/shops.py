"""Histories that are replayed into a data folder and read back through the Partner API."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from shopwright.cli.main import main
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform

from .histories import as_csv

Json = dict[str, Any]


def write(folder: Path, *rows: Sequence[str], name: str = "history.csv") -> Path:
    """A file with these rows."""
    path = folder / name
    path.write_text(as_csv(rows), encoding="utf-8", newline="")
    return path


def replay(file: Path, data: Path, *options: str) -> int:
    """Run the command in this process; answers its exit code."""
    return main(["platform", "replay", str(file), "--data", str(data), *options])


def demo_seller(platform: RunningPlatform) -> Seller:
    """The demo shop's seller, as the demo app knows them."""
    keys = platform.keys
    shop = next(shop for shop in platform.get("/sandbox/shops")["shops"] if shop["cipher"] == keys["shop_cipher"])
    return Seller(platform, keys, shop, keys["seller"])


def all_orders(seller: Seller) -> list[Json]:
    """Every order, the oldest first, as getOrderDetail answers it."""
    orders: list[Json] = []
    for page in _pages(seller, "getOrderList", "orders", sort_field="create_time", sort_order="ASC", page_size=50):
        if not page:
            continue
        reply = seller.call("getOrderDetail", query={"ids": ",".join(item["id"] for item in page)})
        details = {order["id"]: order for order in reply.data["orders"]}
        orders += [details[item["id"]] for item in page]
    return orders


def all_of(seller: Seller, operation_id: str, name: str) -> list[Json]:
    """Everything that a search answers."""
    return [item for page in _pages(seller, operation_id, name, page_size=50) for item in page]


def _pages(seller: Seller, operation_id: str, name: str, **query: object) -> Iterator[list[Json]]:
    token = ""
    while True:
        parameters = {**query, **({"page_token": token} if token else {})}
        data = seller.call(operation_id, {}, query=parameters).data
        yield data.get(name, [])
        token = data.get("next_page_token", "")
        if not token:
            return


def lines_of(orders: Sequence[Json], only: Callable[[Json], bool] = lambda line: True) -> Counter[tuple[str, str]]:
    """Stock code and price → how many units."""
    return Counter(
        (line["seller_sku"], line["sale_price"]) for order in orders for line in order["line_items"] if only(line)
    )


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def seconds(text: str) -> int:
    """``2010-12-01 08:26:00`` in unix seconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def money_of(orders: Sequence[Json]) -> Decimal:
    """What the buyers paid."""
    return sum((Decimal(order["payment"]["total_amount"]) for order in orders), Decimal(0))
