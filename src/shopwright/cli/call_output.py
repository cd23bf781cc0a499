"""Prints operations and their replies in a terminal."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from shopwright.client.core.methods import ALIASES, CONTEXT_PARAMETERS, Method
from shopwright.contract.load import operations, schema
from shopwright.wire.meanings import meaning_of

from .call_arguments import kind_of
from .refusal import RefusedError
from .text import console, visible

#: Columns that come first where rows have them; the rest follow in the row's own order.
_FIRST_COLUMNS = ("id", "order_id", "package_id", "product_id", "return_id", "cancel_id", "name", "title", "status")


def _most_columns() -> int:
    return max(3, min(8, console().width // 18))


def print_rows(rows: Sequence[Any], columns: str | None) -> None:
    """Print objects as a table."""
    from rich import box
    from rich.table import Table

    if not rows:
        console().print("nothing", style="dim")
        return
    heads = [head.strip() for head in columns.split(",")] if columns else _heads(rows)
    if unknown := [head for head in heads if all(_at(row, head) is None for row in rows)]:
        near = [close_match for head in unknown for close_match in difflib.get_close_matches(head, rows[0], 1)]
        hint = f"no row has {', '.join(unknown)}; " + (
            f"did you mean {', '.join(near)}?" if near else "--json shows all"
        )
        console(stderr=True).print(visible(hint), style="yellow")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold", no_wrap=head == "id" or head.endswith("_id"))
    for row in rows:
        table.add_row(*[_cell(row, head) for head in heads])
    console().print(table, soft_wrap=False)


def _heads(rows: Sequence[Any]) -> list[str]:
    """A table's columns: ids, names and states, then money and times, then the rest; none that is always empty."""
    names: dict[str, None] = {}
    for row in rows[:20]:
        for name, value in row.items():
            if isinstance(value, dict) and "total_amount" in value:
                names.setdefault(f"{name}.total_amount")
            elif value not in (None, "") and (not isinstance(value, list | dict) or "amount" in value):
                names.setdefault(name)
    first = [name for name in _FIRST_COLUMNS if name in names]
    money = [name for name in names if name.endswith("amount")]
    times = [name for name in ("create_time", "update_time") if name in names]
    head = [*first, *money, *times]
    rest = [name for name in names if name not in head]
    return ([*head, *rest] or list(rows[0]))[: _most_columns()]


def _at(row: Any, place: str) -> Any:
    for name in filter(None, place.split(".")):
        row = row.get(name) if isinstance(row, dict) else None
    return row


def _cell(row: Any, head: str) -> str:
    """The text of a cell: money with its currency, times as dates in UTC."""
    value, around = _at(row, head), _at(row, head.rpartition(".")[0])
    if value is None:
        return ""
    if isinstance(value, dict):
        value, around = value.get("amount", value), value
    elif not head.endswith("amount"):
        around = None
    if isinstance(value, str) and isinstance(around, dict) and around.get("currency"):
        return visible(f"{value} {around['currency']}")
    if isinstance(value, dict):
        return visible(json.dumps(value, ensure_ascii=False))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and head.endswith("_time") and value > 1_000_000_000:
        return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return f"{len(value)} of them"
    return visible(str(value))


def print_list(word: str) -> int:
    """Print the operations whose name, path or summary holds a word; returns the exit code."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("operation", overflow="fold")
    table.add_column("what")
    table.add_column("path", overflow="fold", style="dim")
    aliases = {f"{key.partition('.')[0]}.{name}": key.partition(".")[2] for key, name in ALIASES.items()}
    count = 0
    for operation in sorted(operations().values(), key=lambda operation: (operation.area, operation.name)):
        name = f"{operation.area}.{operation.name}"
        if word.lower() in f"{name} {operation.id} {operation.path} {operation.summary}".lower():
            count += 1
            alias = f" ({aliases[name]})" if name in aliases else ""
            table.add_row(name + alias, operation.summary, f"{operation.method} {operation.path}")
    if not count:
        raise RefusedError(f"no operation has {word!r} in it", "shopwright call --list shows all")
    console().print(table, soft_wrap=False)
    return 0


def print_help(method: Method) -> int:
    """Print an operation's arguments, scopes and documented codes; returns the exit code."""
    from rich import box
    from rich.table import Table

    operation, out = method.operation, console()
    out.print(f"shopwright call {operation.area}.{operation.name}", style="bold")
    out.print(f"{operation.summary} · {operation.method} {operation.path}")
    out.print(f"scope: {' or '.join(operation.scopes) or 'none documented'}")
    older = sorted({old.path.split("/")[2] for old in operation.legacy} - {operation.version})
    if older:
        out.print(f"older versions: {', '.join(older)}")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("option", "kind", "needed", "limits"):
        table.add_column(head, overflow="fold")
    for name in method.names:
        table.add_row("--" + name.replace("_", "-"), *_described(method, name))
    out.print(table, soft_wrap=False)
    for code in operation.documented_codes:
        known = meaning_of(int(code)) if code.isdigit() else None
        out.print(f"{code:>9}: {visible(known.meaning) if known else 'not explained'}", style="dim")
    return 0


def _described(method: Method, name: str) -> tuple[str, str, str]:
    kind, item_kind = kind_of(method, name)
    text = f"list of {item_kind}" if kind == "array" else kind
    limits = [f"at most {method.operation.list_limits[name]}"] if name in method.operation.list_limits else []
    for p in method.operation.parameters:
        if p.name == name and p.name not in CONTEXT_PARAMETERS:
            limits += [
                f"{word} {value}" for word, value in (("from", p.minimum), ("to", p.maximum)) if value is not None
            ]
            limits += [", ".join(map(str, p.enum))] if p.enum else []
            return text, "yes" if p.required or p.location == "path" else "", "; ".join(limits)
    assert method.operation.body is not None
    body = schema(method.operation.body.schema)
    field = body.properties[name]
    limits += [", ".join(map(str, field.enum))] if field.enum else []
    return text, "yes" if name in body.required else "", "; ".join(limits)
