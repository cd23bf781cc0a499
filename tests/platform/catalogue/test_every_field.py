"""Every field of a listing goes through create, check and both edits, and the product shows what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from shopwright.contract.load import operation, resolve, schema
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import product_body, sku_body
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of

from .listing_facets import FACETS, Facet, Fields

PARTIAL = "partialEditProduct"


@pytest.fixture(scope="module")
def sellers(shared_platform: RunningPlatform) -> dict[str, Seller]:
    """A seller in each market."""
    return {market: new_seller(shared_platform, region=market) for market in {facet.market for facet in FACETS}}


def fields_of(operation_id: str, *path: str) -> frozenset[str]:
    """The fields of a request's body, or of an object in it."""
    called = operation(operation_id).body
    assert called is not None
    node = resolve(schema(called.schema))
    for name in path:
        node = resolve(node.properties[name])
        node = resolve(node.items) if node.items is not None else node
    return frozenset(node.properties)


def search_for(sku_id: str) -> Fields:
    return {"sku_ids": [sku_id], "include_live_quick_products": True}


def shown_by(seller: Seller, product_id: str, facet: Facet, sent: Fields) -> object:
    """What the product says of the fields that were sent."""
    product = data_of("getProduct", seller.call("getProduct", product_id=product_id))
    (sku,) = product["skus"]
    (row,) = data_of("searchProducts", seller.call("searchProducts", search_for(sku["id"]), query={"page_size": 1}))[
        "products"
    ]
    for name in ("status", "product_tags", "scheduled_sale", "selling_format"):
        assert row.get(name) == product.get(name)
    for name in ("pre_sale", "list_price", "external_list_prices", "fees", "inventory"):
        assert row["skus"][0].get(name) == sku.get(name)
    assert row["skus"][0]["price"].items() <= sku["price"].items()
    if facet.shown is not None:
        return facet.shown(product, sku)
    return {name: product.get(name, sku.get(name)) for name in sent}


@pytest.mark.parametrize("facet", FACETS, ids=lambda facet: facet.name)
def test_a_listing_is_shown_as_it_was_sent(facet: Facet, sellers: Mapping[str, Seller]) -> None:
    seller = sellers[facet.market]
    of_product, of_sku = dict(facet.product(seller)), dict(facet.sku(seller))
    chosen = {name: value for name, value in (of_product | of_sku).items() if name != "category_id"}
    body = product_body(seller, **of_product)
    body["skus"] = [sku_body(seller, **of_sku)]
    checked = data_of("checkProductListing", seller.call("checkProductListing", body))
    assert checked["check_result"] == "PASS", checked["fail_reasons"]
    made = data_of("createProduct", seller.call("createProduct", body))
    assert shown_by(seller, made["product_id"], facet, chosen) == chosen

    title = "Glass candle holder for tea lights, set of three"
    whole = {**body, "title": title, "skus": [{**body["skus"][0], "id": made["skus"][0]["id"]}]}
    data_of("editProduct", seller.call("editProduct", whole, product_id=made["product_id"]))
    assert shown_by(seller, made["product_id"], facet, chosen) == chosen

    of_body = fields_of(PARTIAL) - {"skus"}
    part: dict[str, Any] = {name: value for name, value in body.items() if name in of_body}
    known = {name: value for name, value in of_sku.items() if name in fields_of(PARTIAL, "skus")}
    if "price" in known:
        known["price"] = {name: value for name, value in known["price"].items() if name != "starting_bid_price"}
    if known:
        part["skus"] = [{"id": made["skus"][0]["id"], **known}]
    data_of(PARTIAL, seller.call(PARTIAL, part, product_id=made["product_id"]))
    if "price" not in known:
        assert shown_by(seller, made["product_id"], facet, chosen) == chosen


def test_the_language_and_a_wish_for_translation_are_taken_and_change_nothing(shared_platform: RunningPlatform) -> None:
    """Nothing is translated here, and nothing is shown of either."""
    seller = new_seller(shared_platform)
    words = {"locale": "en-GB", "auto_translate_enabled": True}
    body = product_body(seller, is_live_quick=True, **words)
    for operation_id in ("createProduct", "checkProductListing"):
        reply = seller.call(operation_id, {**body, "is_diagnosis_required": True} if "check" in operation_id else body)
        data_of(operation_id, reply)
    product_id = seller.call("createProduct", body).data["product_id"]
    before = {**data_of("getProduct", seller.call("getProduct", product_id=product_id)), "update_time": 0}
    changed = {**words, "save_mode": "LISTING", "inventory_mode": "EXCLUSIVE"}
    assert seller.call(PARTIAL, changed, product_id=product_id).code == 0
    assert seller.call("editProduct", {**body, "inventory_mode": "EXCLUSIVE"}, product_id=product_id).code == 0
    after = data_of("getProduct", seller.call("getProduct", query={"locale": "en-GB"}, product_id=product_id))
    assert {**after, "update_time": 0, "skus": before["skus"]} == before
    rows = seller.call(
        "searchProducts", {"locale": "en-GB", "include_live_quick_products": True}, query={"page_size": 9}
    )
    assert rows.data["total_count"] == 2


def test_list_prices_are_updated_beside_the_price(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform, region="US")
    made = seller.call("createProduct", product_body(seller)).data
    listed = {
        "list_price": {"currency": "USD", "amount": "20.00"},
        "external_list_prices": [{"source": "SHOPIFY_COMPARE_AT_PRICE", "currency": "USD", "amount": "21.00"}],
    }
    sku = {
        "id": made["skus"][0]["id"],
        "price": {"currency": "USD", "amount": "11.00", "sale_price": "10.00"},
        **listed,
    }
    assert seller.call("updatePrice", {"skus": [sku]}, product_id=made["product_id"]).code == 0
    (shown,) = data_of("getProduct", seller.call("getProduct", product_id=made["product_id"]))["skus"]
    assert {name: shown[name] for name in listed} == listed
    assert shown["price"]["sale_price"] == "10.00"


def test_fields_that_were_cleared_are_told_of(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform, region="US")
    low = {"list_price": {"currency": "USD", "amount": "1.00"}}
    body = product_body(seller, skus=[sku_body(seller, **low)])
    made = data_of("createProduct", seller.call("createProduct", body))
    checked = data_of("checkProductListing", seller.call("checkProductListing", body))
    whole = product_body(seller, skus=[sku_body(seller, id=made["skus"][0]["id"], **low)], save_mode="LISTING")
    edited = data_of("editProduct", seller.call("editProduct", whole, product_id=made["product_id"]))
    for warning in (*made["warnings"], *edited["warnings"], checked["warnings"]):
        assert "list_price" in warning["message"]
    assert (len(made["warnings"]), len(edited["warnings"])) == (1, 1)


def test_a_check_lists_every_mistake(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    body = product_body(seller, title="", skus=[sku_body(seller, seller_sku="A B")])
    checked = data_of("checkProductListing", seller.call("checkProductListing", body))
    assert checked["check_result"] == "FAILED"
    assert [reason["code"] for reason in checked["fail_reasons"]] == [12052261, 12052054]


def test_a_draft_is_shown_on_request(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    product_id = seller.call("createProduct", product_body(seller)).data["product_id"]
    draft = {"title": "Glass candle holder, a draft", "save_mode": "AS_DRAFT"}
    assert seller.call(PARTIAL, draft, product_id=product_id).code == 0
    titles = [
        data_of("getProduct", seller.call("getProduct", query=query, product_id=product_id))["title"]
        for query in ({}, {"return_draft_version": True})
    ]
    assert titles == [product_body(seller)["title"], draft["title"]]
