"""Notifications as the inbox collects them, and their topics by number or name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from shopwright.contract.load import webhooks

_MOST_SHOWN = 300


@dataclass(frozen=True)
class Notification:
    """One notification as it arrived: ``raw`` and ``headers`` can be handed to the handler under test as they are."""

    raw: bytes
    headers: Mapping[str, str]
    is_repeat: bool = False
    path: str = "/webhook"

    @cached_property
    def body(self) -> dict[str, Any]:
        """The whole envelope."""
        body: dict[str, Any] = json.loads(self.raw)
        return body

    @property
    def type(self) -> int:
        return int(self.body["type"])

    @property
    def name(self) -> str:
        """The topic's name, such as ORDER_STATUS_CHANGE."""
        return topic_name(self.type)

    @property
    def id(self) -> str:
        """``tts_notification_id``: the same in retries, copies and replays."""
        return str(self.body["tts_notification_id"])

    @property
    def shop_id(self) -> str:
        """The shop's id, or "" where the event is no shop's."""
        return str(self.body.get("shop_id", ""))

    @property
    def timestamp(self) -> int:
        return int(self.body["timestamp"])

    @property
    def data(self) -> dict[str, Any]:
        """What happened: the fields depend on the topic."""
        data: dict[str, Any] = self.body["data"]
        return data

    @property
    def signature(self) -> str:
        return self.headers.get("authorization", "")

    def __str__(self) -> str:
        data = json.dumps(self.data, ensure_ascii=False)
        text = data if len(data) <= _MOST_SHOWN else f"{data[:_MOST_SHOWN]}…"
        return f"{self.name} ({self.type}) {self.id}{' again' if self.is_repeat else ''}: {text}"


#: Which notifications a test means: fields of ``data`` that must be equal, or a function that says so.
Where = Mapping[str, object] | Callable[[Notification], bool]


@dataclass(frozen=True)
class Wanted:
    """What is waited for."""

    topic: int | None
    where: Where | None

    def fits(self, notification: Notification) -> bool:
        if self.topic is not None and notification.type != self.topic:
            return False
        if self.where is None:
            return True
        if isinstance(self.where, Mapping):
            return all(notification.data.get(name) == value for name, value in self.where.items())
        return self.where(notification)

    def __str__(self) -> str:
        what = "notification" if self.topic is None else f"{topic_name(self.topic)} ({self.topic})"
        if self.where is None:
            return what
        if isinstance(self.where, Mapping):
            return f"{what} with {', '.join(f'{name}={value!r}' for name, value in self.where.items())}"
        return f"{what} that fits {getattr(self.where, '__name__', 'the condition')}"


def topic_name(topic: int) -> str:
    """A topic's name as the Event API has it, or as the documentation calls it."""
    known = webhooks().get(topic)
    return (known.event_name or known.name) if known else f"topic {topic}"


def topic_of(topic: int | str) -> int:
    """The number of a topic; ``ValueError`` where there is none of that number or name."""
    if isinstance(topic, int):
        if topic not in webhooks():
            raise ValueError(f"there is no webhook topic {topic}")
        return topic
    by_name = {
        _plain(name): webhook.type
        for webhook in webhooks().values()
        for name in (webhook.name, webhook.event_name)
        if name
    }
    if _plain(topic) not in by_name:
        close = get_close_matches(topic.upper(), [topic_name(webhook) for webhook in webhooks()], 1, 0.5)
        raise ValueError(f"no webhook topic is named {topic!r}" + (f"; did you mean {close[0]}?" if close else ""))
    return by_name[_plain(topic)]


def _plain(name: str) -> str:
    return name.replace("_", "").replace(" ", "").lower()
