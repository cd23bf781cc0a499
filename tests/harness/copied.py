"""A copy of this repository that a test may change, and the environment in which its commands run the copy."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = 300
FOLDERS = ("src", "tests", "tools", "docs", "bench")
FILES = ("pyproject.toml", "Makefile", "constraints.txt", "mkdocs.yml", "CONTRIBUTING.md", "CHANGELOG.md", "README.md")


def copy_repository(target: Path) -> Path:
    """Everything but the history, with compiled modules, which save their compiling anew."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, target / name)
    for name in FILES:
        shutil.copy2(ROOT / name, target / name)
    return target


def run_in(copy: Path, environment: Mapping[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the copy, whatever its end."""
    return subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def copied_environment(copy: Path, folder: Path) -> dict[str, str]:
    """Variables with which Python and `make` run the copy: its set-up is taken for done, by this interpreter."""
    programs = folder / "environment" / "bin"
    programs.mkdir(parents=True)
    for name, command in {"python": "", "pytest": " -m pytest"}.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)}{command} "$@"\n')
        program.chmod(0o755)
    for stamp in (".core-installed", ".dev-installed"):
        (programs.parent / stamp).touch()
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PYTEST_", "SHOPWRIGHT_"))
    }
    return {**clean, "VENV": str(programs.parent), "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}"}
