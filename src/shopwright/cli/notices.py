"""``shopwright notices``: what of the API changes and what ends, with dates."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from cyclopts import Parameter

from shopwright.contract.notices import notices

from .output import print_rows
from .refusal import RefusedError

_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def list_notices(
    word: Annotated[str, Parameter(help="A word of what it says, or of an operation's name.")] = "",
    *,
    since: Annotated[str | None, Parameter(help="Leave out what held before this day or month: 2026-01.")] = None,
    ahead: Annotated[bool, Parameter(negative="", show_default=False, help="Only what is still to come.")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="", show_default=False, help="Print JSON.")] = False,
) -> int:
    """List what of the API changes and what ends, the latest first.

    It is read from the contract that came with this version, and asks nobody.

    For example:
        shopwright notices --since 2026-01
        shopwright notices getOrderDetail
    """
    from_day = datetime.now(UTC).date().isoformat() if ahead else checked_day(since or "")
    rows = [
        msgspec.to_builtins(notice)
        for notice in notices()
        if notice.is_about(word) and (not from_day or (notice.on >= from_day[: len(notice.on)] and notice.on))
    ]
    print_rows(rows, "on kind what advice", as_json=as_json)
    return 0


def checked_day(text: str) -> str:
    """A day or month as it was given, or nothing."""
    if text and not _DAY.fullmatch(text):
        raise RefusedError(f"{text!r} is no day", "write 2026-01-31 or 2026-01")
    return text
