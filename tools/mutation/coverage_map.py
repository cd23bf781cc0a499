"""Which tests execute which lines: built once by a run of the suite, then asked for the tests of a mutant."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TypedDict

import msgspec
from mutation.mutants import Mutant
from mutation.settings import LEFT_OUT_FILES, LEFT_OUT_MARKERS
from mutation.sites import assigned

PLATFORM = "src/shopwright/platform"
TOOLS = Path(__file__).resolve().parent.parent
PARTS_VARIABLE = "SHOPWRIGHT_COVERAGE_PARTS"

#: pytest's exit code where it collected no tests.
NOTHING_COLLECTED = 5


class Part(TypedDict):
    """What one process of the run has seen."""

    seconds: dict[str, float]
    failed: list[str]
    lines: dict[str, dict[str, list[str]]]


#: Statements of a module that make something of names.
MAKERS = ast.Assign | ast.AnnAssign | ast.ClassDef


class CoverageMap(msgspec.Struct):
    """``tests`` with their seconds; ``lines`` and ``files`` name them by index. Hashes tell what has changed since."""

    tests: list[tuple[str, float]]
    lines: dict[str, dict[int, list[int]]]
    files: dict[str, list[int]]
    hashes: dict[str, str]

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(msgspec.json.encode(self), compresslevel=3))

    def is_stale(self, root: Path, path: str) -> bool:
        return self.hashes.get(path) != hash_of(root / path)

    def changed_test_files(self, root: Path) -> set[str]:
        """Test files that are new, different or gone since the map was built."""
        existing = test_files(root)
        gone = {file_of(name) for name, _ in self.tests}.difference(existing)
        return gone | {path for path in existing if self.is_stale(root, path)}

    def updated(self, newer: CoverageMap, changed: Container[str]) -> CoverageMap:
        """This map, with what a newer one says of the tests of changed files in place of what this one says of them."""
        old = [name if file_of(name) not in changed else "" for name, _ in self.tests]
        new = [name for name, _ in newer.tests]
        seconds = dict(zip(old, (spent for _, spent in self.tests), strict=True)) | dict(newer.tests)
        number = {name: index for index, name in enumerate(sorted(filter(None, seconds)))}

        def joined(old_tests: Iterable[int], new_tests: Iterable[int]) -> list[int]:
            names = {old[test] for test in old_tests} | {new[test] for test in new_tests}
            return sorted(number[name] for name in names if name)

        lines: dict[str, dict[int, list[int]]] = {}
        for path in {*self.lines, *newer.lines}:
            before, after = self.lines.get(path, {}), newer.lines.get(path, {})
            lines[path] = {line: joined(before.get(line, ()), after.get(line, ())) for line in {*before, *after}}
        return CoverageMap(
            tests=[(name, seconds[name]) for name in number],
            lines=lines,
            files={
                path: joined(self.files.get(path, ()), newer.files.get(path, ()))
                for path in {*self.files, *newer.files}
            },
            hashes=self.hashes | {path: hash for path, hash in newer.hashes.items() if path in changed},
        )

    def tests_for(self, root: Path, mutant: Mutant) -> set[int]:
        """The tests that execute the mutant's statement; outside functions, those that execute users of its names.

        A function that runs when its module is imported belongs to no test: all that execute the module are taken.
        """
        if not mutant.function:
            return self._users_of_names(root, mutant)
        lines = self.lines.get(mutant.path, {})
        first, last = mutant.lines
        executing = {test for line in range(first, last + 1) for test in lines.get(line, ())}
        return executing or (set(self.files.get(mutant.path, ())) if self._runs_at_import(root, mutant) else set())

    def _runs_at_import(self, root: Path, mutant: Mutant) -> bool:
        """Whether a statement outside functions calls the mutant's function."""
        statements = ast.parse(text_of(root / mutant.path)).body
        return any(
            isinstance(node, ast.Call) and ast.unparse(node.func) == mutant.function
            for statement in statements
            if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr)
            for node in ast.walk(statement)
        )

    def _users_of_names(self, root: Path, mutant: Mutant) -> set[int]:
        """Tests of the functions of the same file that mention a name, and of other files that do; tests that do."""
        text = text_of(root / mutant.path)
        names = mentioning(names_built_of(text, mutant.names))
        module = re.compile(rf"\b{re.escape(Path(mutant.path).stem)}\b")
        own_lines = self.lines.get(mutant.path, {})
        users: set[int] = set()
        for first, last in function_spans(text):
            if names.search("\n".join(text.splitlines()[first - 1 : last])):
                users.update(test for line in range(first, last + 1) for test in own_lines.get(line, ()))
        for path, tests in self.files.items():
            if path != mutant.path and (root / path).exists():
                other = text_of(root / path)
                if module.search(other) and names.search(other):
                    users.update(tests)
        for index, (test, _) in enumerate(self.tests):
            if names.search(sources_of(root / file_of(test)).get(test, "")):
                users.add(index)
        return users


def load(path: Path) -> CoverageMap:
    return msgspec.json.decode(gzip.decompress(path.read_bytes()), type=CoverageMap)


def build(root: Path, targets: Collection[str], tests: Sequence[str], jobs: int) -> tuple[CoverageMap, list[str]]:
    """Run tests (all where none is named) and map them; answers the map and the tests that failed, which are not in it.

    `RuntimeError` where pytest could not run them.
    """
    hashes = {path: hash_of(root / path) for path in {*targets, *test_files(root)}}  # before a test can be edited
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "mutation.recorder", "-m", LEFT_OUT_MARKERS]
        command += ["-n", str(jobs), "--dist", "loadfile"] if jobs > 1 else []
        command += [f"--ignore={path}" for path in LEFT_OUT_FILES]
        search_path = os.pathsep.join(map(str, (root / "src", root, TOOLS)))
        environment = {**os.environ, "PYTHONPATH": search_path, PARTS_VARIABLE: folder}
        code = subprocess.run([*command, *tests], cwd=root, env=environment, check=False).returncode
        if code not in {0, 1, NOTHING_COLLECTED}:
            raise RuntimeError(f"pytest ended with {code}: there is no map")
        parts: list[Part] = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).iterdir())]
        if not parts and code != NOTHING_COLLECTED:
            raise RuntimeError("no process of the run has recorded anything: there is no map")
    coverage = merge(root, set(targets), parts)
    coverage.hashes.update(hashes)
    return coverage, sorted({test for part in parts for test in part["failed"]})


def merge(root: Path, targets: set[str], parts: Iterable[Part]) -> CoverageMap:
    """One map of all parts: by line for the files to mutate, by file for the others."""
    seconds: dict[str, float] = defaultdict(float)
    failed: set[str] = set()
    lines: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for part in parts:
        failed.update(part["failed"])
        for test, spent in part["seconds"].items():
            seconds[test] += spent
        for path, by_line in part["lines"].items():
            for line, tests in by_line.items():
                lines[path][int(line)].update(tests)
    number = {test: index for index, test in enumerate(sorted(set(seconds) - failed))}

    def numbers(tests: Iterable[str]) -> list[int]:
        return sorted(number[test] for test in tests if test in number)

    files = {path: numbers(set().union(*by_line.values())) for path, by_line in lines.items()}
    return CoverageMap(
        tests=[(test, round(seconds[test], 3)) for test in number],
        lines={path: {line: numbers(of) for line, of in lines[path].items()} for path in lines if path in targets},
        files=files,
        hashes={path: hash_of(root / path) for path in {*files, *targets, *test_files(root)}},
    )


def test_of(node_id: str) -> str:
    """The test function of a test, without its parameters: a mutant may change what these are called."""
    return node_id.partition("[")[0].partition("@")[0]


def file_of(test: str) -> str:
    return test.partition("::")[0]


def test_files(root: Path) -> list[str]:
    """The files of tests that can judge."""
    paths = (str(path.relative_to(root)) for path in sorted((root / "tests").rglob("test_*.py")))
    return [path for path in paths if not path.startswith(LEFT_OUT_FILES)]


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.exists() else ""


def function_spans(text: str) -> list[tuple[int, int]]:
    """First and last line of each function's body."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(node.body[0].lineno, node.end_lineno or node.lineno) for node in functions]


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


def mentioning(names: Collection[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names))) or '(?!)'})\b")


def names_built_of(text: str, names: Iterable[str]) -> set[str]:
    """The names, and those of the module that are made of them: tables of tables, classes with such fields."""
    made = [(set(assigned(node)), ast.unparse(node)) for node in ast.parse(text).body if isinstance(node, MAKERS)]
    known, before = set(names), set[str]()
    while known != before:
        before = set(known)
        pattern = mentioning(before)
        known.update(*(made_names for made_names, source in made if pattern.search(source)))
    return known


def function_lines(text: str) -> set[int]:
    return {line for first, last in function_spans(text) for line in range(first, last + 1)}
