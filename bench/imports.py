"""What it costs to import the package and to ask the command for help, beside an interpreter that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from statistics import median

from .table import Row, Settings

#: What is run, and the most milliseconds of CPU that it may add to the interpreter's own.
_PROGRAMS: tuple[tuple[str, tuple[str, ...], float | None], ...] = (
    ("import shopwright", ("-c", "import shopwright"), 100),
    ("import shopwright.contract.load", ("-c", "import shopwright.contract.load"), 50),
    (
        "the same, and all operations read",
        ("-c", "from shopwright.contract.load import operations; operations()"),
        None,
    ),
    ("import the server", ("-c", "import shopwright.platform.server.uvicorn_server"), 800),
    ("shopwright --help", ("-m", "shopwright.cli", "--help"), 300),
)


def rows(settings: Settings) -> Iterator[Row]:
    """One row for each program."""
    rounds = 5 if settings.quick else 15
    for what, arguments, budget in _PROGRAMS:
        _cpu_ms(arguments)
        pairs = [(_cpu_ms(arguments), _cpu_ms(("-c", "pass"))) for _ in range(rounds)]
        bare = median(item for _, item in pairs)
        added = median(item - its for item, its in pairs)
        yield Row(
            what,
            f"+ {added:.0f} ms",
            "python -c pass",
            f"{bare:.0f} ms",
            (bare + added) / bare,
            f"< {budget:g} ms" if budget else "",
            added < budget if budget else None,
            "CPU of a new process",
        )


def _cpu_ms(arguments: Sequence[str]) -> float:
    """CPU milliseconds of a Python process, from its start to its end."""
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments} ended with code {process.returncode}")
    return (used.ru_utime + used.ru_stime) * 1000
