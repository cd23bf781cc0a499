"""Prints operations and their replies in a terminal."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from shopwright.client.core.methods import ALIASES, CONTEXT_PARAMETERS, Method
from shopwright.contract.load import operations, schema
from shopwright.contract.model import Operation
from shopwright.wire.meanings import meaning_of

from .call_arguments import kind_of
from .cells import at, cell
from .output import print_json
from .refusal import RefusedError
from .table import print_table
from .text import console, print_message, visible

#: Columns that come first where rows have them; the rest follow in the row's own order.
_FIRST_COLUMNS = ("id", "order_id", "package_id", "product_id", "return_id", "cancel_id", "name", "title", "status")

#: Columns of a reply that hold sentences.
_SENTENCES = frozenset({"name", "title", "description", "message"})


def print_rows(rows: Sequence[Any], columns: str | None) -> None:
    """Print objects as a table."""
    if not rows:
        print_table([], [], as_table=True)
        return
    heads = [head.strip() for head in columns.split(",")] if columns else _heads(rows)
    if unknown := [head for head in heads if all(at(row, head) is None for row in rows)]:
        near = [close_match for head in unknown for close_match in difflib.get_close_matches(head, rows[0], 1)]
        hint = f"no row has {', '.join(unknown)}; " + (
            f"did you mean {', '.join(near)}?" if near else "--json shows all"
        )
        print_message(visible(hint), style="yellow")
    texts = [[cell(row, head) for head in heads] for row in rows]
    print_table(heads, texts, sentences=_SENTENCES & set(heads), as_table=True)


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
    return [*head, *rest] or list(rows[0])


@cache
def built_operations() -> frozenset[str]:
    """Ids of the operations that the platform has built."""
    return frozenset((Path(__file__).parent / "data" / "built.txt").read_text(encoding="utf-8").split())


def print_list(word: str, *, as_json: bool) -> int:
    """Print the operations whose name, path or summary holds a word; returns the exit code."""
    matching = [operation for operation in _in_order() if word.lower() in _searched(operation)]
    if not matching:
        raise RefusedError(f"no operation has {word!r} in it", "shopwright call --list shows all")
    if as_json:
        print_json([_listed(operation) for operation in matching])
        return 0
    # A terminal of 80 columns has no room for words beside the longest names.
    head, mark = ("", "*") if sys.stdout.isatty() else ("platform", "not built")
    rows = [
        (
            f"{operation.area}.{operation.name}",
            "" if operation.id in built_operations() else mark,
            operation.summary,
            _alias(operation),
            f"{operation.method} {operation.path}",
        )
        for operation in matching
    ]
    print_table(["operation", head, "what", "alias", "path"], rows, sentences={"what"})
    if sys.stdout.isatty() and any(row[1] for row in rows):
        print_message("* not built by a platform, which answers HTTP 501; TikTok has it", style="dim")
    return 0


def _in_order() -> Iterator[Operation]:
    yield from sorted(operations().values(), key=lambda operation: (operation.area, operation.name))


def _searched(operation: Operation) -> str:
    name = f"{operation.area}.{operation.name}"
    return f"{name} {operation.id} {_alias(operation)} {operation.path} {operation.summary}".lower()


def _alias(operation: Operation) -> str:
    """The other name of an operation, if it has one."""
    for key, name in ALIASES.items():
        if (key.partition(".")[0], name) == (operation.area, operation.name):
            return key
    return ""


def _listed(operation: Operation) -> dict[str, object]:
    return {
        "operation": f"{operation.area}.{operation.name}",
        "id": operation.id,
        "alias": _alias(operation) or None,
        "is_built": operation.id in built_operations(),
        "summary": operation.summary,
        "method": operation.method,
        "path": operation.path,
        "scopes": list(operation.scopes),
    }


def print_help(method: Method, *, as_json: bool) -> int:
    """Print an operation's arguments, scopes and documented codes; returns the exit code."""
    operation, out = method.operation, console()
    options = [("--" + name.replace("_", "-"), *_described(method, name)) for name in method.names]
    if as_json:
        heads = ("option", "kind", "needed", "limits")
        fields = [dict(zip(heads, option, strict=True)) | {"needed": bool(option[2])} for option in options]
        codes = {code: _meaning(code) for code in operation.documented_codes}
        print_json({**_listed(operation), "options": fields, "codes": codes})
        return 0
    out.print(f"shopwright call {operation.area}.{operation.name}", style="bold")
    out.print(f"{operation.summary} · {operation.method} {operation.path}")
    if operation.id not in built_operations():
        out.print("not built: a platform answers 501; TikTok has it", style="yellow")
    if operation.extension:
        out.print("an extension of Shopwright: TikTok has no such operation", style="yellow")
    out.print(f"scope: {' or '.join(operation.scopes) or 'none documented'}")
    older = sorted({old.path.split("/")[2] for old in operation.legacy} - {operation.version})
    if older:
        out.print(f"older versions: {', '.join(older)}")
    out.print()
    print_table(("option", "kind", "needed", "limits"), options, sentences={"limits"})
    out.print()
    for code in operation.documented_codes:
        out.print(f"{code:>9}: {visible(_meaning(code))}", style="dim")
    return 0


def _meaning(code: str) -> str:
    known = meaning_of(int(code)) if code.isdigit() else None
    return known.meaning if known else "not explained"


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
