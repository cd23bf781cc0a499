"""Delivers the notifications of the outbox: claims batches, limits what is in flight per address, writes outcomes."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from shopwright.platform.accounts.app_secrets import AppSecrets
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.services import Services
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.faults.fault_book import FaultBook, WebhookFault
from shopwright.platform.faults.store import FaultRecords
from shopwright.wire.signing import sign_webhook

from .address_guard import TargetError, parse_target
from .lanes import MOST_CLAIMED, MOST_CLAIMED_PER_ADDRESS, Lanes
from .receiver_answer import read_exchange
from .retry import judge, seconds_to_answer
from .store import Attempt, Delivery, DeliveryStatus, Exchange, Outbox, Outcome

if TYPE_CHECKING:
    from aiohttp import ClientSession

#: How long a claim holds; longer than the deliveries in flight to one address can take.
LEASE_MS = 30_000

#: Connections at once, to all addresses.
_MOST_CONNECTIONS = 256

#: Reordering: the window within which notifications change places, and the distance between two of one batch.
_REORDER_MS, _REORDER_STEP_MS = 2_000, 50

_NO_ANSWER = "no answer within"


class _Answer(msgspec.Struct, frozen=True):
    """What an attempt came to: the receiver's status or what kept it from answering, and what travelled."""

    status: int | None = None
    error: str | None = None
    exchange: Exchange = Exchange()


class Deliverer:
    """Delivers while the platform runs. All methods belong to the event loop."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._session: ClientSession | None = None
        self._lanes = Lanes()
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_flight: set[str] = set()
        self._outcomes: list[tuple[Delivery, Attempt, WebhookFault | None]] = []
        self._writing = False
        self._moves = 0
        self.settled = asyncio.Event()
        self.attempts = 0

    def take_over(self) -> None:
        """Release what a killed process had claimed: at once where one process owns the data, else after the lease."""
        if self._services.store.inline:
            with self._services.store.write() as tx:
                tx[Outbox].release_all()

    async def close(self) -> None:
        """Stop sending, and release what was claimed and not sent."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._services.run(self._release)
        if self._session is not None:
            await self._session.close()

    def _release(self) -> None:
        with self._services.store.write() as tx:
            tx[Outbox].release(sorted(self._in_flight))

    async def start_due(self, until_ms: int) -> int:
        """Claim what is due by then and send it in the background; answers how many were started."""
        room = min(MOST_CLAIMED - len(self._tasks), MOST_CLAIMED_PER_ADDRESS)
        if room <= 0:
            return 0
        claimed = await self._services.run(lambda: self._claim(until_ms, room))
        for delivery, fault in claimed:
            self._in_flight.add(delivery.delivery_id)
            self._lanes[delivery.url].claimed += 1
            task = asyncio.create_task(self._deliver(delivery, fault))
            self._tasks.add(task)
            task.add_done_callback(self._end)
        return len(claimed)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.settled.set()

    async def drain(self, until_ms: int) -> None:
        """Return when no attempt that is due by then is left, here or in another process.

        An address that hangs holds the move of the clock up for its time-out once; from then on it gets a tenth.
        """
        self._moves += 1
        try:
            await self._drain(until_ms)
        finally:
            self._moves -= 1

    async def _drain(self, until_ms: int) -> None:
        while True:
            self.settled.clear()
            started = await self.start_due(until_ms)
            if self._tasks:
                await self.settled.wait()
            elif not started:
                next_time = await self._services.run(self._read_next_time)
                if next_time is None or next_time > until_ms:
                    return
                await asyncio.sleep(0.02)

    def next_time(self, tx: Tx) -> int | None:
        """When the next attempt is due, in platform milliseconds."""
        return tx[Outbox].next_time()

    def _read_next_time(self) -> int | None:
        with self._services.store.read() as tx:
            return self.next_time(tx)

    def _claim(self, until_ms: int, most: int) -> list[tuple[Delivery, WebhookFault | None]]:
        kept: list[tuple[Delivery, WebhookFault | None]] = []
        with self._services.store.write() as tx:
            claimed = self._within_room(tx, tx[Outbox].claim(until_ms, wall_ms(), LEASE_MS, most, self._lanes.busy()))
            for place, delivery in enumerate(claimed):
                fault = self._fault(tx, delivery)
                later = _held_until(fault, tx.now_ms(), place) if fault else None
                if later is None:
                    kept.append((delivery, fault))
                else:
                    tx[Outbox].postpone(delivery.delivery_id, later)
        return kept

    def _within_room(self, tx: Tx, claimed: list[Delivery]) -> list[Delivery]:
        """The claimed deliveries that their addresses have room for; the others are released."""
        kept, surplus, taken = list[Delivery](), list[str](), Counter[str]()
        for delivery in claimed:
            if taken[delivery.url] < self._lanes[delivery.url].room:
                taken[delivery.url] += 1
                kept.append(delivery)
            else:
                surplus.append(delivery.delivery_id)
        if surplus:
            tx[Outbox].release(surplus)
        return kept

    def _fault(self, tx: Tx, delivery: Delivery) -> WebhookFault | None:
        if delivery.attempts == 0 and delivery.due_at != delivery.created_at:
            return None  # a fault held it back, and that was all
        fault = self._services[FaultBook].hitting_webhook(tx, delivery.topic, delivery.app_key, delivery.shop_id)
        if fault is None:
            return None
        if fault.remaining > 0:
            tx[FaultRecords].use_fault(fault.fault_id)
            tx[PlatformState].raise_versions(faults=1)
        return fault.rule.webhook

    async def _deliver(self, delivery: Delivery, fault: WebhookFault | None) -> None:
        async with self._lanes[delivery.url].calls:
            attempt = await self._attempt(delivery, fault)
        self._lanes.end(delivery.url, has_hung=attempt.error is not None and attempt.error.startswith(_NO_ANSWER))
        self._outcomes.append((delivery, attempt, fault))
        if not self._writing:
            await self._write_outcomes()

    async def _attempt(self, delivery: Delivery, fault: WebhookFault | None) -> Attempt:
        started = time.perf_counter()
        answer = _Answer() if fault and fault.drop else await self._send_copies(delivery, fault)
        duration = round((time.perf_counter() - started) * 1000)
        self.attempts += 1
        exchange = msgspec.json.encode(answer.exchange).decode()
        return Attempt(
            delivery.delivery_id, delivery.attempts + 1, 0, 0, answer.status, answer.error, duration, exchange
        )

    async def _send_copies(self, delivery: Delivery, fault: WebhookFault | None) -> _Answer:
        answer = _Answer()
        for _ in range(fault.copies if fault else 1):
            answer = await self._send(delivery)
            if answer.status is None:
                break
        return answer

    async def _send(self, delivery: Delivery) -> _Answer:
        try:
            target = parse_target(delivery.url, self._services.config.webhook_hosts)
        except TargetError as error:
            return _Answer(error=f"not sent: {error}")
        app = self._services[AppSecrets].get(delivery.app_key)
        if app is None:
            return _Answer(error="not sent: the app is gone")
        body = delivery.body.encode()
        headers = {"content-type": "application/json", "authorization": sign_webhook(delivery.app_key, app, body)}
        seconds = seconds_to_answer(clock_moves=self._moves > 0, has_hung=self._lanes.hangs(delivery.url))
        try:
            async with (
                asyncio.timeout(seconds),
                self._open_session().post(target, data=body, headers=headers, allow_redirects=False) as reply,
            ):
                return _Answer(reply.status, None, await read_exchange(reply))
        except TimeoutError:
            return _Answer(None, f"{_NO_ANSWER} {seconds:g} s", Exchange(sent=headers))
        except Exception as error:  # noqa: BLE001  whatever a receiver does, the attempt failed and says why
            why = f"{type(error).__name__}: {_without_query(str(error), delivery.url)}"[:300]
            return _Answer(None, why, Exchange(sent=headers))

    def _open_session(self) -> ClientSession:
        if self._session is None:
            from .guarded_session import open_session  # a platform that notifies nobody starts without it

            allow = self._services.config.webhook_hosts
            seconds = seconds_to_answer(clock_moves=False, has_hung=False)
            self._session = open_session(allow, most=_MOST_CONNECTIONS, seconds=seconds)
        return self._session

    async def _write_outcomes(self) -> None:
        self._writing = True
        try:
            while self._outcomes:
                await asyncio.sleep(0)  # the answers that came together are written together
                batch, self._outcomes = self._outcomes, []
                await self._services.run(lambda rows=batch: self._finish(rows))  # type: ignore[misc]
        finally:
            self._writing = False
            self._services.wake()

    def _finish(self, batch: list[tuple[Delivery, Attempt, WebhookFault | None]]) -> None:
        with self._services.store.write() as tx:
            now, wall_now = tx.now_ms(), wall_ms()
            outcomes = []
            for delivery, attempt, fault in batch:
                dated = msgspec.structs.replace(attempt, at_ms=now, wall_at_ms=wall_now)
                if fault and fault.drop:
                    outcomes.append(Outcome(dated, DeliveryStatus.SWALLOWED, None))
                else:
                    outcomes.append(Outcome(dated, *judge(attempt.http_status, delivery.attempts + 1, now)))
            tx[Outbox].finish(outcomes)
        self._in_flight.difference_update(delivery.delivery_id for delivery, _, _ in batch)


def _held_until(fault: WebhookFault, now_ms: int, place: int) -> int | None:
    """When a notification that a fault holds back is due; ``None`` when it is not held.

    With ``reorder``, times are mirrored at the end of a window, so that the newest notification in it goes out first.
    """
    if fault.reorder:
        window_ends = (now_ms // _REORDER_MS + 1) * _REORDER_MS
        return 2 * window_ends - now_ms + (MOST_CLAIMED_PER_ADDRESS - place) * _REORDER_STEP_MS
    return now_ms + fault.delay_seconds * 1000 if fault.delay_seconds else None


def _without_query(text: str, url: str) -> str:
    """An error's text without the address's query, which may hold a receiver's secret."""
    query = urlsplit(url).query
    return text.replace(query, "…") if query else text
