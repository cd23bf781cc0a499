"""Python laid out as the formatter lays it out: on one line where it fits, else a part to a line."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence

WIDTH = 120


def join_parts(head: str, parts: Sequence[str], tail: str, *, indent: int = 0) -> str:
    """``head``, the parts with commas between them, ``tail``; a part to a line where they do not fit on one."""
    line = f"{head}{', '.join(parts)}{tail}"
    if "\n" not in line and indent + len(line) <= WIDTH:
        return line
    margin, inner = " " * indent, " " * (indent + 4)
    rows = "".join(f"{inner}{part},\n" for part in parts)
    return f"{head}\n{rows}{margin}{tail}"


def tuple_of(names: Sequence[str], *, indent: int, used: int) -> str:
    """A tuple of names; ``used`` is how much of its first line is taken by what stands around it."""
    if len(names) == 1:
        return f"({names[0]},)"
    line = f"({', '.join(names)})"
    if indent + used + len(line) <= WIDTH:
        return line
    margin, inner = " " * indent, " " * (indent + 4)
    return "(\n" + "".join(f"{inner}{name},\n" for name in names) + f"{margin})"


def quote(text: str, *, indent: int, used: int = 0) -> str:
    """A string literal, cut into several where it is longer than a line; later ones begin at ``indent``."""
    literal = json.dumps(text, ensure_ascii=False)
    if indent + used + len(literal) <= WIDTH - 1:
        return literal
    rows = textwrap.wrap(text, WIDTH - 4 - indent - used, break_long_words=False, break_on_hyphens=False)
    literals = [json.dumps(row + " " * (row is not rows[-1]), ensure_ascii=False) for row in rows]
    return f"\n{' ' * indent}".join(literals)


def value_of(value: object, indent: int = 0, used: int = 0) -> str:
    """A literal of dictionaries, lists, texts and numbers, on one line where it fits."""
    line = _on_one_line(value)
    if indent + used + len(line) <= WIDTH:
        return line
    return value_by_line(value, indent)


def value_by_line(value: object, indent: int = 0) -> str:
    """The same with a line for each member of what is not empty."""
    margin, inner = " " * indent, " " * (indent + 4)
    if isinstance(value, dict) and value:
        rows = [f"{inner}{json.dumps(key)}: {value_by_line(item, indent + 4)},\n" for key, item in value.items()]
        return "{\n" + "".join(rows) + margin + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict | list):
        return "[\n" + "".join(f"{inner}{value_by_line(item, indent + 4)},\n" for item in value) + margin + "]"
    return _on_one_line(value)


def _on_one_line(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_on_one_line(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_on_one_line, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
