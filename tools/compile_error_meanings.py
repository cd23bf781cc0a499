"""Writes ``src/shopwright/wire/error_meanings.json.xz``: what every known error code means, and what helps.

The texts are written by hand, in ``tools/error_meanings/*.txt``: a line ``## heading`` for each area, below it a line
``code | meaning | cause | remedy`` for each code. What the platform raises has its texts as named codes already: a
meaning left empty is the constant's message, a remedy left empty the constant's remedy, so that no text stands twice.

``python tools/compile_error_meanings.py`` writes; with ``--check`` it only compares, and fails on a difference.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
from generated_text import read_generated, write_generated

from shopwright.platform.capabilities import error_codes
from shopwright.wire.errors import ErrorCode
from shopwright.wire.meanings import Meaning

SOURCE = Path(__file__).parent / "error_meanings"
TARGET = Path(__file__).parent.parent / "src" / "shopwright" / "wire" / "error_meanings.json.xz"


def constants() -> dict[int, list[ErrorCode]]:
    """The named codes of the platform; one number may have several, for operations that word it differently."""
    codes: dict[int, list[ErrorCode]] = {}
    for error_code in error_codes():
        if error_code not in codes.setdefault(error_code.code, []):
            codes[error_code.code].append(error_code)
    return codes


def rows() -> Iterator[tuple[int, Meaning]]:
    """The hand-written lines, as they stand."""
    area = ""
    for path in sorted(SOURCE.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                area = line.removeprefix("## ")
            elif line:
                code, *texts = (part.strip() for part in line.split("|"))
                meaning, cause, remedy = [*texts, "", "", ""][:3]
                yield int(code), Meaning(meaning, cause, remedy, area)


def merged(code: int, row: Meaning, known: list[ErrorCode]) -> Meaning:
    """A line with its gaps filled from the constants of its code."""
    messages, remedies = {error_code.message for error_code in known}, {error_code.remedy for error_code in known}
    meaning = row.meaning or sole(messages, f"{code}: no meaning, and not exactly one message among the named codes")
    remedy = row.remedy or sole(remedies, f"{code}: no remedy, and not exactly one among the named codes")
    if row.meaning in messages or (row.remedy and len(remedies) == 1):
        raise SystemExit(f"{code}: a named code has this text already; leave it out of tools/error_meanings")
    if "{" in meaning + remedy:
        raise SystemExit(f"{code}: a text has fields to fill in; write one without them")
    return Meaning(meaning, row.cause, remedy, row.area)


def sole(texts: set[str], complaint: str) -> str:
    if len(texts) != 1:
        raise SystemExit(complaint)
    return next(iter(texts))


def render() -> str:
    known, done = constants(), dict[int, Meaning]()
    for code, row in rows():
        if code in done:
            raise SystemExit(f"{code}: two lines in tools/error_meanings")
        done[code] = merged(code, row, known.get(code, []))
    if forgotten := sorted(set(known) - set(done)):
        raise SystemExit(f"no line in tools/error_meanings: {', '.join(map(str, forgotten))}")
    lines = [f'"{code}": {msgspec.json.encode(meaning).decode()}' for code, meaning in done.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    check, text = parser.parse_args().check, render()
    if check:
        stale = read_generated(TARGET) != text
        if stale:
            print(f"out of date: {TARGET.name} (run `make generate`)", file=sys.stderr)
        return int(stale)
    write_generated(TARGET, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
