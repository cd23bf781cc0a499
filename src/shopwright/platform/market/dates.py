"""From when on, and until when, an entry of a market's list holds (docs/decisions/0048-lists-with-dates.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec


class Dated(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """An entry of a list: ``from`` is its first day and ``until`` its last, whole days
    in UTC on the platform's clock; without either it always held, or holds."""

    from_: date | None = msgspec.field(name="from", default=None)
    until: date | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether it holds on a day; on no day in particular every entry does."""
        if day is None:
            return True
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


def day_of(at: int | None) -> date | None:
    """The day of a moment in unix seconds."""
    return None if at is None else datetime.fromtimestamp(at, UTC).date()
