"""Writes the catalogue and the baskets of ``shopwright up``'s demo from those of the demo shop.

    PYTHONPATH=src python tools/build_hub_demo.py [--check]

Both are of UCI's "Online Retail" (CC BY 4.0), whose header stands in ``demo_shop.json.gz``. The catalogue has the
columns of Shopify's export and 60 products, those that sold most first; baskets are the first 40 invoices whose lines
the catalogue has, of up to three lines and three pieces each.
"""

from __future__ import annotations

import csv
import io
import lzma
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from shopwright.platform.demo.catalogue import DemoProduct, load

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src/shopwright/cli/up/data"
HISTORY = ROOT / "src/shopwright/platform/demo/data/demo_history.csv.xz"
PRODUCTS, SHORT, BASKETS, LINES, PIECES = 60, 3, 40, 3, 3
HEADER = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Grams",
    "Variant Price", "Price / EUR", "On hand",
)  # fmt: skip


def rows_of(product: DemoProduct) -> list[list[str]]:
    grams = str(int(Decimal(product.weight) * 1000))
    rows = []
    for number, sku in enumerate(product.skus):
        (option,) = sku.sales_attributes or (None,)
        about = [product.title, product.description, ""] if number == 0 else ["", "", ""]
        rows.append(
            [
                product.key,
                *about,
                option.name if option else "Title",
                option.value if option else "Default Title",
                sku.seller_sku,
                grams,
                sku.price,
                euros(sku.price),
                str(min(sku.stock, 400)),
            ]
        )
    return rows


def euros(pounds: str) -> str:
    """An invented price in euros."""
    return str((Decimal(pounds) * Decimal("1.2")).quantize(Decimal("0.01")))


def catalogue() -> list[DemoProduct]:
    """Products whose stock codes every market takes, and three with codes that are too short for a shop in Germany.

    The three show what a refusal looks like, and how it is mended.
    """
    fitting = [product for product in load().products if len(product.skus) <= 6 and _are_long(product)]
    short = [product for product in load().products if not _are_long(product)]
    return [*fitting[: PRODUCTS - SHORT], *short[:SHORT]]


def _are_long(product: DemoProduct) -> bool:
    return all(len(sku.seller_sku) >= 6 for sku in product.skus)


def baskets(skus: set[str]) -> list[list[str]]:
    invoices: dict[str, list[tuple[str, int]]] = defaultdict(list)
    with lzma.open(HISTORY, "rt", newline="") as file:
        for row in csv.DictReader(file):
            if row["StockCode"] in skus and int(row["Quantity"]) > 0:
                invoices[row["InvoiceNo"]].append((row["StockCode"], int(row["Quantity"])))
    chosen = [(number, lines) for number, lines in invoices.items() if len(lines) <= LINES][:BASKETS]
    return [[number, sku, str(min(units, PIECES))] for number, lines in chosen for sku, units in lines]


def table(header: tuple[str, ...], rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def main() -> int:
    products = catalogue()
    skus = {sku.seller_sku for product in products[:-SHORT] for sku in product.skus}
    files = {
        DATA / "catalogue.csv": table(HEADER, [row for product in products for row in rows_of(product)]),
        DATA / "baskets.csv": table(("order", "sku", "quantity"), baskets(skus)),
    }
    if "--check" in sys.argv:
        stale = [path.name for path, text in files.items() if not path.exists() or path.read_text() != text]
        print("\n".join(f"{name} is not up to date" for name in stale), end="")
        return 1 if stale else 0
    DATA.mkdir(exist_ok=True)
    for path, text in files.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
