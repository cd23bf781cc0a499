"""Calls in the log: one line each, secrets and buyers' data left out."""

from __future__ import annotations

import logging

from shopwright.client.core.records import CallRecord, TryRecord

log = logging.getLogger("shopwright.client")


class LogObserver:
    """Writes to the logger ``shopwright.client``: calls at INFO, each try at DEBUG. Failures are raised as exceptions;
    a WARNING is only for what no exception reports.

    The fields are in ``extra`` too (``operation``, ``status``, ``code``, ``request_id``, ``seconds``, ``error``; of a
    try its ``number``; of a call ``tries`` and ``waited``), for JSON logs.
    """

    def on_try(self, record: TryRecord) -> None:
        if log.isEnabledFor(logging.DEBUG):
            log.debug(
                "%s try %d: %s in %.3f s",
                record.operation,
                record.number,
                record.error or f"HTTP {record.status}",
                record.seconds,
                extra={
                    "operation": record.operation,
                    "number": record.number,
                    "seconds": record.seconds,
                    "error": record.error,
                    "status": record.status,
                    "code": record.code,
                    "request_id": record.request_id,
                },
            )

    def on_call(self, record: CallRecord) -> None:
        if log.isEnabledFor(logging.INFO):
            last = record.tries[-1] if record.tries else None
            log.info(
                "%s %s in %.3f s, tries: %d",
                record.operation,
                record.error or "succeeded",
                record.seconds,
                len(record.tries),
                extra={
                    "operation": record.operation,
                    "seconds": record.seconds,
                    "waited": record.waited,
                    "tries": len(record.tries),
                    "error": record.error,
                    "status": last.status if last else None,
                    "code": last.code if last else None,
                    "request_id": record.request_id,
                },
            )


class _WithoutQueries(logging.Filter):
    """Removes the query from signed URLs: a token request's holds the app's secret and the refresh token."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and any(isinstance(arg, str) and "app_key=" in arg for arg in record.args):
            record.args = tuple(_cut(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


def _cut(text: str) -> str:
    path, mark, query = text.partition("?")
    return f"{path}?[redacted]" if mark and "app_key=" in query else text


_WITHOUT_QUERIES = _WithoutQueries()


def without_queries() -> None:
    """Keep signed queries out of what urllib3 logs at DEBUG; other programs' requests are logged as ever."""
    logging.getLogger("urllib3.connectionpool").addFilter(_WITHOUT_QUERIES)
