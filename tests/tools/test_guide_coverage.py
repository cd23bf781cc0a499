"""The register of the founding guide's rows: what is gone or doubled is told."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from guide_coverage import ROOT, ROWS, Row, faults, line, read_rows, render

ONE = Row(1, "P", "Something", ("tests/test_it.py::test_that_it_works",), ("page.md#part",))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests/test_it.py").write_text("def test_that_it_works() -> None: ...\nTestLives = object\n")
    (tmp_path / "docs" / "page.md").write_text("# Page\n\n## Part\n")
    return tmp_path


def test_the_register_has_every_row_and_nothing_in_it_is_gone() -> None:
    assert list(faults(ROOT, read_rows(ROOT))) == []


def test_the_page_is_that_of_the_register() -> None:
    page = (ROOT / "docs/guide-coverage.md").read_text(encoding="utf-8")
    assert page == render(read_rows(ROOT))
    assert all(page.count(f'<a id="{number}"></a>') == 1 for number in range(1, ROWS + 1))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, ""),
        ({"tests": ("tests/test_it.py::TestLives",)}, ""),
        ({"tests": ("tests/test_it.py::test_that_is_gone",)}, "there is no test"),
        ({"tests": ("tests/test_other.py::test_that_it_works",)}, "there is no test"),
        ({"pages": ("gone.md",)}, "there is no page"),
        ({"pages": ("page.md#gone",)}, "there is no page"),
        ({"pages": ()}, "a test and no page"),
        ({"tests": (), "pages": ()}, "neither a test nor a reason"),
        ({"tests": (), "pages": (), "missing": "It waits.", "later": True}, ""),
        ({"parts": "X"}, "its parts"),
        ({"number": 2}, "row 1 is missing"),
    ],
)
def test_a_row_that_lost_something_is_told(root: Path, change: dict[str, object], fault: str) -> None:
    told = list(faults(root, (msgspec.structs.replace(ONE, **change),), count=1))
    assert bool(told) == bool(fault)
    assert not fault or fault in told[0]


def test_a_row_that_stands_twice_is_told(root: Path) -> None:
    assert list(faults(root, (ONE, ONE), count=1)) == ["row 1 stands more than once"]


def test_a_row_says_whether_it_is_shown_in_part_or_not_yet() -> None:
    assert "**shown**" in line(ONE)
    assert "in part: The rest." in line(msgspec.structs.replace(ONE, missing="The rest."))
    assert "not yet: *later.* It waits." in line(Row(1, "H", "x", missing="It waits.", later=True))
