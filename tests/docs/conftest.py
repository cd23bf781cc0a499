"""The documentation as MkDocs builds it, made once for a run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.once import made_once

ROOT = Path(__file__).parents[2]
LINT_VENV = Path(os.environ.get("LINT_VENV", ROOT / ".venv-lint"))


@pytest.fixture(scope="session")
def lint_venv() -> Path:
    """The environment that has MkDocs."""
    if not (LINT_VENV / "bin" / "mkdocs").exists():
        pytest.skip("MkDocs is not installed: 'make check' does it")
    return LINT_VENV


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory, lint_venv: Path) -> Path:
    """The folder of the built site."""

    def build(folder: Path) -> None:
        command = [lint_venv / "bin" / "mkdocs", "build", "--strict", "--site-dir", folder]
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SHOPWRIGHT_PYTHON": sys.executable}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return made_once(tmp_path_factory, "site", build)
