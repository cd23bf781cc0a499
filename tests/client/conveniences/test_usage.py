"""What was called is counted, and calls that could have been spared are named."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from shopwright import ApiCallError, ArgumentError, RetryPolicy
from shopwright.client.core.build import raw_target, target_of
from shopwright.client.core.http import HttpReply
from shopwright.client.core.methods import method
from shopwright.client.core.options import Options, SystemClock
from shopwright.client.core.records import CallRecord, TryRecord
from shopwright.client.observe.usage import OTHERS, Usage
from tests.client.support import Face, Scripted, Still, settings_of

OK = HttpReply(200, {}, b'{"code":0,"message":"Success","request_id":"r","data":{}}')


@pytest.fixture
def shop(shared_face: Face) -> Any:
    return shared_face.shop(shop_cipher=shared_face.platform.keys["shop_cipher"])


def hints_after(calls: list[tuple[str, dict[str, Any]]], apart: float = 1.0, error: str = "") -> list[str]:
    """The hints after calls of operations, so many seconds apart."""
    usage = Usage(SystemClock())
    for number, (name, arguments) in enumerate(calls):
        area, _, short = name.partition(".")
        shop_method = method(area, short)
        target = target_of(shop_method, shop_method.place((), arguments), Options(shop_cipher="cipher"))
        usage.on_call(CallRecord(target, 1000.0 + number * apart, 0.1, 0.0, (), error))
    return usage.report().hints


def test_calls_tries_and_errors_are_counted_by_operation(shared_face: Face, shop: Any) -> None:
    for _ in range(2):
        shared_face.call(shop, "order.get_order_list", page_size=1)
    with pytest.raises(ApiCallError) as caught:
        shared_face.call(shop, "product.get_product", "1")
    report = shop.usage()
    assert (report.calls, report.tries, report.errors) == (3, 3, 1)
    assert report.operations["getOrderList"].calls == 2
    assert report.operations["getProduct"].by_error == {f"{type(caught.value).__name__} {caught.value.code}": 1}
    assert report.operations["getOrderList"].seconds > 0
    lines = str(report).splitlines()
    assert lines[0].split() == ["operation", "calls", "tries", "errors", "seconds", "waited"]
    assert lines[1].split()[:4] == ["getOrderList", "2", "2", "0"]


def test_repeated_tries_and_their_waits_are_counted(shared_platform: Any) -> None:
    from shopwright import Shop

    busy = HttpReply(429, {}, b'{"code":36009006,"message":"busy","request_id":"r"}')
    clock = Still()
    transport = Scripted(busy, OK)
    settings = settings_of(shared_platform, transport=transport, clock=clock, pause=clock.pause, shop_cipher="c")
    shop = Shop(**settings).with_options(retry=RetryPolicy(jitter=0))
    shop.order.get_order_list(page_size=1)
    operation_usage = shop.usage().operations["getOrderList"]
    assert (operation_usage.calls, operation_usage.tries, operation_usage.errors, operation_usage.waited) == (
        1,
        2,
        0,
        1.0,
    )


def test_a_report_is_of_its_time_and_reset_begins_anew(shared_face: Face, shop: Any) -> None:
    shared_face.call(shop, "order.get_order_list", page_size=1)
    report = shop.usage()
    shared_face.call(shop, "order.get_order_list", page_size=1)
    assert report.calls == 1
    assert shop.usage().calls == 2
    report.reset()
    assert shop.usage().calls == 0
    assert shop.usage().since >= report.since
    assert str(shop.usage()) == "no calls so far"


def test_the_same_read_again_and_again_is_a_hint() -> None:
    same: list[tuple[str, dict[str, Any]]] = [("seller.get_active_shops", {})] * 6
    (hint,) = hints_after(same)
    assert "getActiveShops was asked the same 5 times within 30 s" in hint
    assert hints_after(same, apart=31) == []
    assert hints_after(same, error="NoReply") == [], "a call that failed told nothing, and may be made again"


def test_writes_and_different_reads_are_no_hint() -> None:
    assert hints_after([("fulfillment.ship_package", {"package_id": "1"})] * 9) == []
    assert hints_after([("logistics.get_warehouse_list", {})] * 2) == []
    assert hints_after([("order.get_order_detail", {"ids": [str(n), str(n + 1)]}) for n in range(20)]) == []


def test_ids_one_at_a_time_are_a_hint_with_the_remedy() -> None:
    (hint,) = hints_after([("order.get_order_detail", {"ids": [str(n)]}) for n in range(7)])
    assert "getOrderDetail was called 7 times with one of ids, and takes 50 at once: shop.in_batches" in hint


def test_small_pages_are_a_hint_and_large_ones_not() -> None:
    def pages(size: int) -> list[tuple[str, dict[str, Any]]]:
        return [("order.get_order_list", {"page_size": size, "page_token": f"t{n}"}) for n in range(8)]

    (hint,) = hints_after(pages(20))
    assert "getOrderList was read on 8 times with page_size=20, and gives 100 at once" in hint
    assert hints_after(pages(100)) == []


def test_polling_where_a_webhook_tells_is_a_hint() -> None:
    calls = [("order.get_order_list", {"page_size": 100, "update_time_ge": n}) for n in range(8)]
    (hint,) = hints_after(calls, apart=20)
    assert "7 times within 60 s" in hint
    assert "ORDER_STATUS_CHANGE" in hint
    assert hints_after(calls, apart=61) == []


def test_looking_the_shops_up_each_time_is_a_hint(shared_face: Face, shop: Any) -> None:
    for _ in range(2):
        shared_face.call(shop, "authorization.get_authorized_shops")
    (hint,) = shop.usage().hints
    assert "a shop's cipher stays the same" in hint
    assert str(shop.usage()).endswith(f"hint: {hint}")


def test_memory_is_bounded_whatever_is_called() -> None:
    usage = Usage(SystemClock())
    for number in range(3000):
        target = raw_target("GET", f"/some/{number}", {"page": number}, None, repeatable=True)
        usage.on_call(CallRecord(target, float(number), 0.1, 0.0, (), ""))
    report = usage.report()
    assert len(report.operations) == 1001
    assert report.operations[OTHERS].calls == 2000
    assert report.calls == 3000
    watch = usage._watched[OTHERS][1]
    assert len(watch._recent) <= 256


def test_no_call_is_lost_among_threads() -> None:
    usage = Usage(SystemClock())
    target = raw_target("GET", "/some", {}, None, repeatable=True)
    record = CallRecord(target, 1.0, 0.5, 0.0, (TryRecord("GET /some", 1, 0.5, 500, 7, "r", "X", None),), "X")

    def many() -> None:
        for _ in range(500):
            usage.on_call(record)

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    operation_usage = usage.report().operations["GET /some"]
    assert (operation_usage.calls, operation_usage.tries, operation_usage.errors, operation_usage.by_error) == (
        4000,
        4000,
        4000,
        {"X 7": 4000},
    )


def test_what_is_refused_before_it_is_sent_is_no_call(shared_face: Face, shop: Any) -> None:
    with pytest.raises(ArgumentError):
        shared_face.call(shop.with_options(validate=True), "order.get_order_list", page_size=1000)
    assert shop.usage().calls == 0
