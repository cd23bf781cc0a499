"""``shopwright changes``: everything about the API and Shopwright that has a day."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
from cyclopts import Parameter

from shopwright.contract.changes import since
from shopwright.contract.feed import atom

from .notices import checked_day
from .output import print_rows


def list_changes(
    *,
    since_day: Annotated[str, Parameter(name="--since", help="From this day or month on: 2026-01.")] = "",
    feed: Annotated[bool, Parameter(negative="", show_default=False, help="Print an Atom feed.")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="", show_default=False, help="Print JSON.")] = False,
) -> int:
    """List corrections of the contract, dated notices and releases, the latest first.

    It is read from what is installed, and asks nobody. The documentation and each platform (``/reference/feed.atom``)
    have the same as a feed.

    For example:
        shopwright changes --since 2026-11
        shopwright changes --feed > changes.atom
    """
    chosen = since(checked_day(since_day))
    if feed:
        sys.stdout.write(atom(chosen, lambda change: None))
        return 0
    print_rows([msgspec.to_builtins(change) for change in chosen], "on kind what advice", as_json=as_json)
    return 0
