"""The category tree of a market, its attributes and rules."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_rules import listing_policy, prohibited
from shopwright.platform.catalogue.taxonomy import Category, Version
from shopwright.platform.market.regions import all_regions, region
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of

CODES = [item.code for item in all_regions()]
READERS = ("getCategoryAttributes", "getCategoryRules")


def tree(seller: Seller, **query: object) -> list[Any]:
    """The market's categories, in its own tree unless told otherwise."""
    version = region(seller.shop["region"]).category_versions.tree
    reply = seller.call("getCategories", query={"category_version": version, **query})
    rows: list[Any] = data_of("getCategories", reply)["categories"]
    return rows


def hangs_together(rows: list[Any]) -> bool:
    """Whether each category comes after its parent, and a branch does not end in nothing."""
    seen = {"0"}
    for row in rows:
        if row["parent_id"] not in seen:
            return False
        seen.add(row["id"])
    parents = {row["parent_id"] for row in rows}
    return all(row["is_leaf"] or row["id"] in parents for row in rows)


def leaf(code: str, version: Version, *, open_: bool = True, status: str = "AVAILABLE") -> Category:
    """A leaf that stands so in a market."""
    for category in taxonomy.categories(version):
        policy = listing_policy(category.id, code, version)
        if (
            category.is_leaf
            and policy
            and policy.is_open is open_
            and (not open_ or policy.permission_statuses == (status,))
        ):
            return category
    raise LookupError(code)


@pytest.mark.parametrize("code", CODES)
def test_the_tree_of_every_market_hangs_together_and_has_nothing_prohibited(
    platform: RunningPlatform, code: str
) -> None:
    rows = tree(new_seller(platform, region=code))
    assert len(rows) > 1000
    assert hangs_together(rows)
    version = region(code).category_versions.tree
    leaves = {category.id for category in taxonomy.categories(version) if category.is_leaf}
    assert {row["id"] for row in rows if row["is_leaf"]} == leaves - prohibited(code, version)


def test_a_category_is_shown_with_its_parent_and_how_the_shop_stands_to_it(platform: RunningPlatform) -> None:
    rows = {row["local_name"]: row for row in tree(new_seller(platform))}
    home = rows["Home & Garden"]
    assert home == {
        "id": taxonomy.by_code("hg").id,  # type: ignore[union-attr]
        "parent_id": "0",
        "local_name": "Home & Garden",
        "is_leaf": False,
        "permission_statuses": ["AVAILABLE"],
    }
    statuses = {status for row in rows.values() for status in row["permission_statuses"]}
    assert "INVITE_ONLY" in statuses


@pytest.mark.parametrize("code", ["BR", "MX", "DE", "ID", "TH"])
def test_prohibited_categories_come_on_request_where_the_documentation_says_so(
    platform: RunningPlatform, code: str
) -> None:
    seller = new_seller(platform, region=code)
    rows = tree(seller, include_prohibited_categories="true")
    assert len(rows) == len(taxonomy.categories(region(code).category_versions.tree))
    assert hangs_together(rows)
    without_permission = {row["id"] for row in rows if "PROHIBITED" in row["permission_statuses"]}
    assert without_permission == prohibited(code, region(code).category_versions.tree)
    assert len(tree(seller, include_prohibited_categories="false")) < len(rows)


@pytest.mark.parametrize("code", ["GB", "US", "JP"])
def test_prohibited_categories_stay_away_in_the_other_markets(platform: RunningPlatform, code: str) -> None:
    seller = new_seller(platform, region=code)
    assert tree(seller, include_prohibited_categories="true") == tree(seller)


def test_a_keyword_brings_the_names_that_hold_it_and_what_is_above_them(platform: RunningPlatform) -> None:
    rows = tree(new_seller(platform), keyword=" CANDLE ")
    matching = {row["id"] for row in rows if "candle" in row["local_name"].lower()}
    assert len(matching) > 5
    above = {category.id for id_ in matching for category in taxonomy.chain(id_, "v2")}
    assert {row["id"] for row in rows} == above
    seen = {"0"}
    for row in rows:
        assert row["parent_id"] in seen
        seen.add(row["id"])


def test_a_keyword_that_no_name_holds_brings_nothing_and_a_blank_one_everything(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert tree(seller, keyword="zeppelin hangar") == []
    assert tree(seller, keyword="  ") == tree(seller)


def test_a_keyword_finds_nothing_prohibited_unless_it_is_asked_for(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="DE")
    closed = leaf("DE", "v2", status="PROHIBITED")
    assert closed.id not in {row["id"] for row in tree(seller, keyword=closed.name)}
    asked = tree(seller, keyword=closed.name, include_prohibited_categories="1")
    assert closed.id in {row["id"] for row in asked}


@pytest.mark.parametrize("code", CODES)
def test_a_market_reads_the_tree_versions_that_its_data_name_and_no_others(
    platform: RunningPlatform, code: str
) -> None:
    seller = new_seller(platform, region=code)
    readable = region(code).category_versions.readable
    for version in ("v1", "v2", "v3"):
        reply = seller.call("getCategories", query={"category_version": version})
        assert (reply.status, reply.code) == (200, 0 if version in readable else 12052217)
    assert seller.call("getCategories").code == (0 if "v1" in readable else 12052217), "v1 is the default"


def test_tokopedia_is_a_platform_of_indonesia_only(platform: RunningPlatform) -> None:
    query = {"category_version": "v2", "listing_platform": "TOKOPEDIA"}
    assert new_seller(platform, region="ID").call("getCategories", query=query).code == 0
    assert new_seller(platform).call("getCategories", query=query).code == 12019210
    query["listing_platform"] = "ELSEWHERE"
    assert new_seller(platform).call("getCategories", query=query).code == 36009004


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("operation_id", READERS)
def test_attributes_and_rules_of_a_leaf_are_told_in_every_market(
    platform: RunningPlatform, code: str, operation_id: str
) -> None:
    version = region(code).category_versions.tree
    seller, query = new_seller(platform, region=code), {"category_version": version}
    category = leaf(code, version)
    assert data_of(operation_id, seller.call(operation_id, query=query, category_id=category.id))


def test_attributes_carry_tiktoks_spelling_their_values_and_their_kind(platform: RunningPlatform) -> None:
    seller, kinds = new_seller(platform), set()
    holder = taxonomy.at_cut("hg-3-39-2", "v2")
    assert holder is not None
    reply = seller.call("getCategoryAttributes", query={"category_version": "v2"}, category_id=holder.id)
    for row in data_of("getCategoryAttributes", reply)["attributes"]:
        kinds.add(row["type"])
        assert isinstance(row["is_requried"], bool)
        assert row["type"] == "PRODUCT_PROPERTY" or not row["is_requried"]
        assert all(value["id"].isdecimal() and value["name"] for value in row["values"])
    assert kinds == {"SALES_PROPERTY", "PRODUCT_PROPERTY"}


def test_a_condition_names_another_attribute_of_the_category_and_a_value_of_it(platform: RunningPlatform) -> None:
    category, wanted = next(
        (leaf, attribute)
        for leaf in taxonomy.categories("v2")
        if leaf.is_leaf
        for attribute in taxonomy.attributes(leaf.id, "v2")
        if attribute.requirement_conditions and not attribute.is_required
    )
    reply = new_seller(platform).call(
        "getCategoryAttributes", query={"category_version": "v2"}, category_id=category.id
    )
    rows = {row["id"]: row for row in data_of("getCategoryAttributes", reply)["attributes"]}
    (condition, *_) = rows[wanted.id]["requirement_conditions"]
    assert condition["condition_type"] == "VALUE_ID_MATCH"
    values = rows[condition["attribute_id"]]["values"]
    assert condition["attribute_value_id"] in {value["id"] for value in values}


def test_numeric_attributes_say_so(platform: RunningPlatform) -> None:
    category, wanted = next(
        (leaf, attribute)
        for leaf in taxonomy.categories("v2")
        if leaf.is_leaf
        for attribute in taxonomy.attributes(leaf.id, "v2")
        if attribute.value_data_format
    )
    reply = new_seller(platform).call(
        "getCategoryAttributes", query={"category_version": "v2"}, category_id=category.id
    )
    rows = {row["id"]: row for row in reply.data["attributes"]}
    assert rows[wanted.id]["value_data_format"] == "POSITIVE_INT_OR_DECIMAL"
    assert rows[wanted.id]["is_customizable"]


@pytest.mark.parametrize("operation_id", READERS)
def test_a_category_that_is_no_leaf_of_the_tree_is_refused(platform: RunningPlatform, operation_id: str) -> None:
    seller = new_seller(platform)

    def code_of(category_id: str, version: str) -> int:
        return seller.call(operation_id, query={"category_version": version}, category_id=category_id).code

    root = taxonomy.children("0", "v2")[0]
    deep = next(category for category in taxonomy.categories("v2") if category.level == 5)
    cut = next(
        category for category in taxonomy.categories("v1") if category.is_leaf and taxonomy.children(category.id, "v2")
    )
    assert code_of(root.id, "v2") == 12052024
    assert code_of(cut.id, "v2") == 12052024
    assert code_of(deep.id, "v1") == 12052230
    assert code_of("99999999", "v2") == 12052023
    assert code_of("hg-3", "v2") == (12052025 if operation_id == "getCategoryAttributes" else 12052023)
    assert code_of(root.id, "v9") == 12052217


@pytest.mark.parametrize(
    ("code", "open_", "status", "wanted"),
    [
        ("GB", True, "PROHIBITED", 12052220),
        ("GB", True, "INVITE_ONLY", 12052223),
        ("US", True, "INVITE_ONLY", 0),
        ("US", True, "PROHIBITED", 12052220),
        ("ID", False, "PROHIBITED", 12052446),
        ("DE", False, "PROHIBITED", 12052446),
    ],
)
def test_rules_are_not_told_for_categories_where_the_shop_may_not_list(
    platform: RunningPlatform, code: str, open_: bool, status: str, wanted: int
) -> None:
    category = leaf(code, "v2", open_=open_, status=status)
    seller, query = new_seller(platform, region=code), {"category_version": "v2"}
    reply = seller.call("getCategoryRules", query=query, category_id=category.id)
    assert (reply.status, reply.code) == (200, wanted)
    assert seller.call("getCategoryAttributes", query=query, category_id=category.id).code == 0


def test_rules_leave_out_what_does_not_apply(platform: RunningPlatform) -> None:
    def rules(region_code: str, source: str) -> dict[str, Any]:
        category = taxonomy.at_cut(source, region(region_code).category_versions.tree)
        assert category is not None
        query = {"category_version": region(region_code).category_versions.tree}
        seller = new_seller(platform, region=region_code)
        data = data_of("getCategoryRules", seller.call("getCategoryRules", query=query, category_id=category.id))
        assert isinstance(data, dict)
        return data

    shirt, holder = rules("US", "aa-1-13-8"), rules("DE", "hg-3-39-2")
    assert set(shirt["allowed_special_product_types"]) == {"PRE_ORDER", "MADE_TO_ORDER", "CUSTOM"}
    assert "allowed_special_product_types" not in holder
    assert shirt["size_chart"]["size_types"]
    assert "size_types" not in holder["size_chart"]
    assert holder["manufacturer"] == {"is_required": True}
