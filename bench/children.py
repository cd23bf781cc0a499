"""Processes that the benchmarks start and talk to by lines."""

from __future__ import annotations

import subprocess
import sys


class Child:
    """A module of the benchmarks run in a process of its own, until :meth:`close`."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = [sys.executable, "-m", module, *arguments]
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def line(self) -> bytes:
        """The next line that it prints."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._command} ended with code {self._process.wait()}")
        return line

    def ask(self) -> bytes:
        """Send it a line; its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()
        return self.line()

    def close(self) -> None:
        """End it, by the end of its standard input."""
        self._process.communicate(timeout=30)
