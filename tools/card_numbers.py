"""Looks for numbers of payment cards in files: ``python tools/card_numbers.py PATH …``.

A number counts when its range and length are those of a large issuer and its check digit fits. File and place are
printed, never the number. Exits 1 where there is one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

#: Visa, Mastercard, American Express, Discover, JCB and UnionPay by their first digits, in groups or not.
_CARD = re.compile(
    rb"(?<![0-9A-Za-z.])(?:"
    rb"4\d{3}(?P<a>[ -]?)\d{4}(?P=a)\d{4}(?P=a)\d{4}"
    rb"|(?:5[1-5]\d{2}|2(?:22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720))(?P<b>[ -]?)\d{4}(?P=b)\d{4}(?P=b)\d{4}"
    rb"|3[47]\d{2}(?P<c>[ -]?)\d{6}(?P=c)\d{5}"
    rb"|(?:6011|65\d{2}|35[2-8]\d|62\d{2})(?P<d>[ -]?)\d{4}(?P=d)\d{4}(?P=d)\d{4}"
    rb")(?![0-9A-Za-z])"
)


def card_numbers(content: bytes) -> Iterator[int]:
    """Where numbers of cards begin."""
    for match in _CARD.finditer(content):
        if _has_check_digit(re.sub(rb"[ -]", b"", match[0])):
            yield match.start()


def _has_check_digit(digits: bytes) -> bool:
    """Luhn's sum: every second digit from the right is doubled."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = (digit - 48) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from (each for each in sorted(path.rglob("*")) if each.is_file()) if path.is_dir() else [path]


def main(arguments: list[str]) -> int:
    places = [(path, place) for path in files([*map(Path, arguments)]) for place in card_numbers(path.read_bytes())]
    for path, place in places:
        print(f"{path}: a card number at byte {place}")
    return int(bool(places))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
