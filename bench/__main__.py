"""``python -m bench [NAME …]``: measure, and print one table of ratios."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator

from . import (
    client,
    first_day,
    first_test,
    hot,
    hub_day,
    hub_heavy,
    hub_import,
    hub_lists,
    hub_paper,
    imports,
    listing,
    operations,
    order_load,
    pages,
    promotions,
    replay,
    reviews,
    starting,
    statements,
    webhooks,
)
from .table import Row, Settings, print_table

BENCHES: dict[str, Callable[[Settings], Iterator[Row]]] = {
    "operations": operations.rows,
    "pages": pages.rows,
    "reviews": reviews.rows,
    "statements": statements.rows,
    "starting": starting.rows,
    "first_test": first_test.rows,
    "first_day": first_day.rows,
    "webhooks": webhooks.rows,
    "order_load": order_load.rows,
    "imports": imports.rows,
    "listing": listing.rows,
    "client": client.rows,
    "hot": hot.rows,
    "promotions": promotions.rows,
    "replay": replay.rows,
    "hub_import": hub_import.rows,
    "hub_heavy": hub_heavy.rows,
    "hub_lists": hub_lists.rows,
    "hub_paper": hub_paper.rows,
    "hub_day": hub_day.rows,
}


def main() -> int:
    """1 when a budget is missed."""
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which to run, of {', '.join(BENCHES)}; all of them")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller shops, for a first look")
    parser.add_argument("--large", action="store_true", help="a million products, reviews or orders on PostgreSQL too")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    namespace = parser.parse_args()
    if unknown := set(namespace.names) - set(BENCHES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(BENCHES)}")
    settings, rows = Settings(namespace.quick, namespace.large), list[Row]()
    for name in namespace.names or BENCHES:
        begun = time.monotonic()
        for row in BENCHES[name](settings):
            print(f"{name}: {row.what} ({row.conditions}): {row.ratio:.2f}", file=sys.stderr)
            rows.append(row)
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
    print_table(rows, as_markdown=namespace.markdown)
    return 1 if any(row.is_met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
