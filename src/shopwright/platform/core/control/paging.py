"""Lists of a shop's things, or of all shops', the newest first, continued with ``before``."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Annotated, TypeVar

from msgspec import Meta

from .replies import BAD_REQUEST

T = TypeVar("T")

#: A time in milliseconds and an id: what a list is sorted by.
Place = tuple[int, str]

NextBefore = Annotated[str, Meta(description="give it as `before`")] | None


def newest(
    read: Callable[[str, Place | None, int], Sequence[T]],
    place: Callable[[T], Place],
    shop_ids: Iterable[str],
    before: str | None,
    size: int,
) -> tuple[list[T], str | None]:
    """A page of what ``read`` (shop, place before, size) finds in each shop, and the ``next_before`` that follows."""
    start = _place(before)
    pages = [read(shop_id, start, size + 1) for shop_id in shop_ids]
    merge = list(islice(heapq.merge(*pages, key=place, reverse=True), size + 1))
    page = merge[:size]
    if len(merge) <= size:
        return page, None
    at, last = place(page[-1])
    return page, f"{at}-{last}"


def _place(before: str | None) -> Place | None:
    if before is None:
        return None
    at, _, last = before.partition("-")
    if not (at.isascii() and at.isdigit() and len(at) < 16 and last):
        raise BAD_REQUEST(reason="`before` is no `next_before` of this list.")
    return int(at), last
