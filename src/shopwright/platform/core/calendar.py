"""The end of the calendar."""

from __future__ import annotations

#: 31 December 9999 at 00:00 UTC in unix seconds. Later times have no date in every time zone, so none is accepted.
LAST_SECOND = 253_402_214_400
