"""``/sandbox/clock``: platform time, which everything due follows."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND, WRONG_STATE
from shopwright.platform.core.control.shapes import Body, PlatformSeconds, Seconds, View
from shopwright.platform.core.services import Services
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx

from .jobs import Job, Jobs, JobStatus
from .mover import ClockError, ClockMover, Moved
from .state import PlatformState

#: The farthest that one call moves the clock.
MOST_SECONDS = 10 * 366 * 86_400

Wait = Annotated[bool, Meta(description="false answers at once; look the job up")]


class Advance(Body):
    seconds: Annotated[int, Meta(ge=0, le=MOST_SECONDS)]
    wait: Wait = True


class SetTime(Body):
    """``time`` must not lie in the past of the platform's clock."""

    time: Annotated[int, Meta(ge=0, le=253_402_300_799, description="unix seconds")]
    wait: Wait = True


class ClockView(View):
    """``advancing_to`` is where the clock is going; ``offset_seconds`` how far it is ahead of the machine's clock."""

    now: PlatformSeconds
    frozen: bool
    advancing_to: PlatformSeconds | None
    offset_seconds: int
    wall: Seconds


class JobView(View):
    """A clock move: how many due actions ran and delivery attempts were made, up to ``now``."""

    job_id: str
    status: JobStatus
    now: PlatformSeconds
    due_actions: int
    delivery_attempts: int
    message: str


def show_clock(tx: Tx) -> ClockView:
    """What time it is."""
    clock, wall = tx[PlatformState].clock, wall_ms()
    now = clock.now_ms(wall)
    return ClockView(
        now=now // 1000,
        frozen=clock.frozen,
        advancing_to=None if clock.advancing_to is None else clock.advancing_to // 1000,
        offset_seconds=round((now - wall) / 1000),
        wall=wall // 1000,
    )


async def advance_clock(services: Services, body: Advance) -> JobView:
    """Move the clock; everything due on the way, and every delivery attempt, has run in order when this answers."""
    mover, moved = services[ClockMover], Moved()
    task = mover.launch(mover.advance(body.seconds, moved))
    return await _follow(services[Jobs].add(moved, task), wait=body.wait)


async def set_clock(services: Services, body: SetTime) -> JobView:
    """Move the clock to a time."""
    now = await services.run(lambda: _now_ms(services)) // 1000
    if body.time > now + MOST_SECONDS:
        raise BAD_REQUEST(reason=f"Expected at most {now + MOST_SECONDS} - at `$.time`.")
    mover, moved = services[ClockMover], Moved()
    task = mover.launch(mover.advance_to(body.time * 1000, moved))
    return await _follow(services[Jobs].add(moved, task), wait=body.wait)


async def freeze_clock(services: Services) -> ClockView:
    """Stop the clock; it still moves by advance and set."""
    try:
        await services[ClockMover].freeze()
    except ClockError as error:
        raise WRONG_STATE(reason=f"{error}.") from error
    return await services.run(lambda: _clock_view(services))


async def resume_clock(services: Services) -> ClockView:
    """Let the clock tick on from where it stands."""
    try:
        await services[ClockMover].unfreeze()
    except ClockError as error:
        raise WRONG_STATE(reason=f"{error}.") from error
    return await services.run(lambda: _clock_view(services))


async def show_job(services: Services, job_id: str) -> JobView:
    """How far a clock move is."""
    job = services[Jobs].get(job_id)
    if job is None:
        raise NOT_FOUND(what=f"The job {job_id}")
    return _view(job)


def _now_ms(services: Services) -> int:
    with services.store.read() as tx:
        return tx.now_ms()


def _clock_view(services: Services) -> ClockView:
    with services.store.read() as tx:
        return show_clock(tx)


async def _follow(job: Job, *, wait: bool) -> JobView:
    if wait:
        await job.ended()
        if job.status is JobStatus.FAILED:
            raise WRONG_STATE(reason=f"{job.message}.")
    return _view(job)


def _view(job: Job) -> JobView:
    moved = job.moved
    return JobView(
        job_id=job.job_id,
        status=job.status,
        now=moved.now,
        due_actions=moved.due_actions,
        delivery_attempts=moved.delivery_attempts,
        message=job.message,
    )


ENDPOINTS = (
    Endpoint("GET", "/sandbox/clock", show_clock),
    Endpoint("POST", "/sandbox/clock/advance", advance_clock),
    Endpoint("POST", "/sandbox/clock/set", set_clock),
    Endpoint("POST", "/sandbox/clock/freeze", freeze_clock),
    Endpoint("POST", "/sandbox/clock/resume", resume_clock),
    Endpoint("GET", "/sandbox/jobs/{job_id}", show_job),
)
