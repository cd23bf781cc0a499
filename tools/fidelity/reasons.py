"""Why facts are never seen: ``tests/fidelity/reasons/<area>.toml``, whose format ``tests/fidelity/README.md`` tells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from .facts import CODES, FOLDER, REPLIES, REQUESTS, Fact, all_facts, area_of


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it explains, by patterns and numbers, and why. ``area`` is the name of its file."""

    why: str
    operations: tuple[str, ...] = ("*",)
    replies: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    codes: tuple[int, ...] = ()
    area: str = ""

    def patterns(self) -> Iterator[tuple[str, str]]:
        """Each kind of fact with a pattern for its names."""
        yield from ((REPLIES, pattern) for pattern in self.replies)
        yield from ((REQUESTS, pattern) for pattern in self.requests)
        yield from ((CODES, str(code)) for code in self.codes)

    def explains(self, fact: Fact) -> bool:
        """Whether the fact is one that the reason names."""
        return any(kind == fact.kind and fits(fact.name, pattern) for kind, pattern in self.patterns()) and any(
            fits(fact.operation_id, pattern) for pattern in self.operations
        )

    def candidates(self, facts: Iterable[Fact]) -> list[Fact]:
        """The facts of the reason's area that it explains."""
        return [fact for fact in facts if area_of(fact) == self.area and self.explains(fact)]


class ReasonFile(msgspec.Struct, forbid_unknown_fields=True):
    """One file."""

    reason: tuple[Reason, ...] = ()


def read_reasons(folder: Path = FOLDER / "reasons") -> tuple[Reason, ...]:
    """All reasons, in the order of the files. Raises ``msgspec.ValidationError`` where one is not in the format."""
    reasons: list[Reason] = []
    for path in sorted(folder.glob("*.toml")):
        rows = msgspec.toml.decode(path.read_bytes(), type=ReasonFile).reason
        reasons += [msgspec.structs.replace(row, area=path.stem) for row in rows]
    return tuple(reasons)


def explained(reasons: Iterable[Reason], facts: Collection[Fact]) -> dict[Fact, Reason]:
    """Each fact that has a reason, with the first of its reasons."""
    whys: dict[Fact, Reason] = {}
    for reason in reasons:
        for fact in reason.candidates(facts):
            whys.setdefault(fact, reason)
    return whys


def problems(seen: Collection[Fact], reasons: Collection[Reason]) -> list[str]:
    """Facts that are neither seen nor explained or both, and reasons that explain nothing; a line each."""
    facts = all_facts()
    whys = explained(reasons, facts)
    lines = [f"never seen, and no reason: {written(fact)}" for fact in sorted(facts - set(seen) - set(whys))]
    lines += [f"explained and seen: {written(fact)}" for fact in sorted(set(whys) & set(seen))]
    return lines + [line for reason in reasons for line in idle_parts(reason)]


def idle_parts(reason: Reason) -> Iterator[str]:
    """The operations and patterns of a reason that fit no fact."""
    candidates = reason.candidates(all_facts())
    for pattern in reason.operations:
        if not any(fits(fact.operation_id, pattern) for fact in candidates):
            yield f"explains nothing: {reason.area}, operation {pattern} ({reason.why})"
    for kind, pattern in reason.patterns():
        if not any(fact.kind == kind and fits(fact.name, pattern) for fact in candidates):
            yield f"explains nothing: {reason.area}, {kind} {pattern} ({reason.why})"


def fits(text: str, pattern: str) -> bool:
    """Whether a text fits a pattern, in which ``*`` stands for any text."""
    return _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))))


def written(fact: Fact) -> str:
    """A fact as it is printed."""
    return f"{fact.operation_id} {fact.kind} {fact.name}"
