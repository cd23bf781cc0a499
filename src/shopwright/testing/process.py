"""Platforms in a process of another Python, whose packages cannot conflict with those of the app under test."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

from shopwright.release import installed_release

#: Seconds until a start that has not happened is taken for broken, and until a process that shall end is killed.
_START_SECONDS, _END_SECONDS = 60.0, 30.0

#: Variables that would lead the other Python to this one's packages.
_OURS = ("PYTHONHOME", "PYTHONPATH")

_processes: dict[str, PlatformProcess] = {}
_failures: dict[str, ProcessError] = {}
_lock = threading.Lock()


class ProcessError(Exception):
    """The other Python cannot run a platform for these tests; the text says why."""


class RemotePlatform:
    """A platform that serves in the other process until it is stopped."""

    def __init__(self, process: PlatformProcess, url: str) -> None:
        self._process = process
        self.url = url

    def stop(self) -> None:
        """Tell it to stop, without waiting."""
        self._process.ask({"stop": self.url})


class PlatformProcess:
    """``python -m shopwright.testing --until-eof`` of another environment. It serves any number of platforms."""

    def __init__(self, python: str) -> None:
        self._python = python
        self._lock = threading.Lock()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process is
        environment = {name: value for name, value in os.environ.items() if name not in _OURS}
        # -P: the other Python does not import from the folder that the tests run in.
        command = [python, "-P", "-m", "shopwright.testing", "--until-eof", "--empty"]
        try:
            self._process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
                start_new_session=True,  # Ctrl+C ends the tests, which then end it
            )
        except OSError as error:
            raise ProcessError(f"{python} cannot be started: {error.strerror}") from error
        self._check_ready()

    def start(self, region: str, *, demo: bool) -> RemotePlatform:
        """A platform of one's own there."""
        return RemotePlatform(self, str(self.ask({"region": region, "demo": demo})["url"]))

    def ask(self, request: dict[str, object]) -> Any:
        """Send a request as a line, and read the line that answers it; ``ValueError`` where it is refused."""
        with self._lock:
            assert self._process.stdin is not None
            try:
                self._process.stdin.write(json.dumps(request) + "\n")
                self._process.stdin.flush()
            except BrokenPipeError as error:
                raise self._failed() from error
            answer = self._read()
        if answer["event"] == "refused":
            raise ValueError(str(answer["message"]))
        return answer

    def close(self) -> None:
        """End it with all its platforms."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._errors.close()

    def _check_ready(self) -> None:
        """Wait for the first line; refuse a Shopwright of another version."""
        watchdog = threading.Timer(_START_SECONDS, self._process.kill)
        watchdog.start()
        try:
            ready = self._read()
        finally:
            watchdog.cancel()
        there, here = ready.get("version", "of an older release"), installed_release()
        if there != here:
            self.close()
            raise ProcessError(
                f"{self._python} has Shopwright {there}, and the tests have {here}: install the same version in both"
            )

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._failed()
        return json.loads(line)

    def _failed(self) -> ProcessError:
        self._process.wait(_END_SECONDS)
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip().rpartition("\n")[2]
        return ProcessError(f"{self._python} -m shopwright.testing ended with {self._process.returncode}: {said}")


def start_in(python: str, region: str, *, demo: bool) -> RemotePlatform:
    """A platform in the process of a Python, which is started when it is first needed, and kept.

    ``ProcessError`` where that Python cannot do it: it is tried once.
    """
    with _lock:
        if python in _failures:
            raise _failures[python]
        if python not in _processes:
            try:
                _processes[python] = PlatformProcess(_program(python))
            except ProcessError as error:
                _failures[python] = error
                raise
        process = _processes[python]
    return process.start(region, demo=demo)


def end_processes() -> None:
    """End all processes that were started."""
    with _lock:
        while _processes:
            _processes.popitem()[1].close()


def _program(python: str) -> str:
    """The program that is meant: a path, or the ``bin/python`` of a virtual environment's folder."""
    path = Path(python).expanduser()
    return str(path / "bin" / "python" if path.is_dir() else path)
