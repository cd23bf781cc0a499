"""What `make run` installs and starts, as make says it without doing it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="needs make")

ROOT = Path(__file__).parents[2]


def planned(folder: Path, *arguments: str) -> str:
    command = [
        "make",
        "--dry-run",
        "--no-print-directory",
        "--directory",
        str(ROOT),
        "run",
        f"VENV={folder}/venv",
        *arguments,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_it_installs_platform_and_hub_and_starts_both(tmp_path: Path) -> None:
    plan = planned(tmp_path, "ARGS=--memory")
    assert "--editable '.[hub,platform,speed]'" in plan
    assert plan.splitlines()[-1].endswith("/bin/shopwright up --memory")


def test_the_shop_alone_installs_nothing_of_the_hub(tmp_path: Path) -> None:
    plan = planned(tmp_path, "ARGS=--platform-only --port 8700")
    assert "--editable '.[platform,speed]'" in plan
    assert "hub" not in plan.replace(str(ROOT), "").replace(str(tmp_path), "")
    assert plan.splitlines()[-1].endswith("/bin/shopwright up --platform-only --port 8700")
