"""What differs between replies and the contract, or the platform."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    NEW_FIELD = "new field"
    GONE_FIELD = "gone field"
    OTHER_TYPE = "other type"
    NEW_VALUE = "new value"
    NEW_CODE = "new code"
    NEW_OPERATION = "new operation"
    GONE_OPERATION = "gone operation"
    NEW_WEBHOOK = "new webhook"
    NOT_BUILT = "not built"
    NEVER_RAISED = "never raised"
    NEVER_FILLED = "never filled"


class Finding(NamedTuple):
    """One difference. No part of it holds a value of a reply, but for codes and for words of a list.

    ``subject`` is an operation id, a webhook's name, or a method and a path. ``pointer`` is where the contract would
    say it (empty where a patch record cannot). ``seen`` and ``expected`` are types, codes or words.
    """

    kind: Kind
    subject: str
    path: str
    seen: str = ""
    expected: str = ""
    pointer: str = ""


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_WORD = re.compile(r"[A-Z][A-Z0-9_]{0,63}")


def safe_name(name: str) -> str:
    """A field's name; a key that is no name, such as an id, is replaced: it may be data."""
    return name if _NAME.fullmatch(name) else "{key}"


def safe_word(value: object) -> str | None:
    """A word of a list of constants, or None for what may be data."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else None


def safe_path(path: str) -> str:
    """A path in which everything that may be an id, or data, is replaced."""
    parts = path.split("/")
    kept = [part if re.fullmatch(r"[a-z][a-z_]{0,40}|20\d{4}|", part) else "{id}" for part in parts]
    return "/".join(kept)


def type_name(value: object) -> str:
    """The JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"
