"""What people do about jobs, one at a time or many, with a result for each."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import NamedTuple

from django.db import DatabaseError

from shopwright.hub.access.models import Workspace
from shopwright.hub.core.work import Job, JobError, sources

from . import alerts

log = logging.getLogger("shopwright.hub.work")
#: How many jobs one act is for at most: the rest is for another time.
MOST_AT_ONCE = 200


class Result(NamedTuple):
    """What became of an act on a job."""

    job: Job | None
    is_done: bool
    words: str


def act_on_jobs(workspace: Workspace, keys: Iterable[str], act: str) -> list[Result]:
    """Retry or cancel jobs, named as ``kind:id``. One that fails leaves the others alone."""
    results = [_act(workspace, key, act) for key in list(keys)[:MOST_AT_ONCE]]
    alerts.check(workspace, only=["given_up"])
    return results


def _act(workspace: Workspace, key: str, act: str) -> Result:
    kind, _, number = key.partition(":")
    source = sources().get(kind)
    if source is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        return Result(None, False, "There is no such job.")
    row = source.select(workspace.pk).filter(pk=int(number)).first()
    if row is None:
        return Result(None, False, "It is not there any more.")
    (job,) = source.jobs([row])
    try:
        take = source.retry if act == "retry" else source.cancel
        return Result(job, True, take(workspace.pk, job.pk))
    except JobError as error:
        return Result(job, False, str(error))
    except DatabaseError as error:
        log.exception("%s of job %s failed", act, key)
        return Result(job, False, f"The database refused it: {error}".splitlines()[0])
