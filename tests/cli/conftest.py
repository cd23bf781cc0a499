"""Fixtures that run the command, in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .commands import Ended, Run, Running, Serve, run_command, served


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """``run("platform", "keys", SHOPWRIGHT_X="…")``: a command and how it ended."""

    def start(*arguments: str, **variables: str) -> Ended:
        return run_command(tmp_path, arguments, variables)

    return start


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """``serve("--memory")``: a server that is ready; all that still run are killed at the end."""
    with ExitStack() as stack:

        def start(*arguments: str, **variables: str) -> Running:
            return stack.enter_context(served(tmp_path, arguments, variables))

        yield start
