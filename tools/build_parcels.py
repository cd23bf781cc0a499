"""Writes ``catalogue/data/parcels.json``: what parcels of a category weigh and measure, from the demo shop's products.

`python tools/build_parcels.py`. The median of each side and of the weight, by source code of the category.
"""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from statistics import median

from shopwright.platform.demo.catalogue import DemoProduct, load

TARGET = Path(__file__).parent.parent / "src/shopwright/platform/catalogue/data/parcels.json"

ABOUT = (
    "Parcels of the demo shop's products by category (its source code): how many products, the median weight in "
    "kilograms and the median sides in centimetres, the longest first. Weights and sizes of the demo shop are "
    "invented. Written by tools/build_parcels.py."
)


def main() -> None:
    products: dict[str, list[DemoProduct]] = defaultdict(list)
    for product in load().products:
        products[product.category].append(product)
    rows = [json.dumps(parcel(code, of)) for code, of in sorted(products.items())]
    head = f'{{\n "about": {json.dumps(ABOUT)},\n "invented": true,\n "parcels": [\n  '
    TARGET.write_text(head + ",\n  ".join(rows) + "\n ]\n}\n")


def parcel(code: str, products: list[DemoProduct]) -> list[object]:
    """One row of the file."""
    sides = [sorted((of.dimensions.length, of.dimensions.width, of.dimensions.height), reverse=True) for of in products]
    middle = [str(median(Decimal(size[index]) for size in sides)) for index in range(3)]
    return [code, len(products), str(median(Decimal(of.weight) for of in products)), *middle]


if __name__ == "__main__":
    main()
