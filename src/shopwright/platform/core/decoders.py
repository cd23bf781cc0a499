"""Decoders of types, made by one thread at a time.

msgspec works a type out when it first meets it, and unguarded: two threads that meet it at the same moment crash the
process.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

_one_at_a_time = Lock()

#: Where the types are that the platform decodes; the client, in a process of both, looks after its own.
_OURS = ("shopwright.contract.", "shopwright.platform.", "shopwright.wire.")


def decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """A decoder of JSON for a type that threads may meet first."""
    with _one_at_a_time:
        return msgspec.json.Decoder(kind)


def meet_all_types() -> None:
    """Let msgspec meet every type that is defined by now, before there are threads."""
    for kind in _kinds_of(msgspec.Struct):
        decoder(kind)


def _kinds_of(base: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith(_OURS):
            yield kind
        yield from _kinds_of(kind)
