"""The wheel of this repository, built once for a run, and environments that it is installed into."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.once import made_once

ROOT = Path(__file__).parents[2]
SECONDS = 300
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


def built_wheel(factory: pytest.TempPathFactory) -> Path:
    """The wheel. The test is skipped where pip cannot reach an index for the build's own tools."""
    (wheel,) = made_once(factory, "wheel", _build).glob("shopwright-*.whl")
    return wheel


def installed(factory: pytest.TempPathFactory, name: str, extras: str = "", *options: str | Path) -> Path:
    """The folder of an environment with the wheel and what it asks for, from an index; tests only read it."""
    wheel = built_wheel(factory)

    def install(folder: Path) -> None:
        # pip comes from outside, since a new environment's own is slow to get and slow to run.
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=SECONDS)
        command = [*PIP, "--python", folder / "bin" / "python", "install", "-q", "--no-compile", *options]
        done = subprocess.run(
            [*command, f"{wheel}{extras}"], capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode == 0, done.stderr

    return made_once(factory, name, install)


def _build(folder: Path) -> None:
    build = [*PIP, "wheel", "-q", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode and not _reaches_index(folder):
        pytest.skip("pip reaches no index to fetch hatchling from, so the wheel cannot be built")
    assert done.returncode == 0, done.stderr


def _reaches_index(folder: Path) -> bool:
    """Whether pip gets the tool that builds the wheel."""
    tools = ["download", "-q", "--no-deps", "--retries", "0", "--dest", str(folder / "tools"), "hatchling"]
    return subprocess.run([*PIP, *tools], capture_output=True, timeout=SECONDS, check=False).returncode == 0
