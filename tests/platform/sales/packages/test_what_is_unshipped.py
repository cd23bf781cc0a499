"""Which orders, and which of their lines, are still to be shipped: the same for all that ship or split them."""

from __future__ import annotations

import pytest

from tests.harness import cancellations
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, stocked
from tests.platform.support import data_of

from .packages import lines, shop_of
from .shipments import mark

STATES = ("UNPAID", "AWAITING_SHIPMENT", "PARTIALLY_SHIPPING", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED",
          "COMPLETED", "CANCELLED")  # fmt: skip
SHIPPABLE = {"AWAITING_SHIPMENT", "PARTIALLY_SHIPPING"}


def in_state(seller: Seller, status: str) -> str:
    """An order of three lines in a state; one line is shipped where a part is."""
    order_id = str(
        buy(seller, *((stocked(seller), 1) for _ in range(3)), shipping_type="SELLER", paid=status != "UNPAID")[
            "order_id"
        ]
    )
    if status == "PARTIALLY_SHIPPING":
        assert mark(seller, order_id, lines(seller, order_id)[0]).code == 0
    elif status == "CANCELLED":
        assert cancellations.cancel(seller, order_id).code == 0
    elif status != "UNPAID":
        advance(seller, order_id, status)
    assert detail(seller, order_id)["status"] == status
    return order_id


@pytest.mark.parametrize("status", STATES)
def test_an_order_is_split_and_shipped_in_the_same_states(platform: RunningPlatform, status: str) -> None:
    seller = shop_of(platform, "DE")
    order_id = in_state(seller, status)
    reply = seller.call("getOrderSplitAttributes", query={"order_ids": order_id})
    rows = data_of("getOrderSplitAttributes", reply).get("split_attributes", [])
    assert [row["can_split"] for row in rows] == [status in SHIPPABLE]
    unshipped = [line for line in lines(seller, order_id) if line_status(seller, order_id, line) == "AWAITING_SHIPMENT"]
    assert len(unshipped) == (0 if status not in SHIPPABLE else 2 if status == "PARTIALLY_SHIPPING" else 3)
    line_ids = unshipped or lines(seller, order_id)
    assert (mark(seller, order_id, *line_ids).code == 0) is (status in SHIPPABLE)


@pytest.mark.parametrize("status", sorted(SHIPPABLE))
def test_the_platform_ships_just_the_lines_that_nobody_has_shipped(platform: RunningPlatform, status: str) -> None:
    seller = shop_of(platform, "DE")
    order_id = in_state(seller, status)
    before = {line["id"]: line["package_id"] for line in detail(seller, order_id)["line_items"]}
    shipped = {
        line: home for line, home in before.items() if line_status(seller, order_id, line) != "AWAITING_SHIPMENT"
    }
    advance(seller, order_id, "AWAITING_COLLECTION")
    after = {line["id"]: line["package_id"] for line in detail(seller, order_id)["line_items"]}
    assert {line: after[line] for line in shipped} == shipped
    assert all(after.values())


def line_status(seller: Seller, order_id: str, line_id: str) -> str:
    return next(str(line["display_status"]) for line in detail(seller, order_id)["line_items"] if line["id"] == line_id)
