"""Starts ``python -m …`` or a script as a fork of a process that has imported the package already.

A program started so has a process, arguments, environment, folder and streams of its own, and ends as any other. It
saves the second of CPU that a new interpreter needs to import a server.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, NoReturn, Self

ROOT = Path(__file__).parents[2]


class Launcher:
    """The process that forks, started when it is first needed. Any thread may use it."""

    def __init__(self) -> None:
        #: What the programs took that have ended.
        self.cpu_seconds = 0.0
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, order: dict[str, Any], streams: Sequence[int]) -> socket.socket:
        """Fork, and have the child do an order; answers what tells its process id and, at the end, its status."""
        mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with self._lock, its:
            if self._control is None:
                self._control = self._launch()
            socket.send_fds(self._control, [json.dumps(order).encode()], [its.fileno(), *streams])
        return mine

    def stop(self) -> None:
        """End it. What it started goes on."""
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.wait()
            self._control = self._process = None
            self.cpu_seconds = 0.0  # from here on they are among those of this process's children

    def _launch(self) -> socket.socket:
        mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOPWRIGHT_")}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.harness.launched", str(its.fileno())],
                cwd=ROOT,
                env={**kept, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
                pass_fds=[its.fileno()],
            )
        return mine


LAUNCHER = Launcher()


class Launched:
    """A program that was launched, with the parts of ``subprocess.Popen`` that tests use. Text is UTF-8."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdin: int | None = None,
        stdout: int | None = None,
        stderr: int | IO[str] | None = None,
        start_new_session: bool = False,
        preload: Sequence[str] = (),
    ) -> None:
        """``arguments`` are those of ``python -m``, or begin with the path of a script.

        Streams are as ``subprocess.Popen`` takes them. ``preload`` names modules beside ours that the launcher imports:
        those that many programs need, and that take long.
        """
        self.returncode: int | None = None
        self.stdin = self.stdout = self.stderr = None
        order = {
            "arguments": list(arguments),
            "cwd": str(cwd),
            "env": dict(env),
            "new_session": start_new_session,
            "preload": list(preload),
        }
        with ExitStack() as stack:
            child_in, self.stdin = _stream(stack, stdin, 0)
            child_out, self.stdout = _stream(stack, stdout, 1)
            child_err, self.stderr = _stream(stack, stderr, 2)
            self._news = LAUNCHER.start(order, [child_in, child_out, child_err])
        self.pid = int(self._hear(None)["pid"])

    def poll(self) -> int | None:
        """The exit status, if it has ended; minus the number of the signal that ended it."""
        if self.returncode is None and select.select([self._news], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once it has ended."""
        if self.returncode is None:
            told = self._hear(timeout)
            self.returncode = os.waitstatus_to_exitcode(told["status"])
            LAUNCHER.cpu_seconds += told["cpu"]
            self._news.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it still says, once it has ended; it is asked nothing."""
        if self.stdin is not None:
            self.stdin.close()
        said: dict[str, str] = {}
        readers = [
            threading.Thread(target=lambda name=name, stream=stream: said.update({name: stream.read()}))
            for name, stream in (("out", self.stdout), ("err", self.stderr))
            if stream is not None
        ]
        for reader in readers:
            reader.start()
        try:
            self.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        finally:
            for reader in readers:
                reader.join()
        return said.get("out", ""), said.get("err", "")

    def close(self) -> None:
        """Wait for its end and close its streams."""
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        self.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _hear(self, timeout: float | None) -> Any:
        self._news.settimeout(timeout)
        try:
            told = self._news.recv(1_000)
        except TimeoutError:
            self._expire(timeout)
        assert told, "the launcher has ended"
        return json.loads(told)

    def _expire(self, timeout: float | None) -> NoReturn:
        raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)


def run(
    arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float, preload: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Launch a program with nothing to read and no terminal, and wait for its end."""
    with Launched(
        arguments,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preload=preload,
    ) as process:
        out, err = process.communicate(timeout)
        return subprocess.CompletedProcess(list(arguments), process.wait(), out, err)


def _stream(stack: ExitStack, wanted: int | IO[str] | None, number: int) -> tuple[int, IO[str] | None]:
    """The child's end of a stream, open until the stack ends, and ours, if there is one."""
    if wanted == subprocess.PIPE:
        read, write = os.pipe()
        its, mine = (read, write) if number == 0 else (write, read)
        stack.callback(os.close, its)
        return its, open(mine, "w" if number == 0 else "r", encoding="utf-8")
    if wanted == subprocess.DEVNULL:
        its = os.open(os.devnull, os.O_RDWR)
        stack.callback(os.close, its)
        return its, None
    if wanted is None:
        return number, None
    return wanted if isinstance(wanted, int) else wanted.fileno(), None
