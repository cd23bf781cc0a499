"""Reads texts that may have markup."""

from __future__ import annotations

import html
import re

from django.core.exceptions import SuspiciousOperation
from django.utils.html import strip_tags

_BLOCKS = (
    "address|article|aside|blockquote|br|caption|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|nav|ol|"
    "p|pre|section|table|tbody|tfoot|thead|tr|ul"
)
#: Where a line ends, and where a cell of a table does.
_LINE_END = re.compile(rf"</?(?:{_BLOCKS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CELL_END = re.compile(r"</?t[dh](?:\s[^<>]*)?>", re.IGNORECASE)
_GAPS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def plain_text(text: str) -> str:
    """The words of a text without its markup: blocks, items of lists and rows of tables on lines of their own."""
    parted = _CELL_END.sub(" ", _LINE_END.sub("\n", text))
    try:
        bare = strip_tags(parted)
    except SuspiciousOperation:  # more open brackets than any markup has
        bare = parted
    words = html.unescape(bare).replace("\xa0", " ")
    return _LINES.sub("\n", _GAPS.sub(" ", words)).strip()
