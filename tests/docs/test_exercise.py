"""CONTRIBUTING.md's exercise, "Add an operation", word by word in a copy of the repository."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.harness.copied import ROOT, copied_environment, copy_repository, run_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed"),
]

SECTION = re.compile(r"^## Add an operation\n(.*?)^## ", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


#: The one of the generators whose page this test reads; `make check` tries them all, which takes seconds.
COVERAGE = "tools/coverage_table.py"


class Step(NamedTuple):
    """A block of the page: a file to write where it has a title, else commands."""

    language: str
    title: str
    text: str


def steps() -> list[Step]:
    section = SECTION.search((ROOT / "CONTRIBUTING.md").read_text())
    assert section is not None
    return [Step(*block) for block in BLOCK.findall(section[1])]


def test_the_exercise_builds_an_operation_whose_test_is_green(tmp_path: Path) -> None:
    copy = copy_repository(tmp_path / "clone")
    environment = {**copied_environment(copy, tmp_path), "MAKEFLAGS": f"GENERATORS={COVERAGE}"}
    told = []
    for step in steps():
        if step.title:
            assert (copy / step.title).exists(), f"no step wrote {step.title} before the page replaces it"
            (copy / step.title).write_text(step.text)
        elif "make check" not in step.text:  # a minute, and tools that the tests' environment lacks
            done = run_in(copy, environment, "bash", "-euc", step.text)
            assert done.returncode == 0, f"{step.text}\n{done.stdout}\n{done.stderr}"
            told.append(done.stdout)
    assert "4 passed" in "".join(told)
    coverage = (copy / "docs/coverage.md").read_text().splitlines()
    row = next(line for line in coverage if "`queryGoodsInventoryForMCF`" in line)
    assert "**built**" in row
    check = run_in(copy, environment, f"{environment['VENV']}/bin/python", "tools/check_operations.py")
    assert check.returncode == 0, check.stdout
