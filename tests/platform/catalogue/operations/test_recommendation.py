"""Which category a product is told to go to."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.market.regions import all_regions, region
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import picture, upload_image
from tests.harness.server import Reply, RunningPlatform
from tests.platform.support import data_of

TITLE = "Glass candle holder for tea lights, set of two"


def recommend(seller: Seller, title: str = TITLE, **fields: object) -> Reply:
    """Ask in the market's own tree unless told otherwise."""
    version = region(seller.shop["region"]).category_versions.tree
    return seller.call("recommendCategory", {"product_title": title, "category_version": version, **fields})


def chain(reply: Reply) -> list[Any]:
    rows: list[Any] = data_of("recommendCategory", reply)["categories"]
    return rows


@pytest.mark.parametrize("code", [item.code for item in all_regions()])
def test_a_candle_holder_is_found_a_leaf_in_every_market(platform: RunningPlatform, code: str) -> None:
    reply = recommend(new_seller(platform, region=code))
    rows = chain(reply)
    assert [row["level"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["is_leaf"] for row in rows] == [False] * (len(rows) - 1) + [True]
    assert reply.data["leaf_category_id"] == rows[-1]["id"]
    version = region(code).category_versions.tree
    assert rows[-1]["id"] == taxonomy.at_cut("hg-3-39-2", version).id  # type: ignore[union-attr]
    assert rows[-1]["permission_statuses"] == ["AVAILABLE"]


def test_a_product_can_be_listed_in_what_was_recommended_and_in_v1_by_default(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="BR")
    reply = seller.call("recommendCategory", {"product_title": TITLE})
    categories = seller.call("getCategories").data["categories"]
    assert chain(reply)[-1]["id"] in {row["id"] for row in categories if row["is_leaf"]}


def test_words_of_the_other_platform_count(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    plain = recommend(seller, "Aurora 3000").code
    assert plain == 12052912
    for fields in (
        {"origin_platform_category": {"id": "1", "full_name": "Home > Candle Holders", "is_leaf": True}},
        {"origin_platform_product_type": "Candle holders"},
        {"origin_platform_tags": ["Candle holders"]},
        {"description": "<p>A candle holder of glass.</p>"},
    ):
        assert "Candle" in chain(recommend(seller, "Aurora 3000", **fields))[-1]["name"]


def test_a_title_that_says_nothing_matches_nothing(platform: RunningPlatform) -> None:
    reply = recommend(new_seller(platform), "Qwxz vbnmr plkj")
    assert (reply.status, reply.code) == (200, 12052912)


@pytest.mark.parametrize(
    ("code", "version", "wanted"),
    [
        ("GB", "v1", 0),
        ("GB", "v2", 0),
        ("DE", "v1", 12052217),
        ("DE", "v2", 0),
        ("US", "v1", 12052217),
        ("TH", "v1", 12052217),
        ("BR", "v2", 12052217),
        ("GB", "v3", 12052217),
    ],
)
def test_the_tree_version_must_be_one_that_listings_of_the_market_name(
    platform: RunningPlatform, code: str, version: str, wanted: int
) -> None:
    assert recommend(new_seller(platform, region=code), category_version=version).code == wanted


@pytest.mark.parametrize(
    ("code", "fields", "wanted"),
    [
        ("GB", {"title": " "}, 12052261),
        ("GB", {"title": "a" * 256}, 12052051),
        ("ID", {"title": "Candle holder"}, 12052051),
        ("GB", {"title": "玻璃烛台"}, 12052262),
        ("GB", {"title": "Candle holder \U0001f56f\ufe0f"}, 12052931),
        ("GB", {"description": "<p>" + "a" * 10_000 + "</p>"}, 12052013),
        ("GB", {"description": "<p>玻璃烛台</p>"}, 12052346),
        ("GB", {"description": "<iframe></iframe>"}, 12052345),
        ("GB", {"description": "<img src='https://example.com/a.png'>"}, 12052348),
        ("GB", {"description": "<p onclick='x()'>a</p>"}, 12052350),
        ("GB", {"description": "<img src='https://example.com/a.png' width='9' height='9'>"}, 12052340),
        ("GB", {"images": [{"uri": "tos-elsewhere/1"}]}, 12052300),
        ("GB", {"images": [{"uri": str(number)} for number in range(101)]}, 12052306),
        ("GB", {"description": "<p><b>Glass <b>holder</b></b></p>"}, 12052349),
        ("GB", {"description": "<div>" * 40 + "x" + "</div>" * 40}, 12052352),
        ("GB", {"listing_platform": "TOKOPEDIA"}, 36009004),
        ("ID", {"listing_platform": "TOKOPEDIA"}, 0),
    ],
)
def test_texts_and_images_obey_the_rules_of_listings(
    platform: RunningPlatform, code: str, fields: dict[str, Any], wanted: int
) -> None:
    assert recommend(new_seller(platform, region=code), **fields).code == wanted


def test_uploaded_images_are_taken_and_small_ones_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert recommend(seller, images=[{"uri": upload_image(seller)}]).code == 0
    small = seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, picture(200, 200)).data["uri"]
    assert recommend(seller, images=[{"uri": small}]).code == 12052301


@pytest.mark.parametrize(("width", "count", "code"), [(300, 31, 12052056), (4000, 1, 12052341), (300, 30, 0)])
def test_images_of_a_description_obey_the_rules_of_listings(
    width: int, count: int, code: int, platform: RunningPlatform
) -> None:
    seller = new_seller(platform)
    made = seller.upload("uploadProductImage", {"use_case": "DESCRIPTION_IMAGE"}, picture())
    image = f'<img src="{made.data["url"]}" width="{width}" height="300">'
    assert recommend(seller, description=image * count).code == code


def test_prohibited_categories_are_recommended_on_request_in_brazil_and_mexico_only(
    platform: RunningPlatform,
) -> None:
    title = "Disposable electronic cigarette with nicotine"
    for code, changes in (("BR", True), ("MX", True), ("GB", False), ("TH", False)):
        seller = new_seller(platform, region=code)
        without = recommend(seller, title)
        asked = recommend(seller, title, include_prohibited_categories=True)
        statuses = [row["permission_statuses"] for row in chain(asked)] if asked.code == 0 else []
        assert (["PROHIBITED"] in statuses) is changes
        assert without.code == 12052912 or ["PROHIBITED"] not in [row["permission_statuses"] for row in chain(without)]


def test_a_title_is_required(platform: RunningPlatform) -> None:
    assert new_seller(platform).call("recommendCategory", {}).code == 36009004
