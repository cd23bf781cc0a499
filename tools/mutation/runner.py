"""Judges mutants, each by a pytest process of its own in a copy of the repository."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue

from mutation.mutants import Mutant
from mutation.settings import LEFT_OUT_MARKERS, LEFT_OUT_PLUGINS

#: Seconds that a run may take beyond what its tests took when they were recorded, and how much slower they may be.
START_SECONDS, SLOWNESS = 60.0, 5.0

TESTS_LIST = ".mutation-tests"

#: pytest's exit code where it collected no tests.
NOTHING_COLLECTED = 5


class Outcome(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    TIMED_OUT = "timed out"
    NOT_COVERED = "not covered"


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
        result = self._pytest(tests, seconds=3600.0, may_write_bytecode=True)
        if result is None or result.returncode != 0:
            raise RuntimeError(f"the tests fail without any mutant:\n{result.stdout if result else 'out of time'}")

    def judge(self, job: Job) -> Outcome:
        path = self.folder / job.mutant.path
        source, times = path.read_bytes(), path.stat()
        path.write_bytes(job.mutant.apply(source))
        os.utime(
            path, (times.st_atime, times.st_mtime + 1000)
        )  # compiled code of the original must not be taken for it
        try:
            result = self._pytest(job.tests, START_SECONDS + SLOWNESS * job.seconds)
        finally:
            path.write_bytes(source)
            os.utime(path, (times.st_atime, times.st_mtime))
        if result is None:
            return Outcome.TIMED_OUT
        if result.returncode == NOTHING_COLLECTED:
            raise RuntimeError(f"no test of {', '.join(job.tests[:3])} … was found:\n{result.stdout}")
        return Outcome.SURVIVED if result.returncode == 0 else Outcome.KILLED

    def _pytest(
        self, tests: Sequence[str], seconds: float, *, may_write_bytecode: bool = False
    ) -> subprocess.CompletedProcess[str] | None:
        """Run tests until the first fails; ``None`` where they take longer than ``seconds``."""
        (self.folder / TESTS_LIST).write_text("\n".join(tests), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=line", "-p", "no:cacheprovider"]
        command += [part for name in LEFT_OUT_PLUGINS for part in ("-p", f"no:{name}")]
        command += ["-m", LEFT_OUT_MARKERS, f"@{TESTS_LIST}"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(self.folder / "src"), str(self.folder)))}
        if not may_write_bytecode:
            environment["PYTHONDONTWRITEBYTECODE"] = "1"
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None
        return subprocess.CompletedProcess(command, process.returncode, output)


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
