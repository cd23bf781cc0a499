"""The calls of the app under test, and its notifications."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shopwright import decoders

from .control import Control
from .faults import operation_pattern
from .notifications import topic_of
from .shapes import Delivery, Request, RequestDetail
from .tracebacks import hide_frames

if TYPE_CHECKING:
    from .platform import Platform

__tracebackhide__ = hide_frames


class Requests:
    """``shopwright_platform.requests``: the calls that came in, the oldest first. Iterates over all of them."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def all(self, operation: str | None = None, *, failed: bool | None = None) -> list[Request]:
        """The calls: of one operation (``order.get_order_list`` or ``getOrderList``), those that failed or did not.

        On a shared platform these are the calls with the key of the app under test; else whoever made them.
        """
        app_key = self._platform.keys.app_key if self._platform.is_shared else None
        wanted = operation_pattern(operation) if operation is not None else None
        rows = _pages(self._platform.control, "requests", operation=wanted, failed=failed, app_key=app_key)
        helper = self._platform.helper_key
        requests = [decoders.convert(row, Request) for row in rows]
        return [request for request in requests[::-1] if helper is None or request.app_key != helper]

    def last(self, operation: str | None = None) -> RequestDetail:
        """The newest call with query, headers, body and reply; ``LookupError`` where there is none."""
        requests = self.all(operation)
        if not requests:
            raise LookupError(f"no call{f' of {operation}' if operation else ''} came in")
        return self.detail(requests[-1])

    def detail(self, request: Request | str) -> RequestDetail:
        """One call with query, headers, body and reply."""
        request_id = request if isinstance(request, str) else request.request_id
        return decoders.convert(self._platform.control.get(f"requests/{request_id}"), RequestDetail)

    def __iter__(self) -> Iterator[Request]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())


class Deliveries:
    """``shopwright_platform.deliveries``: the app's notifications in the order of their ids, sent or not."""

    def __init__(self, control: Control, app_key: str) -> None:
        self._control = control
        self._app_key = app_key

    def all(self, topic: int | str | None = None, *, status: str | None = None) -> list[Delivery]:
        """The notifications, of a topic, in a state."""
        wanted = topic_of(topic) if topic is not None else None
        rows = _pages(self._control, "deliveries", app_key=self._app_key, topic=wanted, status=status)
        deliveries = [decoders.convert(row, Delivery) for row in rows]
        return sorted(deliveries, key=lambda delivery: (int(delivery.notification_id), int(delivery.delivery_id)))

    def replay(self, delivery: Delivery | str) -> Delivery:
        """Send one again, now, with the same notification id."""
        delivery_id = delivery if isinstance(delivery, str) else delivery.delivery_id
        return decoders.convert(self._control.post(f"deliveries/{delivery_id}/replay"), Delivery)

    def __iter__(self) -> Iterator[Delivery]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())


def _pages(control: Control, what: str, **query: object) -> list[Any]:
    """All rows of a list, the newest first."""
    rows: list[Any] = []
    before = None
    while True:
        page = control.get(what, **query, before=before, size=200)
        rows += page[what]
        before = page["next_before"]
        if before is None:
            return rows
