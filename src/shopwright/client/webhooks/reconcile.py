"""Finds missed notifications in lists, as TikTok promises neither their delivery nor their order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .events import CancellationStatusChange, OrderStatusChange, ProductStatusChange, ReturnStatusChange
from .inbox import Inbox, made_up

if TYPE_CHECKING:
    from shopwright.client.shop import Shop

    from .event import Event


class Source(NamedTuple):
    """A list that tells of changes: its iterator in the client, and the event that a row becomes.

    ``fields`` are the event's data by the row's names. ``query`` is sent with each call. ``words``: the states that
    notifications spell otherwise than lists; ``numbers``: ids that are numbers in notifications. ``always``: fields
    with a constant value.
    """

    name: str
    area: str
    iterator: str
    event: type[Event]
    type: int
    fields: Mapping[str, str]
    query: Mapping[str, object]
    words: Mapping[str, str] = {}
    numbers: frozenset[str] = frozenset()
    always: Mapping[str, object] = {}


#: The newest first: rows that change while pages are read move to the front, so that no other row is skipped.
_BY_UPDATE: dict[str, object] = {"sort_field": "update_time", "sort_order": "DESC"}

SOURCES: tuple[Source, ...] = (
    Source(
        "orders",
        "order",
        "iter_orders",
        OrderStatusChange,
        1,
        {
            "order_id": "id",
            "order_status": "status",
            "is_on_hold_order": "is_on_hold_order",
            "update_time": "update_time",
        },
        _BY_UPDATE,
        words={"CANCELLED": "CANCEL"},
    ),
    Source(
        "returns",
        "return_refund",
        "iter_return_orders",
        ReturnStatusChange,
        12,
        {
            "order_id": "order_id",
            "return_id": "return_id",
            "return_type": "return_type",
            "return_status": "return_status",
            "return_role": "role",
            "create_time": "create_time",
            "update_time": "update_time",
        },
        _BY_UPDATE,
    ),
    Source(
        "cancellations",
        "return_refund",
        "iter_cancellations",
        CancellationStatusChange,
        11,
        {
            "order_id": "order_id",
            "cancel_id": "cancel_id",
            "cancel_status": "cancel_status",
            "cancellations_role": "role",
            "create_time": "create_time",
            "update_time": "update_time",
        },
        _BY_UPDATE,
        words={"CANCELLATION_REQUEST_CANCEL": "CANCELLATION_REQUEST_CANCELLED"},
    ),
    Source(
        "products",
        "product",
        "iter_products",
        ProductStatusChange,
        5,
        {"product_id": "id", "product_status": "status", "update_time": "update_time"},
        {},
        numbers=frozenset({"product_id"}),
        always={"status": "PRODUCT_STATUS_CHANGED"},
    ),
)


class Reconciler:
    """Compares lists of a shop with the events of its inbox, and adds the missing ones.

    ``owner`` is the shop's id as notifications carry it. Each run looks from where the last one ended, ``overlap``
    seconds before it (rows appear late in lists now and then); the first run looks back ``first_look`` seconds.
    """

    def __init__(
        self,
        shop: Shop,
        inbox: Inbox,
        *,
        owner: str,
        sources: Iterable[str] = ("orders", "returns", "cancellations", "products"),
        overlap: int = 300,
        first_look: int = 86_400,
        now: Callable[[], float] = time.time,
    ) -> None:
        wanted = set(sources)
        if unknown := wanted - {source.name for source in SOURCES}:
            raise ValueError(f"there is no source {', '.join(sorted(unknown))}")
        self._shop, self._inbox, self._owner = shop, inbox, owner
        self._sources = [source for source in SOURCES if source.name in wanted]
        self._overlap, self._first_look, self._now = overlap, first_look, now

    def run_once(self) -> int:
        """Look through all sources and add missing events to the inbox; returns how many."""
        return sum(self._look(source) for source in self._sources)

    def _look(self, source: Source) -> int:
        mark = f"reconciled:{self._owner}:{source.name}"
        last = self._inbox.mark(mark)
        since = int(self._now()) - self._first_look if last is None else last - self._overlap
        newest, missing = last or 0, 0
        rows: Any = getattr(getattr(self._shop, source.area), source.iterator)
        for row in rows(update_time_ge=since, **source.query):
            event = self._event(source, row)
            newest = max(newest, event.data.get("update_time") or 0)
            if not self._inbox.knows(event) and self._inbox.put(event):
                missing += 1
        if newest > (last or 0):
            self._inbox.set_mark(mark, newest)
        return missing

    def _event(self, source: Source, row: Mapping[str, object]) -> Event:
        data = {**source.always, **{name: row[field] for name, field in source.fields.items() if field in row}}
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = int(value) if name in source.numbers else source.words.get(value, value)
        return made_up(source.event, source.type, self._owner, data, self._now())
