"""Which of the tests that execute a mutant are run, and in which order."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from mutation.coverage_map import CoverageMap, file_of
from mutation.mutants import Mutant

WORD = re.compile(r"[a-z]{3,}")
#: How much of the budget is for near files, and what the first test of a file costs beside its own seconds.
NEAR_SHARE, FILE_SECONDS = 0.75, 1.0
LONG_WORD = re.compile(r"\w{6,}")
COMMON_WORDS = frozenset({"src", "shopwright", "platform", "tests", "test"})


def select(root: Path, coverage: CoverageMap, mutant: Mutant, tests: Iterable[int], budget: float) -> list[str]:
    """Test functions of at most ``budget`` recorded seconds in all, one at least.

    Most of it goes to files whose paths have much in common with the mutant's, or that mention what it changes, as
    their tests are the likeliest to see it; the rest to others. They are taken in turn from each file: those that
    mention it first, then the quickest. Those of a file then stay together, as they share a platform.
    """
    changed = LONG_WORD.findall(mutant.before)
    by_file: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for index in tests:
        name, seconds = coverage.tests[index]
        by_file[file_of(name)].append((seconds, name))
    sources = {path: sources_of(root / path) for path in by_file}
    nearness = {
        path: affinity(path, mutant.path) + mentions(" ".join(sources[path].values()), changed) for path in by_file
    }
    files = sorted(by_file, key=lambda path: (-nearness[path], len(by_file[path]), path))
    least = max(nearness[files[0]] - 1, 1) if files else 0

    def rows_of(paths: Iterable[str]) -> list[list[tuple[float, str]]]:
        return [
            sorted(by_file[path], key=lambda test: (-mentions(sources[path].get(test[1], ""), changed), test))
            for path in paths
        ]

    near = rows_of(path for path in files if nearness[path] >= least)
    far = rows_of(path for path in files if nearness[path] < least)
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


def mentions(text: str, names: Iterable[str]) -> int:
    return sum(name in text for name in set(names))


@cache
def sources_of(path: Path) -> dict[str, str]:
    """The text of each test of a file, by its name as pytest writes it."""
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    relative = str(path.relative_to(next(parent for parent in path.parents if parent.name == "tests").parent))
    sources: dict[str, str] = {}
    for node in ast.parse(text).body:
        parts = node.body if isinstance(node, ast.ClassDef) else [node]
        names = [relative, node.name] if isinstance(node, ast.ClassDef) else [relative]
        for part in parts:
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([part.lineno, *(decorator.lineno for decorator in part.decorator_list)])
                sources["::".join([*names, part.name])] = "\n".join(lines[first - 1 : part.end_lineno])
    return sources


def affinity(test_file: str, target: str) -> int:
    return len(words(test_file) & words(target))


def words(path: str) -> set[str]:
    return set(WORD.findall(str(Path(path).with_suffix("")).lower())) - COMMON_WORDS
