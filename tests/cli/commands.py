"""The command as its users run it: as a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shopwright
from tests.harness import launcher
from tests.harness.launcher import Launched

#: Seconds until something that has not happened is taken for broken.
DEADLINE = 120


@dataclass
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@dataclass
class Running:
    """A server that has said that it is ready."""

    process: Launched
    line: str
    errors: Path

    @property
    def ready(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.line)
        return body

    @property
    def url(self) -> str:
        return str(self.ready["url"])

    def get(self, path: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.ready["port"], timeout=DEADLINE)
        try:
            connection.request("GET", path)
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())
        finally:
            connection.close()

    def keys(self) -> dict[str, Any]:
        data: dict[str, Any] = self.get("/sandbox/keys")[1]["data"]
        return data

    def end(self, number: int = signal.SIGTERM) -> Ended:
        """Send a signal and wait for the end; answers what was said after the ready line."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=DEADLINE)
        return Ended(self.process.wait(), rest, self.errors.read_text())


Run = Callable[..., Ended]
Serve = Callable[..., Running]


def environment(**changes: str) -> dict[str, str]:
    """The environment without our settings, so that a developer's own do not decide a test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOPWRIGHT_")}
    source = str(Path(shopwright.__file__).parents[1])
    return {**kept, "PYTHONPATH": source, "COLUMNS": "100", **changes}


MODULE = "shopwright.cli"
COMMAND = [sys.executable, "-m", MODULE]


def run_command(folder: Path, arguments: tuple[str, ...], variables: dict[str, str]) -> Ended:
    """Run a command to its end, without a terminal to ask at."""
    done = launcher.run([MODULE, *arguments], cwd=folder, env=environment(**variables), timeout=DEADLINE)
    return Ended(done.returncode, done.stdout, done.stderr)


@contextmanager
def served(folder: Path, arguments: tuple[str, ...], variables: dict[str, str]) -> Iterator[Running]:
    """A server once it is ready, on a free port unless one is named; killed at the end if it still runs."""
    port = () if "--port" in arguments else ("--port", "0")
    command = [MODULE, "platform", "serve", *port, *arguments]
    errors = folder / f"stderr-{len(list(folder.iterdir()))}"
    with (
        errors.open("w") as stderr,
        Launched(command, cwd=folder, env=environment(**variables), stdout=subprocess.PIPE, stderr=stderr) as process,
    ):
        watchdog = threading.Timer(DEADLINE, process.kill)
        watchdog.start()
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, f"it did not start: {errors.read_text()}"
            watchdog.cancel()
            yield Running(process, line, errors)
        finally:
            watchdog.cancel()
            process.kill()
