"""Prints what a platform answers: a table or values for people, lines with tabs for pipes, JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from .cells import cell, text_of
from .table import print_pairs, print_table
from .text import console, json_text, visible

#: Columns that hold sentences.
_SENTENCES = frozenset(
    {"message", "mistake", "error", "description", "name", "summary", "what", "how", "limits", "plain", "latest"}
)


def print_json(data: object) -> None:
    """Print JSON: on one line into a pipe."""
    print(json_text(data, indent=2 if sys.stdout.isatty() else None))


def print_rows(rows: Sequence[Mapping[str, Any]], columns: str, *, as_json: bool) -> None:
    """Print a list; ``columns`` names what a table shows of each row, in order, with dots for what is within."""
    if as_json:
        print_json(list(rows))
        return
    heads = columns.split()
    sentences = _SENTENCES & set(heads)
    print_table(heads, [[cell(row, head) for head in heads] for row in rows], sentences=sentences)


def print_view(view: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one thing: names and values; then its lists of things as tables, each under its name."""
    if as_json:
        print_json(view)
        return
    tables = {name: value for name, value in view.items() if _is_table(value)}
    print_pairs([pair for name, value in view.items() if name not in tables for pair in _pairs(view, name, value)])
    for name, rows in tables.items():
        _print_part(name, rows)


def _print_part(name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print a list within a thing. In a pipe its rows begin with its name."""
    heads = list(rows[0])
    texts = [[cell(row, head) for head in heads] for row in rows]
    if sys.stdout.isatty():
        console().print(f"\n{visible(name)}", style="bold")
        print_table(heads, texts, sentences=_SENTENCES & set(heads))
    else:
        print_table(["", *heads], [[name, *text] for text in texts])


def _pairs(view: Mapping[str, Any], name: str, value: Any) -> list[tuple[str, str]]:
    """A value under its name; those of an object within as ``name.inner``."""
    if isinstance(value, dict) and value:
        return [
            (f"{name}.{inner}", text) for inner, part in value.items() for inner, text in _pairs(value, inner, part)
        ]
    return [(name, cell(view, name) if "." not in name else text_of(value, name))]


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
