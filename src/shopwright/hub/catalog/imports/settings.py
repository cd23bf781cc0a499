"""How a file is to be read: what was guessed, and what the seller changed."""

from __future__ import annotations

import msgspec

from .values import Reading

ENCODINGS = {
    "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Western (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)", "cp1254": "Turkish (Windows-1254)", "cp874": "Thai (Windows-874)",
    "cp1258": "Vietnamese (Windows-1258)", "gb18030": "Chinese (GB 18030)", "big5": "Chinese (Big5)",
    "shift_jis": "Japanese (Shift JIS)", "euc_kr": "Korean (EUC-KR)", "mac_roman": "Macintosh",
}  # fmt: skip
DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar"}
QUOTES = {'"': "Double quotes", "'": "Single quotes"}
DECIMALS = {".": "Point: 1,234.50", ",": "Comma: 1.234,50"}
EMPTIES = {"keep": "Leave the field as it is", "clear": "Empty the field"}
MISSING_SKUS = {"refuse": "Report the row", "make": "Make one from product and options"}


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """``header_first``, ``header_last``: lines of the header. ``data_from``: the line where goods begin.

    ``currency``: of prices that name none. ``empties``: what an empty cell does. ``missing_sku``: what a row without
    SKU does. ``source``: whose export it is.
    """

    kind: str = "csv"
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    quote: str = '"'
    sheet: str = ""
    header_first: int = 1
    header_last: int = 1
    data_from: int = 2
    decimal: str = "."
    weight_unit: str = "g"
    side_unit: str = "mm"
    currency: str = ""
    empties: str = "keep"
    missing_sku: str = "refuse"
    source: str = "plain"

    @property
    def reading(self) -> Reading:
        """How numbers are meant."""
        return Reading(self.decimal, self.weight_unit, self.side_unit, is_own=self.source == "own")

    def reads_like(self, other: Settings) -> bool:
        """Whether the file's cells are the same under both."""
        parts = ("kind", "encoding", "delimiter", "quote", "sheet")
        return all(getattr(self, part) == getattr(other, part) for part in parts)
