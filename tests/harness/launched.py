"""The process behind the launcher: ``python -m tests.harness.launched FD``. It forks for each order that it reads."""

from __future__ import annotations

import gc
import io
import json
import os
import runpy
import select
import signal
import socket
import sys
from importlib import import_module
from typing import Any

#: What the programs need that tests start.
PRELOADED = ("shopwright", "shopwright.cli.main", "shopwright.cli.serve", "shopwright.platform.server")


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
                for one in (control, awake, waker, *children.values()):
                    one.close()
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
    with socket.socket(fileno=int(sys.argv[1])) as control:
        for name in PRELOADED:
            import_module(name)
        from shopwright.contract.load import operations

        operations()
        arguments = serve(control)
    if arguments is not None:
        sys.argv[1:] = arguments[1:]
        if arguments[0].endswith(".py"):
            sys.argv[0], sys.path[0] = arguments[0], os.path.dirname(arguments[0])
            runpy.run_path(arguments[0], run_name="__main__")
        else:
            sys.path[0] = os.getcwd()
            runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
