"""Masks data about a buyer in the style of a market (docs/reference/buyer-data.md#form).

Masking a masked text changes nothing, and empty text stays empty.
"""

from __future__ import annotations

import re

from shopwright.platform.market.masks import MaskStyle

HIDDEN = "***"

_CALLING_CODE = re.compile(r"\(\+[0-9]{1,4}\)")
#: A line of fewer characters would show too much of itself.
_LEAST_FOR_START = 5


def mask_phone(text: str, style: MaskStyle) -> str:
    """``(+1)2135551234`` as ``(+1)213-***-1234``, in South-East Asia ``(+84)0961234595`` as ``(+84)096*****95``.

    The calling code in brackets stays. Nothing is left of a number that is too short for its style.
    """
    code = _CALLING_CODE.match(text)
    prefix = code.group() if code else ""
    national = text[len(prefix) :]
    if not text or _is_masked(national, style):
        return text
    digits = "".join(char for char in national if char.isdecimal() and char.isascii())
    for left in style.phone:
        if len(digits) >= left.least:
            between = style.between or "*" * (len(digits) - left.first - left.last)
            return prefix + digits[: left.first] + between + digits[-left.last :]
    return prefix + HIDDEN


def _is_masked(national: str, style: MaskStyle) -> bool:
    between = re.escape(style.between) if style.between else r"\*+"
    forms = [f"[0-9]{{{left.first}}}{between}[0-9]{{{left.last}}}" for left in style.phone]
    return re.fullmatch("|".join((*forms, re.escape(HIDDEN))), national) is not None


def mask_name(text: str, style: MaskStyle) -> str:
    """``Ann Smith`` as ``A*** S***``: the first letter of each word is left, and in some markets the very last one."""
    words = [word[0].replace("*", "") + HIDDEN for word in text.split()]
    last = text.rsplit(maxsplit=1)[-1] if words else ""
    if style.name_end and len(last) > len("ab") and last[-1] != "*":
        words[-1] += last[-1]
    return " ".join(words)


def mask_line(text: str, style: MaskStyle) -> str:
    """A line of an address as ``***``, or, where its start is left, ``BL******``."""
    line = text.strip()
    start = style.line_start if len(line) >= _LEAST_FOR_START else 0
    return line[:start] + "*" * (len(line) - start) if line and style.line_start else HIDDEN if line else ""


def mask_postcode(text: str, style: MaskStyle) -> str:
    """A postcode as ``***``, as in some markets one postcode is one house; elsewhere ``32***``."""
    code = text.strip()
    if not code:
        return ""
    return (code[: style.postcode_start].rstrip("*") if len(code) > style.postcode_start else "") + HIDDEN
