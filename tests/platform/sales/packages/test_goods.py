"""Some goods travel by themselves, and some need a label for hazardous goods: their category says so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import new_seller
from tests.harness.catalogue import category
from tests.harness.server import RunningPlatform
from tests.harness.trade import HOUR, buy, detail, pass_time, stocked

POWER_BANK, TABLET = "el-7-15-5-1", "el-6-8"


def attributes(category_id: str, seller: Any) -> list[dict[str, Any]]:
    """The attributes that a category requires, each with its last value."""
    data = seller.call("getCategoryAttributes", query={"category_version": "v2"}, category_id=category_id).data
    return [
        {
            "id": attribute["id"],
            "values": [{"id": attribute["values"][-1]["id"]} if attribute.get("values") else {"name": "12"}],
        }
        for attribute in data["attributes"]
        if attribute["type"] == "PRODUCT_PROPERTY" and attribute["is_requried"]
    ]


@pytest.mark.parametrize(("code", "dangerous"), [(POWER_BANK, True), (TABLET, False)])
def test_a_line_says_whether_its_goods_are_dangerous(
    shared_platform: RunningPlatform, code: str, dangerous: bool
) -> None:
    seller = new_seller(shared_platform)
    where = category(code)
    sku = stocked(seller, 5, category_id=where, product_attributes=attributes(where, seller))
    order = buy(seller, sku)["order_id"]
    assert detail(seller, order)["line_items"][0]["is_dangerous_good"] is dangerous


@pytest.mark.own_platform
def test_a_tablet_must_be_split_from_what_is_bought_with_it(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    where = category(TABLET)
    tablet = stocked(seller, 5, category_id=where, product_attributes=attributes(where, seller))
    order = buy(seller, tablet, stocked(seller, 5))["order_id"]
    pass_time(platform, HOUR)
    (asked,) = seller.call("getOrderSplitAttributes", query={"order_ids": order}).data["split_attributes"]
    assert asked["must_split"] is True
