"""Whole numbers as callers write them."""

from __future__ import annotations

import re

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,20}")


def whole_number(text: str) -> int:
    """The number that a text says in plain digits. ValueError for others that Python reads: ``1_000``, ``٣``."""
    if not _WHOLE_NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text)
