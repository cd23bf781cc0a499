"""Fields of a body on the command line: ``name=value``, with dots for what is within."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from shopwright.cli.refusal import RefusedError

Fields = Annotated[
    str, Parameter(help="name=value, where a value may be JSON; dots lead inside: audit.verdict=FAILED.")
]


def fields_of(pairs: Sequence[str]) -> dict[str, Any]:
    """The object that ``name=value`` pairs describe. Raises ``RefusedError`` where there are none."""
    if not pairs:
        raise RefusedError("nothing is to be changed", "name fields as name=value; --help lists them")
    fields: dict[str, Any] = {}
    for pair in pairs:
        place, equals, text = pair.partition("=")
        if not equals or not all(place.split(".")):
            raise RefusedError(
                "a field is not written as name=value", "write name=value, in quotes where it has blanks"
            )
        *outer, name = place.split(".")
        target = fields
        for part in outer:
            target = target.setdefault(part, {})
            if not isinstance(target, dict):
                raise RefusedError(f"{part} is both a value and an object", "name it once")
        target[name] = _value(text)
    return fields


def body_of(text: str) -> Any:
    """A body as JSON: itself, of a file (``@file``), or of standard input (``-``)."""
    if text == "-":
        text = sys.stdin.read()
    elif text.startswith("@"):
        try:
            text = Path(text[1:]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RefusedError(f"{text[1:]} cannot be read", "name a file with JSON in it") from error
    try:
        return json.loads(text)
    except ValueError as error:
        raise RefusedError(f"--body is not JSON: {error}", "put JSON in single quotes for the shell") from error


def _value(text: str) -> Any:
    """JSON where the text is that, and short of it the text itself; ids are numbers for JSON alone and stay text."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    is_id = isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53
    return text if is_id or (isinstance(value, float) and str(value) != text) else value
