"""Edits ``capabilities.py``: an entry for a new capability, and another module in an entry."""

from __future__ import annotations

import ast
import json

from .changes import Refusal
from .imports import add_import, imported_names
from .python_code import WIDTH, tuple_of

#: The order in which an entry's fields stand.
FIELDS = ("name", "registers", "endpoints", "pages", "templates", "routes", "errors", "parts")


def add_entry(text: str, name: str, fields: dict[str, str], before: str | None) -> str:
    """The text with an entry of that name, before another one or at the end; ``fields`` are Python, by name."""
    lines = text.splitlines()
    last = _entries(text)[-1]
    at = _entry(text, before).lineno - 1 if before else (last.end_lineno or 0)
    entry = _render({"name": json.dumps(name), **fields})
    fresh = f"    {entry},".splitlines()
    return "\n".join([*lines[:at], *fresh, *lines[at:]]) + "\n"


def add_module(text: str, capability: str, field: str, package: str, module: str, name: str) -> str:
    """The text with ``module`` of ``package`` imported as ``name`` and listed in a field of an entry."""
    if name in imported_names(text):
        return text
    text = add_import(text, package, f"{module} as {name}" if name != module else module)
    entry = _entry(text, capability)
    fields = {str(word.arg): ast.get_source_segment(text, word.value) or "" for word in entry.keywords}
    members = _members(text, entry, field)
    fields[field] = tuple_of([*members, name], indent=8, used=len(field) + 2)
    ordered = {key: fields[key] for key in FIELDS if key in fields}
    lines = text.splitlines()
    fresh = f"    {_render(ordered)},".splitlines()
    return "\n".join([*lines[: entry.lineno - 1], *fresh, *lines[entry.end_lineno :]]) + "\n"


def _render(fields: dict[str, str]) -> str:
    """An entry at the indent of the list, on one line where it fits."""
    line = f"Capability({', '.join(f'{key}={value}' for key, value in fields.items())})"
    if "\n" not in line and len(line) + 5 <= WIDTH:
        return line
    return "Capability(\n" + "".join(f"        {key}={value},\n" for key, value in fields.items()) + "    )"


def _members(text: str, entry: ast.Call, field: str) -> list[str]:
    value = next((word.value for word in entry.keywords if word.arg == field), None)
    if value is None:
        return []
    if not isinstance(value, ast.Tuple):
        raise Refusal(f"{field} in capabilities.py is no tuple: name the new module there by hand")
    return [ast.get_source_segment(text, member) or "" for member in value.elts]


def _entries(text: str) -> list[ast.Call]:
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    entries = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Capability"]
    return sorted(entries, key=lambda call: call.lineno)


def _entry(text: str, name: str) -> ast.Call:
    for call in _entries(text):
        for word in call.keywords:
            if word.arg == "name" and isinstance(word.value, ast.Constant) and word.value.value == name:
                return call
    raise Refusal(f"capabilities.py has no entry {name}")
