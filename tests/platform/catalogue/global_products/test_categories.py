"""getGlobalCategories, getGlobalAttributes, getGlobalCategoryRules, recommendGlobalCategories."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue import taxonomy
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import category, picture, upload_image
from tests.harness.global_products import GlobalSeller, global_seller
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of

NEWER = {"category_version": "v2"}
PHONE, BEER, GUNS, LINGERIE = "el-4-1", "fb-1-8-1", "gc", "aa-6-11"


@pytest.fixture(scope="module")
def seller(shared_platform: RunningPlatform) -> GlobalSeller:
    return global_seller(shared_platform, "GB", "DE", "ID")


def test_the_categories_of_a_seller_are_open_in_one_of_its_markets(seller: GlobalSeller) -> None:
    rows = data_of("getGlobalCategories", seller.call("getGlobalCategories", query=NEWER))["categories"]
    by_id = {row["id"]: row for row in rows}
    assert all(row["parent_id"] in {"0", *by_id} for row in rows)
    assert by_id[category()]["permission_statuses"] == ["AVAILABLE"]
    assert by_id[category(LINGERIE)]["permission_statuses"] == ["NON_MAIN_CATEGORY"]
    assert category(GUNS) not in by_id
    query = {**NEWER, "keyword": "candle holders", "locale": "en-GB"}
    rows = seller.call("getGlobalCategories", query=query).data["categories"]
    assert [row["parent_id"] for row in rows if row["id"] == category("hg-3-39")] != []
    assert len(rows) < 20
    assert seller.call("getGlobalCategories", query={"category_version": "v3"}).code == 12052217


def test_attributes_say_in_which_markets_they_are_required(seller: GlobalSeller) -> None:
    query = {**NEWER, "locale": "en-GB"}
    reply = seller.call("getGlobalAttributes", query=query, category_id=category(PHONE))
    rows = data_of("getGlobalAttributes", reply)["attributes"]
    required = [row for row in rows if row["is_requried"]]
    assert required
    assert all("GB" in row["required_regions"] and row["optional_regions"] == [] for row in required)
    assert all("GB" in row["optional_regions"] for row in rows if not row["is_requried"])
    conditional = [row for row in rows if row.get("requirement_conditions")]
    assert {each["region"] for row in conditional for each in row["requirement_conditions"]} >= {"GB", "DE", "ID"}


def test_rules_say_in_which_markets_they_hold(seller: GlobalSeller) -> None:
    query = {**NEWER, "locale": "en-GB"}
    data = data_of(
        "getGlobalCategoryRules", seller.call("getGlobalCategoryRules", query=query, category_id=category(PHONE))
    )
    assert data["manufacturer"]["required_regions"] == ["DE", "ES", "FR", "IE", "IT"]
    assert data["responsible_person"]["is_required"] is True
    sheet = next(row for row in data["product_certifications"] if row["name"] == "Safety data sheet")
    assert {each["region"] for each in sheet["requirement_conditions"]} & set(sheet["optional_regions"])
    beer = seller.call("getGlobalCategoryRules", query=NEWER, category_id=category(BEER)).data
    assert beer["product_certifications"][0]["id"]


@pytest.mark.parametrize("operation_id", ["getGlobalAttributes", "getGlobalCategoryRules"])
def test_a_category_is_a_leaf_of_the_tree_that_is_named(operation_id: str, seller: GlobalSeller) -> None:
    branch = taxonomy.by_code("hg-3", "v2")
    older = taxonomy.at_cut("hg-3-39", "v1")
    assert branch is not None
    assert older is not None

    def code(category_id: str, version: str = "v2") -> int:
        return seller.call(operation_id, query={"category_version": version}, category_id=category_id).code

    assert [code("1"), code(branch.id), code(category(), "v1"), code(category(), "v3")] == [
        12052023,
        12052024,
        12052230,
        12052217,
    ]


def test_rules_of_categories_that_nobody_may_list_in_are_refused(seller: GlobalSeller) -> None:
    def code(category_id: str) -> int:
        return seller.call("getGlobalCategoryRules", query=NEWER, category_id=category_id).code

    guns = next(leaf for leaf in taxonomy.categories("v2") if leaf.is_leaf and leaf.code.startswith("gc"))
    assert [code("mug"), code(guns.id), code(category(LINGERIE))] == [12019002, 12052220, 12052223]


def recommend(seller: GlobalSeller, title: str = "Glass candle holder for tea lights", **fields: Any) -> Any:
    return seller.call("recommendGlobalCategories", {"product_title": title, **NEWER, **fields})


def test_a_recommendation_is_a_leaf_with_what_is_above_it(seller: GlobalSeller) -> None:
    reply = recommend(seller, description="<p>Holds a tea light.</p>", images=[{"uri": upload_image(seller.first)}])
    data = data_of("recommendGlobalCategories", reply)
    assert data["leaf_category_id"] == data["categories"][-1]["id"]
    assert [row["level"] for row in data["categories"]] == list(range(1, len(data["categories"]) + 1))
    assert data["categories"][-1]["is_leaf"] is True


IMAGE = '<p>x</p><img src="{}" width="400" height="400">'


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, 12052261),
        ({"title": "Bowl " * 60}, 12052051),
        ({"title": "玻璃烛台 for tea lights and candles"}, 12052262),
        ({"title": "Glass candle holder &amp; more of them"}, 12052931),
        ({"title": "Qqqz zzzx xxxv vvvw wwwq qqqz zzzx"}, 12052912),
        ({"description": "word " * 2001}, 12052013),
        ({"description": "<p>玻璃烛台</p>"}, 12052346),
        ({"description": IMAGE.format("https://elsewhere.example/a.png")}, 12052340),
        ({"description": "<script>x</script>"}, 12052345),
        ({"description": '<p onclick="x">Glass</p>'}, 12052350),
        ({"description": "<img>"}, 12052348),
        ({"description": "<li>Glass</li>"}, 12052349),
        ({"description": IMAGE.format("https://elsewhere.example/a.png") * 31}, 12052056),
        ({"images": [{"uri": "nowhere"}]}, 12052722),
        ({"category_version": "v1"}, 0),
    ],
)
def test_a_recommendation_is_refused_for_what_no_market_takes(
    fields: dict[str, Any], code: int, seller: GlobalSeller
) -> None:
    assert recommend(seller, **fields).code == code


def test_pictures_for_a_recommendation_are_those_of_listings(seller: GlobalSeller) -> None:
    def uploaded(width: int, height: int) -> list[dict[str, str]]:
        data = picture(width, height)
        return [{"uri": seller.first.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, data).data["uri"]}]

    assert recommend(seller, images=uploaded(3900, 310)).code == 12052305
    assert recommend(seller, images=uploaded(299, 400)).code == 12052301
    assert recommend(seller, images=uploaded(400, 400) * 10).code == 12052306


def test_a_tree_that_no_market_of_the_seller_lists_in_is_refused(shared_platform: RunningPlatform) -> None:
    american: Seller = new_seller(shared_platform, region="US")
    body = {"product_title": "Glass candle holder", "category_version": "v1"}
    assert american.call("recommendGlobalCategories", body).code == 12052217
