"""createCategoryUpgradeTask and createGPAUpgradeTask: tasks on the clock that change products."""

from __future__ import annotations

import pytest

from shopwright.platform.catalogue import taxonomy
from tests.harness.calls import new_app, new_seller
from tests.harness.catalogue import CANDLE_HOLDER, create_product, get_product, stock_of
from tests.harness.global_products import (
    NOBODY,
    create_global,
    global_body,
    global_seller,
    published,
    target,
)
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, buy, pass_time
from tests.platform.support import data_of

pytestmark = pytest.mark.own_platform

OLDER = {"category_version": "v1"}


@pytest.mark.parametrize("market", ["GB", "DE"])
def test_live_products_of_the_older_tree_move_to_a_leaf_of_the_newer_one(
    market: str, platform: RunningPlatform
) -> None:
    seller = new_seller(platform, new_app(platform, webhook_url=NOBODY), region=market)
    older = taxonomy.at_cut("hg-11-3", "v1")
    assert older is not None
    made = create_product(seller, category_id=older.id, **OLDER)
    pass_time(platform, DAY + 60)
    assert data_of("createCategoryUpgradeTask", seller.call("createCategoryUpgradeTask", {})) == {}
    assert seller.call("createCategoryUpgradeTask", {}).code == 12052234
    assert get_product(seller, made["product_id"])["category_chains"][-1]["id"] == older.id
    pass_time(platform, 2 * HOUR)
    chain = get_product(seller, made["product_id"])["category_chains"]
    assert chain[-1]["is_leaf"] is True
    assert older.id in {category["id"] for category in chain}
    left = seller.call("searchProducts", {"category_version": "v1"}, query={"page_size": 10}).data
    assert left["total_count"] == 0
    if chain[-1]["id"] != older.id:
        rows = platform.get("/sandbox/deliveries", shop_id=seller.shop_id, topic=18)["deliveries"]
        (data,) = [platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"]["data"] for row in rows]
        assert (data["previous_category_id"], data["current_category_id"]) == (older.id, chain[-1]["id"])
    assert seller.call("createCategoryUpgradeTask", {}).code == 0


def test_a_product_that_went_live_within_a_day_is_not_moved(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    older = taxonomy.at_cut(CANDLE_HOLDER, "v1")
    assert older is not None
    create_product(seller, category_id=older.id, **OLDER)
    seller.call("createCategoryUpgradeTask", {})
    pass_time(platform, 2 * HOUR)
    left = seller.call("searchProducts", {"category_version": "v1"}, query={"page_size": 10}).data
    assert left["total_count"] == 1


@pytest.mark.parametrize("market", ["US", "ID", "BR"])
def test_a_market_with_one_tree_has_no_upgrade(market: str, platform: RunningPlatform) -> None:
    assert new_seller(platform, region=market).call("createCategoryUpgradeTask", {}).code == 12052265


def test_global_products_within_the_eu_become_replicas(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "DE", "FR", seller_type="LOCAL", webhook_url=NOBODY)
    made = create_global(seller)
    persons = ("manufacturer_ids", "responsible_person_ids")
    targets = (
        {**target(market, made), **{name: seller[market].shop[name] for name in persons}} for market in ("DE", "FR")
    )
    rows = published(seller, made, *targets)
    assert data_of("createGPAUpgradeTask", seller.call("createGPAUpgradeTask", {})) == {}
    assert seller.call("createGPAUpgradeTask", {}).code == 12052234
    pass_time(platform, 301)
    (told,) = [
        platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"]
        for row in platform.get("/sandbox/deliveries", topic=52)["deliveries"]
    ]
    assert told["data"] == {
        "global_product_id": made["global_product_id"],
        "local_product_id": [rows["DE"]["id"], rows["FR"]["id"]],
        "listing_method": "LOCAL_REPLICATION",
    }
    reply = seller["DE"].call("getGlobalReplicatedProducts", product_id=rows["DE"]["id"])
    assert [(row["region"], row["product_id"]) for row in reply.data["replicated_products"]] == [
        ("FR", rows["FR"]["id"])
    ]
    sku = get_product(seller["FR"], rows["FR"]["id"])["skus"][0]
    assert sku["global_listing_policy"]["inventory_type"] == "SHARED"
    buy(seller["DE"], (rows["DE"]["skus"][0]["id"], 4))
    assert stock_of(seller["FR"], sku["id"])["total_available_quantity"] == 16
    rules = data_of("getGlobalListingRules", seller["DE"].call("getGlobalListingRules"))
    assert rules["listing_methods"] == ["LOCAL_REPLICATION"]
    assert seller.call("createGlobalProduct", global_body(seller)).code == 12019114
    assert seller.call("createGPAUpgradeTask", {}).code == 12052265


def test_only_a_seller_within_the_eu_has_that_upgrade(platform: RunningPlatform) -> None:
    assert global_seller(platform, "DE", "FR").call("createGPAUpgradeTask", {}).code == 12052265


def test_the_rules_of_listing_name_the_warehouses_that_share_stock(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE", "ID")
    data = data_of("getGlobalListingRules", seller["GB"].call("getGlobalListingRules"))
    assert data == {
        "listing_methods": ["GLOBAL_PUBLISHING", "LOCAL_REPLICATION"],
        "inventory_rules": [
            {
                "local_warehouse_id": seller["GB"].warehouse_id,
                "allocation_mode": "SHARED",
                "associated_warehouses": [
                    {"warehouse_id": seller[market].warehouse_id, "region": market} for market in ("DE", "ID")
                ],
            }
        ],
    }
    inside = global_seller(platform, "DE", "FR", seller_type="LOCAL")
    rules = inside.first.call("getGlobalListingRules").data
    assert (rules["listing_methods"], rules["inventory_rules"][0]["allocation_mode"]) == (
        ["GLOBAL_PUBLISHING"],
        "MANUAL",
    )
    assert new_seller(platform).call("getGlobalListingRules").code == 12019114
