"""Masks data about a buyer (docs/reference/buyer-data.md#by-market).

A masked text does not show how long the text was. Masking a masked text changes nothing, and empty text stays empty.
"""

from __future__ import annotations

import re

HIDDEN = "***"

_CALLING_CODE = re.compile(r"\(\+[0-9]{1,4}\)")
_MASKED_PHONE = re.compile(r"(\(\+[0-9]{1,4}\))?([0-9]{2}-\*\*\*-[0-9]{2}|[0-9]{3}-\*\*\*-[0-9]{4}|\*\*\*)")

#: (least number of national digits, how many of the first are left, how many of the last).
_LEFT = ((10, 3, 4), (7, 2, 2))


def mask_phone(text: str) -> str:
    """``(+1)2135551234`` as ``(+1)213-***-1234``.

    The calling code in brackets stays. Of ten national digits or more the first three and the last four are left, of
    seven to nine two and two, of fewer none.
    """
    if not text or _MASKED_PHONE.fullmatch(text):
        return text
    code = _CALLING_CODE.match(text)
    prefix = code.group() if code else ""
    digits = "".join(char for char in text[len(prefix) :] if char.isdecimal() and char.isascii())
    for least, first, last in _LEFT:
        if len(digits) >= least:
            return f"{prefix}{digits[:first]}-{HIDDEN}-{digits[-last:]}"
    return prefix + HIDDEN


def mask_name(text: str) -> str:
    """``Ann Smith`` as ``A*** S***``: the first letter of each word is left."""
    return " ".join(word[0].replace("*", "") + HIDDEN for word in text.split())


def mask_line(text: str) -> str:
    """A line of an address as ``***``."""
    return HIDDEN if text.strip() else ""


def mask_postcode(text: str) -> str:
    """A postcode as ``***``: in some markets one postcode is one house."""
    return mask_line(text)
