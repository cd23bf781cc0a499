"""The wheel of this repository, built once for the tests of a process."""

from __future__ import annotations

import atexit
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 300


@cache
def built_wheel() -> Path:
    """The wheel. The test is skipped where pip cannot reach an index for the build's own tools."""
    kept = tempfile.TemporaryDirectory(prefix="shopwright-wheel-")
    atexit.register(kept.cleanup)
    folder = Path(kept.name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    tools = ["download", "-q", "--no-deps", "--retries", "0", "--dest", str(folder / "tools"), "hatchling"]
    if subprocess.run([*pip, *tools], capture_output=True, timeout=SECONDS, check=False).returncode:
        pytest.skip("pip reaches no index to fetch hatchling from, so the wheel cannot be built")
    build = [*pip, "wheel", "-q", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("shopwright-*.whl")
    return wheel
