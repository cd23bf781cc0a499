"""What titles and periods are refused with."""

from __future__ import annotations

from shopwright.platform.promotion.errors import (
    BEGINS_IN_THE_PAST,
    FLASH_TOO_LONG,
    TIMES_WRONG,
    TITLE_EMPTY,
    TITLE_TOO_LONG,
    TOO_LONG,
    TOO_SHORT,
)

TIME_CODES = (BEGINS_IN_THE_PAST, TOO_SHORT, TOO_LONG, FLASH_TOO_LONG, TIMES_WRONG)
PERIOD_CODES = (TITLE_EMPTY, TITLE_TOO_LONG, *TIME_CODES)
