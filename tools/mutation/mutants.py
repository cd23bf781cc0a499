"""Mutants: small faults, each made by one replacement in the source of a file."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from house.model import PACKAGE
from mutation.operators import Edit, edits_of
from mutation.settings import LEFT_OUT_TARGETS, TARGETS
from mutation.sites import Site, sites_of

SHOWN_CHARACTERS = 90


@dataclass(frozen=True)
class Mutant:
    """A fault in a file. ``start`` and ``end`` are offsets in its bytes; ``names`` are the module's names it changes
    where it lies outside all functions; ``lines`` are those of its statement."""

    kind: str
    path: str
    function: str
    line: int
    lines: tuple[int, int]
    names: tuple[str, ...]
    operator: str
    before: str
    after: str
    start: int
    end: int
    replacement: str
    source_hash: str

    @property
    def place(self) -> str:
        """Where and what it is, in words that a change elsewhere in the file leaves as they are."""
        return f"{self.path} {self.function or ' '.join(self.names)} {self.operator} {self.before} {self.after}"

    @property
    def key(self) -> str:
        text = f"{self.path}\0{self.source_hash}\0{self.start}\0{self.end}\0{self.replacement}"
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    def apply(self, source: bytes) -> bytes:
        return source[: self.start] + self.replacement.encode() + source[self.end :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {shortened(self.before)} → {shortened(self.after)}"


def shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN_CHARACTERS else f"{flat[: SHOWN_CHARACTERS - 1]}…"


def target_files(root: Path) -> dict[str, str]:
    """The files to mutate, relative to the root, each with its kind. `LookupError` where a kind has none."""
    source = root / "src" / PACKAGE.partition(".")[0]
    kinds: dict[str, str] = {}
    for kind, globs in TARGETS.items():
        paths = sorted({path for glob in globs for path in source.glob(glob) if path.name not in LEFT_OUT_TARGETS})
        if not paths:
            raise LookupError(f"no file is of the kind {kind!r}: the globs in tools/mutation/settings.py miss it")
        for path in paths:
            kinds.setdefault(str(path.relative_to(root)), kind)
    return kinds


def mutants_of(root: Path, path: str, kind: str) -> Iterator[Mutant]:
    """All mutants of a file, in the order of its text."""
    source = (root / path).read_bytes()
    source_hash = hashlib.sha256(source).hexdigest()[:16]
    starts = line_starts(source)
    for site in sites_of(ast.parse(source)):
        for edit in edits_of(site):
            yield _mutant(site, edit, kind, path, starts, source_hash)


def line_starts(source: bytes) -> list[int]:
    """The offset of each line's first byte; the parser counts lines from 1."""
    starts = [0, 0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _mutant(site: Site, edit: Edit, kind: str, path: str, starts: list[int], source_hash: str) -> Mutant:
    node = edit.replaced
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return Mutant(
        kind=kind,
        path=path,
        function=site.function,
        line=edit.line,
        lines=site.lines,
        names=site.names,
        operator=edit.operator,
        before=edit.before,
        after=edit.after,
        start=starts[node.lineno] + node.col_offset,
        end=starts[end_line] + end_column,
        replacement=edit.replacement,
        source_hash=source_hash,
    )
