"""What lies on a limit is taken, and what lies just beyond is refused: limits that ``test_each_code`` leaves open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from shopwright.platform.catalogue.listing import (
    Certification,
    ExternalListPrice,
    Fee,
    IdRef,
    ImageRef,
    ListPrice,
    Money,
    OrderQuantityLimit,
    SalesAttribute,
    ScheduledSale,
    SizeChart,
    StockLine,
)
from shopwright.platform.catalogue.listing_rules.cleared import cleared
from shopwright.platform.catalogue.listing_rules.context import UploadedImage
from shopwright.platform.catalogue.listing_rules.html import read
from shopwright.platform.catalogue.listing_rules.rules import problems
from shopwright.platform.catalogue.listing_rules.uploads import candidate_uris

from .cases_content import (
    CELLS,
    GENDER,
    IMG,
    JOGGERS,
    NO_BATTERIES,
    PHONE,
    REPORT,
    SHOES,
    described,
    in_category,
    own,
    with_pse,
)
from .cases_skus import priced, size, tint, variants, with_deposit
from .cases_terms import EAN, PAIR, boxed, bundle, coded, late, packed, promised
from .support import (
    DAY,
    IMAGES,
    NOW,
    Case,
    coloured,
    context,
    listing,
    manufacturers,
    one_sku,
    responsible_persons,
    sku,
)

Change = Mapping[str, Any] | Callable[[str], Mapping[str, Any]]

SQUARE = {"300": UploadedImage(300, 300), "4000": UploadedImage(4000, 4000), "1024": UploadedImage(1024, 1024)}
SMALL_PARTS = [(str(number), 1) for number in range(10)]


def minimum_bundle(market: str) -> Mapping[str, Any]:
    skus = [sku(market, combined_skus=PAIR)]
    return {"skus": skus, "primary_combined_product_id": "900", "minimum_order_quantity": 1}


def at_limit(name: str, change: Change, market: str = "GB", **shop: Any) -> tuple[str, str, Change, Mapping[str, Any]]:
    return name, market, change, shop


LIMITS = [
    at_limit("description_of_10000", described("word " * 1999 + "wordy")),
    at_limit("title_of_25_in_thailand", {"title": "Glass candle holder, 1 pc"}, "TH"),
    at_limit("title_of_255_in_britain", {"title": "Bowl " * 50 + "bowls"}),
    at_limit("nine_equal_characters", {"title": "Soooooooooft towel for the bath"}),
    at_limit("15_search_terms_of_250", {"search_terms": ["candle holders "] * 14 + ["a" * 40]}),
    at_limit("5_selling_points_of_1500", {"key_product_features": ["g" * 300] * 5}),
    at_limit("external_product_id_of_999", {"external_product_id": "x" * 999}),
    at_limit("30_images_in_the_description", described(IMG.format(300) * 30)),
    at_limit("image_of_3999_px_in_the_description", described(IMG.format(3999))),
    at_limit("image_of_1_px_in_the_description", described(IMG.format(1))),
    at_limit("main_image_of_300_px", {"main_images": [ImageRef("300")]}, images=SQUARE),
    at_limit("main_image_of_4000_px", {"main_images": [ImageRef("4000")]}, images=SQUARE),
    at_limit(
        "size_chart_of_1024_px",
        in_category(SHOES, GENDER, size_chart=SizeChart(image=ImageRef("1024"))),
        images=IMAGES | SQUARE,
    ),
    at_limit(
        "size_chart_by_template_beside_an_image",
        in_category(SHOES, GENDER, size_chart=SizeChart(template=IdRef("660"), image=ImageRef("nowhere"))),
    ),
    at_limit("attribute_value_of_2000", in_category(JOGGERS, GENDER, own("fabric", "felt " * 399 + "felts"))),
    at_limit("10_papers_of_a_certificate", with_pse({"files": [REPORT] * 5, "images": [ImageRef("paper")] * 5}), "JP"),
    at_limit("certificate_that_ends_in_a_second", with_pse({"expiration_date": NOW + 1}), "JP"),
    at_limit(
        "10_manufacturers",
        {"manufacturer_ids": [str(number) for number in range(700, 710)]},
        "DE",
        persons=manufacturers(*range(700, 710)) | responsible_persons(800),
    ),
    at_limit("variants_of_three_kinds", variants([SalesAttribute(name=name, value_name="1") for name in "ABC"])),
    at_limit("variants_of_100_values", lambda market: {"skus": coloured(market, *map(str, range(100)))}, "US"),
    at_limit("variant_name_of_20", variants([SalesAttribute(name="Colour of the candle", value_name="Sand")])),
    at_limit("variant_value_of_50", variants([tint("sand " * 9 + "sandy")])),
    at_limit(
        "variant_image_on_all_values_of_one_kind",
        variants(
            [tint("Sand", sku_img=ImageRef("red")), size("L")], [tint("Sea", sku_img=ImageRef("blue")), size("L")]
        ),
    ),
    at_limit(
        "8_supplementary_images",
        variants([tint("Sand", sku_img=ImageRef("red"), supplementary_sku_images=[ImageRef("blue")] * 8)]),
        "US",
    ),
    at_limit("seller_sku_of_50", one_sku(seller_sku="x" * 50)),
    at_limit("seller_sku_of_6_in_germany", one_sku(seller_sku="CANDLE"), "DE"),
    at_limit("external_sku_id_of_999", one_sku(external_sku_id="x" * 999)),
    at_limit("external_url_of_500", one_sku(external_urls=["https://a.example/" + "x" * 482])),
    at_limit("unit_count_of_0.01", one_sku(sku_unit_count="0.01"), "DE"),
    at_limit("unit_count_of_99999.9999", one_sku(sku_unit_count="99999.9999"), "DE"),
    at_limit("price_of_5600", priced("5600")),
    at_limit("price_of_0.01", priced("0.01")),
    at_limit("list_price_of_7600", one_sku(list_price=ListPrice("7600", "USD")), "US"),
    at_limit(
        "list_price_elsewhere",
        one_sku(external_list_prices=[ExternalListPrice("SHOPIFY_COMPARE_AT_PRICE", "20", "USD")]),
        "US",
    ),
    at_limit("deposit_of_6300", with_deposit(Fee("PFAND", "6300", "REUSABLE")), "DE"),
    at_limit("deposit_of_0", with_deposit(Fee("PFAND", "0.00", "SINGLE_USE")), "DE"),
    at_limit("no_deposit_of_0", with_deposit(Fee("PFAND", "0", "NOT_APPLICABLE")), "DE"),
    at_limit("no_deposit_without_amount", with_deposit(Fee("PFAND", None, "NOT_APPLICABLE")), "DE"),
    at_limit("backorder_of_999999_in_30_days", late(999_999, 30), "US"),
    at_limit("backorder_of_1_in_1_day", late(1, 1), "US"),
    at_limit("backorder_of_0_without_handling_time", late(0, None), "US"),
    at_limit("weight_of_one_gram", packed("0.001")),
    at_limit("dimensions_of_0.01", boxed("0.01", "0.01", "0.01")),
    at_limit("pre_order_in_3_days", one_sku(pre_sale=promised("PRE_ORDER", days=3))),
    at_limit("pre_order_in_30_days", one_sku(pre_sale=promised("PRE_ORDER", days=30))),
    at_limit("pre_order_for_3_days_ahead", one_sku(pre_sale=promised("PRE_ORDER", date=NOW + 3 * DAY)), "US"),
    at_limit("made_to_order_in_14_days", one_sku(pre_sale=promised("MADE_TO_ORDER", days=14)), "US"),
    at_limit("custom_made_in_30_days", one_sku(pre_sale=promised("CUSTOM", days=30)), "US"),
    at_limit("no_pre_sale_named_none", one_sku(pre_sale=promised("NONE"))),
    at_limit(
        "10_extra_codes",
        one_sku(identifier_code=EAN, extra_identifier_codes=[str(10_000_000 + number) for number in range(10)]),
        "DE",
    ),
    at_limit("ean_of_8_digits", coded("40063813", "EAN")),
    at_limit("ean_of_13_digits", coded("4006381333931", "EAN")),
    at_limit("gtin_of_14_digits", coded("40063813339310", "GTIN")),
    at_limit("upc_of_12_digits", coded("400638133393", "UPC")),
    at_limit("isbn_of_13_digits", coded("9783161484100", "ISBN")),
    at_limit("jan_of_8_digits", coded("45123456", "JAN")),
    at_limit("jan_of_13_digits", coded("4512345678906", "JAN")),
    at_limit("minimum_order_of_1", {"minimum_order_quantity": 1}, "ID"),
    at_limit("bundle_with_a_minimum_order_of_1", minimum_bundle, "ID"),
    at_limit(
        "maximum_order_of_the_minimum",
        {
            "minimum_order_quantity": 5,
            "purchase_order_quantity_limit": OrderQuantityLimit(maximum_order_quantity=5, cumulative_order_quantity=1),
        },
        "ID",
    ),
    at_limit("maximum_order_of_1", {"purchase_order_quantity_limit": OrderQuantityLimit(maximum_order_quantity=1)}),
    at_limit("sale_scheduled_for_the_next_moment", {"scheduled_sale": ScheduledSale(True, NOW * 1000 + 1)}),
    at_limit("sale_scheduled_for_the_past_but_not_enabled", {"scheduled_sale": ScheduledSale(False, 1)}),
    at_limit("bundle_of_10_parts", bundle(*SMALL_PARTS), bundle_part=None),
    at_limit("bundle_of_99_units", bundle(("901", 99))),
    at_limit("bundle_of_two_single_parts", bundle(("901", 1), ("902", 1))),
    at_limit("delivery_options_at_one_warehouse", {"delivery_option_ids": ["600"]}, "MY"),
    at_limit("instant_delivery_of_goods_for_sale", {"delivery_option_ids": ["601"]}, "ID"),
]


@pytest.mark.parametrize(("market", "change", "shop"), [pytest.param(*row[1:], id=row[0]) for row in LIMITS])
def test_what_lies_on_a_limit_is_taken(market: str, change: Change, shop: Mapping[str, Any]) -> None:
    changed = listing(market, **(change if isinstance(change, Mapping) else change(market)))
    assert problems(changed, context(market, **shop)) == []


BEYOND = [
    Case(
        name="cumulative_order_of_zero_is_12052317",
        change={"purchase_order_quantity_limit": OrderQuantityLimit(cumulative_order_quantity=0)},
    ),
    Case(name="selling_points_over_1500_are_12052910", change={"key_product_features": ["g" * 1501]}),
    Case(name="search_terms_over_250_are_12052910", change={"search_terms": ["g" * 251]}),
    Case(name="image_of_0_px_in_the_description_is_12052341", change=described(IMG.format(0))),
    Case(name="unit_count_with_five_decimals_is_12052574", market="DE", change=one_sku(sku_unit_count="0.12345")),
    Case(name="unit_count_of_100000_is_12052574", market="DE", change=one_sku(sku_unit_count="100000")),
    Case(
        name="deposit_with_three_decimals_is_12052495",
        market="DE",
        change=with_deposit(Fee("PFAND", "0.255", "REUSABLE")),
    ),
    Case(name="deposit_without_amount_is_12052495", market="DE", change=with_deposit(Fee("PFAND", None, "REUSABLE"))),
    Case(name="backorder_in_0_days_is_12052490", market="US", change=late(5, 0)),
    Case(name="custom_made_in_0_days_is_12019098", market="US", change=one_sku(pre_sale=promised("CUSTOM", days=0))),
    Case(
        name="list_price_with_three_decimals_is_12052375",
        market="US",
        change=one_sku(list_price=ListPrice("20.005", "USD")),
    ),
    Case(name="certificate_that_ends_now_is_12052385", market="JP", change=with_pse({"expiration_date": NOW})),
    Case(name="bundle_of_no_units_is_12052832", change=bundle(("901", 0))),
    Case(
        name="second_hand_on_both_platforms_is_12052316",
        market="ID",
        change={"is_pre_owned": True, "listing_platforms": ["TOKOPEDIA", "TIKTOK_SHOP"]},
    ),
    Case(
        name="external_list_price_of_letters_is_12052375",
        market="US",
        change=one_sku(external_list_prices=[ExternalListPrice("SHOPIFY_COMPARE_AT_PRICE", "x", "USD")]),
    ),
]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in BEYOND])
def test_what_lies_beyond_a_limit_is_refused(case: Case) -> None:
    assert case.codes() == {case.code}


def test_a_list_price_of_the_price_is_kept_and_a_cent_less_is_not() -> None:
    amounts = {
        amount: cleared(listing("US", **one_sku(list_price=ListPrice(amount, "USD"))("US")), context("US"))[0]
        for amount in ("12.49", "12.50")
    }
    assert {amount: bool(kept.skus[0].list_price) for amount, kept in amounts.items()} == {
        "12.49": False,
        "12.50": True,
    }


def test_a_sale_price_decides_whether_the_list_price_of_a_seller_abroad_is_kept() -> None:
    sold = one_sku(price=Money("USD", "50", sale_price="10"), list_price=ListPrice("20", "USD"))("US")
    abroad = context("US", seller_type="CROSS_BORDER")
    assert cleared(listing("US", **sold), abroad)[0].skus[0].list_price == ListPrice("20", "USD")
    assert cleared(listing("US", **sold), context("US"))[0].skus[0].list_price is None


class TestHtml:
    """Which tags end others, and what stands where: HTML's own rules."""

    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<table><tr><th>Size<td>7 cm<td>Glass<tr><td>Blue</table>", "Size\n7 cm\nGlass\n\nBlue\n"),
            ("<table><tr><th>Size</th><td>7 cm</td></tr></table>", "Size 7 cm \n\n"),
            ("<table><thead><tr><th>Size<tbody><tr><td>7 cm<tfoot><tr><td>All</table>", "Size\n\n\n7 cm\n\n\nAll\n"),
            ("<dl><dt>Size<dd>7 cm<dt>Stuff<dd>Glass</dl>", "Size\n7 cm\nStuff\nGlass\n"),
            ("<dl><div><dt>Size</dt><dd>7 cm</dd></div></dl>", "Size\n7 cm\n\n\n"),
            ("<dl><dt>Size<dt>Stuff<dd>7 cm<dd>Glass</dl>", "Size\nStuff\n7 cm\nGlass\n"),
            ("<table><tr><td>a<th>b<td>c<td>d<th>e<th>f<tr><td>g</table>", "a\nb\nc\nd\ne\nf\n\ng\n"),
            ("<table><thead><tr><td>a<tbody><tr><th>b<tbody><tr><td>c</table>", "a\n\n\nb\n\n\nc\n"),
            ("<table><tbody><tr><th>a<tfoot><tr><td>b</table>", "a\n\n\nb\n"),
            ("<table><tr><th>a<tfoot><tr><td>b</table>", "a\n\nb\n"),
            ("<ul><li>One<li>Two</ul>", "One\nTwo\n"),
            ("<ol><li>One</ol><menu><li>Two</menu>", "One\nTwo"),
            ("<p>One<p>Two<div>Three</div>", "One\nTwo\nThree\n"),
            ("One<br>Two", "One\nTwo"),
            ("<b>One</b> <i/>Two", "One Two"),
        ],
    )
    def test_ends_that_are_left_out_are_understood(self, html: str, text: str) -> None:
        document = read(html)
        assert document.problems == ()
        assert document.text == text

    @pytest.mark.parametrize(
        ("html", "tag", "parent"),
        [
            ("<table><td>7 cm</td></table>", "td", "table"),
            ("<table><th>7 cm</th></table>", "th", "table"),
            ("<div><tr></tr></div>", "tr", "div"),
            ("<section><dt>Size</dt></section>", "dt", "section"),
            ("<dd>7 cm</dd>", "dd", "body"),
            ("<section><li>One</li></section>", "li", "section"),
            ("<a href='#x'><a href='#y'>Glass</a></a>", "a", "a"),
        ],
    )
    def test_a_tag_without_its_parent_is_refused(self, html: str, tag: str, parent: str) -> None:
        (error,) = read(html).problems
        assert error.error.code == 12052349
        assert f"<{tag}>" in error.message
        assert f"<{parent}>" in error.message


@pytest.mark.parametrize("name", ["action", "background", "formaction", "href", "poster", "src", "xlink:href"])
@pytest.mark.parametrize("address", ["javascript:x()", " VBScript:x", "data: text/html,x"])
def test_an_address_that_runs_something_is_refused(name: str, address: str) -> None:
    document = read(f'<div {name}="{address}">Glass</div>')
    assert [problem.error.code for problem in document.problems] == [12052350]
    assert read(f'<div {name}="https://images.example/blue">Glass</div>').problems == ()


def test_a_draft_may_have_a_child_attribute_before_its_parent_has_a_value() -> None:
    assert problems(listing(**in_category(PHONE, CELLS)("GB")), context(is_draft=True)) == []
    refused = problems(listing(**in_category(PHONE, NO_BATTERIES, CELLS)("GB")), context(is_draft=True))
    assert [problem.error.code for problem in refused] == [12052183]


def test_a_code_that_an_edit_sends_again_is_taken() -> None:
    before = listing(skus=[sku(id="1", identifier_code=EAN)])
    assert problems(before, context(existing=before, was_live=True, sku_ids={"1"})) == []


def test_a_value_of_an_attribute_may_have_lines() -> None:
    assert problems(listing(**in_category(JOGGERS, GENDER, own("fabric", "Felt\nWool"))("GB")), context()) == []


@pytest.mark.parametrize("tag", ["script", "style"])
def test_what_is_not_shown_is_no_text(tag: str) -> None:
    assert read(f"<p>Glass<{tag}>not shown</{tag}></p>").text == "Glass\n"


def test_a_shop_needs_a_warehouse_of_each_kind_of_its_own() -> None:
    others = {id_: replace(place, is_own=False) for id_, place in context().warehouses.items()}
    edited = listing(skus=[replace(listing().skus[0], id="1", inventory=None)])
    listing_problems = problems(edited, context(warehouses=others, sku_ids={"1"}))
    assert [problem.error.code for problem in listing_problems] == [12052115, 12052535]


@pytest.mark.parametrize(
    ("source", "uris"),
    [
        ("https://images.example/up/blue.jpeg?x=1#top", ["up/blue.jpeg", "up/blue", "blue.jpeg", "blue"]),
        ("https://images.example/up/blue~tplv-400.jpeg", ["up/blue", "blue"]),
        ("//images.example/blue", ["blue"]),
        ("v1.5/blue", ["v1.5/blue", "blue"]),
        ("blue", ["blue"]),
        ("", []),
    ],
)
def test_an_image_s_address_holds_the_uri_of_an_upload(source: str, uris: list[str]) -> None:
    assert list(candidate_uris(source)) == uris


@pytest.mark.parametrize(("count", "codes"), [(10, {12052655}), (11, {12052655, 12052657})])
def test_a_listing_has_ten_certificates_at_most(count: int, codes: set[int]) -> None:
    unknown = [Certification(str(number), files=[REPORT]) for number in range(count)]
    assert {problem.error.code for problem in problems(listing(certifications=unknown), context())} == codes


@pytest.mark.parametrize("format", ["JPG", "JPEG", "MPO", "PNG", "WEBP", "HEIC", "HEIF", "BMP", "png"])
def test_each_documented_format_of_images_is_taken(format: str) -> None:
    images = IMAGES | {"other": UploadedImage(800, 800, format=format)}
    assert problems(listing(main_images=[ImageRef("other")]), context(images=images)) == []


@pytest.mark.parametrize(
    ("market", "change", "message"),
    [
        ("GB", one_sku(inventory=[StockLine("100", -1)]), "A quantity is 0 to 999999, not -1."),
        ("US", late(5, 31), "A handling time is 1 to 30 days, not 31."),
        ("US", late(5, None), "A handling time is 1 to 30 days, not nothing."),
    ],
)
def test_the_message_names_the_limits(market: str, change: Callable[[str], Mapping[str, Any]], message: str) -> None:
    assert [problem.message for problem in problems(listing(market, **change(market)), context(market))] == [message]
