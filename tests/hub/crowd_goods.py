"""What a crowd buys: goods that come in by a file and are listed on every outlet, in the orders of a real history."""

from __future__ import annotations

import csv
import io
import lzma
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import islice
from zlib import crc32

from shopwright.hub.catalog.services import add_picture
from shopwright.hub.channels.models import Connection
from shopwright.hub.stock.services import default_location
from tests.hub.harness import Hub
from tests.hub.import_files import csv_bytes, load
from tests.hub.outlets import Outlet
from tests.hub.pictures import picture
from tests.hub.test_price_lists import make_list, send, use

HEAD = ("SKU", "Title", "Description", "Price", "Currency", "Quantity", "Weight", "Length", "Width", "Height")
#: The goods by their SKUs.
TITLES = {
    "CROWD-1": "Glass candle holder for tea lights, hand made",
    "CROWD-2": "Wicker basket with a lid for bread and rolls",
    "CROWD-3": "Enamel jug for milk or flowers, two litres",
}
#: The most pieces of a SKU in an order: wholesalers are in the history too, and on TikTok each piece is a line.
MOST = 4


def orders_of_history(count: int) -> list[Mapping[str, int]]:
    """The first orders of the history that ships, as pieces by SKU: each of its goods is one of the crowd's."""
    packed = files("shopwright.platform.demo").joinpath("data", "demo_history.csv.xz").read_bytes()
    orders: dict[str, Counter[str]] = {}
    skus = list(TITLES)
    for row in csv.DictReader(io.StringIO(lzma.decompress(packed).decode())):
        if row["InvoiceNo"].isdigit() and int(row["Quantity"]) > 0:
            sku = skus[crc32(row["StockCode"].encode()) % len(skus)]
            orders.setdefault(row["InvoiceNo"], Counter())[sku] += int(row["Quantity"])
    return [{sku: min(MOST, pieces) for sku, pieces in order.items()} for order in islice(orders.values(), count)]


def list_from_file(hub: Hub, pieces: Mapping[str, int], outlets: Sequence[Outlet]) -> None:
    """Connect the outlets, import a file of the goods with so many pieces, and list them on all of them."""
    connections = [outlet.connect(hub) for outlet in outlets]
    rows = [
        (sku, title, "For the house.", "12.50", "GBP", pieces[sku], "400 g", "120 mm", "120 mm", "90 mm")
        for sku, title in TITLES.items()
    ]
    run = load(hub, csv_bytes(HEAD, *rows))
    hub.owner.post("stock-file", run.pk, location=str(default_location(hub.workspace).pk))
    for connection in connections:
        if connection.currency != "GBP":
            ask_prices_of_its_own(hub, connection)
    for sku in TITLES:
        product = hub.variant(sku).product
        add_picture(product, picture())
        hub.owner.post("publish", product.pk, connections=[str(connection.pk) for connection in connections])
    hub.work()
    for outlet, connection in zip(outlets, connections, strict=True):
        outlet.sell({sku: id_of_offer(hub, sku, connection) for sku in TITLES})


def id_of_offer(hub: Hub, sku: str, connection: Connection) -> str:
    """What a shop calls a SKU that was listed there a moment ago."""
    listing = hub.variant(sku).product.listings.get(connection=connection)
    assert (listing.state, listing.trouble) == ("live", "")
    return str(listing.offers.get().external_id)


def ask_prices_of_its_own(hub: Hub, connection: Connection) -> None:
    """Have a shop ask the prices of a list in its currency, since none are exchanged."""
    prices = make_list(hub, name=connection.currency, currency=connection.currency)
    rows = [(sku, "14.90", connection.currency) for sku in TITLES]
    _, file = send(hub, prices, csv_bytes(("SKU", "Price", "Currency"), *rows))
    assert file is not None
    hub.owner.post("price-file", file.pk)
    use(hub, connection, prices)
