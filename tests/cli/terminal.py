"""A command at a terminal, as a person sees and drives it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .commands import COMMAND, DEADLINE, environment

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """What a command has shown so far, and what can be typed."""

    def __init__(self, process: subprocess.Popen[bytes], main: int) -> None:
        self.process = process
        self._main = main
        self.raw = ""
        self._decoder = getincrementaldecoder("utf-8")()

    @property
    def text(self) -> str:
        """Without colours."""
        return _COLOURS.sub("", self.raw)

    def read_until(self, wanted: str) -> str:
        """Read until a text is shown, or to the end when there is none; answers everything so far."""
        deadline = time.monotonic() + DEADLINE
        while not wanted or wanted not in self.text:
            assert select.select([self._main], [], [], max(0, deadline - time.monotonic()))[0], self.text
            try:
                data = os.read(self._main, 65536)
            except OSError:  # the command has closed its side
                data = b""
            if not data:
                break
            self.raw += self._decoder.decode(data)
        assert wanted in self.text, self.text
        return self.text

    def type(self, text: str) -> None:
        os.write(self._main, text.encode())

    def end(self) -> int:
        """Read the rest; the exit code."""
        self.read_until("")
        return self.process.wait(DEADLINE)


@contextmanager
def at_terminal(folder: Path, *arguments: str, **variables: str) -> Iterator[Terminal]:
    """Run a command with a terminal for all of input, output and errors, as wide as ``COLUMNS`` says.

    Ctrl+C interrupts it though the tests may run in the background, where a shell has them ignore it.
    """
    main, other = pty.openpty()
    env = environment(TERM="xterm-256color", **variables)
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 50, int(env.pop("COLUMNS")), 0, 0))
    command = ["setsid", "--ctty", "env", "--default-signal=INT", *COMMAND, *arguments]
    with subprocess.Popen(command, cwd=folder, env=env, stdin=other, stdout=other, stderr=other) as process:
        os.close(other)
        try:
            yield Terminal(process, main)
        finally:
            process.kill()
            os.close(main)
