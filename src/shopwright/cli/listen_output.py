"""Prints what ``shopwright listen`` hears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .lines import Part, clock_time, parts_of_call, print_event, print_line
from .receiver import Answer
from .topics import topic_name

#: How much of a receiver's answer a line holds.
_MOST = 200

_INDENT = Part("", "", 8)


class ListenOutput:
    """Lines for people and pipes, or JSON lines: ``call``, ``delivery``, ``answer``, ``attempt``, ``rewound``."""

    def __init__(self, *, as_json: bool, calls: bool) -> None:
        self._as_json, self._calls = as_json, calls

    def call(self, call: Mapping[str, Any]) -> None:
        """A call of the Partner API."""
        if not self._calls:
            return
        if self._as_json:
            print_event({"event": "call", "call": call})
        else:
            when, *rest = parts_of_call(call)
            print_line([when, Part("call", "cyan", 7), *rest])

    def delivery(self, delivery: Mapping[str, Any]) -> None:
        """A notification that came into being."""
        if self._as_json:
            print_event({"event": "delivery", "topic_name": topic_name(delivery["topic"]), "delivery": delivery})
            return
        print_line(
            [
                Part(clock_time(delivery["wall_created_ms"]), "dim"),
                Part("webhook", "magenta", 7),
                Part(delivery["delivery_id"], "dim"),
                Part(str(delivery["topic"]), "bold", 2),
                Part(topic_name(delivery["topic"]), "bold"),
                *[Part(word) for word in _subject(delivery["body"])],
            ]
        )

    def answer(self, delivery: Mapping[str, Any], url: str, answer: Answer) -> None:
        """What the address answered that a notification was forwarded to."""
        if self._as_json:
            fields = {"http_status": answer.status, "text": answer.text, "milliseconds": answer.milliseconds}
            print_event({"event": "answer", "delivery_id": delivery["delivery_id"], "url": url, **fields})
            return
        style = "green" if answer.status == 200 else "red"
        took = f"{answer.milliseconds} ms"
        status = "none" if answer.status is None else str(answer.status)
        start = [_INDENT, Part("answer", style, 7), Part(delivery["delivery_id"], "dim"), Part(status, style, 4)]
        print_line([*start, Part(took, "dim"), Part(answer.text[:_MOST])])

    def attempt(self, delivery: Mapping[str, Any], attempt: Mapping[str, Any], *, is_ours: bool) -> None:
        """An attempt of the platform: where the address is ours, its answer has been told, unless all is not well."""
        if self._as_json:
            print_event({"event": "attempt", **attempt})
            return
        style = "green" if attempt["status"] == "DELIVERED" else "red"
        if is_ours and attempt["status"] == "DELIVERED":
            return
        what = str(attempt["http_status"] or attempt["error"] or "")
        url = "" if is_ours else delivery["url"]
        start = [_INDENT, Part(f"try {attempt['attempt']}", style, 7), Part(delivery["delivery_id"], "dim")]
        print_line([*start, Part(attempt["status"], style), Part(what), Part(url, "dim")])

    def rewound(self) -> None:
        """The platform went back to a snapshot, or to its first start."""
        if self._as_json:
            print_event({"event": "rewound"})
        else:
            print_line([_INDENT, Part("the platform went back to an earlier state", "yellow")])


def _subject(body: Mapping[str, Any]) -> list[str]:
    """What a notification is about: its ids and states."""
    data = body.get("data")
    if not isinstance(data, Mapping):
        return []
    values = [
        value
        for name, value in data.items()
        if isinstance(value, str | int) and not isinstance(value, bool) and _tells(name)
    ]
    return [str(value) for value in values if value]


def _tells(name: str) -> bool:
    return name.endswith(("_id", "status")) or name in ("message", "sc_type")
