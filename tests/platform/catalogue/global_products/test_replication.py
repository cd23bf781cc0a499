"""replicateProduct: a local product is made anew in the seller's shop of another market, by a task on the clock."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue import taxonomy
from tests.harness.calls import Seller
from tests.harness.catalogue import (
    category,
    create_product,
    get_product,
    sku_body,
    stock_of,
    upload_image,
)
from tests.harness.global_products import NOBODY, GlobalSeller, global_seller
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import DAY, buy, pass_time
from tests.platform.support import data_of

pytestmark = pytest.mark.own_platform

CURRENCIES = {"GB": "GBP", "DE": "EUR", "ID": "IDR", "US": "USD", "FR": "EUR"}
PRICES = {"GB": "11.00", "DE": "13.00", "ID": "150000", "US": "12.00", "FR": "14.00"}


def wanted(seller: GlobalSeller, market: str, product: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A market to replicate to, each SKU with a price and a quantity there."""
    price = {"sale_price": PRICES[market], "currency": CURRENCIES[market]}
    stock = [{"warehouse_id": seller[market].warehouse_id, "quantity": 4}]
    skus = [
        {"source_sku_id": sku["id"], "price": price, "inventory": stock, "seller_sku": f"{market}-CANDLE"}
        for sku in product["skus"]
    ]
    return {"region": market, "skus": skus, **fields}


def replicate(seller: GlobalSeller, product: dict[str, Any], *targets: dict[str, Any], **fields: Any) -> Reply:
    body = {"replicate_target": list(targets), **fields}
    return seller.call("replicateProduct", body, product_id=product["product_id"])


def replicas_of(source: Seller, product: dict[str, Any]) -> list[dict[str, Any]]:
    reply = source.call("getGlobalReplicatedProducts", product_id=product["product_id"])
    rows: list[dict[str, Any]] = data_of("getGlobalReplicatedProducts", reply)["replicated_products"]
    return rows


@pytest.mark.parametrize(("source", "market"), [("GB", "DE"), ("DE", "ID"), ("ID", "GB"), ("US", "GB")])
def test_a_minute_later_the_product_is_on_sale_in_the_other_market(
    source: str, market: str, platform: RunningPlatform
) -> None:
    seller = global_seller(platform, source, market, webhook_url=NOBODY)
    product = create_product(seller.first)
    reply = replicate(seller, product, wanted(seller, market, product))
    assert data_of("replicateProduct", reply) == {"errors": []}
    assert replicas_of(seller.first, product) == []
    pass_time(platform, 61)
    (row,) = replicas_of(seller.first, product)
    expected = {"region": market, "shop_id": seller[market].shop_id, "product_status": "ACTIVATE"}
    assert {name: row[name] for name in expected} == expected
    replica = get_product(seller[market], row["product_id"])
    assert replica["skus"][0]["price"]["sale_price"] == PRICES[market]
    assert replica["skus"][0]["seller_sku"] == f"{market}-CANDLE"
    policy = replica["skus"][0]["global_listing_policy"]
    assert policy["replicate_source"] == {
        "product_id": product["product_id"],
        "shop_id": seller.first.shop_id,
        "sku_id": product["skus"][0]["id"],
    }
    assert get_product(seller.first, product["product_id"])["is_replicated"] is True
    (told,) = seller.told(source, 51)
    assert told["source_product_id"] == product["product_id"]
    assert told["replicated_product"]["result"] == "SUCCESS"
    assert told["replicated_product"]["product_id"] == row["product_id"]


def test_a_replica_that_breaks_a_rule_is_told_with_the_reasons(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "ID", webhook_url=NOBODY)
    product = create_product(seller.first)
    target = wanted(seller, "ID", product)
    target["skus"][0]["price"]["sale_price"] = "5"
    replicate(seller, product, target)
    pass_time(platform, 61)
    (told,) = seller.told("GB", 51)
    assert told["replicated_product"]["result"] == "FAILED"
    assert "12052570" in told["replicated_product"]["fail_reasons"][0]["message"]
    assert replicas_of(seller.first, product) == []


def test_a_replica_that_lacks_something_is_a_draft(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "ID", webhook_url=NOBODY)
    product = create_product(seller.first, title="Candle holder")
    replicate(seller, product, wanted(seller, "ID", product))
    pass_time(platform, 61)
    assert [told["replicated_product"]["result"] for told in seller.told("GB", 51)] == ["DRAFT"]
    assert [row["product_status"] for row in replicas_of(seller.first, product)] == ["DRAFT"]


def test_a_replica_without_stock_of_its_own_draws_on_its_source(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "ID")
    product = create_product(seller.first)
    target = wanted(seller, "ID", product)
    del target["skus"][0]["inventory"]
    replicate(seller, product, target)
    pass_time(platform, 61)
    (row,) = replicas_of(seller.first, product)
    (sku,) = get_product(seller["ID"], row["product_id"])["skus"]
    assert sku["global_listing_policy"]["inventory_type"] == "SHARED"
    buy(seller["ID"], (sku["id"], 3))
    assert stock_of(seller.first, product["skus"][0]["id"])["total_available_quantity"] == 7


def test_stock_within_the_eu_is_shared_where_the_seller_says_so(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "DE", "FR")
    product = create_product(seller.first)
    target = wanted(seller, "FR", product, inventory_mode="SHARED")
    assert replicate(seller, product, target).data["errors"][0]["code"] == 12052503
    target["skus"][0]["inventory"][0]["quantity"] = 10
    assert replicate(seller, product, target, inventory_mode="SHARED").data["errors"] == []
    pass_time(platform, 61)
    (row,) = replicas_of(seller.first, product)
    buy(seller.first, (product["skus"][0]["id"], 4))
    (sku,) = get_product(seller["FR"], row["product_id"])["skus"]
    assert stock_of(seller["FR"], sku["id"])["total_available_quantity"] == 6


def test_exclusive_stock_is_each_market_s_own(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "DE", "FR")
    product = create_product(seller.first)
    replicate(seller, product, wanted(seller, "FR", product, inventory_mode="EXCLUSIVE"))
    pass_time(platform, 61)
    (row,) = replicas_of(seller.first, product)
    buy(seller.first, (product["skus"][0]["id"], 4))
    (sku,) = get_product(seller["FR"], row["product_id"])["skus"]
    assert stock_of(seller["FR"], sku["id"])["total_available_quantity"] == 4
    assert sku["global_listing_policy"]["inventory_type"] == "EXCLUSIVE"


def test_what_is_wrong_with_a_market_is_answered_and_the_others_are_planned(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE", "ID")
    product = create_product(seller.first, skus=[sku_body(seller.first)])

    def refused(market: str, **fields: Any) -> int:
        errors = replicate(seller, product, {**wanted(seller, market, product), **fields}).data["errors"]
        (error,) = errors
        assert error["detail"] == {"region": fields.get("region", market)}
        return int(error["code"])

    sku = wanted(seller, "DE", product)["skus"][0]
    assert refused("DE", region="FR") == 12052903
    assert refused("DE", region="GB") == 12052910
    assert refused("DE", skus=[]) == 12052511
    assert refused("DE", skus=[{**sku, "source_sku_id": "1730000000009000001"}]) == 12052508
    assert refused("DE", skus=[{**sku, "price": {"sale_price": "9.00", "currency": "GBP"}}]) == 12052084
    assert refused("DE", skus=[{**sku, "price": {"sale_price": "much"}}]) == 12052073
    line = {"warehouse_id": seller.first.warehouse_id, "quantity": 1}
    assert refused("DE", skus=[{**sku, "inventory": [line]}]) == 12052530
    assert refused("DE", manufacturer_ids=["7600000000009000001"]) == 12052285
    assert refused("DE", responsible_person_ids=["7600000000009000001"]) == 12052290
    assert refused("ID", inventory_mode="SHARED") == 12052910
    both = [wanted(seller, "ID", product), wanted(seller, "ID", product)]
    assert [error["code"] for error in replicate(seller, product, *both).data["errors"]] == [12052910]
    pass_time(platform, 61)
    assert refused("ID") == 12019212
    assert replicate(seller, product).code == 12052910
    assert replicate(seller, product, wanted(seller, "DE", product), inventory_mode="SHARED").code == 12052910


def test_only_a_live_product_of_a_global_seller_is_replicated(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    product = create_product(seller.first)
    seller.call("deactivateProducts", {"product_ids": [product["product_id"]]})
    assert replicate(seller, product, wanted(seller, "DE", product)).code == 12052901
    local = global_seller(platform, "GB", "US", seller_type="LOCAL")
    product = create_product(local.first)
    assert replicate(local, product, wanted(local, "US", product)).code == 12019114


def test_a_market_gets_certificates_and_attributes_of_its_own(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "FR")
    product = create_product(seller.first, category_id=category("fb-1-8-1"))
    query = {"category_version": "v2"}
    rules = seller["FR"].call("getCategoryRules", query=query, category_id=category("fb-1-8-1")).data
    file = seller["FR"].upload("uploadProductFile", {"name": "a.pdf"}, b"%PDF-1.4 a certificate", "a.pdf").data["id"]
    ends = int(platform.get("/sandbox/clock")["now"]) + 30 * DAY
    paper = {
        "id": rules["product_certifications"][0]["id"],
        "images": [{"uri": upload_image(seller["FR"], "CERTIFICATION_IMAGE")}],
        "files": [{"id": file, "name": "a.pdf", "format": "PDF"}],
        "expiration_date": ends,
    }
    origin = taxonomy.attribute_by_handle("country-of-origin")
    assert origin is not None
    attributes = [{"id": origin.id, "values": [{"id": origin.values[1].id}]}]
    juice = create_product(seller.first, category_id=category("fb-1-7"), product_attributes=attributes)
    attributes[0]["values"] = [{"id": origin.values[2].id}]
    for source, fields in ((product, {"certifications": [paper]}), (juice, {"product_attributes": attributes})):
        assert replicate(seller, source, wanted(seller, "FR", source, **fields)).data["errors"] == []
    pass_time(platform, 61)
    (row,) = replicas_of(seller.first, product)
    assert get_product(seller["FR"], row["product_id"])["certifications"][0]["expiration_date"] == ends
    (row,) = replicas_of(seller.first, juice)
    replica = get_product(seller["FR"], row["product_id"])
    assert replica["product_attributes"][0]["values"][0]["name"] == origin.values[2].name
