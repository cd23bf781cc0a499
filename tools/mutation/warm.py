"""What each run of the tests is forked from: a process that has imported other packages, and nothing of the project."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import pytest
from mutation.settings import WARM_MODULES

OUTPUT_FILE = ".mutation-output"

for name in WARM_MODULES:
    import_module(name)
gc.collect()
gc.freeze()  # what stays is not looked through, and not copied, by each process that is forked


def run_pytest(folder: str, arguments: list[str]) -> None:
    """Run pytest in a copy of the repository and end this process with its exit code. What it prints goes to a file."""
    os.setsid()  # whoever ends this process ends those that it started with it
    os.chdir(folder)
    sys.path[:0] = [str(Path(folder, "src")), folder]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])
    output = os.open(OUTPUT_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    code = int(pytest.main(arguments))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
