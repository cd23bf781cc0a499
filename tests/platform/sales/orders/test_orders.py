"""Orders as buyers make them: what is bought, what it does to stock, and how time and carriers take it on."""

from __future__ import annotations

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, advance, buy, detail, holding, pass_time, reasons_moved, status_of, stocked


@pytest.fixture
def seller(anywhere: RunningPlatform) -> Seller:
    return new_seller(anywhere)


def test_a_sale_runs_by_the_clock_from_hold_to_completion(seller: Seller) -> None:
    sku = stocked(seller, 5)
    order = buy(seller, (sku, 2))["order_id"]
    assert status_of(seller, order) == "ON_HOLD"
    assert holding(seller, sku) == (5, 2)
    pass_time(seller.platform, HOUR)
    assert status_of(seller, order) == "AWAITING_SHIPMENT"
    advance(seller, order, "AWAITING_COLLECTION")
    assert holding(seller, sku) == (3, 0)
    pass_time(seller.platform, 30 * DAY)
    assert status_of(seller, order) == "DELIVERED"
    pass_time(seller.platform, 31 * DAY)
    assert status_of(seller, order) == "COMPLETED"
    assert reasons_moved(seller, sku)[-2:] == ["order_created", "order_shipped"]


def test_an_unpaid_order_is_cancelled_when_its_time_is_up(seller: Seller) -> None:
    seller.platform.post("/sandbox/clock/freeze")
    sku = stocked(seller, 5)
    order = buy(seller, sku, paid=False)["order_id"]
    assert holding(seller, sku) == (5, 1)
    pass_time(seller.platform, HOUR - 1)
    assert status_of(seller, order) == "UNPAID"
    pass_time(seller.platform, 1)
    reply = detail(seller, order)
    assert (reply["status"], reply["cancellation_initiator"]) == ("CANCELLED", "SYSTEM")
    assert holding(seller, sku) == (5, 0)


def test_a_reference_names_lines_of_its_order_alone(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    order_id = buy(seller, stocked(seller))["order_id"]
    external_order = {"id": "A-1", "platform": "SHOPIFY", "line_items": [{"id": "1", "origin_id": "1"}]}
    reply = seller.call("addExternalOrderReferences", {"orders": [{"id": order_id, "external_order": external_order}]})
    assert [error["code"] for error in reply.data["errors"]] == ["21011029"]
