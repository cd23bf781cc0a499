"""How large a file of orders may be, and what a packed one may unpack to."""

from __future__ import annotations

from .history_error import HistoryError

#: No export of orders is larger than this when it is unpacked.
MOST_BYTES = 2 << 30
#: From this size on, a file may unpack to ``_MOST_TIMES`` its own size: real exports shrink less.
_SUSPICIOUS_BYTES, _MOST_TIMES = 100 << 20, 200


def check_unpacked(name: str, packed: int, unpacked: int) -> None:
    """Raise HistoryError for a file that unpacks to so much that it cannot be an export of orders."""
    is_bomb = unpacked > _SUSPICIOUS_BYTES and unpacked > _MOST_TIMES * max(packed, 1)
    if is_bomb or unpacked > MOST_BYTES:
        raise HistoryError(
            f"{name} unpacks to {unpacked >> 20:,} MB or more, which no export of orders does",
            "export the orders again, for a shorter time if there are many",
        )


#: The most columns of a table: each row is filled up to its header's width. Exports with a column for each item of an
#: order have some hundred.
MOST_COLUMNS = 1_000

#: The most bytes of text that the cells of a workbook may share, since all of it is kept in memory.
MOST_SHARED_BYTES = 256 << 20
