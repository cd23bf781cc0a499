"""Codes that people paste or scan: SKUs, numbers of orders and parcels, one or many."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from .registry import Listed, ListPage

#: Codes that one list is narrowed to.
MOST_CODES = 500
_APART = re.compile(r"[,;\t\r\n]+")


def split_codes(text: str) -> list[str]:
    """The codes of a text, each once, apart by lines, commas, semicolons or tabs; spaces belong to a code."""
    parts = (part.strip().strip("\"'") for part in _APART.split(text))
    return list(dict.fromkeys(part[:100] for part in parts if part))


def codes_in(text: str, known: Callable[[Sequence[str]], int]) -> list[str]:
    """The codes of a search text that is a list of them; none where it is words. ``known``: how many of some exist.

    Words apart by spaces are codes where at least half of them are known, since titles have words too.
    """
    codes = split_codes(text)
    if len(codes) > 1:
        return codes if known(codes[:MOST_CODES]) else []
    words = list(dict.fromkeys(word[:100] for word in text.split()))
    if len(words) < 2:
        return []
    asked = words[:MOST_CODES]
    return words if 2 * known(asked) >= len(asked) else []


def rows_by_code(listed: Listed, workspace_id: int, codes: Sequence[str]) -> dict[str, set[int]]:
    """The ids of a list's rows by each code; a code that has none is left out."""
    matched: dict[str, set[int]] = {}
    if not isinstance(listed, ListPage):
        return matched
    for field in listed.codes:
        pairs: Iterable[tuple[str, int]] = (
            listed.model._default_manager.filter(workspace_id=workspace_id, **{f"{field}__in": codes})
            .order_by()
            .values_list(field, "pk")
        )
        for code, pk in pairs:
            matched.setdefault(code, set()).add(pk)
    return matched
