"""Follows the events of a platform, over breaks of the connection."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.parse import urlencode

from .control import Control
from .refusal import RefusedError

#: Seconds without a word after which a connection counts as broken; the platform says something every 15.
_SILENCE = 45.0

#: Seconds between two tries to connect again.
_PAUSE = 1.0


class Event(NamedTuple):
    """``request``: a call; ``delivery``: a notification or an attempt; ``restored``: a rewind."""

    name: str
    data: dict[str, Any]


class Events:
    """The events from now on. ``on_open`` is called whenever they flow, ``on_break`` when they stop."""

    def __init__(self, control: Control, on_open: Callable[[], None], on_break: Callable[[str], None]) -> None:
        self._control = control
        self._on_open, self._on_break = on_open, on_break
        self._last_id = ""

    def __iter__(self) -> Iterator[Event]:
        """The events, without end. Raises ``RefusedError`` where nobody answers from the beginning."""
        has_answered, is_silent = False, False
        while True:
            try:
                for event in self._connected():
                    has_answered, is_silent = True, False
                    if event is not None:
                        yield event
            except RefusedError as error:
                if not has_answered:
                    raise
                reason = error.problem
            except (OSError, HTTPException) as error:
                reason = f"the connection broke: {type(error).__name__}"
            else:
                reason = "the platform closed the connection"
            if not is_silent:
                self._on_break(reason)
            is_silent = True
            time.sleep(_PAUSE)

    def _connected(self) -> Iterator[Event | None]:
        """The events of one connection; None once it stands."""
        query = f"?{urlencode({'last_event_id': self._last_id})}" if self._last_id else ""
        with self._control.open("GET", f"events{query}", None, seconds=_SILENCE) as reply:
            if reply.status != 200:
                self._control.refuse(reply.status, reply.read())
            name, data = "", ""
            for raw in reply:
                field, _, value = raw.decode("utf-8", "replace").rstrip("\r\n").partition(": ")
                if field == "retry":
                    self._on_open()
                    yield None
                elif field == "id":
                    self._last_id = value
                elif field == "event":
                    name = value
                elif field == "data":
                    data = value
                elif not field and data:
                    yield Event(name, json.loads(data))
                    name, data = "", ""
