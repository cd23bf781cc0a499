"""Which of the tests that execute a mutant are run, and in which order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from mutation.coverage_map import CoverageMap, file_of
from mutation.mutants import Mutant

WORD = re.compile(r"[a-z]{3,}")
#: How much of the budget is for near files, and what the first test of a file costs beside its own seconds.
NEAR_SHARE, FILE_SECONDS = 0.75, 1.0
COMMON_WORDS = frozenset({"src", "shopwright", "platform", "tests", "test"})


def select(coverage: CoverageMap, mutant: Mutant, tests: Iterable[int], budget: float) -> list[str]:
    """Test functions of at most ``budget`` recorded seconds in all, one at least.

    Most of it goes to files whose paths have much in common with the mutant's, as their tests are the likeliest to see
    it; the rest to others. They are taken in turn from each file, the quickest of a file first. Those of a file then
    stay together, as they share a platform.
    """
    by_file: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for index in tests:
        name, seconds = coverage.tests[index]
        by_file[file_of(name)].append((seconds, name))
    files = sorted(by_file, key=lambda path: (-affinity(path, mutant.path), len(by_file[path]), path))
    least = max(affinity(files[0], mutant.path) - 1, 1) if files else 0
    near = [sorted(by_file[path]) for path in files if affinity(path, mutant.path) >= least]
    far = [sorted(by_file[path]) for path in files if affinity(path, mutant.path) < least]
    selected: list[str] = []
    spent, started = 0.0, set[str]()
    for rows, most in ((near, budget * NEAR_SHARE), (far, budget)):
        for seconds, name in turns(rows):
            cost = seconds + (0.0 if file_of(name) in started else FILE_SECONDS)
            if spent + cost <= most or not selected:
                selected.append(name)
                started.add(file_of(name))
                spent += cost
    return sorted(selected, key=lambda name: files.index(file_of(name)))


def turns(rows: Sequence[list[tuple[float, str]]]) -> Iterable[tuple[float, str]]:
    for number in range(max(map(len, rows), default=0)):
        yield from (row[number] for row in rows if number < len(row))


def affinity(test_file: str, target: str) -> int:
    return len(words(test_file) & words(target))


def words(path: str) -> set[str]:
    return set(WORD.findall(str(Path(path).with_suffix("")).lower())) - COMMON_WORDS
