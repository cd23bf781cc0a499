"""What the lines of an order say of themselves while it goes its way."""

from __future__ import annotations

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, stocked


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform, region="GB")


def line_states(seller: Seller, order_id: str) -> set[str]:
    return {line["display_status"] for line in detail(seller, order_id)["line_items"]}


@pytest.mark.own_platform
def test_a_line_says_how_far_it_has_come(seller: Seller) -> None:
    order_id = str(buy(seller, (stocked(seller), 2), paid=False)["order_id"])
    assert line_states(seller, order_id) == {"UNPAID"}
    for status in ("AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED"):
        advance(seller, order_id, status)
        assert line_states(seller, order_id) == {status}


def test_a_line_of_a_cancelled_order_says_so(seller: Seller) -> None:
    order_id = str(buy(seller, stocked(seller), paid=False)["order_id"])
    seller.platform.post(f"/sandbox/orders/{order_id}/cancel", {})
    assert line_states(seller, order_id) == {"CANCELLED"}
