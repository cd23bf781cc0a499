"""How a listing's SKUs break a rule: variants, references, prices, deposits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shopwright.platform.catalogue.listing import (
    ExternalListPrice,
    Fee,
    IdRef,
    ImageRef,
    ListPrice,
    Money,
    SalesAttribute,
    SizeChart,
)

from .cases_content import GENDER, JUICE, ORIGIN, SHOES, in_category
from .support import Case, attribute_id, category_id, coloured, one_sku, sku, value_id

COLOR = attribute_id("color")
RED = SalesAttribute(id=COLOR, value_id=value_id("color", "Red"))
BLUE = SalesAttribute(id=COLOR, value_id=value_id("color", "Blue"))


def tint(value: str, **more: Any) -> SalesAttribute:
    return SalesAttribute(name="Tint", value_name=value, **more)


def size(value: str, **more: Any) -> SalesAttribute:
    return SalesAttribute(name="Size", value_name=value, **more)


def variants(*sets: list[SalesAttribute]) -> Callable[[str], Mapping[str, Any]]:
    """One SKU for each set of sales attributes."""
    return lambda market: {"skus": [sku(market, sales_attributes=sales_attributes) for sales_attributes in sets]}


def in_shoes(*sets: list[SalesAttribute]) -> Callable[[str], Mapping[str, Any]]:
    def change(market: str) -> Mapping[str, Any]:
        chart = SizeChart(template=IdRef("660"))
        return {**in_category(SHOES, GENDER, size_chart=chart)(market), **variants(*sets)(market)}

    return change


VARIANTS = [
    Case(name="skus_missing_are_12052902", change={"skus": []}),
    Case(
        name="skus_over_100_in_singapore_are_12052050",
        market="SG",
        change=variants(*([tint(f"No {number // 2}"), size(f"{number % 2}")] for number in range(101))),
    ),
    Case(
        name="sku_id_twice_is_12052553",
        change=lambda market: {"skus": coloured(market, "Sand", "Sea", id="1")},
        shop={"sku_ids": {"1"}},
    ),
    Case(name="sku_id_of_another_product_is_12052557", change=one_sku(id="2"), shop={"sku_ids": {"1"}}),
    Case(
        name="variants_of_four_kinds_are_12052525",
        change=variants([SalesAttribute(name=name, value_name="1") for name in ("A", "B", "C", "D")]),
    ),
    Case(name="variants_of_other_kinds_are_12052550", change=variants([tint("Sand")], [RED])),
    Case(name="variants_on_one_sku_only_are_12052550", change=variants([tint("Sand")], [])),
    Case(name="variants_missing_on_two_skus_are_12052559", change=lambda market: {"skus": [sku(market), sku(market)]}),
    Case(name="variant_combination_twice_is_12052560", change=variants([tint("Sand")], [tint(" sand")])),
    Case(
        name="variant_combination_in_another_order_is_12052560",
        change=variants([tint("Sand"), RED], [RED, tint("Sand")]),
    ),
    Case(
        name="variant_by_id_and_by_its_name_is_12052560",
        change=variants([RED], [SalesAttribute(id=COLOR, value_name="red")]),
    ),
    Case(name="variant_kind_twice_by_id_is_12052254", change=variants([RED, BLUE])),
    Case(name="variant_kind_twice_by_name_is_12052244", change=variants([tint("Sand"), tint("Sea")])),
    Case(name="variant_without_id_and_name_is_12052241", change=variants([SalesAttribute(value_name="Sand")])),
    Case(name="variant_kind_unknown_is_12052527", change=variants([SalesAttribute(id="1", value_name="Sand")])),
    Case(name="variant_kind_of_the_sellers_own_is_12052240", change=in_shoes([tint("Sand")])),
    Case(
        name="variant_name_over_20_is_12052242",
        change=variants([SalesAttribute(name="Colour of the candle!", value_name="Sand")]),
    ),
    Case(name="variant_name_in_chinese_is_12052243", change=variants([SalesAttribute(name="颜色", value_name="Sand")])),
    Case(name="variant_name_of_symbols_is_12052933", change=variants([SalesAttribute(name="##", value_name="Sand")])),
    Case(name="variant_without_value_is_12052248", change=variants([SalesAttribute(name="Tint")])),
    Case(name="variant_value_unknown_is_12052529", change=variants([SalesAttribute(id=COLOR, value_id="1")])),
    Case(name="variant_value_over_50_is_12052249", change=variants([tint("sand " * 10 + "s")])),
    Case(name="variant_value_in_chinese_is_12052554", change=variants([tint("红色")])),
    Case(name="variant_value_with_an_emoji_is_12052934", change=variants([tint("Red ❤️")])),
    Case(
        name="variant_values_over_100_are_12052526",
        change=lambda market: {"skus": coloured(market, *(f"No {number}" for number in range(101)))},
    ),
    Case(name="variant_image_not_uploaded_is_12052520", change=variants([tint("Sand", sku_img=ImageRef("nowhere"))])),
    Case(
        name="variant_image_more_than_three_times_as_wide_as_high_is_12052524",
        change=variants([tint("Sand", sku_img=ImageRef("strip"))]),
    ),
    Case(
        name="variant_image_of_a_refused_format_is_12052523",
        change=variants([tint("Sand", sku_img=ImageRef("video-still"))]),
    ),
    Case(
        name="variant_image_missing_on_a_value_is_12052522",
        change=variants([tint("Sand", sku_img=ImageRef("red"))], [tint("Sea")]),
    ),
    Case(
        name="variant_images_on_two_kinds_are_12052528",
        change=variants([tint("Sand", sku_img=ImageRef("red")), size("L", sku_img=ImageRef("blue"))]),
    ),
    Case(
        name="variant_with_9_supplementary_images_is_12052356",
        market="US",
        change=variants([tint("Sand", sku_img=ImageRef("red"), supplementary_sku_images=[ImageRef("blue")] * 9)]),
    ),
    Case(
        name="variant_with_supplementary_images_alone_is_12052357",
        market="US",
        change=variants([tint("Sand", supplementary_sku_images=[ImageRef("blue")])]),
    ),
]

REFERENCES = [
    Case(name="seller_sku_of_a_space_is_12052054", change=one_sku(seller_sku=" ")),
    Case(name="seller_sku_with_spaces_is_12052054", market="US", change=one_sku(seller_sku="RED M 01")),
    Case(name="seller_sku_over_50_is_12052054", change=one_sku(seller_sku="x" * 51)),
    Case(name="seller_sku_under_6_in_germany_is_12052054", market="DE", change=one_sku(seller_sku="CAN-1")),
    Case(
        name="seller_sku_missing_on_a_car_part_is_12052054",
        change=lambda market: {
            "category_id": category_id("vp-1-4-1-1", market),
            "skus": [sku(market, seller_sku=None)],
        },
    ),
    Case(name="external_sku_id_over_999_is_12052369", change=one_sku(external_sku_id="x" * 1000)),
    Case(
        name="external_sku_id_twice_is_12052996",
        change=lambda market: {"skus": coloured(market, "Sand", "Sea", external_sku_id="7")},
    ),
    Case(name="external_url_over_500_is_12052238", change=one_sku(external_urls=["https://a.example/" + "x" * 483])),
    Case(name="external_url_without_host_is_12052235", change=one_sku(external_urls=["ftp://a.example/"])),
    Case(name="unit_count_of_zero_is_12052574", market="DE", change=one_sku(sku_unit_count="0")),
]


def priced(amount: str | None, currency: str = "GBP", **more: Any) -> Callable[[str], Mapping[str, Any]]:
    return one_sku(price=Money(currency=currency, amount=amount, **more))


ABROAD = {"seller_type": "CROSS_BORDER", "warehouse_abroad": True}
PRICES = [
    Case(name="price_missing_is_12052571", change=one_sku(price=None)),
    Case(name="price_without_amount_is_12052571", change=priced(None)),
    Case(name="price_of_a_local_seller_as_sale_price_is_12052571", change=priced(None, sale_price="5")),
    Case(name="price_in_another_currency_is_12052084", change=priced("5", "EUR")),
    Case(name="price_in_words_is_12052073", change=priced("five")),
    Case(name="price_with_a_comma_is_12052073", change=priced("12,50")),
    Case(name="price_with_an_exponent_is_12052073", change=priced("1e2")),
    Case(name="price_below_zero_is_12052073", change=priced("-1")),
    Case(name="price_with_three_decimals_is_12052073", change=priced("1.005")),
    Case(name="price_with_decimals_in_yen_is_12052073", market="JP", change=priced("900.5", "JPY")),
    Case(name="price_of_zero_is_12052570", change=priced("0.00")),
    Case(name="price_over_the_limit_is_12052570", change=priced("5600.01")),
    Case(name="price_from_abroad_over_the_limit_is_12052570", change=priced("134.51"), shop=ABROAD),
    Case(
        name="sale_price_in_words_is_12052092", change=priced("5", sale_price="x"), shop={"seller_type": "CROSS_BORDER"}
    ),
    Case(name="sale_price_missing_abroad_is_12052424", market="US", change=priced("5", "USD"), shop=ABROAD),
    Case(name="starting_bid_in_words_is_12052073", change=priced("5", starting_bid_price="x")),
    Case(
        name="list_price_in_britain_is_12052376",
        change=one_sku(list_price=ListPrice("20", "USD")),
    ),
    Case(name="list_price_in_words_is_12052375", market="US", change=one_sku(list_price=ListPrice("x", "USD"))),
    Case(name="list_price_over_7600_is_12052383", market="US", change=one_sku(list_price=ListPrice("7600.01", "USD"))),
    Case(
        name="list_price_elsewhere_in_another_currency_is_12052084",
        market="US",
        change=one_sku(external_list_prices=[ExternalListPrice("SHOPIFY_COMPARE_AT_PRICE", "20", "CAD")]),
    ),
]


def with_deposit(*fees: Fee, code: str = JUICE, **changes: Any) -> Callable[[str], Mapping[str, Any]]:
    def change(market: str) -> Mapping[str, Any]:
        return {**in_category(code, ORIGIN)(market), "skus": [sku(market, fees=list(fees) or None, **changes)]}

    return change


DEPOSITS = [
    Case(name="deposit_outside_germany_is_12052497", change=one_sku(fees=[Fee("PFAND", "0.25", "SINGLE_USE")])),
    Case(name="deposit_missing_on_a_drink_is_12052495", market="DE", change=with_deposit(code="fb-1-5")),
    Case(name="deposit_of_another_type_is_12052495", market="DE", change=with_deposit(Fee("ECO", "0.25"))),
    Case(name="deposit_of_another_kind_is_12052495", market="DE", change=with_deposit(Fee("PFAND", "0.25", "GLASS"))),
    Case(name="deposit_over_6300_is_12052495", market="DE", change=with_deposit(Fee("PFAND", "6300.01", "REUSABLE"))),
    Case(
        name="deposit_amount_where_it_does_not_apply_is_12052498",
        market="DE",
        change=with_deposit(Fee("PFAND", "0.25", "NOT_APPLICABLE")),
    ),
]


CASES = [*VARIANTS, *REFERENCES, *PRICES, *DEPOSITS]
