"""``shopwright open`` and ``shopwright completion``."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from shopwright.cli.commands import ROWS
from shopwright.cli.open_page import _PATHS
from tests.harness.server import RunningPlatform

from .commands import DEADLINE, Run
from .terminal import at_terminal

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("page", _PATHS)
def test_a_page_that_is_opened_is_there(page: str, run: Run, shared_platform: RunningPlatform) -> None:
    url = run("open", page, SHOPWRIGHT_URL=shared_platform.url).out.strip()
    assert shared_platform.send("GET", url.removeprefix(shared_platform.url), None, {}).status == 200
    assert json.loads(run("open", page, "--json", SHOPWRIGHT_URL=shared_platform.url).out)["url"] == url


def test_a_browser_is_started_at_a_terminal_alone(tmp_path: Path, shared_platform: RunningPlatform, run: Run) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    variables = {"SHOPWRIGHT_URL": shared_platform.url, "BROWSER": str(browser)}
    assert run("open", "apps", **variables).code == 0
    with at_terminal(tmp_path, "open", "apps", "--no-browser", **variables) as terminal:
        assert terminal.end() == 0
    assert not (tmp_path / "opened").exists()
    with at_terminal(tmp_path, "open", "apps", **variables) as terminal:
        assert terminal.end() == 0
    assert (tmp_path / "opened").read_text().strip() == f"{shared_platform.url}/portal/apps"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_knows_every_word_and_the_shell_reads_it(shell: str, run: Run, tmp_path: Path) -> None:
    ended = run("completion", shell)
    assert (ended.code, ended.err) == (0, "")
    assert all(word in ended.out for row in ROWS for word in row.words.split())
    assert "--forward-to" in ended.out
    if program := shutil.which(shell):
        (tmp_path / "script").write_text(ended.out)
        subprocess.run([program, "-n", "script"], cwd=tmp_path, check=True, timeout=DEADLINE)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("typed", "offered"), [("shopwright sandbox clo", "clock"), ("shopwright sandbox clock adv", "advance")]
)
def test_bash_completes_what_is_begun(typed: str, offered: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "script").write_text(run("completion", "bash").out)
    words = typed.split()
    asked = (
        "source ./script 2>/dev/null; "
        f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}; _shopwright; echo ${{COMPREPLY[@]}}"
    )
    out = subprocess.check_output(["bash", "-c", asked], cwd=tmp_path, text=True, timeout=DEADLINE)
    assert out.split() == [offered]
