"""Names for files that are put away: never longer than a file system takes, and never a name that is no text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePath

#: Bytes of a name, so that an ending or a mark still fits behind it.
_LONGEST = 200


def short_name(name: str) -> str:
    """A name without what is no text, cut in its middle so that its ending stays."""
    plain = name.encode("utf-8", "replace").decode()
    ending = PurePath(plain).suffix[-12:]
    stem = plain.removesuffix(ending).encode()[: _LONGEST - len(ending.encode())].decode("utf-8", "ignore")
    return stem + ending


def stamped(name: str) -> str:
    """The name of a file with the time at which it was put away before it."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{short_name(name)}"
