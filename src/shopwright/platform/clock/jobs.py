"""Clock moves as jobs, so that a caller need not wait for them. A process keeps its own."""

from __future__ import annotations

import asyncio
import itertools
from enum import StrEnum

import msgspec

from .mover import Moved

#: How many ended jobs are remembered.
_KEPT = 200


class JobStatus(StrEnum):
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class Job(msgspec.Struct, eq=False):
    job_id: str
    moved: Moved
    task: asyncio.Task[Moved]

    @property
    def status(self) -> JobStatus:
        if not self.task.done():
            return JobStatus.RUNNING
        return JobStatus.FAILED if self.task.cancelled() or self.task.exception() else JobStatus.DONE

    @property
    def message(self) -> str:
        """Why it failed; empty while it has not."""
        if not self.task.done():
            return ""
        if self.task.cancelled():
            return "the platform stopped"
        return str(self.task.exception() or "")

    async def ended(self) -> None:
        """Return when it has ended, however it did. A caller that goes away does not end it."""
        await asyncio.wait([self.task])


class Jobs:
    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._jobs: dict[str, Job] = {}

    def add(self, moved: Moved, task: asyncio.Task[Moved]) -> Job:
        job = Job(f"job{next(self._numbers)}", moved, task)
        self._jobs[job.job_id] = job
        ended = [key for key, job in self._jobs.items() if job.task.done()]
        for key in ended[: max(0, len(self._jobs) - _KEPT)]:
            del self._jobs[key]
        return job

    def get(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)
