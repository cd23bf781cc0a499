"""Makes the platform misbehave on purpose: calls that fail, hang or lose their answer, webhooks that get lost."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Self

from shopwright.contract.load import operations

from .control import Control, ControlError
from .notifications import topic_of
from .tracebacks import hide_frames

__tracebackhide__ = hide_frames


class Fault:
    """A fault in force. In a ``with`` block it ends with the block."""

    def __init__(self, control: Control, fault_id: str) -> None:
        self._control = control
        self.fault_id = fault_id

    @property
    def remaining(self) -> int | None:
        """How many more times it takes effect; ``None`` where it has no count, 0 when it is used up or removed."""
        for fault in self._control.get("faults")["faults"]:
            if fault["fault_id"] == self.fault_id:
                left: int | None = fault["remaining"]
                return left
        return 0

    def remove(self) -> None:
        """End it; nothing happens when it has ended already."""
        try:
            self._control.delete(f"faults/{self.fault_id}")
        except ControlError as error:
            if error.status != 404:
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.remove()


class Faults:
    """``shopwright_platform.faults``: for calls and notifications of the app under test."""

    def __init__(self, control: Control, app_key: str) -> None:
        self._control = control
        self._app_key = app_key
        self._made: list[Fault] = []

    def add(
        self,
        operation: str = "*",
        *,
        status: int | None = None,
        code: int | None = None,
        message: str | None = None,
        retry_after: int | None = None,
        delay: float = 0,
        drop: bool = False,
        after: bool = False,
        count: int | None = None,
        rate: float = 1.0,
        shop_id: str | None = None,
    ) -> Fault:
        """Let calls of an operation go wrong.

        ``operation``: as the client names it (``product.search_products``), TikTok's id (``searchProducts``) or a
        pattern over ids (``get*``). The call answers ``status`` (429, 503 …) and ``code``, waits ``delay`` seconds, or
        loses its connection (``drop``); ``after``: the change is made and only the answer lost. ``count`` calls are
        hit, all if there is none; ``rate`` is the share of calls. ``ControlError`` for a fault that does nothing.
        """
        rule: dict[str, object] = {
            "operation": operation_pattern(operation),
            "http_status": status,
            "code": code,
            "message": message,
            "retry_after": retry_after,
            "delay_ms": round(delay * 1000),
            "drop": drop,
            "when": "after" if after else "before",
        }
        return self._add(rule, count, rate, shop_id)

    def webhooks(
        self,
        *topics: int | str,
        drop: bool = False,
        copies: int = 1,
        delay: int = 0,
        reorder: bool = False,
        count: int | None = None,
        rate: float = 1.0,
        shop_id: str | None = None,
    ) -> Fault:
        """Let notifications go wrong: those of the topics, or all.

        ``drop`` loses them, ``copies`` sends each so often, ``delay`` holds them back for so many seconds of the
        platform's clock, ``reorder`` lets newer ones out first.
        """
        webhook = {"drop": drop, "copies": copies, "delay_seconds": delay, "reorder": reorder}
        rule: dict[str, object] = {"webhook": webhook, "topics": [topic_of(topic) for topic in topics]}
        return self._add(rule, count, rate, shop_id)

    def clear(self) -> None:
        """End all faults that were added here."""
        while self._made:
            self._made.pop().remove()

    def _add(self, rule: dict[str, object], count: int | None, rate: float, shop_id: str | None) -> Fault:
        rule |= {"app_key": self._app_key, "count": count, "rate": rate, "shop_id": shop_id}
        fields = {name: value for name, value in rule.items() if value is not None}
        fault = Fault(self._control, str(self._control.post("faults", fields)["fault_id"]))
        self._made.append(fault)
        return fault


def operation_pattern(name: str) -> str:
    """The operation id behind a name; patterns and ids stay as they are. ``ValueError`` where nothing has that name."""
    if name in operations() or any(sign in name for sign in "*?["):
        return name
    area, _, method = name.rpartition(".")
    for operation in operations().values():
        if operation.name == method and area in ("", operation.area):
            return operation.id
    known = [f"{operation.area}.{operation.name}" if area else operation.name for operation in operations().values()]
    close = get_close_matches(name, [*known, *operations()], 1)
    raise ValueError(f"no operation is named {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
