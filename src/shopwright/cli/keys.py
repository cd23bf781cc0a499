"""``shopwright platform keys``: asks a running platform for everything that a client needs to begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .connection import Connection
from .control import Control
from .output import print_json
from .text import console, visible


def keys(connection: Connection | None = None) -> int:
    """Show the keys of a running platform: demo app, tokens, shop.

    For example:
        shopwright platform keys
        shopwright sandbox keys --url http://127.0.0.1:9000
        export SHOPWRIGHT_APP_SECRET=$(shopwright platform keys | awk '$1 == "app_secret" {print $2}')
    """
    platform = connection or Connection()
    data = ask_keys(platform.open())
    if platform.as_json:
        print_json(data)
    else:
        _print_keys(data)
    return 0


def ask_keys(control: Control) -> dict[str, Any]:
    """The keys of a platform. Raises ``RefusedError`` where none answers."""
    data: dict[str, Any] = control.get("keys")
    return data


def _print_keys(data: Mapping[str, Any]) -> None:
    """Print each key on one line, however long, so that people and programs can copy it."""
    from rich.text import Text

    rows = list(_rows(data))
    width = max((len(name) for name, _ in rows), default=0) + 2
    for name, value in rows:
        style = "dim" if value else "bold"
        console().print(Text.assemble((visible(name).ljust(width) if value else visible(name), style), visible(value)))


def _rows(data: Mapping[str, Any], indent: str = "") -> Iterator[tuple[str, str]]:
    """Names and values in order of output; groups come last, each under a heading without a value."""
    for name, value in data.items():
        if name.endswith("_expire_in") and isinstance(value, int):
            yield indent + name, f"{value}  ({_date(value)})"
        elif isinstance(value, list):
            yield indent + name, f"{len(value)}, which --json lists"
        elif not isinstance(value, Mapping):
            yield indent + name, str(value) or "(none)"
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield indent + name, ""
            yield from _rows(value, indent + "  ")


def _date(seconds: int) -> str:
    from datetime import datetime

    try:
        return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError, OSError):
        return "?"
