"""What the first test of a session costs that has a shop of its own, beside a test that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from .table import Row, Settings

#: The test that has a shop, and the one beside it.
_WITH_SHOP = """\
def test_an_order_can_be_bought(shopwright_platform):
    assert shopwright_platform.buy().order_id
"""
_BARE = """\
def test_nothing():
    pass
"""


def rows(settings: Settings) -> Iterator[Row]:
    """One row: a session of one test, pytest's own cost taken off, after a session that wrote the bytecode."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "conftest.py").write_text('pytest_plugins = ["shopwright.testing.plugin"]\n')
        (folder / "test_shop.py").write_text(_WITH_SHOP)
        (folder / "bare").mkdir()
        (folder / "bare" / "test_bare.py").write_text(_BARE)
        _cpu_ms(folder, "test_shop.py")
        pairs = [
            (_cpu_ms(folder, "test_shop.py"), _cpu_ms(folder / "bare", "test_bare.py", "--confcutdir=."))
            for _ in range(3 if settings.quick else 9)
        ]
    bare = median(nothing for _, nothing in pairs)
    added = median(shop - nothing for shop, nothing in pairs)
    yield Row(
        "first test of a session",
        f"+ {added:.0f} ms",
        "pytest, a test that does nothing",
        f"{bare:.0f} ms",
        (bare + added) / bare,
        "",
        None,
        "CPU of a new process, platform in memory",
    )


def _cpu_ms(folder: Path, *arguments: str) -> float:
    """CPU milliseconds of pytest in a folder, from its start to its end."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with code {process.returncode}")
    return (used.ru_utime + used.ru_stime) * 1000
