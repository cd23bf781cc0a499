"""Which of the tests that execute a mutant are run, and in which order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from mutation.coverage_map import CoverageMap, file_of, sources_of, text_of
from mutation.mutants import Mutant

WORD = re.compile(r"[a-z]{3,}")
#: How much of the budget is for near files, and what the first test of a file costs beside its own seconds.
NEAR_SHARE, FILE_SECONDS = 0.75, 1.0
LONG_WORD = re.compile(r"\w{6,}")
COMMON_WORDS = frozenset({"src", "shopwright", "platform", "tests", "test"})


def select(root: Path, coverage: CoverageMap, mutant: Mutant, tests: Collection[int], budget: float) -> list[str]:
    """Test functions of at most ``budget`` recorded seconds in all, one at least.

    Most of it goes to files whose paths have much in common with the mutant's, or that mention what it changes, as
    their tests are the likeliest to see it; the rest to others. They are taken in turn from each file: first those that
    execute the line behind it, which a condition may keep from most, then those that mention it, then the quickest.
    Those of a file then stay together, as they share a platform.
    """
    line = text_of(root / mutant.path).splitlines()[mutant.line - 1]
    changed = LONG_WORD.findall(f"{mutant.before} {line} {' '.join(mutant.names)}")
    rare = behind(coverage, mutant, tests)
    rare_files = set(map(file_of, rare))
    by_file: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for index in tests:
        name, seconds = coverage.tests[index]
        by_file[file_of(name)].append((seconds, name))
    sources = {path: sources_of(root / path) for path in by_file}
    nearness = {
        path: affinity(path, mutant.path) + mentions(" ".join(sources[path].values()), changed) for path in by_file
    }
    files = sorted(by_file, key=lambda path: (path not in rare_files, -nearness[path], len(by_file[path]), path))
    least = max(max(nearness.values(), default=0) - 1, 1)

    def rows_of(paths: Iterable[str]) -> list[list[tuple[float, str]]]:
        return [
            sorted(
                by_file[path],
                key=lambda test: (test[1] not in rare, -mentions(sources[path].get(test[1], ""), changed), test),
            )
            for path in paths
        ]

    near_files = {path for path in files if path in rare_files or nearness[path] >= least}
    near = rows_of(path for path in files if path in near_files)
    far = rows_of(path for path in files if path not in near_files)
    return sorted(within(budget, near, far), key=lambda name: files.index(file_of(name)))


def within(budget: float, near: Sequence[list[tuple[float, str]]], far: Sequence[list[tuple[float, str]]]) -> list[str]:
    """Tests, in turn from each row, that the budget allows; one at least."""
    selected: list[str] = []
    spent, started = 0.0, set[str]()
    for rows, most in ((near, budget * NEAR_SHARE), (far, budget)):
        for seconds, name in turns(rows):
            cost = seconds + (0.0 if file_of(name) in started else FILE_SECONDS)
            if spent + cost <= most or not selected:
                selected.append(name)
                started.add(file_of(name))
                spent += cost
    return selected


def behind(coverage: CoverageMap, mutant: Mutant, tests: Collection[int]) -> set[str]:
    """Those of the tests that execute the line behind a mutant, where a condition keeps most of them away."""
    following = coverage.lines.get(mutant.path, {}).get(mutant.lines[1] + 1, ())
    some = set(tests).intersection(following)
    return {coverage.tests[index][0] for index in some} if len(some) < len(tests) / 4 else set()


def turns(rows: Sequence[list[tuple[float, str]]]) -> Iterable[tuple[float, str]]:
    for number in range(max(map(len, rows), default=0)):
        yield from (row[number] for row in rows if number < len(row))


def mentions(text: str, names: Iterable[str]) -> int:
    return sum(name in text for name in set(names))


def affinity(test_file: str, target: str) -> int:
    return len(words(test_file) & words(target))


def words(path: str) -> set[str]:
    return set(WORD.findall(str(Path(path).with_suffix("")).lower())) - COMMON_WORDS
