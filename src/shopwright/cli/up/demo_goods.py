"""The goods of the demo: a catalogue file that is imported, counted, given drawn pictures, and listed on every channel.

The names, prices and stock codes are those of a real gift retailer; see NOTICE.
"""

from __future__ import annotations

import csv
import os
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from shopwright.cli.refusal import FAILED, RefusedError

if TYPE_CHECKING:
    from shopwright.hub.access.models import User, Workspace
    from shopwright.hub.catalog.imports.models import ImportRun
    from shopwright.hub.catalog.models import Product
    from shopwright.hub.channels.models import Connection

CATALOGUE = Path(__file__).parent / "data" / "catalogue.csv"
#: Names a file of fewer rows in the place of the catalogue.
CATALOGUE_VARIABLE = "SHOPWRIGHT_DEMO_CATALOGUE"
#: Of the file's prices; and its column of prices in another currency.
CURRENCY = "GBP"
_PRICES = {"EUR": "Price / EUR"}
#: Bins of an aisle.
SHELVES = 24
_PAUSE = 0.05


def import_catalogue(workspace: Workspace, owner: User) -> None:
    """Import the file as a person would, and count what lies on the shelves; what is done already is left."""
    from shopwright.hub.catalog.imports import runs
    from shopwright.hub.catalog.imports.models import ImportRun, State
    from shopwright.hub.catalog.models import Variant
    from shopwright.hub.stock import services as stock

    if not ImportRun.objects.filter(workspace=workspace, state=State.DONE).exists():
        with _file().open("rb") as file:
            run = runs.begin(workspace, owner, _file().name, file)
        runs.change(run, msgspec.structs.replace(run.reading, currency=CURRENCY), run.columns)
        runs.check(run)
        _wait_for(run)
        runs.start(run)
        _wait_for(run)
        run.refresh_from_db()
        if run.state != State.DONE:
            raise RefusedError(f"the demo's catalogue was not imported: {run.trouble}", "see the import's page", FAILED)
    counts = {row["Variant SKU"]: int(row["On hand"]) for row in _rows()}
    place = stock.default_location(workspace)
    for variant in Variant.objects.filter(workspace=workspace, sku__in=counts, balances=None):
        stock.count(variant, place, counts[variant.sku], f"demo:{variant.pk}", by=owner)
    for number, balance in enumerate(place.balances.filter(bin="").order_by("variant__sku")):
        stock.set_bin([balance], f"{chr(ord('A') + number // SHELVES % 26)}-{number % SHELVES + 1:02}")


def products_of(workspace: Workspace) -> list[Product]:
    """The products of the file, in its order."""
    from shopwright.hub.catalog.models import Product

    skus = [row["Variant SKU"] for row in _rows()]
    order = {sku: number for number, sku in reversed(list(enumerate(skus)))}
    products = Product.objects.filter(workspace=workspace, variants__sku__in=skus).distinct()
    return sorted(products, key=lambda product: min(order.get(item.sku, 0) for item in product.variants.all()))


def draw_pictures(products: list[Product]) -> None:
    """Give each product without a picture the one that the shop has for it."""
    from shopwright.hub.catalog.services import add_picture
    from shopwright.platform.demo.catalogue import find_picture
    from shopwright.platform.media.drawings.pictures import render

    keys = {row["Variant SKU"]: row["Handle"] for row in _rows()}
    for product in products:
        if not product.pictures.exists():
            first = product.variants.order_by("position", "pk")[0]
            add_picture(product, render(find_picture(keys[first.sku])))


def price_for(connection: Connection) -> bool:
    """Give a shop of another currency a price list with the file's prices; False where the file has none for it."""
    from shopwright.hub.catalog.models import Variant
    from shopwright.hub.listings.models import ListingRule
    from shopwright.hub.listings.price_lists.models import PriceList, Source
    from shopwright.hub.listings.price_lists.services import set_prices
    from shopwright.hub.listings.services import set_rule

    currency, workspace = connection.currency, connection.workspace
    if currency == CURRENCY:
        return True
    if currency not in _PRICES:
        return False
    prices = {row["Variant SKU"]: Decimal(row[_PRICES[currency]]) for row in _rows()}
    price_list, _ = PriceList.objects.get_or_create(
        workspace=workspace, name=f"Prices in {currency}", currency=currency, defaults={"source": Source.NOTHING}
    )
    variants = Variant.objects.filter(workspace=workspace, sku__in=prices).values_list("pk", "sku")
    set_prices(price_list, [(pk, prices[sku]) for pk, sku in variants])
    rule = ListingRule.objects.filter(connection=connection).first() or ListingRule(
        workspace=workspace, connection=connection
    )
    if rule.price_list_id != price_list.pk:
        rule.price_list = price_list
        set_rule(rule)
    return True


def publish_everywhere(workspace: Workspace, products: list[Product]) -> None:
    """Want the products on every shop that has none of its own and that there are prices for."""
    from shopwright.hub.listings.services import publish

    connections = [shop for shop in workspace.connections.filter(state="active", adopts=False) if price_for(shop)]
    for product in products:
        for connection in connections:
            if not _stands_on(product, connection):
                publish(product, connection)


def _stands_on(product: Product, connection: Connection) -> bool:
    from shopwright.hub.listings.models import Listing

    return Listing.objects.filter(connection=connection, product=product).exists()


def _wait_for(run: ImportRun) -> None:
    """Do what a worker does, until a run needs a person again; a worker may do it at the same time."""
    from shopwright.hub.catalog.imports import work
    from shopwright.hub.catalog.imports.models import WORKING

    run.refresh_from_db()
    while run.state in WORKING:
        if not work.work_due():
            time.sleep(_PAUSE)
        run.refresh_from_db()


def _file() -> Path:
    return Path(os.environ.get(CATALOGUE_VARIABLE) or CATALOGUE)


def _rows() -> list[dict[str, str]]:
    with _file().open(newline="") as file:
        return list(csv.DictReader(file))
