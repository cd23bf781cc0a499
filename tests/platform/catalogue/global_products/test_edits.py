"""editGlobalProduct, partialEditGlobalProduct, deleteGlobalProducts: what a seller changes once, in all markets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.compliance_cases import OWN_BODIES
from tests.harness.catalogue import get_product, stock_of, upload_image
from tests.harness.global_products import (
    NOBODY,
    GlobalSeller,
    create_global,
    get_global,
    global_body,
    global_seller,
    global_sku,
    published,
    target,
    tinted,
)
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import buy
from tests.platform.support import data_of


def edit(seller: GlobalSeller, made: dict[str, Any], operation_id: str = "editGlobalProduct", **fields: Any) -> Reply:
    """Edit a global product; a whole edit sends everything, with the SKU that it has."""
    sku = global_sku(id=made["global_skus"][0]["id"])
    body = global_body(seller, **{"skus": [sku], **fields}) if operation_id == "editGlobalProduct" else fields
    return seller.call(operation_id, body, global_product_id=made["global_product_id"])


@pytest.mark.parametrize("operation_id", ["editGlobalProduct", "partialEditGlobalProduct"])
def test_an_edit_goes_to_every_market(operation_id: str, platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE", "ID", webhook_url=NOBODY)
    made = create_global(seller)
    rows = published(seller, made, "GB", "DE", "ID")
    title = "Glass candle holder for tea lights, set of three"
    data = data_of(operation_id, edit(seller, made, operation_id, title=title))
    assert [(row["region"], row["status"]) for row in data["publish_results"]] == [
        (market, "SUCCESS") for market in ("GB", "DE", "ID")
    ]
    for market, row in rows.items():
        local = get_product(seller[market], row["id"])
        assert (local["title"], local["status"]) == (title, "ACTIVATE")
        assert seller.told(market, 15)[-1]["changed_fields"][0] == "title"
    assert get_global(seller, made)["title"] == title


def test_a_whole_edit_overwrites_prices_of_markets_and_a_partial_one_leaves_them(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller)
    own = {"currency": "GBP", "amount": "9.99"}
    rows = published(seller, made, target("GB", made, price=own), "DE")

    def price() -> str:
        price = get_product(seller["GB"], rows["GB"]["id"])["skus"][0]["price"]
        return str(price["tax_exclusive_price"])

    edit(seller, made, "partialEditGlobalProduct", title="Glass candle holder for tea lights, set of four")
    assert price() == "9.99"
    edit(seller, made)
    assert price() == "11.85"


@pytest.mark.parametrize("operation_id", ["editGlobalProduct", "partialEditGlobalProduct"])
def test_a_display_price_holds_in_its_market(operation_id: str, platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller)
    rows = published(seller, made, "GB", "DE")
    sku = global_sku(id=made["global_skus"][0]["id"], sale_prices=[{"region": "DE", "amount": "19.90"}])
    assert edit(seller, made, operation_id, skus=[sku]).code == 0
    prices = {market: get_product(seller[market], row["id"])["skus"][0]["price"] for market, row in rows.items()}
    assert {market: price["sale_price"] for market, price in prices.items()} == {"GB": "11.85", "DE": "19.90"}


def test_new_skus_come_and_those_left_out_go_in_every_market(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller, skus=tinted("Red", "Blue"))
    rows = published(seller, made, "GB", "DE")
    blue, green = tinted("Blue", "Green")
    blue["id"] = made["global_skus"][1]["id"]
    data = edit(seller, made, skus=[blue, green]).data
    assert [row["seller_sku"] for row in data["global_skus"]] == ["TINT-Blue", "TINT-Green"]
    new = []
    for market, row in rows.items():
        local = get_product(seller[market], row["id"])
        assert [sku["seller_sku"] for sku in local["skus"]] == ["TINT-Blue", "TINT-Green"]
        assert local["skus"][0]["id"] == row["skus"][1]["id"]
        new.append(local["skus"][1]["id"])
    buy(seller["GB"], (new[0], 5))
    assert stock_of(seller["DE"], new[1])["total_available_quantity"] == 15
    mappings = get_global(seller, made)["products"][0]["sku_mappings"]
    assert [mapping["local_sku_id"] for mapping in mappings][1] == new[0]


def test_a_market_with_an_open_order_keeps_the_sku_that_is_to_go(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller, skus=tinted("Red", "Blue"))
    rows = published(seller, made, "GB", "DE")
    buy(seller["GB"], rows["GB"]["skus"][0]["id"])
    (blue,) = tinted("Blue")
    blue["id"] = made["global_skus"][1]["id"]
    results = edit(seller, made, skus=[blue]).data["publish_results"]
    assert [(row["region"], row["status"]) for row in results] == [("GB", "FAILED"), ("DE", "SUCCESS")]
    assert results[0]["fail_reasons"][0]["message"].startswith("12019057")
    assert [len(get_product(seller[market], rows[market]["id"])["skus"]) for market in ("GB", "DE")] == [2, 1]


def test_a_market_that_does_not_take_an_edit_keeps_what_it_has(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "ID")
    made = create_global(seller)
    rows = published(seller, made, "GB", "ID")
    results = edit(seller, made, title="Candle holder").data["publish_results"]
    assert [(row["region"], row["status"]) for row in results] == [("GB", "SUCCESS"), ("ID", "FAILED")]
    assert get_product(seller["ID"], rows["ID"]["id"])["title"].startswith("Glass")


def test_a_draft_goes_on_sale_when_the_edit_brings_what_it_lacks(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "ID")
    made = create_global(seller, title="Candle holder")
    path = {"global_product_id": made["global_product_id"]}
    data = seller.call("publishGlobalProduct", {"publish_target": [target("ID", made)]}, **path).data
    assert edit(seller, made).data["publish_results"][0]["status"] == "SUCCESS"
    local = get_product(seller["ID"], data["products"][0]["id"])
    assert local["status"] == "ACTIVATE"
    assert stock_of(seller["ID"], local["skus"][0]["id"])["total_available_quantity"] == 20


def test_one_quantity_for_all_markets_is_not_changed_once_it_is_published(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller)
    id_ = made["global_skus"][0]["id"]
    assert edit(seller, made, skus=[global_sku(id=id_, global_quantity=30)]).code == 0
    assert get_global(seller, made)["skus"][0]["global_quantity"] == 30
    published(seller, made, "GB")
    assert edit(seller, made, skus=[global_sku(id=id_, global_quantity=30)]).code == 0
    assert edit(seller, made, skus=[global_sku(id=id_, global_quantity=31)]).code == 12052910


def test_what_a_whole_edit_leaves_out_is_gone_and_what_a_partial_one_does_stays(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB")
    maker = {"name": "Candle Works", "address": "1 Wick Lane", "phone_number": "+44 20", "email": "a@example.com"}
    made = create_global(seller, manufacturer=maker, external_global_product_id="EXT-1", source_locale="en-GB")
    edit(seller, made, "partialEditGlobalProduct", title="Glass candle holder for tea lights, set of four")
    detail = get_global(seller, made)
    assert (detail["manufacturer"], detail["external_global_product_id"]) == (maker, "EXT-1")
    edit(seller, made)
    detail = get_global(seller, made)
    assert {"manufacturer", "external_global_product_id"} & set(detail) == set()
    assert detail["source_locale"] == "en-GB"


def test_a_deleted_global_product_leaves_its_local_products_on_sale(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller)
    rows = published(seller, made, "GB", "DE")
    body = {"global_product_ids": [made["global_product_id"], "1729000000009000001", "mug"]}
    errors = data_of("deleteGlobalProducts", seller.call("deleteGlobalProducts", body))["errors"]
    assert [(error["code"], error["detail"]["global_product_id"]) for error in errors] == [
        (12019150, "1729000000009000001"),
        (12019008, "mug"),
    ]
    path = {"global_product_id": made["global_product_id"]}
    assert seller.call("getGlobalProduct", **path).code == 12052901
    assert edit(seller, made).code == 12052901
    local = get_product(seller["GB"], rows["GB"]["id"])
    assert local["status"] == "ACTIVATE"
    assert "global_product_association" not in local
    buy(seller["GB"], (rows["GB"]["skus"][0]["id"], 2))
    assert stock_of(seller["DE"], rows["DE"]["skus"][0]["id"])["total_available_quantity"] == 18


def test_a_market_where_the_local_product_was_deleted_may_be_published_again(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB")
    made = create_global(seller)
    rows = published(seller, made, "GB")
    seller["GB"].call("deleteProducts", {"product_ids": [rows["GB"]["id"]]})
    again = published(seller, made, "GB")
    assert [row["id"] for row in get_global(seller, made)["products"]] == [again["GB"]["id"]]


def test_a_seller_within_the_eu_prices_in_euros(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "DE", "FR", seller_type="LOCAL")
    made = create_global(seller)
    persons = {
        market: {name: seller[market].shop[name] for name in ("manufacturer_ids", "responsible_person_ids")}
        for market in ("DE", "FR")
    }
    rows = published(seller, made, *({**target(market, made), **persons[market]} for market in persons))
    for market, row in rows.items():
        price = get_product(seller[market], row["id"])["skus"][0]["price"]
        assert (price["currency"], price["tax_exclusive_price"]) == ("EUR", "15.00")
    assert edit(seller, made, skus=[global_sku("EUR", id=made["global_skus"][0]["id"])]).code == 0
    dollars = global_body(seller, skus=[global_sku("USD")])
    assert seller.call("createGlobalProduct", dollars).code == 12052084


def test_who_answers_for_a_product_changes_where_the_edit_names_persons_of_the_market(
    platform: RunningPlatform,
) -> None:
    seller = global_seller(platform, "DE", "FR", seller_type="LOCAL")
    made = create_global(seller)
    makers = {market: seller[market].shop["manufacturer_ids"] for market in ("DE", "FR")}
    persons = {market: {"manufacturer_ids": ids} for market, ids in makers.items()}
    persons["FR"]["responsible_person_ids"] = seller["FR"].shop["responsible_person_ids"]
    rows = published(seller, made, *({**target(market, made), **persons[market]} for market in persons))
    new = (
        seller["DE"]
        .call("createManufacturer", {**OWN_BODIES["createManufacturer"], "locale": "de-DE"})
        .data["manufacturer_id"]
    )
    skus = [global_sku("EUR", id=made["global_skus"][0]["id"])]
    assert edit(seller, made, skus=skus, manufacturer_ids=[new]).code == 0
    after = {market: get_product(seller[market], row["id"])["manufacturer_ids"] for market, row in rows.items()}
    assert after == {"DE": [new], "FR": makers["FR"]}


def test_a_local_seller_has_no_global_products(platform: RunningPlatform) -> None:
    local = global_seller(platform, "GB", "US", seller_type="LOCAL")
    uri = upload_image(local.first)
    body = global_body(local, uri, skus=[global_sku("USD")])
    assert local.call("createGlobalProduct", body).code == 12019114
    assert local.call("deleteGlobalProducts", {"global_product_ids": []}).code == 12019114
