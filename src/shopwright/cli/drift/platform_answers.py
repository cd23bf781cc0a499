"""What this release's platform answers, as its handlers declare and its tests saw: ``data/platform-answers.json``."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from shopwright import decoders
from shopwright.contract.model import Operation
from shopwright.wire.redaction import REDACTED

from .difference import Finding, Kind

FILE = Path(__file__).parents[1] / "data" / "platform-answers.json"


class Answers(Struct, frozen=True):
    """What a built operation answers: codes of its own, and documented reply fields that no test saw filled."""

    codes: frozenset[int] = frozenset()
    never_filled: frozenset[str] = frozenset()


@cache
def platform_answers() -> dict[str, Answers]:
    """The answers of every operation that the platform builds."""
    packed = FILE.with_name(f"{FILE.name}.xz")  # in a wheel
    content = FILE.read_bytes() if FILE.is_file() else lzma.decompress(packed.read_bytes())
    return decoders.decode(content, type=dict[str, Answers])


def beside_platform(
    operation: Operation, code: object, data: object, common_codes: frozenset[int]
) -> Iterator[Finding]:
    """What a recorded reply has and the platform's own never have."""
    answers = platform_answers().get(operation.id)
    if answers is None:
        yield Finding(Kind.NOT_BUILT, operation.id, "", expected="not built by the platform")
        return
    if isinstance(code, int) and code not in {0, *answers.codes, *common_codes}:
        yield Finding(Kind.NEVER_RAISED, operation.id, "code", str(code), "never answered by the platform")
    for place in sorted(set(_filled(data, "")) & answers.never_filled):
        yield Finding(Kind.NEVER_FILLED, operation.id, f"data.{place}", "filled", "never filled by the platform")


def _filled(value: Any, place: str) -> Iterator[str]:
    """The places of a reply's leaf fields that hold something: names with dots between them."""
    if isinstance(value, list):
        for member in value:
            yield from _filled(member, place)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _filled(inner, f"{place}.{name}" if place else name)
    elif value not in (None, "", REDACTED):
        yield place
