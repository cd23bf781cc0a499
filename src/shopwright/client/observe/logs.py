"""Calls in the log: one line each, secrets and buyers' data left out."""

from __future__ import annotations

import logging

from shopwright.client.core.records import CallRecord, TryRecord

log = logging.getLogger("shopwright.client")


class LogObserver:
    """Writes to the logger ``shopwright.client``: calls at INFO, each try at DEBUG. What failed is in
    the exception; only what nobody else tells is a WARNING.

    The fields are in ``extra`` too (``operation``, ``status``, ``code``, ``request_id``, ``seconds``), for JSON logs.
    """

    def on_try(self, record: TryRecord) -> None:
        if log.isEnabledFor(logging.DEBUG):
            log.debug(
                "%s try %d: %s in %.3f s",
                record.operation,
                record.number,
                record.error or f"HTTP {record.status}",
                record.seconds,
                extra={"status": record.status, "code": record.code, "request_id": record.request_id},
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
                    "status": last.status if last else None,
                    "code": last.code if last else None,
                    "request_id": record.request_id,
                },
            )
