"""Reads JSON and plain values into types, safely where several threads meet a type for the first time.

msgspec works a type out when it first meets it, and unguarded: two threads that meet it at the same moment crash the
process. All that reads into types goes through here, where a type is met by one thread alone.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, TypeVar, overload

import msgspec

T = TypeVar("T")
Decoder = msgspec.json.Decoder

_lock = RLock()
_met: set[object] = set()


@overload
def decoder(kind: type[T], *, strict: bool = True) -> Decoder[T]: ...
@overload
def decoder(kind: Any, *, strict: bool = True) -> Decoder[Any]: ...
def decoder(kind: Any, *, strict: bool = True) -> Decoder[Any]:
    """A decoder of JSON for a type."""
    with _lock:
        return Decoder(kind, strict=strict)


@overload
def decode(content: bytes | str, /) -> Any: ...
@overload
def decode(
    content: bytes | str, /, type: type[T], *, strict: bool = True, dec_hook: Callable[[Any, Any], Any] | None = None
) -> T: ...
@overload
def decode(
    content: bytes | str, /, type: Any, *, strict: bool = True, dec_hook: Callable[[Any, Any], Any] | None = None
) -> Any: ...
def decode(
    content: bytes | str, /, type: Any = Any, *, strict: bool = True, dec_hook: Callable[[Any, Any], Any] | None = None
) -> Any:
    """A value of a type from JSON. ``dec_hook`` makes what msgspec does not know, of a type and a plain value.

    Raises msgspec.ValidationError for another shape, and msgspec.DecodeError for what is no JSON.
    """
    _meet(type)
    return msgspec.json.decode(content, type=type, strict=strict, dec_hook=dec_hook)


@overload
def convert(value: Any, /, type: type[T], *, strict: bool = True) -> T: ...
@overload
def convert(value: Any, /, type: Any, *, strict: bool = True) -> Any: ...
def convert(value: Any, /, type: Any, *, strict: bool = True) -> Any:
    """A value of a type from plain values. Raises msgspec.ValidationError for another shape."""
    _meet(type)
    return msgspec.convert(value, type, strict=strict)


def _meet(kind: object) -> None:
    if kind not in _met:
        with _lock:
            Decoder(kind)
            _met.add(kind)
