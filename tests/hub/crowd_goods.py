"""The goods that a crowd buys: they come in by a file, and the hub lists them on every outlet."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.catalog.services import add_picture
from shopwright.hub.channels.models import Connection
from shopwright.hub.stock.services import default_location
from tests.hub.harness import Hub
from tests.hub.import_files import csv_bytes, load
from tests.hub.outlets import Outlet
from tests.hub.pictures import picture
from tests.hub.test_price_lists import make_list, send, use

HEAD = ("SKU", "Title", "Description", "Price", "Currency", "Quantity", "Weight", "Length", "Width", "Height")
TITLE = "Glass candle holder for tea lights, hand made"


def list_from_file(hub: Hub, sku: str, pieces: int, outlets: Sequence[Outlet]) -> None:
    """Connect the outlets, import a file of one SKU, and list it on all of them."""
    connections = [outlet.connect(hub) for outlet in outlets]
    row = (sku, TITLE, "Holds a tea light.", "12.50", "GBP", pieces, "400 g", "120 mm", "120 mm", "90 mm")
    run = load(hub, csv_bytes(HEAD, row))
    hub.owner.post("stock-file", run.pk, location=str(default_location(hub.workspace).pk))
    for connection in connections:
        if connection.currency != "GBP":
            ask_prices_of_its_own(hub, sku, connection)
    product = hub.variant(sku).product
    add_picture(product, picture())
    hub.owner.post("publish", product.pk, connections=[str(connection.pk) for connection in connections])
    hub.work()
    for outlet, connection in zip(outlets, connections, strict=True):
        listing = product.listings.get(connection=connection)
        assert (listing.state, listing.trouble) == ("live", "")
        outlet.sell(listing.offers.get().external_id)


def ask_prices_of_its_own(hub: Hub, sku: str, connection: Connection) -> None:
    """Have a shop ask the prices of a list in its currency, since none are exchanged."""
    prices = make_list(hub, name=connection.currency, currency=connection.currency)
    _, file = send(hub, prices, csv_bytes(("SKU", "Price", "Currency"), (sku, "14.90", connection.currency)))
    assert file is not None
    hub.owner.post("price-file", file.pk)
    use(hub, connection, prices)
