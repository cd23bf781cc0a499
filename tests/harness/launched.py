"""The process behind the launcher: ``python -m tests.harness.launched FD``. It forks for each order that it reads."""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import runpy
import select
import signal
import socket
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from .lazy_models import read_models_lazily

#: What the programs need that tests start, beside a platform.
PRELOADED = ("shopwright", "shopwright.cli.main", "shopwright.cli.serve", "shopwright.cli.replay")


def warm_up() -> None:
    """Run a platform in memory and one in a folder, so that each child has what they import, read and compile."""
    from shopwright.testing.platform_thread import RunningPlatform

    RunningPlatform().stop(wait=True)
    with tempfile.TemporaryDirectory() as folder:
        RunningPlatform(folder=Path(folder, "data")).stop(wait=True)


def serve(control: socket.socket) -> list[str] | None:
    """Fork for each order. Returns in the parent when there are no more, and in a child with what it has to run."""
    awake, waker = socket.socketpair()
    waker.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    children: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([control, awake], [], [])
        if awake in ready:
            awake.recv(1_000)
            report_ended(children)
        if control in ready:
            text, fds, _, _ = socket.recv_fds(control, 1_000_000, 4)
            if not text:
                return None
            order = json.loads(text)
            for name in order["preload"]:
                import_module(name)
            gc.freeze()
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for item in (control, awake, waker, *children.values()):
                    item.close()
                become(order, fds)
                return list(order["arguments"])
            children[pid] = socket.socket(fileno=fds[0])
            children[pid].send(json.dumps({"pid": pid}).encode())
            for fd in fds[1:]:
                os.close(fd)


def report_ended(children: dict[int, socket.socket]) -> None:
    """Tell whoever started them how children ended."""
    while children:
        pid, status, used = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        told = {"status": status, "cpu": used.ru_utime + used.ru_stime}
        with children.pop(pid) as starter:
            try:
                starter.send(json.dumps(told).encode())
            except BrokenPipeError:  # whoever started it does not want to know
                continue


def become(order: dict[str, Any], fds: list[int]) -> None:
    """Take on the streams, folder and environment of an order."""
    if order["new_session"]:
        os.setsid()
    for number, fd in enumerate(fds[1:]):
        os.dup2(fd, number)
    for fd in fds:
        os.close(fd)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)))
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)))
    error = io.BufferedWriter(io.FileIO(2, "w", closefd=False))
    sys.stderr = sys.__stderr__ = io.TextIOWrapper(error, errors="backslashreplace", line_buffering=True)


def main() -> None:
    atexit.register(end)  # the first to be registered is the last to be called
    with socket.socket(fileno=int(sys.argv[1])) as control:
        read_models_lazily()
        for name in PRELOADED:
            import_module(name)
        warm_up()
        arguments = serve(control)
    if arguments is not None:
        run(arguments)


class Ending:
    """How a child ends: with a status, or as the interpreter ends by itself."""

    status: int | None = None


def run(arguments: list[str]) -> None:
    """Run a module or a script."""
    sys.argv[1:] = arguments[1:]
    try:
        if arguments[0].endswith(".py"):
            sys.argv[0], sys.path[0] = arguments[0], os.path.dirname(arguments[0])
            runpy.run_path(arguments[0], run_name="__main__")
        else:
            sys.path[0] = os.getcwd()
            runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
        Ending.status = 0
    except SystemExit as done:
        Ending.status = done.code if isinstance(done.code, int) else int(done.code is not None)
        raise


def end() -> None:
    """End a child once its threads and exit functions are done, without taking its interpreter apart.

    With all that it got from its parent, that would cost more than most commands do. One that ends with an exception
    goes the whole way: the exit status of an interrupt is the signal.
    """
    if Ending.status is None:
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # whoever read it is gone, and the interpreter has its own way to say so
        return
    os._exit(Ending.status & 0xFF)


if __name__ == "__main__":
    main()
