"""A receiver of notifications on loopback, and the assertions that tests make about them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from shopwright.client.webhooks import Webhooks, WebhookSignatureError

from .notifications import Notification, Wanted, Where, topic_of
from .receiver import TRAVEL_SECONDS, NotDelivered, WebhookReceiver
from .tracebacks import hide_frames

if TYPE_CHECKING:
    from .platform import Platform
    from .shapes import Delivery

__tracebackhide__ = hide_frames

#: Seconds in which an app may come to cause a notification; one that comes is returned at once.
PATIENCE = 5.0

#: Seconds between two queries of what the platform is about to send.
_LOOK = 0.02


class WebhookInbox(WebhookReceiver):
    """Receives what the platform sends to the app, checks each signature and answers 200, or as it is told.

    What is not answered with 200 is not kept, save among ``attempts``; the platform sends it again on its schedule, by
    its clock.

    A notification is written with the change that causes it, so the inbox knows what is on its way: it never returns a
    later one while an earlier one that fits is about to arrive, and never waits to find that nothing comes.
    """

    def __init__(self, platform: Platform) -> None:
        super().__init__()
        self.platform = platform
        self._arrived: list[Notification] = []
        self._taken: list[Notification] = []
        self._forged = 0
        platform.send_webhooks_to(self.url)

    def wait_for(
        self, topic: int | str | None = None, *, where: Where | None = None, seconds: float = PATIENCE
    ) -> Notification:
        """The next notification that fits and was not taken yet, in the order of the notification ids.

        ``topic``: its number or name (ORDER_STATUS_CHANGE). ``where``: fields of its data that must be equal
        (``{"order_id": order.order_id}``), or a function of the notification. ``NotDelivered`` when the ``seconds``
        are over and none is on its way either: with 0, what was caused before is returned, and nothing waited for.
        """
        wanted = Wanted(topic_of(topic) if topic is not None else None, where)
        ends = time.monotonic() + seconds
        while True:
            late = time.monotonic() - ends
            is_coming = 0 <= late < TRAVEL_SECONDS and self._is_coming(
                wanted
            )  # looked up first: it may arrive meanwhile
            notification = self._take(wanted)
            if notification is not None:
                return notification
            if late >= 0 and not is_coming:
                raise NotDelivered(self._explained(f"no {wanted} arrived within {seconds:g} s"))
            with self._change:
                self._change.wait(_LOOK)

    async def async_wait_for(
        self, topic: int | str | None = None, *, where: Where | None = None, seconds: float = PATIENCE
    ) -> Notification:
        """As ``wait_for``, while the event loop goes on: for an app under test that runs on it."""
        return await asyncio.to_thread(self.wait_for, topic, where=where, seconds=seconds)

    def expect_none(self, topic: int | str | None = None, *, where: Where | None = None) -> None:
        """Nothing that fits has come, besides what was taken, and nothing is on its way; else ``NotDelivered``.

        It waits only while something is on its way. What a fault holds back, or a retry that is due later, is not.
        """
        wanted = Wanted(topic_of(topic) if topic is not None else None, where)
        self.settle()
        with self._change:
            notifications = [notification for notification in self._arrived if wanted.fits(notification)]
        if notifications:
            raise NotDelivered(self._explained(f"expected no {wanted}, and {len(notifications)} arrived"))

    def settle(self, seconds: float = TRAVEL_SECONDS) -> None:
        """Return when everything has arrived that is due now."""
        ends = time.monotonic() + seconds
        while self._on_the_way():
            if time.monotonic() > ends:
                raise NotDelivered(self._explained(f"some notifications did not get through within {seconds:g} s"))
            with self._change:
                self._change.wait(_LOOK)

    def all(self, topic: int | str | None = None) -> list[Notification]:
        """Everything that came, taken or not, in the order of the notification ids, when all that is due has come."""
        wanted = Wanted(topic_of(topic) if topic is not None else None, None)
        self.settle()
        with self._change:
            return sorted(filter(wanted.fits, [*self._taken, *self._arrived]), key=_order)

    def clear(self) -> None:
        """Discard what has come, and what is on its way."""
        self.settle()
        with self._change:
            self.attempts.clear()
            self._arrived.clear()
            self._taken.clear()

    def stop(self) -> None:
        """Have the app's notifications sent nowhere, and close the receiver."""
        self.platform.send_webhooks_to(None)
        super().stop()

    def _next_status(self, notification: Notification) -> int:
        """Refuse a wrong signature, and keep what is answered with 200."""
        keys = self.platform.keys
        try:
            Webhooks(keys.app_key, keys.app_secret).verify(notification.raw, notification.signature or None)
        except WebhookSignatureError:
            self._forged += 1
            return 401
        status = super()._next_status(notification)
        if status == 200:
            known = {notification.id for notification in [*self._arrived, *self._taken]}
            self._arrived.append(replace(notification, is_repeat=notification.id in known))
            self._change.notify_all()
        return status

    def _take(self, wanted: Wanted) -> Notification | None:
        """The first that fits, unless one before it that may fit is on its way."""
        with self._change:
            notification = min(
                (notification for notification in self._arrived if wanted.fits(notification)), key=_order, default=None
            )
        if notification is None:
            return None
        if any(self._is_before(delivery, wanted, notification) for delivery in self._on_the_way()):
            return None
        with self._change:
            earliest = min(
                (notification for notification in self._arrived if wanted.fits(notification)), key=_order, default=None
            )
            if earliest is not None:
                self._arrived.remove(earliest)
                self._taken.append(earliest)
            return earliest

    def _is_coming(self, wanted: Wanted) -> bool:
        return any(wanted.topic in (None, delivery.topic) for delivery in self._on_the_way())

    def _is_before(self, delivery: Delivery, wanted: Wanted, notification: Notification) -> bool:
        return wanted.topic in (None, delivery.topic) and int(delivery.notification_id) < int(notification.id)

    def _on_the_way(self) -> list[Delivery]:
        """What the platform is about to send here."""
        pending = [delivery for delivery in self.platform.deliveries.all(status="PENDING") if delivery.url == self.url]
        if not pending:
            return []
        now = self.platform.clock.timestamp
        return [delivery for delivery in pending if delivery.due_at is not None and delivery.due_at <= now]

    def _explained(self, problem: str) -> str:
        with self._change:
            arrived, taken, forged = sorted(self._arrived, key=_order), sorted(self._taken, key=_order), self._forged
        lines = [f"{problem}.", *_listed("Arrived and not taken", arrived), *_listed("Taken before", taken)]
        if not arrived and not taken:
            lines.append("Nothing at all has arrived.")
        if forged:
            lines.append(f"Refused for their signature: {forged}.")
        now = self.platform.clock.timestamp
        for delivery in self.platform.deliveries:
            if delivery.status != "DELIVERED":
                due = f", due in {delivery.due_at - now} s of platform time" if delivery.due_at is not None else ""
                tried = f"after {delivery.attempt_count} attempts" if delivery.attempt_count else "not tried yet"
                lines.append(f"Not delivered: topic {delivery.topic}, {delivery.status}, {tried}{due}")
        return "\n".join(lines)


def _order(notification: Notification) -> int:
    return int(notification.id)


def _listed(title: str, some: list[Notification]) -> list[str]:
    return [f"{title}:", *(f"  {notification}" for notification in some)] if some else []
