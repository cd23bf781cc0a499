"""Mutation testing as a whole, on a small repository: what kills, survives, hangs, is not covered, and is resumed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import mutate
import mutation.mutants
import mutation.runner
import pytest
from mutation.coverage_map import CoverageMap, Part, hash_of, merge, names_built_of
from mutation.mutants import Mutant, mutants_of
from mutation.results import Explanations
from mutation.selection import select

RULES = "src/shopwright/platform/sales/rules.py"
TESTS = "tests/test_rules.py"

SOURCE = """LIMITS = {"DE": 3}


def is_within(count):
    return count <= 3


def first_free(taken):
    number = 0
    while number in taken:
        number += 1
    return number


def unused(count):
    return count > 7


def limit():
    return LIMITS["DE"]
"""

SUITE = """from shopwright.platform.sales.rules import first_free, is_within, limit


def test_a_small_count_is_within():
    assert is_within(1)
    assert not is_within(9)


def test_the_first_free_number():
    assert first_free({0, 1}) == 2


def test_the_limit():
    assert limit() == 3
"""

Run = Callable[..., int]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in {
        RULES: SOURCE,
        TESTS: SUITE,
        "pyproject.toml": "[tool.pytest]\nmarkers = ['slow','postgres','browser']\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for package in ("shopwright", "shopwright/platform", "shopwright/platform/sales"):
        (tmp_path / "src" / package / "__init__.py").write_text("")
    (tmp_path / ".gitignore").write_text(".mutation/\n__pycache__/\n")
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return tmp_path


@pytest.fixture
def run(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the tool on the small repository, whose coverage is known."""
    monkeypatch.setattr(mutate, "ROOT", repository)
    monkeypatch.setattr(mutate, "FOLDER", repository / ".mutation")
    monkeypatch.setattr(mutate, "EXPLAINED", repository / "explained.toml")
    monkeypatch.setattr(mutation.mutants, "TARGETS", {"rules": ("platform/**/rules.py",)})
    monkeypatch.setattr(mutation.runner, "START_SECONDS", 10.0)
    monkeypatch.setattr(mutation.runner, "LEFT_OUT_PLUGINS", ("schemathesis", "shopwright"))
    known_coverage(repository).save(repository / ".mutation/coverage.json.gz")
    return lambda *arguments: mutate.main(["--seed", "1", "--jobs", "1", *arguments])


def known_coverage(repository: Path) -> CoverageMap:
    names = ["test_a_small_count_is_within", "test_the_first_free_number", "test_the_limit"]
    within, free, limit = (f"{TESTS}::{name}" for name in names)
    lines = {5: [within], 9: [free], 10: [free], 11: [free], 12: [free], 20: [limit]}
    seconds = {within: 0.1, free: 0.1, limit: 0.1}
    by_line = {str(line): tests for line, tests in lines.items()}
    return merge(repository, {RULES}, [{"seconds": seconds, "failed": [], "lines": {RULES: by_line}}])


@pytest.mark.slow
def test_a_full_run_tells_the_dead_from_the_living(
    run: Run, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--all", "--report", str(repository / "report.md")) == 0
    output = capsys.readouterr().out
    assert f"survived: {RULES}:5: count <= 3 → count < 3" in output
    assert f"killed: {RULES}:5: count <= 3 → count > 3" in output
    assert f"{RULES}:16: count > 7 → count >= 7  [comparison; no test executes it]" in output
    assert f"killed: {RULES}:1: 'DE': 3 → (removed)" in output
    assert f"timed out: {RULES}:11: number += 1 → number -= 1" not in output
    assert f"timed out: {RULES}:11: 1 → 0" in output
    report = (repository / "report.md").read_text()
    assert "| rules |" in report
    assert f"{RULES}:5: count <= 3 → count < 3" in report
    assert (repository / RULES).read_text() == SOURCE

    (repository / "explained.toml").write_text(
        '[[survivor]]\nfile = "rules.py"\nfunction = "is_within"\nbefore = "count <= 3"\nafter = "count < 3"\n'
        'reason = "for this test"\n'
    )
    assert run("--all") == 0
    resumed = capsys.readouterr().out
    assert "1/" not in resumed
    assert "1 explained" in resumed
    assert "count <= 3 → count < 3" not in resumed

    (repository / "explained.toml").unlink()
    with (repository / TESTS).open("a") as file:
        file.write("\n\ndef test_three_are_within():\n    assert is_within(3)\n")
    assert run("--all", "--again") == 0
    again = capsys.readouterr().out
    assert f"killed: {RULES}:5: count <= 3 → count < 3" in again
    assert "count <= 3 → count > 3" not in again, "it was killed before"


@pytest.mark.slow
@pytest.mark.usefixtures("run")
def test_a_changed_test_file_is_recorded_anew(repository: Path) -> None:
    with (repository / TESTS).open("a") as file:
        file.write("\n\ndef test_three_are_within():\n    assert is_within(3)\n")
    coverage = mutate.known_coverage(mutate.options_of(["--jobs", "1"]), [RULES])
    executing = {coverage.tests[test][0] for test in coverage.lines[RULES][5]}
    assert executing == {f"{TESTS}::test_a_small_count_is_within", f"{TESTS}::test_three_are_within"}


def test_what_is_known_of_other_test_files_is_kept(repository: Path) -> None:
    other = "tests/test_other.py::test_other"
    part: Part = {
        "seconds": {other: 1.0, f"{TESTS}::test_gone": 1.0},
        "failed": [],
        "lines": {RULES: {"16": [other], "20": [other, f"{TESTS}::test_gone"]}},
    }
    updated = merge(repository, {RULES}, [part]).updated(known_coverage(repository), {TESTS})
    names = {line: [updated.tests[test][0] for test in tests] for line, tests in updated.lines[RULES].items()}
    assert names[16] == [other]
    assert names[20] == [other, f"{TESTS}::test_the_limit"]
    assert f"{TESTS}::test_gone" not in dict(updated.tests)


def test_a_sample_is_the_same_for_the_same_seed_and_little_else_for_another_code(repository: Path) -> None:
    before = list(mutants_of(repository, RULES, "rules"))
    (repository / RULES).write_text(f"\n{SOURCE}\n\ndef another(count):\n    return count < 2\n")
    after = list(mutants_of(repository, RULES, "rules"))
    assert mutate.sample(before, 10, 1) == mutate.sample(before, 10, 1)
    assert mutate.sample(before, 10, 1) != mutate.sample(before, 10, 2)
    kept = {mutant.place for mutant in mutate.sample(before, 10, 1)} & {
        mutant.place for mutant in mutate.sample(after, 10, 1)
    }
    assert len(kept) > 6


def test_a_table_that_others_are_made_of_is_judged_by_the_tests_of_those(repository: Path) -> None:
    (repository / RULES).write_text("DAYS = 3\n" + SOURCE.replace('"DE": 3', '"DE": DAYS'))
    assert names_built_of((repository / RULES).read_text(), ["DAYS"]) == {"DAYS", "LIMITS"}


def test_a_function_that_runs_when_its_module_is_imported_is_judged_by_all_tests_of_the_module(
    repository: Path,
) -> None:
    lines = SOURCE.splitlines()
    (repository / RULES).write_text("\n".join([*lines, "", "", "FREE = unused(1)", ""]))
    coverage = known_coverage(repository)
    mutant = mutants_at(repository, 16)[0]
    assert coverage.tests_for(repository, mutant) == {0, 1, 2}


def test_a_map_that_is_older_than_a_mutated_file_is_refused(
    run: Run, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / RULES).write_text(SOURCE + "\n")
    assert run("--all") == 2
    assert "Build it anew with --map" in capsys.readouterr().err


def mutants_at(repository: Path, line: int) -> list[Mutant]:
    return [mutant for mutant in mutants_of(repository, RULES, "rules") if mutant.line == line]


def test_tests_are_those_that_execute_the_statement_or_use_the_name(repository: Path) -> None:
    coverage = known_coverage(repository)
    names = {
        line: {coverage.tests[test][0] for test in coverage.tests_for(repository, mutants_at(repository, line)[0])}
        for line in (1, 5, 16)
    }
    assert names == {
        1: {f"{TESTS}::test_the_limit"},
        5: {f"{TESTS}::test_a_small_count_is_within"},
        16: set(),
    }


def test_a_budget_is_kept_and_files_of_like_names_come_first(repository: Path) -> None:
    tests = [("tests/a/test_other.py::test_a", 1.0), ("tests/sales/test_rules.py::test_slow", 9.0)]
    tests += [("tests/sales/test_rules.py::test_quick", 2.0), ("tests/a/test_other.py::test_b", 4.0)]
    coverage = CoverageMap(tests=tests, lines={}, files={}, hashes={})
    mutant = mutants_at(repository, 5)[0]
    chosen = select(repository, coverage, mutant, range(4), budget=9.0)
    assert [name.rpartition("::")[2] for name in chosen] == ["test_quick", "test_a", "test_b"]
    assert select(repository, coverage, mutant, [1], budget=7.0) == ["tests/sales/test_rules.py::test_slow"]


def test_a_test_that_mentions_what_is_changed_comes_first(repository: Path) -> None:
    (repository / TESTS).write_text('def test_quick():\n    pass\n\n\ndef test_spain():\n    assert "SPANISH"\n')
    (repository / RULES).write_text('PLACES = {"SPANISH": 3}\n')
    coverage = CoverageMap(
        tests=[(f"{TESTS}::test_quick", 0.1), (f"{TESTS}::test_spain", 3.0)], lines={}, files={}, hashes={}
    )
    removed = next(mutant for mutant in mutants_of(repository, RULES, "rules") if "SPANISH" in mutant.before)
    assert select(repository, coverage, removed, range(2), budget=5.0)[0] == f"{TESTS}::test_spain"


def test_a_test_that_fails_without_a_mutant_does_not_judge(repository: Path) -> None:
    part = {"seconds": {"t::a": 1.0, "t::b": 1.0}, "failed": ["t::a"], "lines": {RULES: {"5": ["t::a", "t::b"]}}}
    coverage = merge(repository, {RULES}, [part])  # type: ignore[list-item]
    assert coverage.tests == [("t::b", 1.0)]
    assert coverage.lines[RULES] == {5: [0]}
    assert coverage.hashes[RULES] == hash_of(repository / RULES)


def test_without_a_file_nothing_is_explained(repository: Path) -> None:
    assert Explanations(repository / "none.toml").reason_for(mutants_at(repository, 5)[0]) is None
