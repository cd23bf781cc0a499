"""What pytest prints of a failure."""

from __future__ import annotations

from typing import Protocol


class Caught(Protocol):
    """pytest's ``ExceptionInfo``, as much of it as is needed."""

    value: BaseException


def hide_frames(caught: Caught) -> bool:
    """As ``__tracebackhide__`` of a module: leave its frames out for errors that Shopwright raises on purpose."""
    return type(caught.value).__module__.startswith(("shopwright.testing.", "shopwright.client."))
