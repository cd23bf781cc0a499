"""What the hub's log leaves out."""

from __future__ import annotations

import logging


class RefusalsInALine(logging.Filter):
    """A request that is refused, since its role may not or there is no such page, is no fault of the hub: one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.") and record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True
