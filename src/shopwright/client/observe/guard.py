"""Keeps exceptions of observers from breaking calls."""

from __future__ import annotations

import logging

from shopwright.client.core.records import CallRecord, Observer, TryRecord

log = logging.getLogger("shopwright.client")


class Guarded:
    """Passes records to an observer and catches its exceptions; the first one is logged."""

    def __init__(self, observer: Observer) -> None:
        self.observer = observer
        self._is_known = False

    def on_try(self, record: TryRecord) -> None:
        try:
            self.observer.on_try(record)
        except Exception as error:  # noqa: BLE001 - an observer must not break a call
            self._say(error)

    def on_call(self, record: CallRecord) -> None:
        try:
            self.observer.on_call(record)
        except Exception as error:  # noqa: BLE001 - as above
            self._say(error)

    def _say(self, error: Exception) -> None:
        if self._is_known:
            return
        self._is_known = True
        # Neither the error's text nor its traceback: an observer may have put a buyer's data into it.
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else "an unknown place"
        log.error("an observer (%s) raised %s at %s; more of it is not logged", self, type(error).__name__, place)

    def __str__(self) -> str:
        return type(self.observer).__name__
