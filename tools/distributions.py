"""What pyproject.toml asks for, and environments to try it in: for check_bounds.py and check_resolution.py."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]

_LOWER = re.compile(r"([A-Za-z0-9_-]+)(?:\[[a-z]+\])?>=([0-9.]+)")


def extras() -> dict[str, list[str]]:
    """The requirements of each extra."""
    optional_dependencies: dict[str, list[str]] = _project()["optional-dependencies"]
    return optional_dependencies


def oldest_releases() -> list[str]:
    """The lower bounds of all that the package or an extra of it installs, as ``name==version``."""
    wanted = [*_project()["dependencies"], *(item for several in extras().values() for item in several)]
    matches = [_LOWER.match(item) for item in wanted if not item.startswith("shopwright[")]
    return sorted({f"{match[1]}=={match[2]}" for match in matches if match})


def new_environment(folder: Path) -> Path:
    """A fresh virtual environment with a pip that knows dependency groups; answers its Python."""
    run([sys.executable, "-m", "venv", str(folder)])
    python = folder / "bin" / "python"
    run([str(python), *PIP, "install", "--upgrade", "pip"])
    return python


#: pip, as a module of some Python, that says only what went wrong.
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")


def build_wheel(python: Path, folder: Path) -> Path:
    """Build this repository's wheel into a folder."""
    run([str(python), *PIP, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)])
    (wheel,) = folder.glob("shopwright-*.whl")
    return wheel


def run(command: Sequence[str]) -> None:
    """Run a command in the repository; ``SystemExit`` with what it said when it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"failed: {' '.join(command)}\n{done.stdout}{done.stderr}")


def _project() -> dict[str, dict[str, list[str]]]:
    project: dict[str, dict[str, list[str]]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project
