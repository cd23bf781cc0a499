"""Check files against the limits of their operation before anything is sent.

The limits are in ``upload-limits.json``, by operation and field: any one of a field's rules must fit. ``sides`` are
pixels, ``ratios`` width to height.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from shopwright import decoders
from shopwright.contract.load import once

from .formats import format_of, pixels
from .uploads import MOST_BYTES, Upload, megabytes

#: By how much a ratio may miss 9:16 and 16:9, since pixels are whole numbers.
_TOLERANCE = 0.01


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What files of some formats must be like."""

    formats: tuple[str, ...]
    megabytes: int
    sides: tuple[int, int] | None = None
    ratios: tuple[float, float] | None = None
    ending: str = ""


@once
def limits() -> dict[str, dict[str, tuple[Rule, ...]]]:
    """The rules of every operation's files, by operation id and field."""
    table = Path(__file__).with_name("upload-limits.json").read_bytes()
    return decoders.decode(table, type=dict[str, dict[str, tuple[Rule, ...]]])


def takes_file(operation: str, field: str) -> bool:
    """Whether a field of a multipart body is a file."""
    return field == "data" or field in limits().get(operation, {})


def most_bytes(operation: str, field: str) -> int:
    """The largest file that a field takes, in bytes, whatever its format."""
    rules = _rules(operation, field)
    return max(rule.megabytes for rule in rules) * 2**20 if rules else MOST_BYTES


def check_upload(operation: str, field: str, file: Upload, name: str | None) -> list[str]:
    """List what is wrong with a file, a sentence each with limit, value and remedy. ``name`` is the call's argument."""
    if not file.check:
        return []
    if not file.content:
        return [f"{field} is empty: was the file written, or read to its end before?"]
    rules = _rules(operation, field)
    if not rules:
        return []
    format = format_of(file.content)
    rule = next((rule for rule in rules if format and format.name in rule.formats), None)
    if format is None or rule is None:
        wanted = ", ".join(name for rule in rules for name in rule.formats)
        what = f"a {format.name} file" if format else "a file of an unknown format"
        return [f"{field} is {what}, but only {wanted} are taken: convert it (its bytes count, not its name)"]
    return [
        *_of_size(field, format.name, file, rule),
        *_of_pixels(field, format.name, file, rule),
        *_of_name(name, rule),
    ]


def _rules(operation: str, field: str) -> tuple[Rule, ...]:
    return limits().get(operation, {}).get(field, ())


def _of_size(field: str, kind: str, file: Upload, rule: Rule) -> list[str]:
    if len(file.content) <= rule.megabytes * 2**20:
        return []
    return [f"{field} has {megabytes(len(file.content))}, {rule.megabytes} MB is the most for {kind}: make it smaller"]


def _of_pixels(field: str, kind: str, file: Upload, rule: Rule) -> list[str]:
    if rule.sides is None and rule.ratios is None:
        return []
    size = pixels(kind, file.content)
    if size is None:
        # The size of a video is not always near its beginning; then the server checks it.
        return [f"{field} is a damaged {kind} file: its size in pixels cannot be read"] if rule.sides else []
    width, height = size
    if rule.sides is not None and (min(size) < rule.sides[0] or max(size) > rule.sides[1]):
        least, most = rule.sides
        return [f"{field} has {width} × {height} pixels, each side takes {least} to {most}: scale it"]
    if rule.ratios is not None:
        least_ratio, most_ratio = rule.ratios
        if not least_ratio - _TOLERANCE <= width / height <= most_ratio + _TOLERANCE:
            return [f"{field} has {width} × {height} pixels, a video is between 9:16 and 16:9: crop it"]
    return []


def _of_name(name: str | None, rule: Rule) -> list[str]:
    if name is None or name.lower().endswith(rule.ending):
        return []
    return [f"name is {name!r}, it must end in {rule.ending}: {name}{rule.ending}"]
