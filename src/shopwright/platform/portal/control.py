"""The cards of clock, faults and snapshots. Their buttons call the functions of the control API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from starlette.responses import Response

from shopwright.platform.clock.jobs import Job, Jobs, JobStatus
from shopwright.platform.clock.sandbox import (
    MOST_SECONDS,
    Advance,
    ClockView,
    advance_clock,
    freeze_clock,
    resume_clock,
    show_clock,
)
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.pages.filters import many, span
from shopwright.platform.core.pages.forms import problem_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.faults.fault_book import FaultRule, Moment, WebhookFault
from shopwright.platform.faults.words import fault_words
from shopwright.platform.sandbox import faults as sandbox_faults
from shopwright.platform.sandbox.faults import FaultView
from shopwright.platform.sandbox.settings import PlannedView, list_due
from shopwright.platform.sandbox.snapshot_store import START
from shopwright.platform.sandbox.snapshots import (
    NewSnapshot,
    SnapshotView,
    create_snapshot,
    list_snapshots,
    remove_snapshot,
    reset,
    restore_snapshot,
)
from shopwright.wire.errors import ApiError

#: Seconds after which the card shows a move of the clock as running.
_SECONDS_BEFORE_RUNNING = 0.7

_UNITS = {"minutes": 60, "hours": 3_600, "days": 86_400}

#: Presets of faults, without their target.
PRESETS = {
    "429": ("Answer 429, too many requests", FaultRule(http_status=429, retry_after=2)),
    "500": ("Answer 500, before any work", FaultRule(http_status=500)),
    "500_after": ("Answer 500, after the work is done", FaultRule(http_status=500, when=Moment.AFTER)),
    "drop": ("Drop the connection", FaultRule(drop=True)),
    "delay": ("Wait 2 seconds", FaultRule(delay_ms=2_000)),
    "push_drop": ("Never send notifications", FaultRule(webhook=WebhookFault(drop=True))),
    "push_twice": ("Send notifications twice", FaultRule(webhook=WebhookFault(copies=2))),
    "push_late": ("Send notifications an hour late", FaultRule(webhook=WebhookFault(delay_seconds=3_600))),
    "push_mixed": ("Send notifications newest first", FaultRule(webhook=WebhookFault(reorder=True))),
}


class LastMove:
    """The move of the clock that was made last from a page of this process."""

    job: Job | None = None


class ClockCard(msgspec.Struct, frozen=True):
    """``move`` is the one that was made last from a page of this process."""

    clock: ClockView
    now_ms: int
    planned: list[PlannedView]
    move: Job | None

    @property
    def is_moving(self) -> bool:
        return self.clock.advancing_to is not None or (self.move is not None and self.move.status is JobStatus.RUNNING)

    @property
    def failure(self) -> str:
        """Why the last move did not arrive; empty when it did."""
        return self.move.message if self.move is not None else ""


class FaultRow(msgspec.Struct, frozen=True):
    fault: FaultView
    words: str

    @property
    def is_used_up(self) -> bool:
        return self.fault.remaining == 0


class SnapshotsCard(msgspec.Struct, frozen=True):
    start: SnapshotView | None
    others: list[SnapshotView]


def read_clock(tx: Tx, move: Job | None) -> ClockCard:
    return ClockCard(show_clock(tx), tx.now_ms(), list_due(tx).planned, move)


def read_faults(tx: Tx) -> list[FaultRow]:
    return [FaultRow(fault, fault_words(fault.rule)) for fault in sandbox_faults.list_faults(tx).faults]


def read_snapshots(tx: Tx) -> SnapshotsCard:
    snapshot_views = list_snapshots(tx).snapshots
    start = next((snapshot_view for snapshot_view in snapshot_views if snapshot_view.name == START), None)
    return SnapshotsCard(
        start, [snapshot_view for snapshot_view in reversed(snapshot_views) if snapshot_view.name != START]
    )


async def clock_card(ask: Ask, note: str = "", problem: str = "", status: int = 200) -> Response:
    """``/portal/cards/clock``."""
    card = await ask.read(lambda tx: read_clock(tx, ask.services[LastMove].job))
    return ask.fragment("_clock.html", status, clock=card, note=note, problem=problem)


async def faults_card(ask: Ask, note: str = "", problem: str = "", status: int = 200) -> Response:
    """``/portal/cards/faults``."""
    rows = await ask.read(read_faults)
    return ask.fragment("_faults.html", status, faults=rows, presets=PRESETS, note=note, problem=problem)


async def snapshots_card(ask: Ask, note: str = "", problem: str = "", status: int = 200) -> Response:
    """``/portal/cards/snapshots``."""
    card = await ask.read(read_snapshots)
    return ask.fragment("_snapshots.html", status, snapshots=card, note=note, problem=problem)


Card = Callable[[Ask, str, str, int], Awaitable[Response]]


async def _act(ask: Ask, work: Awaitable[str], card: Card, anchor: str) -> Response:
    """Carry out a button's action, then answer its card; the front page for browsers without the script."""
    try:
        note = await work
    except ApiError as error:
        if not ask.part:
            raise
        return await card(ask, "", problem_of(error)[1], error.error.http_status)
    ask.services.wake()
    return await card(ask, note, "", 200) if ask.part else ask.go(f"/#{anchor}", note)


async def advance(ask: Ask) -> Response:
    """Move the clock forward by ``seconds``, or by an ``amount`` of a ``unit``."""
    return await _act(ask, _advance(ask), clock_card, "clock")


async def _advance(ask: Ask) -> str:
    seconds = _seconds(ask)
    started = await advance_clock(ask.services, Advance(seconds=seconds, wait=False))
    move = ask.services[Jobs].get(started.job_id)
    assert move is not None, "it was just started"
    ask.services[LastMove].job = move
    await asyncio.wait([move.task], timeout=_SECONDS_BEFORE_RUNNING)
    if move.status is JobStatus.FAILED:
        raise BAD_REQUEST(reason=f"The clock did not move: {move.message}.")
    if move.status is JobStatus.RUNNING:
        return ""
    did = f"{many(move.moved.due_actions, 'due action')}, {many(move.moved.delivery_attempts, 'delivery attempt')}"
    return f"Moved {span(seconds)} ahead: {did}."


def _seconds(ask: Ask) -> int:
    text, factor = ask.form.text("seconds"), 1
    if not text:
        text, factor = ask.form.text("amount"), _UNITS.get(ask.form.text("unit"), 1)
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:12]) * factor <= MOST_SECONDS:
        raise BAD_REQUEST(reason=f"Give a whole number, from 1 to {MOST_SECONDS // 86_400:,} days.")
    return int(text) * factor


async def freeze(ask: Ask) -> Response:
    async def work() -> str:
        await freeze_clock(ask.services)
        return "The clock stands still. It moves only when you advance it."

    return await _act(ask, work(), clock_card, "clock")


async def resume(ask: Ask) -> Response:
    async def work() -> str:
        await resume_clock(ask.services)
        return "The clock runs again from where it stood."

    return await _act(ask, work(), clock_card, "clock")


async def add_fault(ask: Ask) -> Response:
    """Create a fault from a preset, for an operation and a number of times."""

    async def work() -> str:
        rule = _rule(ask)
        await ask.write(lambda tx: sandbox_faults.create_fault(tx, rule))
        return f"In force: {fault_words(rule)[0].lower()}{fault_words(rule)[1:]}."

    return await _act(ask, work(), faults_card, "faults")


def _rule(ask: Ask) -> FaultRule:
    known = PRESETS.get(ask.form.text("preset"))
    if known is None:
        raise BAD_REQUEST(reason="Choose what goes wrong.")
    rule, count = known[1], ask.form.text("count")
    if count and not (count.isascii() and count.isdigit() and 0 < int(count[:9]) < 1_000_000):
        raise BAD_REQUEST(reason="The number of times is a whole number from 1, or empty for no end.")
    target = {} if rule.webhook else {"operation": ask.form.text("operation") or "*"}
    return msgspec.structs.replace(rule, count=int(count) if count else None, **target)


async def remove_fault(ask: Ask) -> Response:
    """Delete one fault, or all of them."""

    async def work() -> str:
        fault_id = ask.form.text("fault_id")
        if fault_id:
            await ask.write(lambda tx: sandbox_faults.remove_fault(tx, fault_id))
            return "The fault is gone."
        removed = await ask.write(sandbox_faults.remove_faults)
        return f"{many(removed.removed, 'fault')} removed."

    return await _act(ask, work(), faults_card, "faults")


async def take_snapshot(ask: Ask) -> Response:
    async def work() -> str:
        name = ask.form.text("name")[:200] or "snapshot"
        await ask.run(lambda: create_snapshot(ask.services, NewSnapshot(name=name)))
        return f"Saved as {name}."

    return await _act(ask, work(), snapshots_card, "snapshots")


async def restore(ask: Ask) -> Response:
    """Rewind to a snapshot."""

    async def work() -> str:
        done = await ask.run(lambda: restore_snapshot(ask.services, ask.form.text("snapshot_id")))
        return f"Rewound. {many(done.fenced, 'waiting delivery', 'waiting deliveries')} cut off."

    return await _act(ask, work(), snapshots_card, "snapshots")


async def drop_snapshot(ask: Ask) -> Response:
    async def work() -> str:
        gone = await ask.run(lambda: remove_snapshot(ask.services, ask.form.text("snapshot_id")))
        return f"The snapshot {gone.name} is gone."

    return await _act(ask, work(), snapshots_card, "snapshots")


async def start_over(ask: Ask) -> Response:
    """Reset the platform to its state at the first start."""

    async def work() -> str:
        await ask.run(lambda: reset(ask.services))
        ask.services[LastMove].job = None
        return "Everything is as at the first start."

    return await _act(ask, work(), snapshots_card, "snapshots")
