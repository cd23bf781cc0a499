"""Which of the tests that execute a mutant are run, and in which order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from mutation.coverage_map import CoverageMap, file_of
from mutation.mutants import Mutant

WORD = re.compile(r"[a-z]{3,}")
COMMON_WORDS = frozenset({"src", "shopwright", "platform", "tests", "test"})


def select(coverage: CoverageMap, mutant: Mutant, tests: Iterable[int], budget: float) -> list[str]:
    """Test functions of at most ``budget`` recorded seconds in all, one at least.

    They are taken in turn from each test file, the quickest of a file first, and the files in the order of how much
    their paths have in common with the mutant's: that test is the likeliest to see it. Those of a file then stay
    together, as they share a platform.
    """
    by_file: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for index in tests:
        name, seconds = coverage.tests[index]
        by_file[file_of(name)].append((seconds, name))
    files = sorted(by_file, key=lambda path: (-affinity(path, mutant.path), len(by_file[path]), path))
    selected: list[str] = []
    left = budget
    for seconds, name in turns([sorted(by_file[path]) for path in files]):
        if seconds <= left or not selected:
            selected.append(name)
            left -= seconds
    return sorted(selected, key=lambda name: files.index(file_of(name)))


def turns(rows: Sequence[list[tuple[float, str]]]) -> Iterable[tuple[float, str]]:
    for number in range(max(map(len, rows), default=0)):
        yield from (row[number] for row in rows if number < len(row))


def affinity(test_file: str, target: str) -> int:
    return len(words(test_file) & words(target))


def words(path: str) -> set[str]:
    return set(WORD.findall(str(Path(path).with_suffix("")).lower())) - COMMON_WORDS
