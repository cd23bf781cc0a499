"""The text of a value in a table."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

#: How names of times end that are unix seconds, and the names that end otherwise.
_TIME_ENDS = ("_time", "_at", "_from", "_until", "_sla", "_due", "_expire_in")
_TIMES = frozenset(
    {
        *("at", "time", "now", "wall", "until", "advancing_to", "deadline", "cancel_requested", "released"),
        *("created", "paid", "shipped", "collected", "delivered", "completed", "cancelled"),
    }
)

#: No name of a time holds a smaller number: it is none, or a duration.
_FIRST_TIME = 1_000_000_000


def at(row: Any, place: str) -> Any:
    """What stands in a row at a place with dots, such as ``payment.total_amount``."""
    for name in filter(None, place.split(".")):
        row = row.get(name) if isinstance(row, dict) else None
    return row


def cell(row: Any, head: str) -> str:
    """The text of a cell: money with its currency, times as dates in UTC."""
    value, around = at(row, head), at(row, head.rpartition(".")[0])
    if value is None:
        return ""
    if isinstance(value, dict) and "amount" in value:
        value, around = value["amount"], value
    elif not head.endswith("amount") and head != "refund_total":
        around = None
    if isinstance(value, str) and isinstance(around, dict) and around.get("currency"):
        return f"{value} {around['currency']}"
    return text_of(value, head.rpartition(".")[2])


def text_of(value: Any, name: str) -> str:
    """The text of a value under a name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and value > _FIRST_TIME:
        if name.endswith("_at_ms") or name in ("wall_created_ms", "wall_finished_ms"):
            return f"{datetime.fromtimestamp(value / 1000, UTC):%Y-%m-%d %H:%M:%S}"
        if name.endswith(_TIME_ENDS) or name in _TIMES:
            return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return _of_list(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _of_list(value: list[Any]) -> str:
    if any(isinstance(item, dict | list) for item in value):
        return f"{len(value)} of them"
    return ", ".join(map(str, value))
