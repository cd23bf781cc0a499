"""Text for terminals."""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from textwrap import TextWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

#: Characters that move the cursor or change colours, with which a text could forge a terminal's output.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Text from elsewhere with its control characters spelled out; line ends and tabs stay."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def json_text(data: object, *, indent: int | None = None) -> str:
    """Data as JSON whose texts hold no control characters but as escapes."""
    return visible(json.dumps(data, indent=indent, ensure_ascii=False))


@cache
def console(*, stderr: bool = False) -> Console:
    """Standard output, or standard error, that neither wraps nor highlights by itself."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True, emoji=False, markup=False)


def print_message(text: str, style: str = "", *, head: str = "", head_style: str = "", stderr: bool = True) -> None:
    """Print sentences after a head. A terminal wraps them between words, and breaks no word."""
    from rich.text import Text

    out = console(stderr=stderr)
    lines = f"{head}{text}".split("\n")
    if (sys.stderr if stderr else sys.stdout).isatty():
        wrapper = TextWrapper(
            out.width, subsequent_indent=" " * len(head), break_long_words=False, break_on_hyphens=False
        )
        lines = [wrapper.fill(line) for line in lines]
    message = Text("\n".join(lines), style)
    message.stylize(head_style, 0, len(head))
    out.print(message)
