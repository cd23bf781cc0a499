"""Keeps texts in a CSV file from being taken for formulas."""

from __future__ import annotations

import re

#: Where a spreadsheet begins a formula: at the start of a cell, and where one that expects semicolons would begin
#: another cell or row in the middle of ours. The wide forms of = + - @ count in East Asian ones.
_FORMULA = re.compile(r"(\A(?=[\t\r\n])|(?:\A|[;\r\n])(?=[=+\-@\uff1d\uff0b\uff0d\uff20]))")


def without_formulas(text: str) -> str:
    """The text with an apostrophe before each place that a spreadsheet would take for the beginning of a formula."""
    return _FORMULA.sub(r"\1'", text)
