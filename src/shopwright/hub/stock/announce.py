"""What stock tells the apps above it: which variants' availability changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

Changed = Callable[[Collection[int]], None]
_when_changed: list[Changed] = []
_collected: ContextVar[set[int] | None] = ContextVar("collected", default=None)


def when_changed(handler: Changed) -> None:
    """Have a function called with the ids of variants whose availability changed, in the same transaction."""
    _when_changed.append(handler)


@contextmanager
def together() -> Iterator[None]:
    """One transaction whose changes are announced once, at its end.

    Rows of stock are then locked before rows of offers, so that two orders never wait for each other.
    """
    if _collected.get() is not None:
        yield
        return
    with transaction.atomic():
        changed: set[int] = set()
        token = _collected.set(changed)
        try:
            yield
        finally:
            _collected.reset(token)
        announce(changed)


def announce(variant_ids: Iterable[int]) -> None:
    """Tell that the availability of variants changed, now or at the end of what is done ``together``."""
    ids, collected = set(variant_ids), _collected.get()
    if collected is not None:
        collected |= ids
    elif ids:
        for handler in _when_changed:
            handler(ids)
