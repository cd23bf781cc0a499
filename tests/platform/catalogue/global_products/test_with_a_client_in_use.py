"""All operations of global products as `tiktok-shop-api`, a client in use, calls them and reads their replies."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.market.regions import region
from tests.harness.calls import new_seller
from tests.harness.catalogue import category, create_product, get_product, sku_body, stock_of
from tests.harness.client_in_use import MARKETS, client_of, in_each_form
from tests.harness.global_products import (
    GlobalSeller,
    create_global,
    global_body,
    global_seller,
    global_sku,
    published,
    target,
)
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, buy, pass_time

#: The other market of a seller in a market.
OTHER = {"US": "GB", "GB": "DE", "DE": "ID", "ID": "GB", "BR": "GB"}
#: The markets that publishGlobalProduct names; what holds in BR no operation of global products tells.
PUBLISHED = ("US", "GB", "DE", "ID")
PHONE = "el-4-1"


def left_of(seller: GlobalSeller, market: str, sku_id: str) -> int:
    """What buyers in a market can still have of a SKU."""
    return int(stock_of(seller[market], sku_id)["total_available_quantity"])


@in_each_form(*PUBLISHED)
def test_it_makes_publishes_edits_and_deletes(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = global_seller(platform, market, OTHER[market])
    with client_of(seller.first, is_async=is_async) as client:
        products = client.products
        made = products.create_global_product(body=global_body(seller))
        id_, sku = made.global_product_id, made.global_skus[0].id
        targets = [target(each, {"global_skus": [{"id": sku}]}) for each in seller.shops]
        told = products.publish_global_product(id_, body={"publish_target": targets})
        assert {row.region: row.status for row in told.publish_result} == dict.fromkeys(seller.shops, "SUCCESS")
        local = {row.region: (row.id, row.skus[0].id) for row in told.products}
        whole = global_body(seller, title="Glass candle holder for tea lights, set of three", skus=[global_sku(id=sku)])
        assert {row.status for row in products.edit_global_product(id_, body=whole).publish_results} == {"SUCCESS"}
        assert {get_product(seller[each], local[each][0])["title"] for each in local} == {whole["title"]}
        title = "Glass candle holder for tea lights, set of four"
        products.partial_edit_global_product(id_, body={"title": title})
        assert {get_product(seller[each], local[each][0])["title"] for each in local} == {title}
        buy(seller.first, (local[market][1], 3))
        assert {left_of(seller, each, local[each][1]) for each in local} == {17}
        seen = products.get_global_product(id_)
        assert (seen.title, {row.region: row.id for row in seen.products}) == (
            title,
            {each: product_id for each, (product_id, _) in local.items()},
        )
        (row,) = products.search_global_products(body={"status": "PUBLISHED"}, page_size=10).global_products
        assert (row.id, row.title) == (id_, title)
        assert not products.delete_global_products(body={"global_product_ids": [id_]}).errors
        assert not products.search_global_products(body={"status": "PUBLISHED"}, page_size=10).global_products
        assert {get_product(seller[each], local[each][0])["status"] for each in local} == {"ACTIVATE"}


@in_each_form(*PUBLISHED)
def test_it_sets_the_stock_of_a_place(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = global_seller(platform, market)
    place = seller.call("getGlobalSellerWarehouses").data["global_warehouses"][0]["id"]
    lines = [{"global_warehouse_id": place, "quantity": 8}]
    sku = {name: value for name, value in global_sku(inventory=lines).items() if name != "global_quantity"}
    with client_of(seller.first, is_async=is_async) as client:
        made = client.products.create_global_product(body=global_body(seller, skus=[sku]))
        sku_id = made.global_skus[0].id
        goods = {"global_product_id": made.global_product_id, "global_skus": [{"id": sku_id}]}
        local = published(seller, goods, market)[market]["skus"][0]["id"]
        assert left_of(seller, market, local) == 8
        lines[0]["quantity"] = 3
        body = {"global_skus": [{"id": sku_id, "inventory": lines}]}
        client.products.update_global_inventory(made.global_product_id, body=body)
        assert left_of(seller, market, local) == 3
        seen = client.products.get_global_product(made.global_product_id)
        assert [line.quantity for line in seen.skus[0].inventory] == [3]


@in_each_form(*MARKETS)
def test_it_places_a_global_product_in_the_tree(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    version = region(market).category_versions.tree
    of_tree = {"category_version": version}
    with client_of(global_seller(platform, market).first, is_async=is_async) as client:
        products = client.products
        advice = {"product_title": "Glass candle holder for tea lights", "category_version": version}
        leaf = products.recommend_global_categories(body=advice).leaf_category_id
        rows = {row.id: row for row in products.get_global_categories(**of_tree).categories}
        assert (rows[leaf].is_leaf, rows[leaf].permission_statuses) == (True, ["AVAILABLE"])
        phone = category(PHONE, market)
        attributes = products.get_global_attributes(phone, **of_tree).attributes
        # TikTok spells it so.
        assert {row.is_requried for row in attributes} == {True, False}
        for row in attributes:
            regions = row.required_regions if row.is_requried else row.optional_regions
            assert (market in regions) is (market in PUBLISHED), row.name
        rules = products.get_global_category_rules(phone, **of_tree)
        assert (market in rules.manufacturer.required_regions) is (market == "DE")


def replicated_to(seller: GlobalSeller, market: str, product: dict[str, Any]) -> dict[str, Any]:
    """A market to replicate a product of one SKU to."""
    price = sku_body(seller[market])["price"]
    sku = {
        "source_sku_id": product["skus"][0]["id"],
        "price": {"sale_price": price["amount"], "currency": price["currency"]},
        "inventory": [{"warehouse_id": seller[market].warehouse_id, "quantity": 4}],
    }
    return {"region": market, "skus": [sku]}


@pytest.mark.own_platform
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_it_replicates_a_product_from_each_market(platform: RunningPlatform, *, is_async: bool) -> None:
    sellers = [global_seller(platform, market, other) for market, other in OTHER.items()]
    made = [create_product(seller.first) for seller in sellers]
    for seller, product in zip(sellers, made, strict=True):
        market, other = seller.shops
        with client_of(seller.first, is_async=is_async) as client:
            rules = client.products.get_global_listing_rules()
            assert "LOCAL_REPLICATION" in rules.listing_methods
            assert rules.inventory_rules[0].associated_warehouses[0].region == other, market
            body = {"replicate_target": [replicated_to(seller, other, product)]}
            assert not client.products.replicate_product(product["product_id"], body=body).errors
    pass_time(platform, 61)
    for seller, product in zip(sellers, made, strict=True):
        _, other = seller.shops
        with client_of(seller.first, is_async=is_async) as client:
            (row,) = client.products.get_global_replicated_products(product["product_id"]).replicated_products
        assert (row.region, row.shop_id, row.product_status) == (other, seller[other].shop_id, "ACTIVATE")
        assert get_product(seller[other], row.product_id)["title"] == "Glass candle holder for tea lights, set of two"


@pytest.mark.own_platform
@in_each_form("GB", "DE")
def test_it_moves_a_product_to_the_newer_tree(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller, older = new_seller(platform, region=market), taxonomy.at_cut("hg-11-3", "v1")
    assert older is not None
    product_id = create_product(seller, category_id=older.id, category_version="v1")["product_id"]
    pass_time(platform, DAY + 60)
    with client_of(seller, is_async=is_async) as client:
        client.products.create_category_upgrade_task(body={})
        pass_time(platform, 2 * HOUR)
        chain = client.products.get_product(product_id).category_chains
    assert (older.id in {step.id for step in chain}, chain[-1].is_leaf) == (True, True)


@pytest.mark.own_platform
@in_each_form("DE", async_in="DE")
def test_it_makes_replicas_of_global_products(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = global_seller(platform, market, "FR", seller_type="LOCAL")
    persons = ("manufacturer_ids", "responsible_person_ids")
    made = create_global(seller)
    targets = [{**target(each, made), **{name: seller[each].shop[name] for name in persons}} for each in seller.shops]
    rows = published(seller, made, *targets)
    with client_of(seller.first, is_async=is_async) as client:
        client.products.create_gpa_upgrade_task(body={})
        pass_time(platform, 301)
        (row,) = client.products.get_global_replicated_products(rows[market]["id"]).replicated_products
    assert (row.region, row.product_id) == ("FR", rows["FR"]["id"])
