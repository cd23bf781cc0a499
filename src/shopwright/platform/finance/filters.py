"""What lists of statements, payments and movements select."""

from __future__ import annotations

import msgspec

from shopwright.platform.database.search import parts_given


class MoneyFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list selects, ``None`` or nothing for all: times in milliseconds, ``end`` excluded; statements and
    payments by ``status``, movements by ``account`` and ``types``."""

    start: int | None = None
    end: int | None = None
    status: str | None = None
    account: str | None = None
    types: tuple[str, ...] = ()

    @property
    def parts(self) -> dict[str, object]:
        return parts_given(msgspec.structs.asdict(self))
