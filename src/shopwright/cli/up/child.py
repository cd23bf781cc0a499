"""A process of the tree: how it is started, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

from shopwright.hub.core.parent_death import ends_with_parent

#: Seconds that a process gets to stop before it is killed.
STOP_SECONDS = 5.0

_MOST_LINES = 12


class EndedError(Exception):
    """A process ended before it was ready."""


class Child:
    """A command of ours as a child process. ``start`` is called by the main thread alone: the child ends with it.

    ``told`` is called, by any thread, when the child is ready and when it ends. What it says on standard error is
    printed with its name before it, once it is ready.
    """

    def __init__(
        self,
        name: str,
        module: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        told: Callable[[Child], None],
    ) -> None:
        self.name, self.arguments = name, list(arguments)
        self.ready: dict[str, Any] | None = None
        self.started_at = 0.0
        self._module, self._environment, self._told = module, environment, told
        self._lines: deque[str] = deque(maxlen=_MOST_LINES)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def start(self, *, announces: bool = True) -> None:
        """Start it. ``announces``: it says by a line of JSON that it is ready; else it counts as ready at once."""
        self.ready, self.started_at = (None if announces else {}), time.monotonic()
        self._lines.clear()
        process = subprocess.Popen(
            [sys.executable, "-m", self._module, *self.arguments],
            env={**os.environ, **self._environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl+C is for the tree, which stops its processes in their order
            preexec_fn=ends_with_parent(signal.SIGKILL),  # noqa: PLW1509 - it makes two system calls
        )
        self._process = process
        assert process.stdout is not None
        assert process.stderr is not None
        self._reader = threading.Thread(target=self._relay, args=(process.stderr,), daemon=True)
        self._reader.start()
        threading.Thread(target=self._follow, args=(process, process.stdout), daemon=True).start()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def ended(self) -> int | None:
        """The exit code of a child that was started and has ended."""
        return self._process.poll() if self._process is not None else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def last_lines(self) -> str:
        """What it said last."""
        if self._reader is not None and not self.is_running:
            self._reader.join(1)
        return "\n".join(self._lines)

    def tell(self, line: str) -> None:
        """Write a line to its standard input."""
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, which the tree is told of

    def terminate(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def wait_or_kill(self) -> None:
        """Wait for its end, and do not wait for ever."""
        if self._process is not None:
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _follow(self, process: subprocess.Popen[str], stdout: IO[str]) -> None:
        """Read its standard output to the end, and tell when it is ready and when it ends."""
        for line in stdout:
            if self.ready is None and line.startswith("{"):
                with self._lock:
                    self.ready = json.loads(line)
                    self._print(*self._lines)
                self._told(self)
        process.wait()
        self._told(self)

    def _relay(self, stderr: IO[str]) -> None:
        for line in stderr:
            with self._lock:
                self._lines.append(line.rstrip("\n"))
                if self.ready is not None:
                    self._print(line.rstrip("\n"))

    def _print(self, *lines: str) -> None:
        for line in lines:
            print(f"{self.name} | {line}", file=sys.stderr, flush=True)
