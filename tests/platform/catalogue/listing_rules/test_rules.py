"""Listings that obey every rule, drafts, and the order and cost of judging."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from shopwright.platform.catalogue.listing import (
    AttributeValue,
    Certification,
    Dimensions,
    IdentifierCode,
    ImageRef,
    ListPrice,
    Measure,
    Money,
    ProductAttribute,
    SalesAttribute,
    StockLine,
)
from shopwright.platform.catalogue.listing_rules.context import ListingContext
from shopwright.platform.catalogue.listing_rules.prices import amount_problem
from shopwright.platform.catalogue.listing_rules.rules import first_problem, problems
from shopwright.platform.catalogue.listing_rules.sku_errors import PRICE_FORMAT
from shopwright.platform.catalogue.listing_rules.stock import same_warehouses
from shopwright.platform.market.regions import all_regions, region

from .cases_content import GENDER, SHOES, in_category, own
from .cases_skus import COLOR, variants
from .cases_terms import EAN, FIVE, _pre_sale, boxed, coded, packed
from .support import DAY, NOW, attribute_id, context, listing, one_sku, sku, value_id

MARKETS = [market.code for market in all_regions()]


@pytest.mark.parametrize("market", MARKETS)
def test_a_plain_listing_is_taken_in_every_market(market: str) -> None:
    assert problems(listing(market), context(market)) == []


@pytest.mark.parametrize("market", MARKETS)
def test_300_or_100_variants_are_taken_in_every_market(market: str) -> None:
    skus = [
        sku(market, sales_attributes=[SalesAttribute(name="Tint", value_name=f"No {number // 3}"), size(number % 3)])
        for number in range(region(market).max_skus)
    ]
    assert problems(listing(market, skus=skus), context(market)) == []


def size(number: int) -> SalesAttribute:
    return SalesAttribute(name="Size", value_name=str(number))


IMAGE = '<img src="https://images.example/a/shown~tplv.jpeg?from=1" width="1200" height="900px"/>'
TAKEN: list[tuple[str, str, Mapping[str, Any]]] = [
    ("a_title_with_a_trade_mark_sign", "GB", {"title": "Lumo™ holder, 50 % off – “glass” & more ★"}),
    ("a_title_of_one_character_in_the_us", "US", {"title": "A"}),
    ("a_title_of_300_in_mexico", "MX", {"title": "Vela " * 60}),
    ("a_title_in_japanese", "JP", {"title": "硝子の蝋燭立て 二個セット"}),
    ("a_title_in_thai", "TH", {"title": "เชิงเทียนแก้วสำหรับเทียนทีไลท์ ชุดละสองชิ้น"}),
    ("a_plain_text_as_description", "GB", {"description": "Holds a tea light, 7 < 8 cm.\nGlass."}),
    ("a_description_with_needed_escapes", "GB", {"description": "<p>Salt &amp; pepper, &lt; 7 cm</p>"}),
    ("a_description_with_an_uploaded_image", "GB", {"description": f"<p>Glass</p>{IMAGE}"}),
    ("a_description_of_an_image_alone", "GB", {"description": IMAGE}),
    ("html_that_leaves_ends_out", "GB", {"description": "<ul><li><p>Glass<li>7 cm</ul><p>One<p>Two<br>Three"}),
    ("html_with_a_table", "GB", {"description": "<table><tr><th>Size<td>7 cm<tr><td>Glass</table>"}),
    ("html_20_deep", "GB", {"description": "<div>" * 20 + "Glass" + "</div>" * 20}),
    ("nine_main_images", "GB", {"main_images": [ImageRef("main")] * 9}),
    ("a_weight_in_grams_in_brazil", "BR", packed("400", "GRAM")),
    ("lengths_with_a_comma_in_brazil", "BR", boxed("20,5", "10,25", "9")),
    ("pounds_and_inches_in_the_us", "US", {**packed("0.88", "POUND"), **boxed("7.87", "4", "4", "INCH")}),
    ("an_isbn_that_ends_with_x", "GB", coded("316148410X", "ISBN")("GB")),
    ("an_ean_of_14_digits", "GB", coded("40063813339310", "EAN")("GB")),
    ("a_release_date_in_60_days", "US", {"skus": [sku("US", **_pre_sale("PRE_ORDER", date=NOW + 60 * DAY))]}),
    ("a_pre_order_in_30_days", "VN", {"skus": [sku("VN", **_pre_sale("PRE_ORDER", days=30))]}),
    ("cash_on_delivery_in_vietnam", "VN", {"is_cod_allowed": True}),
    ("a_minimum_order_in_indonesia", "ID", {"minimum_order_quantity": 20}),
    ("second_hand_on_tokopedia_alone", "ID", {"is_pre_owned": True, "listing_platforms": ["TOKOPEDIA"]}),
    ("an_empty_shelf", "GB", {"skus": [sku("GB", inventory=[StockLine(warehouse_id="100", quantity=0)])]}),
    ("two_warehouses", "GB", {"skus": [sku("GB", inventory=[StockLine("100", 1), StockLine("101", 999_999)])]}),
    ("a_brand_free_in_this_category", "GB", {"brand_id": "504"}),
    ("a_category_by_invitation_in_the_us", "US", in_category("aa-6-11")("US")),
    ("the_older_tree_in_britain", "GB", {"category_id": listing("BR").category_id, "category_version": "v1"}),
    ("a_colour_that_is_not_listed", "GB", variants([SalesAttribute(id=COLOR, value_name="Sunset")])("GB")),
    ("a_listed_value_by_its_name", "GB", in_category("aa-1-1-1-1", own("target-gender", "unisex"))("GB")),
]


@pytest.mark.parametrize(("market", "change"), [pytest.param(*row[1:], id=row[0]) for row in TAKEN])
def test_what_is_taken(market: str, change: Mapping[str, Any]) -> None:
    assert problems(listing(market, **change), context(market)) == []


def test_the_first_problem_is_that_of_the_first_rule() -> None:
    broken = listing(title="", category_id="1", skus=[])
    assert first_problem(broken, context()) == problems(broken, context())[0]
    assert [problem.field for problem in problems(broken, context())] == ["category_id", "title", "skus"]


def test_a_problem_says_where_and_what() -> None:
    problem = first_problem(listing(skus=[sku(price=Money("GBP", "5600.01"))]), context())
    assert problem is not None
    assert problem.field == "skus[0].price.amount"
    assert problem.message == "The price 5600.01 GBP is outside 0.01 to 5600 in GB."


class TestDrafts:
    """A draft may lack anything, but what it holds must be right."""

    EMPTY: Mapping[str, Any] = {
        "title": "",
        "description": "",
        "main_images": [],
        "skus": [],
        "package_weight": None,
        "package_dimensions": None,
        "manufacturer_ids": None,
        "responsible_person_ids": None,
    }

    @pytest.mark.parametrize("market", MARKETS)
    def test_may_lack_everything_but_a_category(self, market: str) -> None:
        shop = context(market, is_draft=True, warehouses={}, shipping_template_ids=set())
        assert problems(listing(market, **self.EMPTY), shop) == []

    def test_may_lack_price_stock_attributes_and_charts(self) -> None:
        draft = listing(**in_category(SHOES)("GB"), skus=[sku(price=Money("GBP"), inventory=None)])
        assert problems(draft, context(is_draft=True)) == []

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"title": "Bowl " * 60}, 12052051),
            ({"description": "<script>"}, 12052345),
            ({"main_images": [ImageRef("nowhere")]}, 12052300),
            ({"category_id": "1"}, 12052023),
            ({"package_weight": Measure("0.4", "GRAM")}, 12052916),
            (one_sku(price=Money("EUR", "5"))("GB"), 12052084),
            ({"certifications": [Certification("1")]}, 12052655),
        ],
    )
    def test_obeys_limits_in_what_it_holds(self, change: Mapping[str, Any], code: int) -> None:
        listing_problems = problems(listing(**change), context(is_draft=True))
        assert code in {problem.error.code for problem in listing_problems}


class TestEdits:
    def test_price_and_stock_may_be_left_out(self) -> None:
        edited = listing(skus=[sku(id="1", price=None, inventory=None)])
        assert problems(edited, context(existing=listing(), sku_ids={"1"})) == []

    def test_a_new_sku_needs_both(self) -> None:
        edited = listing(skus=[sku(price=None, inventory=None)])
        listing_problems = problems(edited, context(existing=listing(), sku_ids={"1"}))
        assert [problem.error.code for problem in listing_problems] == [12052571, 12052096]

    def test_a_code_may_be_left_out_and_added(self) -> None:
        before = listing(skus=[sku(id="1", identifier_code=EAN), sku(id="2")])
        names = ("Sand", "Sea")
        pairs = [[SalesAttribute(name="Tint", value_name=name)] for name in names]
        now = [
            sku(id="1", sales_attributes=pairs[0]),
            sku(id="2", sales_attributes=pairs[1], identifier_code=IdentifierCode("12345678", "EAN")),
        ]
        assert problems(listing(skus=now), context(existing=before, sku_ids={"1", "2"})) == []

    def test_a_release_date_that_was_submitted_may_come_near(self) -> None:
        before = listing("US", skus=[sku("US", id="1", **_pre_sale("PRE_ORDER", date=FIVE))])
        shop = context("US", existing=before, was_live=True, sku_ids={"1"}, now=FIVE - DAY)
        assert problems(replace(before), shop) == []

    def test_made_to_order_may_become_ordinary(self) -> None:
        before = listing("US", skus=[sku("US", id="1", **_pre_sale("MADE_TO_ORDER", days=5))])
        shop = context("US", existing=before, was_live=True, sku_ids={"1"})
        assert problems(listing("US", skus=[sku("US", id="1")]), shop) == []

    def test_ids_given_to_own_attributes_are_known(self) -> None:
        pair = SalesAttribute(id="77001", value_id="77002")
        fabric = ProductAttribute(attribute_id("fabric"), [AttributeValue(id="77003")])
        edited = listing(**in_category("aa-1-1-1-1", GENDER, fabric)("GB"), skus=[sku(sales_attributes=[pair])])
        assert {problem.error.code for problem in problems(edited, context())} == {12052527, 12052529}
        assert problems(edited, context(generated_ids={"77001", "77002", "77003"})) == []

    def test_a_name_means_the_attribute_that_has_it_and_an_id(self) -> None:
        kept = SalesAttribute(id="77001", name="Tint", value_id="77002", value_name="Sand")
        skus = [sku(sales_attributes=[kept]), sku(sales_attributes=[SalesAttribute(name="tint", value_name="Sea")])]
        shop = context(generated_ids={"77001", "77002"})
        assert problems(listing(skus=skus), shop) == []
        again = sku(sales_attributes=[SalesAttribute(name="Tint", value_name="sand")])
        assert [problem.error.code for problem in problems(listing(skus=[*skus, again]), shop)] == [12052560]

    def test_a_name_of_the_category_means_its_attribute(self) -> None:
        by_id = SalesAttribute(id=attribute_id("color"), value_id=value_id("color", "Red"))
        by_name = SalesAttribute(name="Color", value_name="Blue")
        skus = [sku(sales_attributes=[by_id]), sku(sales_attributes=[by_name])]
        assert problems(listing(skus=skus), context()) == []


class TestCrossBorder:
    ABROAD: Mapping[str, Any] = {"seller_type": "CROSS_BORDER", "warehouse_abroad": True}

    def test_the_sale_price_is_the_one_judged(self) -> None:
        priced = listing(skus=[sku(price=Money("GBP", "9999", sale_price="134.50"))])
        assert problems(priced, context(**self.ABROAD)) == []

    def test_a_warehouse_at_home_gives_the_local_range(self) -> None:
        priced = listing(skus=[sku(price=Money("GBP", "5600"))])
        assert problems(priced, context(seller_type="CROSS_BORDER")) == []


def test_a_category_outside_the_main_one_is_12052225(monkeypatch: pytest.MonkeyPatch) -> None:
    category_facts = context().facts(listing())
    assert category_facts is not None
    outside = replace(category_facts, policy=replace(category_facts.policy, permission_statuses=("NON_MAIN_CATEGORY",)))
    monkeypatch.setattr(ListingContext, "facts", lambda _self, _listing: outside)
    assert [problem.error.code for problem in problems(listing(), context())] == [12052225]
    assert problems(listing(), context(qualified_category_ids={listing().category_id})) == []


def test_update_price_gets_its_own_code_for_a_malformed_price() -> None:
    problem = amount_problem("1,5", region("GB"), abroad=False, field="skus[0]", malformed=PRICE_FORMAT)
    assert problem is not None
    assert problem.error.code == 12052012


def test_skus_of_a_global_product_lie_at_the_same_warehouses() -> None:
    apart = listing(skus=[sku(), sku(inventory=[StockLine("101", 1)])])
    assert [problem.error.code for problem in same_warehouses(apart, context())] == [12052143]
    assert list(same_warehouses(listing(skus=[sku(), sku()]), context())) == []


def test_a_list_price_equal_to_the_price_is_taken() -> None:
    listed_sku = sku("US", list_price=ListPrice("12.50", "USD"))
    assert problems(listing("US", skus=[listed_sku]), context("US")) == []


def test_dimensions_of_a_sku_are_judged_too() -> None:
    listed_sku = sku(sku_dimensions=Dimensions("0", "1", "1", "CENTIMETER"))
    assert [problem.field for problem in problems(listing(skus=[listed_sku]), context())] == [
        "skus[0].sku_dimensions.length"
    ]
