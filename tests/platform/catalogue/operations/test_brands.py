"""The platform's brands and the seller's own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopwright.platform.catalogue import brands, taxonomy
from tests.conftest import StartPlatform
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import product_body
from tests.harness.server import Reply, RunningPlatform
from tests.platform.support import data_of

DAY = 86_400
#: A T1 brand that nobody needs a permission for, one that needs it in electronics, and one that needs it everywhere.
FREE, IN_ELECTRONICS, GUARDED = "Alvenwick", "Dalvoro", "Quillandra"


def create(seller: Seller, name: str) -> Reply:
    return seller.call("createCustomBrands", {"name": name})


def page(seller: Seller, **query: object) -> Any:
    """One page of brands, of 100 unless told otherwise."""
    return data_of("getBrands", seller.call("getBrands", query={"page_size": 100, **query}))


def pages(seller: Seller, **query: object) -> list[Any]:
    """Every row of all pages."""
    rows, token = [], None
    while True:
        data = page(seller, **query, **({"page_token": token} if token else {}))
        rows += data["brands"]
        token = data["next_page_token"]
        if not token:
            return rows


def brand(seller: Seller, name: str, **query: object) -> Any:
    return next(row for row in page(seller, brand_name=name, **query)["brands"] if row["name"] == name)


def leaf(code: str) -> str:
    """A leaf of the tree v2 below a source code."""
    category = taxonomy.by_code(code)
    assert category is not None
    while not category.is_leaf:
        category = taxonomy.children(category.id, "v2")[0]
    return category.id


def test_every_brand_comes_exactly_once_for_any_page_size_on_every_database(anywhere: RunningPlatform) -> None:
    anywhere.patch("/sandbox/settings", {"requests_per_second": 0})
    seller = new_seller(anywhere)
    names = ["aardvark Ltd", "Zz Top", "Ärmel", "Müller & Co", "日用品", "mid-Range", "Alvenwick Sons", "'t Huis"]
    own = {create(seller, name).data["id"] for name in names[:4] + names[5:]}
    wanted = own | {item.id for item in brands.brands()}

    @settings(max_examples=25, deadline=None)
    @given(size=st.integers(1, 100), prefix=st.sampled_from(["", "a", "m", "al"]))
    def check(size: int, prefix: str) -> None:
        rows = pages(seller, page_size=size, brand_name=prefix) if prefix else pages(seller, page_size=size)
        ids = [row["id"] for row in rows]
        assert len(set(ids)) == len(ids)
        folded = [row["name"].casefold() for row in rows]
        assert folded == sorted(folded)
        assert all(name.startswith(prefix) for name in folded)
        assert prefix or set(ids) == wanted
        assert page(seller, page_size=1, **({"brand_name": prefix} if prefix else {}))["total_count"] == len(rows)

    check()


def test_a_brand_that_is_made_while_a_list_is_read_shifts_no_page(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    first = page(seller, page_size=50)
    create(seller, "Aa")
    create(seller, "Zzzz")
    rows, token = first["brands"], first["next_page_token"]
    while token:
        data = page(seller, page_size=50, page_token=token)
        assert data["total_count"] == first["total_count"], "the count of the first page is carried"
        rows, token = rows + data["brands"], data["next_page_token"]
    names = [row["name"] for row in rows]
    assert len(set(names)) == len(names)
    assert {item.name for item in brands.brands()} | {"Zzzz"} == set(names)


def test_the_name_filter_is_the_beginning_of_the_name_whatever_the_case(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    create(seller, "Quill & Sons 100%_pure")
    wanted = {item.name for item in brands.brands() if item.name.lower().startswith("quill")}
    assert {row["name"] for row in pages(seller, brand_name="QUILL")} == wanted | {"Quill & Sons 100%_pure"}
    assert [row["name"] for row in pages(seller, brand_name="quill & sons 100%_")] == ["Quill & Sons 100%_pure"]
    assert pages(seller, brand_name="uill") == []
    for odd in ("%", "_", "\U0010ffff", "q" * 20_000):
        assert page(seller, brand_name=odd) == {"brands": [], "total_count": 0, "next_page_token": ""}


def test_a_brand_is_authorized_or_not_in_tiktoks_spelling(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    create(seller, "Own Brand")
    assert brand(seller, FREE) == {
        "id": brands.brand_named(FREE).id,  # type: ignore[union-attr]
        "name": FREE,
        "authorized_status": "AUTHORIZED",
        "is_t1_brand": True,
    }
    assert brand(seller, GUARDED)["authorized_status"] == "UNAUTHORIEZD"
    assert brand(seller, "Own Brand")["authorized_status"] == "UNAUTHORIEZD"
    assert not brand(seller, "Own Brand")["is_t1_brand"]


def test_with_a_category_the_authorization_is_that_in_the_category(platform: RunningPlatform) -> None:
    seller, query = new_seller(platform), {"category_version": "v2"}
    there = brand(seller, IN_ELECTRONICS, category_id=leaf("el"), **query)
    elsewhere = brand(seller, IN_ELECTRONICS, category_id=leaf("hg-3-39"), **query)
    assert (there["authorized_status"], there.get("brand_status")) == ("UNAUTHORIEZD", None)
    assert (elsewhere["authorized_status"], elsewhere["brand_status"]) == ("AUTHORIZED", "AVAILABLE")


def test_what_the_list_says_of_a_t1_brand_is_what_a_listing_meets(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    for name in (FREE, IN_ELECTRONICS, GUARDED):
        body = product_body(seller, brand_id=brand(seller, name)["id"])
        query = {"category_id": body["category_id"], "category_version": body["category_version"]}
        usable = brand(seller, name, **query)["authorized_status"] == "AUTHORIZED"
        assert seller.call("createProduct", body).code == (0 if usable else 12052208)


def test_only_authorized_brands_come_when_asked_for(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    create(seller, "Own Brand")
    rows = pages(seller, is_authorized="1", page_size=5)
    assert rows
    assert {row["authorized_status"] for row in rows} == {"AUTHORIZED"}
    assert page(seller, is_authorized="true")["total_count"] == len(rows)
    assert len(pages(seller, is_authorized="0")) == len(brands.brands()) + 1


@pytest.mark.parametrize("size", ["0", "101", "-1", str(2**64)])
@pytest.mark.parametrize("operation_id", ["getBrands", "searchProducts"])
def test_a_page_size_out_of_range_has_a_code_of_its_own(
    platform: RunningPlatform, operation_id: str, size: str
) -> None:
    seller = new_seller(platform)
    reply = seller.call(operation_id, {} if operation_id == "searchProducts" else None, query={"page_size": size})
    assert (reply.status, reply.code) == (200, 12019109)
    assert "1 to 100" in reply.message


@pytest.mark.parametrize("query", [{}, {"page_size": ""}, {"page_size": "ten"}])
def test_a_page_size_is_required_and_a_number(platform: RunningPlatform, query: dict[str, str]) -> None:
    reply = new_seller(platform).call("getBrands", query=query)
    assert (reply.status, reply.code) == (400, 36009004)


def test_a_page_token_of_another_list_or_of_nobodys_is_refused(platform: RunningPlatform) -> None:
    app = new_app(platform)
    seller, other = new_seller(platform, app), new_seller(platform, app)
    token = page(seller, page_size=5)["next_page_token"]
    for reader, query in (
        (seller, {"page_token": token, "brand_name": "a"}),
        (seller, {"page_token": token, "is_authorized": "1"}),
        (other, {"page_token": token}),
        (seller, {"page_token": "not a token"}),
        (seller, {"page_token": "b2Zmc2V0PTAK"}),
    ):
        assert reader.call("getBrands", query={"page_size": 5, **query}).code == 36009004


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"category_id": "99999999", "category_version": "v2"}, 12052023),
        ({"category_id": "x", "category_version": "v2"}, 12052023),
        ({"category_id": taxonomy.children("0", "v2")[0].id, "category_version": "v2"}, 12052230),
        ({"category_id": leaf("el"), "category_version": "v9"}, 12052217),
        ({"category_version": "v9"}, 12052217),
        ({}, 0),
    ],
)
def test_a_category_must_be_a_leaf_of_the_tree(platform: RunningPlatform, query: dict[str, str], wanted: int) -> None:
    assert new_seller(platform).call("getBrands", query={"page_size": 1, **query}).code == wanted


def test_a_new_brand_is_its_sellers_in_all_shops_and_nobody_elses(platform: RunningPlatform) -> None:
    app = new_app(platform)
    seller, other = new_seller(platform, app), new_seller(platform, app)
    made = data_of("createCustomBrands", create(seller, "  Own   Brand "))["id"]
    assert len(made) == 19
    body = {"region": "FR", "account_id": seller.account_id}
    second = Seller(platform, app, platform.post("/sandbox/shops", body), seller.tokens)
    for shop in (seller, second):
        assert [row["id"] for row in pages(shop, brand_name="own")] == [made]
    assert pages(other, brand_name="own") == []
    assert create(other, "Own   Brand").code == 0
    listed = seller.call("createProduct", product_body(seller, brand_id=made)).data["product_id"]
    assert seller.call("getProduct", product_id=listed).data["brand"]["id"] == made


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("", 12052189),
        (" a ", 12052189),
        ("ab", 0),
        ("a" * 30, 12052204),
        ("abc" * 10, 0),
        ("abc" * 10 + "d", 12052190),
        ("Acme 1234", 0),
        ("Acme 12345", 12052192),
        ("\U0001d400cme", 12052191),
        ("Acme \U0001f525", 12052191),
        ("Acme ⓐ", 12052191),
        ("\uff21\uff43\uff4d\uff45", 12052191),
        ("玻璃烛台", 12052204),
        ("&amp; Co", 12052204),
        ("Acme\x07", 12052204),
        ("---", 12052204),
        ("Søstrene Grene", 0),
        ("Żółć & Syn", 0),
        (FREE.upper(), 12052205),
    ],
)
def test_each_rule_of_a_brand_name_has_its_code(platform: RunningPlatform, name: str, wanted: int) -> None:
    reply = create(new_seller(platform), name)
    assert (reply.status, reply.code) == (200, wanted), reply.json


def test_a_japanese_seller_writes_with_han_characters(platform: RunningPlatform) -> None:
    assert create(new_seller(platform, region="JP"), "日用品屋").code == 0


def test_a_name_can_be_used_once_whatever_its_case_and_composition(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert create(seller, "Café Straße").code == 0
    for same in ("Café Straße", "CAFÉ STRASSE", "Cafe\u0301 Straße", " café straße "):
        assert create(seller, same).code == 12052205


def test_a_name_is_required(platform: RunningPlatform) -> None:
    assert new_seller(platform).call("createCustomBrands", {}).code == 36009004


@pytest.mark.own_platform
def test_fifty_brands_a_day_by_the_platforms_clock(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    midnight = (platform.post("/sandbox/clock/freeze")["now"] // DAY + 1) * DAY
    platform.post("/sandbox/clock/set", {"time": midnight - 1})
    for number in range(50):
        assert create(seller, f"Brand {number}").code == 0
    assert create(seller, "One more").code == 12052202
    assert create(seller, "Brand 7").code == 12052205, "what is wrong with the name is told first"
    platform.post("/sandbox/clock/advance", {"seconds": 1})
    assert create(seller, "One more").code == 0


def test_a_thousand_brands_in_all(start_platform: StartPlatform) -> None:
    platform = start_platform(demo=False)
    seller = new_seller(platform)
    for day in range(20):
        for number in range(50):
            assert create(seller, f"Brand {day} {number}").code == 0
        platform.post("/sandbox/clock/advance", {"seconds": DAY})
    assert create(seller, "One more").code == 12052203
    assert len(pages(seller, brand_name="brand ")) == 1000
