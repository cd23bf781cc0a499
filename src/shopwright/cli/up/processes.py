"""The tree of processes: started in their order, kept running, stopped in the reverse order."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from shopwright.cli.refusal import FAILED, RefusedError

from .child import Child

if TYPE_CHECKING:
    from shopwright.hub.project.postgres import OwnPostgres

#: Seconds until a process that is not ready is taken for broken.
_START_SECONDS = 120.0

#: A process that ends is started again after 1, 2, 4 … seconds; one that ends this often in a row ends the tree.
_MOST_ENDS = 5

#: Seconds after which a process that runs has left its earlier ends behind.
_STEADY_SECONDS = 60.0


class Processes:
    """The children of this process. Only its main thread may call what is here.

    A child that dies is started again, since one crash must not stop a packing table or lose notifications; one that
    keeps dying ends them all, since then somebody has to look.
    """

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._once: set[str] = set()
        self._ending: set[str] = set()
        self._news: SimpleQueue[Child | OwnPostgres] = SimpleQueue()
        self._ends: dict[str, int] = {}
        self._due: dict[str, float] = {}
        self._server: OwnPostgres | None = None
        self._is_throwaway = False

    def start(
        self,
        name: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        module: str = "shopwright.cli",
        announces: bool = True,
    ) -> Child:
        """Start a child; later ones are stopped before earlier ones."""
        child = Child(name, module, arguments, environment, self._news.put)
        self._children.append(child)
        child.start(announces=announces)
        if not announces:
            self._once.add(name)
        return child

    def start_server(self, server: OwnPostgres, *, is_throwaway: bool) -> str:
        """Start a PostgreSQL, which is stopped last, and answer its URL. Raises PostgresError, and RefusedError."""
        self._server, self._is_throwaway = server, is_throwaway
        url = server.start()
        if url is None:
            raise RefusedError(
                "another command of the hub runs its PostgreSQL", "stop it, and let up run them all: shopwright up"
            )
        self._watch(server)
        return url

    def wait_ready(self, child: Child) -> dict[str, Any]:
        """What a child says when it is ready. Raises RefusedError when it or another one ends before."""
        deadline = time.monotonic() + _START_SECONDS
        while child.ready is None:
            with suppress(Empty):
                self._news.get(timeout=max(0.0, min(1.0, deadline - time.monotonic())))
            for other in self._children:
                if other.ended is not None and (other is child or other.ended != 0):
                    raise _refusal(other)
            if time.monotonic() > deadline:
                raise RefusedError(
                    f"{child.name} was not ready after {_START_SECONDS:.0f} s\n{child.last_lines}", "start again"
                )
        return child.ready

    def let_end(self, child: Child) -> None:
        """From now on a child may end when it has done what it was for; it is not started again."""
        self._ending.add(child.name)

    def keep_running(self) -> None:
        """Start again what ends, until a signal's exception. Raises RefusedError for what keeps ending."""
        while True:
            due = min(self._due.values(), default=None)
            try:
                news = self._news.get(timeout=None if due is None else max(0.0, due - time.monotonic()))
            except Empty:
                self._start_due()
                continue
            if isinstance(news, Child):
                if news in self._children and news.ended is not None and news.name not in self._due:
                    self._ended(news.name, news.ended, news.last_lines, time.monotonic() - news.started_at)
            else:
                self._server_ended(news)

    def stop(self) -> None:
        """Stop all children: worker and console at a time, then the platform that they call, then PostgreSQL."""
        hub = [child for child in self._children if child.name != "platform"]
        for group in (hub, [child for child in self._children if child not in hub]):
            for child in group:
                child.terminate()
            for child in group:
                child.wait_or_kill()
        if self._server is not None:
            self._server.stop()
            if self._is_throwaway:
                self._server.remove()

    def _start_due(self) -> None:
        for name in [name for name, due in self._due.items() if due <= time.monotonic()]:
            del self._due[name]
            child = next(child for child in self._children if child.name == name)
            child.start(announces=name not in self._once)

    def _ended(self, name: str, code: int, lines: str, lived: float) -> None:
        """Plan the next start of what has ended, unless it was to end."""
        if name in self._ending:
            self._children = [child for child in self._children if child.name != name]
            if code:
                print(f"{name} ended with {code}, after it said:\n{lines}", file=sys.stderr, flush=True)
            return
        ends = 1 if lived > _STEADY_SECONDS else self._ends.get(name, 0) + 1
        self._ends[name] = ends
        said = f"{name} ended with {code}" + (f", after it said:\n{lines}" if lines else "")
        if ends > _MOST_ENDS:
            raise RefusedError(f"{said}\nIt was started again {_MOST_ENDS} times.", "mend what it says", FAILED)
        wait = 2.0 ** (ends - 1)
        print(f"{said}\n{name} is started again in {wait:.0f} s", file=sys.stderr, flush=True)
        self._due[name] = time.monotonic() + wait

    def _server_ended(self, server: OwnPostgres) -> None:
        """Start PostgreSQL again at once: without it nothing works, and its start waits for its recovery by itself."""
        ends = self._ends["postgres"] = self._ends.get("postgres", 0) + 1
        print(
            f"PostgreSQL ended and is started again, after it said:\n{server.last_lines}", file=sys.stderr, flush=True
        )
        if ends > _MOST_ENDS:
            raise RefusedError(f"PostgreSQL ended {ends} times", "see its last lines above", FAILED)
        server.restart()
        self._watch(server)

    def _watch(self, server: OwnPostgres) -> None:
        process = server.process
        assert process is not None

        def wait(process: subprocess.Popen[bytes]) -> None:
            process.wait()
            self._news.put(server)

        threading.Thread(target=wait, args=(process,), daemon=True).start()


def _refusal(child: Child) -> RefusedError:
    """What a child said that did not start; its own error and remedy where it has them."""
    lines = child.last_lines.splitlines()
    problem = next((line.removeprefix("error: ") for line in lines if line.startswith("error: ")), "")
    remedy = next((line.strip().removeprefix("do: ") for line in lines if line.strip().startswith("do: ")), "")
    if problem:
        return RefusedError(problem, remedy)
    return RefusedError(
        f"{child.name} ended with {child.ended} before it was ready\n{child.last_lines}", "mend what it says"
    )
