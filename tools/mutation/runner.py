"""Judges mutants, each by a run of pytest in a copy of the repository, in a process forked from a warm one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue

from mutation.coverage_map import NOTHING_COLLECTED, file_of
from mutation.mutants import Mutant
from mutation.settings import LEFT_OUT_MARKERS, LEFT_OUT_PLUGINS
from mutation.warm import OUTPUT_FILE, run_pytest

#: Seconds that a run may take beyond what its tests took when they were recorded, and how much slower they may be.
START_SECONDS, SLOWNESS = 30.0, 4.0

#: How many test files are run before all others.
FIRST_FILES = 3

TESTS_LIST = ".mutation-tests"

#: Each run is forked from one process that has imported what the tests need of other packages.
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["mutation.warm"])


class Outcome(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    TIMED_OUT = "timed out"
    NOT_COVERED = "not covered"
    EXPLAINED = "explained"


@dataclass(frozen=True)
class Job:
    """A mutant, the tests to run on it, how many seconds these took, and how many execute the mutant in all."""

    mutant: Mutant
    tests: Sequence[str]
    seconds: float
    covering: int


class Workspace:
    """A copy of the repository's files, in which one mutant at a time is judged."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        self._seconds_later = count(1000)
        listed = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True,
            capture_output=True,
            text=True,
        )
        for name in filter(None, listed.stdout.split("\0")):
            if (root / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, folder / name)

    def check(self, tests: Sequence[str]) -> None:
        """Run tests without a mutant, which also compiles everything once. `RuntimeError` where they do not pass."""
        if self._pytest(tests, seconds=3600.0) != 0:
            raise RuntimeError(f"the tests fail without any mutant:\n{self._output()}")

    def judge(self, job: Job) -> Outcome:
        """Put the mutant into the copy, run its tests, and put the original back."""
        path = self.folder / job.mutant.path
        source, times = path.read_bytes(), path.stat()
        path.write_bytes(job.mutant.apply(source))
        # Compiled code is found by time and size: that of the original or of another mutant must not be taken for it.
        os.utime(path, (times.st_atime, times.st_mtime + next(self._seconds_later)))
        try:
            code = self._judge_in_turn(job)
        finally:
            path.write_bytes(source)
            os.utime(path, (times.st_atime, times.st_mtime))
        if code is None:
            return Outcome.TIMED_OUT
        if code == NOTHING_COLLECTED:
            raise RuntimeError(f"no test of {', '.join(job.tests[:3])} … was found:\n{self._output()}")
        return Outcome.SURVIVED if code == 0 else Outcome.KILLED

    def _judge_in_turn(self, job: Job) -> int | None:
        """Run the tests of the likeliest files; the others, which take long to collect, where these see nothing."""
        first = set(list(dict.fromkeys(map(file_of, job.tests)))[:FIRST_FILES])
        halves = ([name for name in job.tests if (file_of(name) in first) is likely] for likely in (True, False))
        code: int | None = 0
        for tests in filter(None, halves):
            code = self._pytest(tests, START_SECONDS + SLOWNESS * job.seconds)
            if code != 0:
                break
        return code

    def _pytest(self, tests: Sequence[str], seconds: float) -> int | None:
        """Run tests until the first fails; answers pytest's exit code, ``None`` after ``seconds``."""
        (self.folder / TESTS_LIST).write_text("\n".join(tests), encoding="utf-8")
        arguments = ["-x", "-q", "--tb=short", "-p", "no:cacheprovider"]
        arguments += [part for name in LEFT_OUT_PLUGINS for part in ("-p", f"no:{name}")]
        arguments += ["-m", LEFT_OUT_MARKERS, f"@{TESTS_LIST}"]
        process = CONTEXT.Process(target=run_pytest, args=(str(self.folder), arguments))
        process.start()
        process.join(seconds)
        code = process.exitcode
        if code is None:
            with suppress(ProcessLookupError):  # it ended in this moment
                os.killpg(process.pid or 0, signal.SIGKILL)
            process.join()
        process.close()
        return code

    def _output(self) -> str:
        return (self.folder / OUTPUT_FILE).read_text(encoding="utf-8", errors="replace")


@contextmanager
def workspaces(root: Path, count: int) -> Iterator[SimpleQueue[Workspace]]:
    """Copies of the repository that wait to be used."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        queue: SimpleQueue[Workspace] = SimpleQueue()
        for number in range(count):
            path = Path(folder) / str(number)
            path.mkdir()
            queue.put(Workspace(root, path))
        yield queue


def judge_all(root: Path, jobs: Sequence[Job], count: int) -> Iterator[tuple[Job, Outcome]]:
    """Judge mutants, ``count`` at a time; answers them as they are done, in the order in which they were given."""
    with workspaces(root, count) as queue, ThreadPoolExecutor(count) as pool:
        first = [job.tests[0] for job in jobs[:20]]

        def prepare() -> None:
            workspace = queue.get()
            workspace.check(list(dict.fromkeys(first)))
            queue.put(workspace)

        def judge(job: Job) -> Outcome:
            workspace = queue.get()
            try:
                return workspace.judge(job)
            finally:
                queue.put(workspace)

        for ready in [pool.submit(prepare) for _ in range(count)]:
            ready.result()
        running = [pool.submit(judge, job) for job in jobs]
        try:
            for job, result in zip(jobs, running, strict=True):
                yield job, result.result()
        finally:
            for result in running:
                result.cancel()
