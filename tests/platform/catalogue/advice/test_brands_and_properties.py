"""suggestBrands and recommendRequiredProductProperties."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.media.drawings.picture_spec import PictureSpec
from shopwright.platform.media.drawings.pictures import render
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import category, create_product, upload_image
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of


def suggested(seller: Seller, title: str, **fields: Any) -> list[Any]:
    reply = seller.call("suggestBrands", {"product_title": title, **fields})
    brands: list[Any] = data_of("suggestBrands", reply)["brands"]
    return brands


def drawn(seller: Seller, title: str) -> str:
    data = render(PictureSpec("bag", title))
    return str(seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, data).data["uri"])


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID", "BR"])
def test_a_new_brand_is_suggested_to_its_seller_and_to_no_other(platform: RunningPlatform, region: str) -> None:
    seller, other = new_seller(platform, region=region), new_seller(platform, region=region)
    assert suggested(seller, "A Larkmere cup") == []
    brand_id = seller.call("createCustomBrands", {"name": "Larkmere"}).data["id"]
    assert suggested(seller, "A LARKMERE cup") == [{"id": brand_id, "name": "Larkmere", "is_authorized": True}]
    assert suggested(other, "A Larkmere cup") == []
    assert suggested(seller, "A Larkmeres cup") == [], "a part of a word names no brand"


def test_brands_come_from_title_description_and_known_pictures_in_this_order(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    uri = drawn(seller, "An Ashlumen bag")
    told = suggested(seller, "A Quillandra cup", description="<p>Made by Alvenwick</p>", images=[{"uri": uri}])
    assert [row["name"] for row in told] == ["Quillandra", "Alvenwick", "Ashlumen"]
    assert [row["is_authorized"] for row in told] == [False, True, False]


def test_the_category_decides_where_a_permission_is_needed_in_some_only(platform: RunningPlatform) -> None:
    seller, electronics = new_seller(platform), taxonomy.by_code("el")
    assert electronics is not None
    while not electronics.is_leaf:
        electronics = taxonomy.children(electronics.id, "v2")[0]
    for category_id, may_use in ((category(), True), (electronics.id, False)):
        rows = suggested(seller, "A Dalvoro thing", category_id=category_id)
        assert [(row["name"], row["is_authorized"]) for row in rows] == [("Dalvoro", may_use)]


@pytest.mark.parametrize("operation_id", ["suggestBrands", "recommendRequiredProductProperties"])
def test_a_category_or_a_picture_that_is_not_there_is_refused(platform: RunningPlatform, operation_id: str) -> None:
    seller, branch = new_seller(platform), taxonomy.by_code("hg-3")
    foreign = upload_image(new_seller(platform))
    assert branch is not None
    right = {"product_title": "A cup", "category_id": category()}
    for code, fields in (
        (12052023, {"category_id": "999"}),
        (12052024, {"category_id": branch.id}),
        (12052722, {"images": [{"uri": foreign}]}),
    ):
        assert seller.call(operation_id, {**right, **fields}).code == code


def recommended(seller: Seller, title: str, category_id: str, **fields: Any) -> list[Any]:
    body = {"category_id": category_id, "product_title": title, **fields}
    reply = seller.call("recommendRequiredProductProperties", body)
    rows: list[Any] = data_of("recommendRequiredProductProperties", reply)["recommended_properties"]
    return rows


def used_by(code: str) -> tuple[str, dict[str, taxonomy.CategoryAttribute]]:
    """The id of a leaf below a category of the source, and its attributes by handle."""
    leaf = taxonomy.by_code(code)
    assert leaf is not None
    while not leaf.is_leaf:
        leaf = taxonomy.children(leaf.id, "v2")[0]
    return leaf.id, {used.handle: used for used in taxonomy.attributes(leaf.id, "v2")}


def test_required_properties_have_the_values_that_the_texts_name(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    required = [
        (leaf.id, used)
        for leaf in taxonomy.categories("v2")
        if leaf.is_leaf
        for used in taxonomy.attributes(leaf.id, "v2")
        if used.is_required and used.values and used.values[0].name.isalpha()
    ]
    category_id, used = required[0]
    rows = {row["id"]: row for row in recommended(seller, f"A thing, {used.values[0].name}", category_id)}
    assert all(row["is_required"] for row in rows.values())
    row = rows[used.id]
    assert row["values"] == [{"id": used.values[0].id, "name": used.values[0].name}]
    assert (row["name"], row["type"]) == (used.name, used.type)
    assert (row["is_customizable"], row["is_multiple_selection"]) == (used.is_customizable, used.is_multiple_selection)


def test_asked_for_properties_come_alone_and_chosen_ones_not_at_all(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    category_id, used = category(), {of.handle: of for of in taxonomy.attributes(category(), "v2")}
    colour, material = used["color"], next(of for of in used.values() if "material" in of.handle and of.values)
    red = next(value for value in colour.values if value.name == "Red")
    told = recommended(seller, "A red cup", category_id, target_property_ids=[colour.id])
    assert [(row["id"], row["type"]) for row in told] == [(colour.id, "SALES_PROPERTY")]
    assert {"id": red.id, "name": "Red"} in told[0]["values"]
    chosen = [{"id": colour.id, "values": [{"id": red.id}]}]
    both = [colour.id, material.id]
    left = recommended(seller, "A cup", category_id, sales_properties=chosen, target_property_ids=both)
    assert [row["id"] for row in left] == [material.id]


def test_without_a_word_the_values_are_those_that_the_shop_states_most(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    material = next(of for of in taxonomy.attributes(category(), "v2") if "material" in of.handle and of.values)
    usual = material.values[2]
    create_product(seller, product_attributes=[{"id": material.id, "values": [{"id": usual.id}]}])
    told = recommended(seller, "Qqq", category(), description="Zzz", target_property_ids=[material.id])
    assert told[0]["values"] == [{"id": usual.id, "name": usual.name}]
    uri = drawn(seller, material.values[0].name)
    told = recommended(seller, "Qqq", category(), images=[{"uri": uri}], target_property_ids=[material.id])
    assert told[0]["values"][0]["id"] == material.values[0].id


def test_a_property_that_the_category_lacks_is_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    colour = next(of for of in taxonomy.attributes(category(), "v2") if of.handle == "color")
    for fields in (
        {"target_property_ids": ["1"]},
        {"sales_properties": [{"id": "1", "values": []}]},
        {"sales_properties": [{"id": colour.id, "values": [{"id": "1"}]}]},
    ):
        body = {"product_title": "A cup", "category_id": category(), **fields}
        assert seller.call("recommendRequiredProductProperties", body).code == 36009004
