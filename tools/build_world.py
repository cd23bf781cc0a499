"""Derive how simulated buyers buy from the UCI "Online Retail" sales of a UK gift retailer.

    PYTHONPATH=src python tools/build_world.py [path/to/online_retail.csv.gz]

Writes the part ``derived`` of ``platform/simulation/data/simulation.json``; the rest of that file is invented and
stays. The retailer sells to shops rather than to people, so only small invoices and small quantities are looked at, and
nights and Saturdays, when it did not trade, get the file's ``quiet`` share of the mean.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "../shared/data/online_retail/online_retail.csv.gz"
TARGET = ROOT / "src/shopwright/platform/simulation/data/simulation.json"
MOST_LINES, MOST_UNITS, RANKED = 4, 3, 1000


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    lines: dict[str, set[str]] = defaultdict(set)
    days: dict[str, datetime] = {}
    units, popular = Counter[int](), Counter[str]()
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            quantity = int(row["Quantity"])
            if row["InvoiceNo"][0] in "CA" or quantity <= 0 or float(row["UnitPrice"]) <= 0:
                continue
            lines[row["InvoiceNo"]].add(row["StockCode"])
            days[row["InvoiceNo"]] = datetime.fromisoformat(row["InvoiceDate"])
            units[quantity] += 1
            popular[row["StockCode"]] += 1
    content = json.loads(TARGET.read_text())
    content["derived"] = {
        "lines": _shares(Counter(len(line) for line in lines.values()), MOST_LINES),
        "units": _shares(units, MOST_UNITS),
        "popularity": round(_slope([count for _, count in popular.most_common(RANKED)]), 3),
        "hours": _around_one(Counter(day.hour for day in days.values()), range(24), content["quiet"]),
        "weekdays": _around_one(Counter(day.weekday() for day in days.values()), range(7), content["quiet"]),
    }
    TARGET.write_text(_laid_out(content))


def _shares(counts: Counter[int], most: int) -> list[float]:
    """The shares of 1, 2, … up to the most."""
    whole = sum(counts[item] for item in range(1, most + 1))
    return [round(counts[item] / whole, 4) for item in range(1, most + 1)]


def _slope(counts: Sequence[int]) -> float:
    """How fast sales fall with rank: the exponent of Zipf's law, fitted to the logarithms."""
    ranks = [math.log(rank) for rank in range(1, len(counts) + 1)]
    sold = [math.log(count) for count in counts]
    middle, height = sum(ranks) / len(ranks), sum(sold) / len(sold)
    rise = sum((x - middle) * (y - height) for x, y in zip(ranks, sold, strict=True))
    return -rise / sum((x - middle) ** 2 for x in ranks)


def _around_one(counts: Counter[int], keys: Sequence[int], quiet: float) -> list[float]:
    """Counts as multiples of their mean, none below ``quiet``; their mean is 1 again."""
    mean = sum(counts.values()) / len(keys)
    raised = [max(quiet, counts[key] / mean) for key in keys]
    return [round(item * len(keys) / sum(raised), 3) for item in raised]


def _laid_out(content: dict[str, object]) -> str:
    """One member a line, and one a line within its objects."""
    rows = [f"{json.dumps(name)}: {_member(value)}" for name, value in content.items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _member(value: object) -> str:
    if not isinstance(value, dict):
        return json.dumps(value)
    return "{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(item)}" for name, item in value.items()) + "\n}"


if __name__ == "__main__":
    main()
