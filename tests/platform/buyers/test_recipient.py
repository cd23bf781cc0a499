"""Whoever reads an order's recipient, reads the same: order, package, tracking and the rules for combining."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.logistics.routes import ACTION_CODES, ScanCode
from shopwright.platform.market.regions import all_regions
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, stocked
from tests.platform.support import data_of

CODES = [region.code for region in all_regions()]

#: A home in a city that no market's data know.
NEW_HOME = {
    "address_line1": "7 New Street",
    "postal_code": "12345",
    "districts": [
        {"level": "L0", "level_name": "Country", "name": "Here", "iso_code": "XX"},
        {"level": "L1", "level_name": "State", "name": "Farland"},
        {"level": "L2", "level_name": "City", "name": "Newtown"},
    ],
}


def seller_in(platform: RunningPlatform, region: str) -> Seller:
    """A seller whose orders can be shipped at once."""
    seller = new_seller(platform, region=region)
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": {"hold": False}})
    return seller


def package_recipient(seller: Seller, order_id: str) -> dict[str, Any]:
    package_id = detail(seller, order_id)["packages"][0]["id"]
    data = data_of("getPackageDetail", seller.call("getPackageDetail", package_id=package_id))
    return dict(data["recipient_address"])


@pytest.mark.parametrize("region", CODES)
def test_a_package_goes_to_the_recipient_of_its_order(platform: RunningPlatform, region: str) -> None:
    seller = seller_in(platform, region)
    here, moved = (buy(seller, stocked(seller))["order_id"] for _ in range(2))
    platform.post(f"/sandbox/orders/{moved}/address", NEW_HOME)
    for order_id in (here, moved):
        advance(seller, order_id, "AWAITING_COLLECTION")
        recipient = detail(seller, order_id)["recipient_address"]
        on_package = package_recipient(seller, order_id)
        assert on_package == {name: recipient[name] for name in on_package}


@pytest.mark.parametrize("region", CODES)
def test_a_parcel_travels_to_the_city_of_the_recipient(platform: RunningPlatform, region: str) -> None:
    seller = seller_in(platform, region)
    order_id = buy(seller, stocked(seller))["order_id"]
    platform.post(f"/sandbox/orders/{order_id}/address", NEW_HOME)
    advance(seller, order_id, "DELIVERED")
    rows = data_of("getOrderTracking", seller.call("getOrderTracking", order_id=order_id))["tracking"]
    assert rows[0]["action_code"] == ACTION_CODES[ScanCode.DELIVERED]
    assert any("Newtown" in row["description"] for row in rows)
