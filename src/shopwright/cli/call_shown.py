"""How operations and their replies look in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from shopwright.client.core.methods import ALIASES, CONTEXT_PARAMETERS, Method
from shopwright.contract.load import operations, schema

from .call_arguments import kind_of
from .refusal import RefusedError
from .text import console, visible

#: Columns that are taken first where rows have them; the rest follow in the row's own order.
_TELLING = ("id", "order_id", "package_id", "product_id", "return_id", "cancel_id", "name", "title", "status")


def _most_columns() -> int:
    return max(3, min(8, console().width // 18))


def print_rows(rows: Sequence[Any], columns: str | None) -> None:
    """Objects as a table."""
    from rich import box
    from rich.table import Table

    if not rows:
        console().print("nothing", style="dim")
        return
    heads = columns.split(",") if columns else _heads(rows)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold", no_wrap=head == "id" or head.endswith("_id"))
    for row in rows:
        table.add_row(*[_cell(head, _at(row, head)) for head in heads])
    console().print(table, soft_wrap=False)


def _heads(rows: Sequence[Any]) -> list[str]:
    found: dict[str, None] = {}
    for row in rows[:20]:
        for name, value in row.items():
            if not isinstance(value, list | dict):
                found.setdefault(name)
            elif isinstance(value, dict) and "total_amount" in value:
                found.setdefault(f"{name}.total_amount")
    first = [name for name in _TELLING if name in found]
    times = [name for name in found if name.endswith("_time")]
    rest = [name for name in found if name not in first and name not in times]
    return [*first, *rest, *times][: _most_columns()] if found else [*rows[0]][: _most_columns()]


def _at(row: Any, place: str) -> Any:
    for name in place.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row


def _cell(head: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and head.endswith("_time") and value > 1_000_000_000:
        return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return f"{len(value)} of them"
    return visible(str(value))


def print_list(word: str) -> int:
    """The operations whose name, path or summary holds a word."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("operation", overflow="fold")
    table.add_column("what")
    table.add_column("path", overflow="fold", style="dim")
    aliases = {f"{key.partition('.')[0]}.{name}": key.partition(".")[2] for key, name in ALIASES.items()}
    count = 0
    for one in sorted(operations().values(), key=lambda one: (one.area, one.name)):
        name = f"{one.area}.{one.name}"
        if word.lower() in f"{name} {one.id} {one.path} {one.summary}".lower():
            count += 1
            alias = f" ({aliases[name]})" if name in aliases else ""
            table.add_row(name + alias, one.summary, f"{one.method} {one.path}")
    if not count:
        raise RefusedError(f"no operation has {word!r} in it", "shopwright call --list shows all")
    console().print(table, soft_wrap=False)
    return 0


def print_help(method: Method) -> int:
    """What an operation takes, needs and may answer."""
    from rich import box
    from rich.table import Table

    one, out = method.operation, console()
    out.print(f"shopwright call {one.area}.{one.name}", style="bold")
    out.print(f"{one.summary} · {one.method} {one.path}")
    out.print(f"scope: {' or '.join(one.scopes) or 'none documented'}")
    older = sorted({old.path.split("/")[2] for old in one.legacy} - {one.version})
    if older:
        out.print(f"older versions: {', '.join(older)}")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("option", "kind", "needed", "limits"):
        table.add_column(head, overflow="fold")
    for name in method.names:
        table.add_row("--" + name.replace("_", "-"), *_described(method, name))
    out.print(table, soft_wrap=False)
    if one.documented_codes:
        out.print(f"codes: {', '.join(one.documented_codes)}", style="dim")
    return 0


def _described(method: Method, name: str) -> tuple[str, str, str]:
    kind, item = kind_of(method, name)
    shown = f"list of {item}" if kind == "array" else kind
    limits = [f"at most {method.operation.list_limits[name]}"] if name in method.operation.list_limits else []
    for p in method.operation.parameters:
        if p.name == name and p.name not in CONTEXT_PARAMETERS:
            limits += [
                f"{word} {value}" for word, value in (("from", p.minimum), ("to", p.maximum)) if value is not None
            ]
            limits += [", ".join(map(str, p.enum))] if p.enum else []
            return shown, "yes" if p.required or p.location == "path" else "", "; ".join(limits)
    assert method.operation.body is not None
    body = schema(method.operation.body.schema)
    field = body.properties[name]
    limits += [", ".join(map(str, field.enum))] if field.enum else []
    return shown, "yes" if name in body.required else "", "; ".join(limits)
