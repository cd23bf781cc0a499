"""Fields of categories and of recommendations that depend on market and category."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.market.regions import region
from tests.harness.calls import Seller
from tests.harness.catalogue import category
from tests.harness.server import RunningPlatform
from tests.harness.trade import shop_in
from tests.platform.support import data_of

BEER, PINBALL = "fb-1-8-1", "el-1-3"


def rules(seller: Seller, code: str, **query: object) -> Any:
    market = str(seller.shop["region"])
    query |= {"category_version": region(market).category_versions.tree}
    reply = seller.call("getCategoryRules", query=query, category_id=category(code, market))
    return data_of("getCategoryRules", reply)


def test_beer_has_a_deposit_in_germany(shared_platform: RunningPlatform) -> None:
    assert rules(shop_in(shared_platform, "DE"), BEER)["fees"] == [{"type": "PFAND", "is_required": True}]


def test_a_certificate_may_depend_on_an_attribute(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    asked = rules(seller, PINBALL, locale="en-US")["product_certifications"]
    conditions = [condition for paper in asked for condition in paper["requirement_conditions"]]
    assert {condition["condition_type"] for condition in conditions} == {"VALUE_ID_MATCH"}
    query = {"category_version": "v2", "locale": "en-US", "is_live_quick": True}
    reply = seller.call("getCategoryAttributes", query=query, category_id=category(PINBALL, "US"))
    values = {
        (row["id"], value["id"])
        for row in data_of("getCategoryAttributes", reply)["attributes"]
        for value in row["values"]
    }
    assert {(condition["attribute_id"], condition["attribute_value_id"]) for condition in conditions} <= values


@pytest.mark.parametrize("query", [{"locale": "en-GB"}, {"is_live_quick": True}])
def test_the_tree_is_the_same_in_every_language_and_for_live_sessions(
    query: dict[str, object], shared_platform: RunningPlatform
) -> None:
    seller = shop_in(shared_platform, "GB")
    usual = {"category_version": "v2", "keyword": "candle"}
    rows, same = (
        data_of("getCategories", seller.call("getCategories", query={**usual, **more})) for more in ({}, query)
    )
    assert rows == same


def test_what_another_platform_says_beside_the_category_changes_no_recommendation(
    shared_platform: RunningPlatform,
) -> None:
    seller = shop_in(shared_platform, "GB")
    body: dict[str, Any] = {"product_title": "Candle holder"}
    more = {
        "is_live_quick": True,
        "locale": "en-GB",
        "origin_platform_category": {"id": "1", "name": "Candle holders", "is_root": False, "is_leaf": True},
        "origin_platform_product_meta_data": {"attribute_value_list": [{"name": "Colour", "values": ["Red"]}]},
        "origin_platform_vendor": "Larkmere",
    }
    usual, told = (
        data_of("recommendCategory", seller.call("recommendCategory", request))["leaf_category_id"]
        for request in (body, {**body, **more})
    )
    assert usual == told
