"""The platform's clock, which orders, deadlines and retries follow. Tokens and signatures keep to the machine's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .control import Control
from .tracebacks import hide_frames

__tracebackhide__ = hide_frames


class PlatformClock:
    """``shopwright_platform.clock``: a move returns after everything due until then has happened."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def timestamp(self) -> int:
        """Platform time in unix seconds, as replies hold it."""
        return int(self._control.get("clock")["now"])

    @property
    def now(self) -> datetime:
        """Platform time, in UTC."""
        return datetime.fromtimestamp(self.timestamp, UTC)

    @property
    def is_frozen(self) -> bool:
        return bool(self._control.get("clock")["frozen"])

    def advance(
        self, by: timedelta | float = 0, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Move forward by a ``timedelta``, by seconds, or by what is named; answers the new time.

        Less than a second counts as a whole one: the clock moves by seconds. ``ValueError`` for a move back.
        """
        whole = by if isinstance(by, timedelta) else timedelta(seconds=by)
        whole += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if whole < timedelta(0):
            raise ValueError("the clock only moves forward; restore a snapshot to go back")
        return self._moved("clock/advance", {"seconds": -(-whole // timedelta(seconds=1))})

    def set(self, to: datetime | int) -> datetime:
        """Move forward to a time that knows its zone, or to unix seconds; answers the new time."""
        if isinstance(to, datetime):
            if to.tzinfo is None:
                raise ValueError("give a datetime that knows its zone, such as datetime(2030, 1, 1, tzinfo=UTC)")
            to = int(to.timestamp())
        return self._moved("clock/set", {"time": to})

    def freeze(self) -> datetime:
        """Stop it; it then moves by ``advance`` and ``set`` only. Answers the time at which it stands."""
        return self._moved("clock/freeze", {})

    def resume(self) -> datetime:
        """Let it run on from where it stands."""
        return self._moved("clock/resume", {})

    def _moved(self, path: str, body: dict[str, object]) -> datetime:
        return datetime.fromtimestamp(int(self._control.post(path, body)["now"]), UTC)
