"""Calls that meet on the same orders and parcels, on a database that serves them at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.conftest import StartPlatform
from tests.harness.calls import Seller
from tests.harness.cancellations import cancel
from tests.harness.server import Reply
from tests.harness.trade import buy, holding, status_of, stocked
from tests.platform.sales.packages.packages import package, package_of, shop_of
from tests.platform.sales.packages.shipments import mark, new_number


def at_once(*calls: Callable[[], Reply]) -> list[Reply]:
    """Make calls at the same moment."""
    gate, replies = threading.Barrier(len(calls)), []

    def make(call: Callable[[], Reply]) -> None:
        gate.wait()
        replies.append(call())

    threads = [threading.Thread(target=make, args=(item,)) for item in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def marking(seller: Seller, order_id: str, number: str) -> Callable[[], Reply]:
    return lambda: mark(seller, order_id, number=number)


def shipping(seller: Seller, package_id: str) -> Callable[[], Reply]:
    return lambda: seller.call("shipPackage", {}, package_id=package_id)


def cancelling(seller: Seller, order_id: str) -> Callable[[], Reply]:
    return lambda: cancel(seller, order_id)


@pytest.mark.postgres
@pytest.mark.parametrize("is_begun", [True, False])
def test_orders_that_are_marked_at_once_all_join_the_parcel_of_their_number(
    start_platform: StartPlatform, database: str, is_begun: bool
) -> None:
    seller = shop_of(start_platform(database=database), "US")
    sku = stocked(seller, 100)
    for turn in range(6):
        orders = [buy(seller, sku, shipping_type="SELLER", buyer=f"Ann {turn}")["order_id"] for _ in range(6)]
        number = new_number(seller)
        if is_begun:
            assert mark(seller, orders[0], number=number).code == 0
        replies = at_once(*(marking(seller, order, number) for order in orders[is_begun:]))
        assert {reply.code for reply in replies} == {0}, [reply.message for reply in replies]
        assert len({reply.data["package_id"] for reply in replies}) == 1
        assert {status_of(seller, order) for order in orders} == {"AWAITING_COLLECTION"}


@pytest.mark.postgres
def test_a_package_is_shipped_or_its_order_is_cancelled_but_not_both(
    start_platform: StartPlatform, database: str
) -> None:
    seller = shop_of(start_platform(database=database), "ID")
    sku = stocked(seller, 100)
    for _ in range(10):
        order_id = str(buy(seller, sku)["order_id"])
        package_id = package_of(seller, order_id)
        replies = at_once(shipping(seller, package_id), cancelling(seller, order_id))
        assert sorted(reply.code == 0 for reply in replies) == [False, True], [reply.message for reply in replies]
        ended = (status_of(seller, order_id), package(seller, package_id)["package_status"])
        assert ended in {("CANCELLED", "CANCELLED"), ("AWAITING_COLLECTION", "PROCESSING")}
    shipped = seller.call("getOrderList", {"order_status": "AWAITING_COLLECTION"}, query={"page_size": 1})
    assert holding(seller, sku) == (100 - shipped.data["total_count"], 0)
