"""Identifiers of people as they are hashed: one spelling for each, so that the same person has the same hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_BETWEEN = re.compile(r"[\s().\-/]")


def spelled_email(text: str) -> str | None:
    """An e-mail address in lower case, without blanks around it; None where the text is none."""
    email = text.strip().lower()
    return email if _EMAIL.fullmatch(email) else None


def spelled_phone(text: str, country: str = "") -> str | None:
    """A telephone number in E.164, with the plus sign; None where the text is none.

    ``country``: the code, such as ``44``, of numbers that are written as they are dialled within it.
    """
    number = _BETWEEN.sub("", text.strip().replace("(0)", ""))
    if number.startswith("00"):
        number = f"+{number[2:]}"
    elif country and not number.startswith("+"):
        number = f"+{country}{number.removeprefix('0')}"
    return number if _E164.fullmatch(number) else None


def digest_of(calculate_type: str) -> Callable[[str], bytes]:
    """The hash that the name of a kind ends in: of text, as bytes."""
    if calculate_type.endswith("_MD5"):
        return lambda text: hashlib.md5(text.encode(), usedforsecurity=False).digest()
    return lambda text: hashlib.sha256(text.encode()).digest()
