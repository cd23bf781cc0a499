"""Calls become spans that tell what happened and nothing secret; observers never break a call."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from shopwright import ApiCallError, AsyncShop, RetryPolicy, Shop, TracingObserver
from shopwright.client.core.http import HttpReply, TransportFailure
from shopwright.client.core.records import CallRecord, TryRecord
from tests.client.support import Face, Scripted, Still, settings_of

OK = HttpReply(200, {}, b'{"code":0,"message":"Success","request_id":"req-9","data":{}}')
BUSY = HttpReply(429, {}, b'{"code":36009006,"message":"busy","request_id":"req-8"}')


class Traced:
    """A tracer and a meter that keep what they are told."""

    def __init__(self) -> None:
        self.exporter, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        self.tracers, self.meters = TracerProvider(), MeterProvider([self.reader])
        self.tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.observer = TracingObserver(self.tracers, self.meters)

    def spans(self) -> list[ReadableSpan]:
        return list(self.exporter.get_finished_spans())

    def calls(self) -> list[ReadableSpan]:
        return [span for span in self.spans() if span.kind is SpanKind.INTERNAL]

    def metrics(self) -> dict[str, list[Any]]:
        data = self.reader.get_metrics_data()
        assert data is not None
        metrics = data.resource_metrics[0].scope_metrics[0].metrics
        return {metric.name: list(metric.data.data_points) for metric in metrics}


@pytest.fixture
def traced() -> Iterator[Traced]:
    tracing = Traced()
    yield tracing
    tracing.tracers.shutdown()
    tracing.meters.shutdown()


def scripted(platform: Any, observer: Any, *script: HttpReply | TransportFailure) -> Shop:
    clock = Still()
    settings = settings_of(platform, transport=Scripted(*script), clock=clock, pause=clock.pause, observers=[observer])
    return Shop(**settings, shop_cipher="c").with_options(retry=RetryPolicy(jitter=0))


def test_a_call_is_a_span_with_a_span_for_its_exchange(shared_face: Face, traced: Traced) -> None:
    shop = shared_face.shop(shop_cipher=shared_face.platform.keys["shop_cipher"], observers=[traced.observer])
    with traced.tracers.get_tracer("mine").start_as_current_span("mine") as mine:
        shared_face.call(shop, "order.get_order_list", page_size=1)
    exchange, call, _ = sorted(traced.spans(), key=lambda readable_span: readable_span.kind is not SpanKind.CLIENT)
    assert call.name == "getOrderList"
    if not shared_face.is_async:  # a loop that was made before has a context of its own
        assert call.parent is not None
        assert call.parent.span_id == mine.get_span_context().span_id
    assert call.attributes is not None
    assert call.attributes["rpc.service"] == "order"
    assert call.attributes["shopwright.code"] == 0
    assert call.attributes["shopwright.request_id"]
    assert exchange.parent == call.context
    assert exchange.attributes is not None
    assert exchange.attributes["http.request.method"] == "POST"
    assert exchange.attributes["http.response.status_code"] == 200
    assert exchange.attributes["url.template"] == "/order/202309/orders/search"
    assert call.start_time is not None
    assert exchange.start_time is not None
    assert call.start_time <= exchange.start_time


def test_each_try_is_a_span_and_its_failure_shows(shared_platform: Any, traced: Traced) -> None:
    scripted(shared_platform, traced.observer, BUSY, OK).order.get_order_list(page_size=1)
    first, second = [span for span in traced.spans() if span.kind is SpanKind.CLIENT]
    assert first.status.status_code is StatusCode.ERROR
    assert dict(first.attributes or {})["error.type"] == "RateLimited"
    assert "http.request.resend_count" not in (first.attributes or {})
    assert dict(second.attributes or {})["http.request.resend_count"] == 1
    assert second.status.status_code is StatusCode.UNSET
    (call,) = traced.calls()
    assert call.status.status_code is StatusCode.UNSET
    assert dict(call.attributes or {})["shopwright.tries"] == 2
    assert dict(call.attributes or {})["shopwright.waited"] == 1.0


def test_a_call_that_fails_is_an_error_by_its_class(shared_platform: Any, traced: Traced) -> None:
    refused = HttpReply(200, {}, b'{"code":36009004,"message":"Mr Smith is wrong","request_id":"r"}')
    with pytest.raises(ApiCallError):
        scripted(shared_platform, traced.observer, refused).order.get_order_list(page_size=1)
    (call,) = traced.calls()
    assert (call.status.status_code, call.status.description) == (StatusCode.ERROR, "InvalidCall")
    assert "Smith" not in "".join(span.to_json() for span in traced.spans())


def test_calls_are_measured(shared_platform: Any, traced: Traced) -> None:
    scripted(shared_platform, traced.observer, BUSY, OK).order.get_order_list(page_size=1)
    metrics = traced.metrics()
    (seconds,), (tries,) = metrics["shopwright.client.call.duration"], metrics["shopwright.client.tries"]
    assert (seconds.count, tries.value) == (1, 2)
    assert dict(tries.attributes) == {"rpc.system": "tiktok_shop", "rpc.method": "getOrderList", "rpc.service": "order"}


def test_no_span_holds_a_secret_or_a_query(shared_face: Face, traced: Traced) -> None:
    keys = shared_face.platform.keys
    shop = shared_face.shop(shop_cipher=keys["shop_cipher"], observers=[traced.observer])
    shared_face.call(shop, "order.get_order_list", page_size=1, buyer_user_id="7494831026591137849")
    with pytest.raises(ApiCallError):
        shared_face.run(shop.request("GET", "/no/such/path", {"who": "Mr Smith"}))
    text = "".join(span.to_json() for span in traced.spans())
    for secret in (
        keys["app_secret"],
        keys["seller"]["access_token"],
        keys["shop_cipher"],
        "7494831026",
        "Smith",
        "sign=",
    ):
        assert secret not in text
    assert {dict(readable_span.attributes or {})["rpc.method"] for readable_span in traced.calls()} == {
        "getOrderList",
        "raw",
    }


def test_spans_of_calls_at_the_same_time_keep_to_their_own_call(shared_platform: Any, traced: Traced) -> None:
    async def many() -> None:
        cipher = shared_platform.keys["shop_cipher"]
        async with AsyncShop(**settings_of(shared_platform, shop_cipher=cipher, observers=[traced.observer])) as shop:
            await asyncio.gather(*(shop.order.get_order_list(page_size=1) for _ in range(8)))

    asyncio.run(many())
    parents = [span.parent.span_id for span in traced.spans() if span.kind is SpanKind.CLIENT and span.parent]
    assert sorted(parents) == sorted(
        readable_span.context.span_id for readable_span in traced.calls() if readable_span.context
    )
    assert len(set(parents)) == 8


class Broken:
    def on_try(self, record: TryRecord) -> None:
        raise ValueError("Mr Smith")

    def on_call(self, record: CallRecord) -> None:
        raise KeyError(record)


def test_an_observer_that_raises_is_logged_once_and_breaks_no_call(
    shared_face: Face, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    class Hears(Broken):
        def on_call(self, record: CallRecord) -> None:
            heard.append(record.operation)

    cipher = shared_face.platform.keys["shop_cipher"]
    shop = shared_face.shop(shop_cipher=cipher, observers=[Broken(), Hears()])
    with caplog.at_level(logging.WARNING, "shopwright.client"):
        for _ in range(3):
            assert "total_count" in shared_face.call(shop, "order.get_order_list", page_size=1)
    assert heard == ["getOrderList"] * 3
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2, "one line for each observer"
    assert said[0].startswith("an observer (Broken) raised ValueError at ")
    assert "Smith" not in caplog.text


def test_without_opentelemetry_the_observer_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(ImportError, match=r"pip install 'shopwright\[tracing\]'"):
        TracingObserver()
