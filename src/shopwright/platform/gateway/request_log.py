"""Records calls for the request inspector: in memory first, written in batches, secrets taken out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.call import Call
from shopwright.platform.core.http import Reply, Request
from shopwright.platform.database.store import Store
from shopwright.wire.redaction import redact_body, redact_buyers, redact_headers, redact_query, redact_tokens

from .request_log_store import LoggedRequest, RequestDetail, RequestLog

#: How much of a body is kept, in characters.
_KEPT_BODY = 8_192

#: Headers that say nothing about the caller's code.
_DULL_HEADERS = frozenset({"host", "connection", "accept-encoding", "content-length"})


class RequestLogger:
    """Gathers records; :meth:`flush` writes them. ``changed`` is called when the first one waits."""

    def __init__(self, store: Store, changed: Callable[[], None] = lambda: None) -> None:
        self._store = store
        self._waiting: list[LoggedRequest] = []
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._last_us = 0
        self.changed = changed

    def record(self, call: Call, reply: Reply, code: int, message: str, duration_us: int) -> None:
        """One call of the Partner API."""
        request, diagnosis = call.request, call.diagnosis
        detail = self._detail(request, reply, message, duration_us)
        detail.trace, detail.fault_id = _trace(call, time.perf_counter_ns()), call.fault_id
        detail.account_id = call.account_id or ""
        if diagnosis is not None:
            detail.canonical = diagnosis.canonical[:_KEPT_BODY]
            detail.mistake, detail.remedy = diagnosis.mistake, diagnosis.remedy
        self._keep(
            LoggedRequest(
                call.request_id,
                self._moment(),
                call.operation_id,
                call.app_key,
                call.shop_id,
                code,
                reply.status,
                detail,
            )
        )

    def record_plain(
        self, request: Request, reply: Reply, name: str, app_key: str | None, code: int, request_id: str, message: str
    ) -> None:
        """One call of the token service."""
        detail = self._detail(request, reply, message, 0)
        self._keep(LoggedRequest(request_id, self._moment(), name, app_key, None, code, reply.status, detail))

    def _detail(self, request: Request, reply: Reply, message: str, duration_us: int) -> RequestDetail:
        headers = {k: v for k, v in request.headers.items() if k not in _DULL_HEADERS}
        return RequestDetail(
            method=request.method[:16],
            path=redact_tokens(request.path)[:500],
            query=redact_query(request.raw_query)[:4_000],
            headers=redact_headers(headers),
            body=_body_text(request.body),
            reply=redact_buyers(_body_text(reply.body)),
            reply_headers=reply.headers,
            message=redact_tokens(message)[:1_000],
            duration_us=duration_us,
        )

    def _moment(self) -> int:
        """Now, later than every moment given before: calls are listed in the order in which they ended."""
        with self._lock:
            self._last_us = max(time.time_ns() // 1_000, self._last_us + 1)
            return self._last_us

    def _keep(self, logged_request: LoggedRequest) -> None:
        with self._lock:
            self._waiting.append(logged_request)
            is_first = len(self._waiting) == 1
        if is_first:
            self.changed()

    def flush(self) -> int:
        """Write what is waiting; answers how much it was.

        Whoever flushes while another thread writes waits for it, since what was recorded before is to be in the store
        afterwards. Records that could not be written wait again.
        """
        with self._writing:
            with self._lock:
                waiting, self._waiting = self._waiting, []
            if waiting:
                self._write(waiting)
        return len(waiting)

    def _write(self, records: list[LoggedRequest]) -> None:
        try:
            with self._store.write() as tx:
                tx[RequestLog].add(records)
        except Exception:
            with self._lock:
                self._waiting[:0] = records
            self.changed()
            raise


def _body_text(body: bytes) -> str:
    text = body[:_KEPT_BODY].decode("utf-8", "replace").replace("\0", "�")
    return redact_body(text) if len(body) <= _KEPT_BODY else f"{redact_body(text)}… ({len(body)} bytes)"


def _trace(call: Call, ended_ns: int) -> list[tuple[str, int]]:
    """Each step that was reached and its time in microseconds, where the setting ``trace`` is on."""
    if call.opened_tx is None or not call.opened_tx[PlatformState].traces:
        return []
    ends = [*(at for _, at in call.reached[1:]), ended_ns]
    return [(name, (end - at) // 1000) for (name, at), end in zip(call.reached, ends, strict=True)]
