"""Calls as OpenTelemetry spans and metrics: ``pip install 'shopwright[tracing]'``.

A span holds names, numbers and codes only: no query, no body, no header, and of errors the class.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from importlib.metadata import version
from typing import TYPE_CHECKING

from shopwright.client.core.records import CallRecord, TryRecord
from shopwright.extras import require

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import Span, TracerProvider

_NAME = "shopwright.client"
_NANOSECONDS = 1_000_000_000

#: When the tries of the call that runs in this thread or task ended, in Unix nanoseconds.
_ENDS: ContextVar[tuple[int, ...]] = ContextVar("_ENDS", default=())


class TracingObserver:
    """A span for each call, under the span that is current, with a span for each HTTP exchange in it.

    ``Shop(…, observers=[TracingObserver()])``. Without providers the global ones count. Metrics: the histogram
    ``shopwright.client.call.duration`` in seconds, and the counter ``shopwright.client.tries``.
    ``MissingExtraError`` where OpenTelemetry is not installed.
    """

    def __init__(
        self, tracer_provider: TracerProvider | None = None, meter_provider: MeterProvider | None = None
    ) -> None:
        require("TracingObserver", "tracing")
        from opentelemetry import metrics, trace

        self._trace = trace
        self._tracer = trace.get_tracer(_NAME, version("shopwright"), tracer_provider)
        meter = metrics.get_meter(_NAME, version("shopwright"), meter_provider)
        self._seconds = meter.create_histogram(f"{_NAME}.call.duration", "s", "Calls, waits and retries included")
        self._tries = meter.create_counter(f"{_NAME}.tries", "{try}", "HTTP exchanges")

    def on_try(self, record: TryRecord) -> None:
        _ENDS.set((*_ENDS.get(), time.time_ns()))

    def on_call(self, record: CallRecord) -> None:
        ends = _ENDS.get()
        _ENDS.set(())
        now = time.time_ns()
        labels = self._labels(record)
        self._seconds.record(record.seconds, labels)
        self._tries.add(len(record.tries), labels)
        start = now - int(record.seconds * _NANOSECONDS)
        span = self._tracer.start_span(record.operation, kind=self._trace.SpanKind.INTERNAL, start_time=start)
        if span.is_recording():
            span.set_attributes({**labels, "shopwright.tries": len(record.tries), "shopwright.waited": record.waited})
            self._conclude(span, record.error, record.tries[-1] if record.tries else None)
            for try_record, end in zip(record.tries, ends, strict=False):
                self._try(record, try_record, span, end)
        span.end(now)

    def _labels(self, record: CallRecord) -> dict[str, str]:
        """What tells calls apart, of few values each."""
        spec = record.target.spec
        labels = {"rpc.system": "tiktok_shop", "rpc.method": record.operation if spec else "raw"}
        if spec:
            labels["rpc.service"] = spec.operation.area
        if record.error:
            labels["error.type"] = record.error
        return labels

    def _try(self, record: CallRecord, try_record: TryRecord, parent: Span, end: int) -> None:
        spec = record.target.spec
        attributes: dict[str, str | int] = {"http.request.method": record.target.method}
        if spec:
            attributes["url.template"] = spec.operation.path
        if try_record.number > 1:
            attributes["http.request.resend_count"] = try_record.number - 1
        span = self._tracer.start_span(
            f"{record.target.method} {spec.operation.path}" if spec else record.target.method,
            self._trace.set_span_in_context(parent),
            kind=self._trace.SpanKind.CLIENT,
            attributes=attributes,
            start_time=end - int(try_record.seconds * _NANOSECONDS),
        )
        self._conclude(span, try_record.error, try_record)
        span.end(end)

    def _conclude(self, span: Span, error: str, last: TryRecord | None) -> None:
        """The outcome: HTTP status, code and request id of the last exchange, and what failed."""
        if last is not None:
            if last.status is not None:
                span.set_attribute("http.response.status_code", last.status)
            if last.code is not None:
                span.set_attribute("shopwright.code", last.code)
            if last.request_id:
                span.set_attribute("shopwright.request_id", last.request_id)
        if error:
            span.set_attribute("error.type", error)
            span.set_status(self._trace.StatusCode.ERROR, error)
