"""The recipes and the practice of the support pages run as printed, all against one platform."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.harness.launcher import run
from tests.harness.server import RunningPlatform

pytestmark = pytest.mark.slow

SUPPORT = Path(__file__).parents[2] / "docs/support"
BLOCK = re.compile(r"^```python title=\"([^\"]+)\"\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"^## (.+?) \{#([\w-]+)\}\n\n\*(\w+)\* · .+?\n\n```python title=\"([^\"]+)\"$", re.MULTILINE)
PRINTED_URL = "http://127.0.0.1:8600"
SECONDS = 120


class Recipe(NamedTuple):
    title: str
    text: str


def blocks(page: Path) -> list[Recipe]:
    return [Recipe(*block) for block in BLOCK.findall(page.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def gallery() -> Iterator[RunningPlatform]:
    """One platform for all recipes: each makes an app and a seller of its own there."""
    running = RunningPlatform()
    yield running
    running.stop()


@pytest.mark.parametrize("recipe", blocks(SUPPORT / "recipes.md"), ids=lambda recipe: recipe.title)
def test_every_recipe_runs_as_printed(
    recipe: Recipe, gallery: RunningPlatform, capsys: pytest.CaptureFixture[str]
) -> None:
    text = recipe.text.replace(PRINTED_URL, gallery.url)
    exec(compile(text, recipe.title, "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out, "a recipe shows what it did"
    assert gallery.get("/sandbox/faults")["faults"] == [], "clean up behind the recipe"


def test_every_recipe_has_a_tag_and_stands_in_the_list() -> None:
    page = (SUPPORT / "recipes.md").read_text(encoding="utf-8")
    sections = SECTION.findall(page)
    assert [file for *_, file in sections] == [recipe.title for recipe in blocks(SUPPORT / "recipes.md")]
    assert len(sections) >= 10
    listed = re.findall(r"^\| \[(.+?)\]\(#([\w-]+)\) \| (\w+) \|$", page, re.MULTILINE)
    assert listed == [(title, anchor, tag) for title, anchor, tag, _ in sections]


def practice() -> list[Path]:
    """The pages with a check."""
    return [page for page in sorted((SUPPORT / "practice").glob("*.md")) if blocks(page)]


def checked(folder: Path, *, solved: bool) -> subprocess.CompletedProcess[str]:
    """Run the checks of all pages, over what they begin with or over their solutions."""
    for page in practice():
        begin, check, solution = blocks(page)
        assert begin.title == solution.title
        assert check.title.startswith("test_")
        (folder / check.title).write_text(check.text, encoding="utf-8")
        (folder / begin.title).write_text((solution if solved else begin).text, encoding="utf-8")
        assert f"`pytest -q -p shopwright.testing.plugin {check.title}`" in page.read_text(encoding="utf-8")
    command = ["pytest", "-q", "-p", "no:cacheprovider", "-p", "shopwright.testing.plugin"]
    return run(command, cwd=folder, env=without_plugins(), timeout=SECONDS, preload=["pytest"])


def without_plugins() -> dict[str, str]:
    return {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def test_a_page_of_practice_is_done_as_printed_and_its_check_passes(tmp_path: Path) -> None:
    done = checked(tmp_path, solved=True)
    assert done.returncode == 0, done.stdout
    assert f"{len(practice())} passed" in done.stdout


def test_a_check_of_practice_fails_before_its_task_is_done(tmp_path: Path) -> None:
    done = checked(tmp_path, solved=False)
    assert f"{len(practice())} failed" in done.stdout, done.stdout
    assert "passed" not in done.stdout
