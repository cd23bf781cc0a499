"""Cut the demo shop's order history out of the UCI "Online Retail" sales of a UK gift retailer.

    PYTHONPATH=src python tools/build_demo_history.py [path/to/online_retail.csv.gz] [--out FILE]

The rows are the source's own, in its order and with its columns. The same input always gives the same bytes.

Kept, from `FIRST_DAY` to the end of the source: rows of stock codes that the demo shop sells, of invoices with at most
`MOST_LINES` such rows (which keeps the file small, and the baskets those of people rather than of shops), and of these
what can be replayed. So left out are stock corrections, give-aways, and cancellations of sales that are not kept.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import lzma
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from shopwright.platform.demo.catalogue import load
from shopwright.platform.market.regions import region
from shopwright.platform.replay.history import DEMO_HISTORY, read_history
from shopwright.platform.replay.model import HistoricOrder, History, ReplayOptions
from shopwright.platform.replay.report import Outcome

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "../shared/data/online_retail/online_retail.csv.gz"
FIRST_DAY = "2011-10-16"
MOST_LINES = 15


def candidates(source: Path) -> tuple[list[str], list[list[str]]]:
    """The source's header, and the rows of the period, the demo shop's codes and small invoices."""
    codes = {sku.seller_sku for product in load().products for sku in product.skus}
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        order, code, date = (header.index(name) for name in ("InvoiceNo", "StockCode", "InvoiceDate"))
        rows = [row for row in reader if row[date] >= FIRST_DAY and row[code].upper() in codes]
    lines = Counter(row[order] for row in rows)
    return header, [row for row in rows if lines[row[order]] <= MOST_LINES]


def packed(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file's bytes: CSV with plain line ends, packed as xz."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return lzma.compress(text.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME)


def read(path: Path) -> History:
    """A history as the demo shop would replay it."""
    allowed = region("GB").price.local
    return read_history(path, ReplayOptions(price_range=(allowed.least, allowed.most)))


def build(source: Path) -> bytes:
    """The extract's bytes, without the rows that would be refused."""
    header, rows = candidates(source)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "candidates.csv.xz"
        path.write_bytes(packed(header, rows))
        report = read(path).report
    refused = Outcome.REFUSED.name
    return packed(header, (row for row, end in zip(rows, report.rows(), strict=True) if end.outcome != refused))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("source", nargs="?", type=Path, default=SOURCE)
    parser.add_argument("--out", type=Path, default=DEMO_HISTORY)
    options = parser.parse_args()
    options.out.write_bytes(build(options.source))
    history = read(options.out)
    orders = sum(isinstance(event, HistoricOrder) for event in history.events)
    size = options.out.stat().st_size
    print(f"{options.out}: {size:,} bytes, {len(history.report):,} rows, {orders:,} orders")


if __name__ == "__main__":
    main()
