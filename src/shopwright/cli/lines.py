"""Lines about calls and notifications: in columns and colours on a terminal, with tabs in a pipe, JSON for programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from .text import console, json_text, visible

_GAP = "  "

#: What a line begins with that goes on with another: room for a time.
_INDENT = " " * 10


class Part(NamedTuple):
    """A part of a line; on a terminal it is filled up to ``width``."""

    text: str
    style: str = ""
    width: int = 0


def print_line(parts: Sequence[Part]) -> None:
    """Print parts as a line; on a terminal as several where they have no room on one, none of them broken."""
    if not sys.stdout.isatty():
        print("\t".join(visible(part.text).replace("\t", " ").replace("\n", " ") for part in parts), flush=True)
        return
    from rich.text import Text

    line, out = Text(), console()
    for part in parts:
        if not part.text and not part.width:
            continue
        cell = Text(visible(part.text).replace("\n", " ").ljust(part.width), part.style)
        if line and line.cell_len + Text(part.text).cell_len > out.width:
            line.rstrip()
            out.print(line)
            line = Text(_INDENT)
        line.append_text(cell).append(_GAP)
    line.rstrip()
    out.print(line)


def print_event(event: Mapping[str, Any]) -> None:
    """Print an event as one line of JSON."""
    print(json_text(event), flush=True)


def parts_of_call(call: Mapping[str, Any]) -> list[Part]:
    """When, HTTP status and code, operation, duration, request id; what went wrong."""
    is_fine = call["code"] == 0 and call["http_status"] < 400
    style = "green" if is_fine else "red" if call["http_status"] >= 500 else "yellow"
    trouble = "" if is_fine else call["message"] + (f" ({call['mistake']})" if call["mistake"] else "")
    return [
        Part(clock_time(call["wall_at_ms"]), "dim"),
        Part(str(call["http_status"]), style),
        Part(str(call["code"]), style, 8),
        Part(call["operation"] or f"{call['method']} {call['path']}", "bold", 24),
        Part(f"{call['duration_us'] / 1000:.1f} ms", "dim", 9),
        Part(call["request_id"], "dim"),
        Part(trouble, style),
    ]


def clock_time(wall_ms: int) -> str:
    """The time of day on this machine."""
    return f"{datetime.fromtimestamp(wall_ms / 1000).astimezone():%H:%M:%S}"
