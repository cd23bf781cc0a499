"""How each market masks buyers' data: ``data/masks.json``, where each style names its source."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the file."""


class DigitsLeft(_Part, frozen=True, forbid_unknown_fields=True):
    """Of a number with ``least`` national digits or more, so many of the first and of the last are left."""

    least: int
    first: int
    last: int


class MaskStyle(_Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is left of each kind of text. ``between`` stands between the digits that are left; "": a star for each
    digit that is hidden. ``line_start`` and ``postcode_start`` count characters."""

    standing: Literal["documented", "seen", "invented"]
    source: str
    phone: tuple[DigitsLeft, ...]
    between: str
    name_end: bool
    line_start: int
    postcode_start: int
    full_address: Literal["HIDDEN", "LEVELS"]


class _File(_Part, frozen=True, forbid_unknown_fields=True):
    about: str
    styles: dict[str, MaskStyle]
    markets: dict[str, str]


@cache
def _file() -> _File:
    return decoders.decode(read_data_file("market", "masks.json"), type=_File)


def mask_style(code: str) -> MaskStyle:
    """The style of a market; LookupError for a region that is none of ours."""
    return _file().styles[_file().markets[code]]
