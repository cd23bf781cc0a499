"""Check the archives that are given to others: the source archive is whole, and builds the same wheel.

``python tools/check_archives.py FOLDER``, with a wheel and a source archive in the folder. 1 when something is wrong.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(folder: Path) -> int:
    """Print what is wrong."""
    (wheel,) = folder.glob("*.whl")
    (source,) = folder.glob("*.tar.gz")
    problems = [f"the source archive lacks {name}" for name in sorted(_tracked() - _in_source(source))]
    problems += [f"only one of the wheels has {name}" for name in sorted(_in_wheel(wheel) ^ _rebuilt(source))]
    problems += [f"the wheel has {name}" for name in sorted(_in_wheel(wheel)) if not name.startswith("shopwright")]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _tracked() -> set[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return set(listed.splitlines())


def _in_source(archive: Path) -> set[str]:
    with tarfile.open(archive) as members:
        return {member.name.partition("/")[2] for member in members if member.isfile()}


def _in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as members:
        return set(members.namelist())


def _rebuilt(source: Path) -> set[str]:
    """What is in the wheel that the source archive builds by itself."""
    with tempfile.TemporaryDirectory(prefix="shopwright-archive-") as name:
        with tarfile.open(source) as members:
            members.extractall(name, filter="data")
        (unpacked,) = Path(name).iterdir()
        build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", f"{name}/built"]
        subprocess.run(build, cwd=unpacked, capture_output=True, check=True)
        (wheel,) = Path(name, "built").glob("*.whl")
        return _in_wheel(wheel)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
