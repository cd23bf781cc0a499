"""Run the tests with the oldest and the newest releases that pyproject.toml allows, each in a fresh environment.

Prints what was resolved and how the tests went; 1 where any failed. It takes about ten minutes and needs an index.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from distributions import PIP, ROOT, extras, new_environment, oldest_releases, run

#: The suites in which every dependency takes part.
SUITES = ("tests/wire", "tests/contract", "tests/gateway", "tests/store", "tests/testing", "tests/client", "tests/cli")


def main(arguments: Sequence[str]) -> int:
    """Check both ends. ``arguments`` go to pytest in place of the suites."""
    with tempfile.TemporaryDirectory(prefix="shopwright-bounds-") as folder:
        oldest = Path(folder) / "oldest.txt"
        oldest.write_text("\n".join(oldest_releases()))
        pythons = {
            "oldest": _environment(Path(folder) / "oldest", "--constraint", str(oldest)),
            "newest": _environment(Path(folder) / "newest"),
        }
        _print_releases({end: _releases(python) for end, python in pythons.items()})
        codes = {end: _test(end, python, arguments or SUITES) for end, python in pythons.items()}
    for end, code in codes.items():
        print(f"{end} releases: {'passed' if code == 0 else f'FAILED (pytest ended with {code})'}")
    return 1 if any(codes.values()) else 0


def _environment(folder: Path, *options: str) -> Path:
    print(f"installing the {folder.name} releases ...", flush=True)
    python = new_environment(folder)
    package = f".[{','.join(extras())}]"
    run([str(python), *PIP, "install", "--editable", package, "--group", "bounds", *options])
    return python


def _releases(python: Path) -> dict[str, str]:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "list", "--format", "json"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {load["name"].lower().replace("_", "-"): load["version"] for load in json.loads(listed)}


def _print_releases(releases: dict[str, dict[str, str]]) -> None:
    print(f"\n{'distribution':24}{'oldest':14}newest")
    for pin in oldest_releases():
        name = pin.partition("==")[0].lower()
        print(f"{name:24}{releases['oldest'].get(name, '-'):14}{releases['newest'].get(name, '-')}")
    print(flush=True)


def _test(end: str, python: Path, arguments: Sequence[str]) -> int:
    print(f"testing with the {end} releases ...", flush=True)
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "auto", "--dist", "loadfile"]
    return subprocess.run([*command, *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
