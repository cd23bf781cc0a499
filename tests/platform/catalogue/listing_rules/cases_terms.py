"""How the terms of a sale break a rule: stock, parcel, pre-sale, codes, delivery, bundles, edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shopwright.platform.catalogue.listing import (
    CombinedSku,
    Dimensions,
    Fee,
    FulfillmentType,
    IdentifierCode,
    Measure,
    OrderQuantityLimit,
    PreSale,
    SalesAttribute,
    ScheduledSale,
    StockLine,
)
from shopwright.platform.catalogue.listing_rules.context import WarehouseRef

from .cases_content import JUICE, ORIGIN, in_category
from .support import DAY, NOW, Case, coloured, listing, one_sku, sku


def at(warehouse_id: str | None, quantity: int = 1, **more: Any) -> StockLine:
    return StockLine(warehouse_id=warehouse_id, quantity=quantity, **more)


def stocked(*lines: StockLine, **changes: Any) -> Callable[[str], Mapping[str, Any]]:
    return one_sku(inventory=list(lines), **changes)


def late(quantity: int | None, days: int | None) -> Callable[[str], Mapping[str, Any]]:
    return stocked(at("100", backorder_quantity=quantity, handling_time=days))


STOCK = [
    Case(name="stock_without_warehouse_is_12052096", change=one_sku(inventory=None)),
    Case(name="stock_without_warehouse_id_is_12052096", change=stocked(at(None))),
    Case(name="stock_below_zero_is_12052055", change=stocked(at("100", -1))),
    Case(name="stock_of_a_million_is_12052055", change=stocked(at("100", 1_000_000))),
    Case(name="stock_at_a_warehouse_twice_is_12052555", change=stocked(at("100"), at("100"))),
    Case(name="stock_at_an_unknown_warehouse_is_12052097", change=stocked(at("1"))),
    Case(name="stock_at_anothers_warehouse_is_12052530", change=stocked(at("103"))),
    Case(name="stock_at_a_disabled_warehouse_is_12052531", change=stocked(at("102"))),
    Case(name="stock_at_a_return_warehouse_is_12052532", change=stocked(at("200"))),
    Case(
        name="stock_that_leaves_a_warehouse_out_is_12052516",
        change=stocked(at("100"), id="1"),
        shop={"sku_ids": {"1"}, "sku_warehouses": {"1": {"100", "101"}}},
    ),
    Case(
        name="shop_without_return_warehouse_is_12052535",
        shop={"warehouses": {"100": WarehouseRef("SALES_WAREHOUSE")}},
    ),
    Case(
        name="shop_without_sales_warehouse_is_12052115",
        change=one_sku(id="1", inventory=None),
        shop={"sku_ids": {"1"}, "warehouses": {"200": WarehouseRef("RETURN_WAREHOUSE")}},
    ),
    Case(name="backorder_outside_the_us_is_12052309", change=late(5, 5)),
    Case(name="backorder_below_zero_is_12052310", market="US", change=late(-1, 5)),
    Case(
        name="backorder_with_two_handling_times_is_12052310",
        market="US",
        change=stocked(
            at("100", backorder_quantity=5, handling_time=5), at("101", backorder_quantity=5, handling_time=6)
        ),
    ),
    Case(name="backorder_of_a_million_is_12052311", market="US", change=late(1_000_000, 5)),
    Case(name="backorder_without_handling_time_is_12052490", market="US", change=late(5, None)),
    Case(name="backorder_in_31_days_is_12052490", market="US", change=late(5, 31)),
]


def packed(value: str, unit: str = "KILOGRAM") -> dict[str, Any]:
    return {"package_weight": Measure(value, unit)}


def boxed(length: str = "20", width: str = "10", height: str = "10", unit: str = "CENTIMETER") -> dict[str, Any]:
    return {"package_dimensions": Dimensions(length, width, height, unit)}


PARCEL = [
    Case(name="package_weight_missing_is_12052016", change={"package_weight": None}),
    Case(name="package_weight_of_zero_is_12052181", change=packed("0.000")),
    Case(name="package_weight_below_zero_is_12052006", change=packed("-0.4")),
    Case(name="package_weight_in_words_is_12052006", change=packed("light")),
    Case(name="package_weight_with_four_decimals_is_12052006", change=packed("0.4001")),
    Case(name="package_weight_in_parts_of_grams_is_12052006", market="JP", change=packed("400.5", "GRAM")),
    Case(
        name="package_weight_with_three_decimals_of_a_pound_is_12052006",
        market="US",
        change={**packed("0.875", "POUND"), **boxed(unit="INCH")},
    ),
    Case(name="package_weight_in_grams_in_france_is_12052916", market="FR", change=packed("400", "GRAM")),
    Case(
        name="package_in_pounds_in_britain_is_12019061",
        change={**packed("0.9", "POUND"), **boxed(unit="INCH")},
    ),
    Case(name="package_in_pounds_and_centimetres_is_12052915", market="US", change=packed("0.9", "POUND")),
    Case(name="package_dimensions_missing_in_mexico_are_12052116", market="MX", change={"package_dimensions": None}),
    Case(name="package_height_of_zero_is_12052003", change=boxed(height="0")),
    Case(name="package_width_with_three_decimals_is_12052004", change=boxed(width="10.005")),
    Case(name="package_length_with_a_comma_is_12052005", change=boxed(length="20,5")),
    Case(
        name="sku_weight_of_zero_is_12052181",
        change=one_sku(sku_weight=Measure("0", "KILOGRAM")),
    ),
]


def promised(kind: str | None, *, date: int | None = None, days: int | None = None) -> PreSale:
    return PreSale(kind, FulfillmentType(handling_duration_days=days, release_date=date))


def on_pre_sale(kind: str | None, **when: int) -> Callable[[str], Mapping[str, Any]]:
    return one_sku(pre_sale=promised(kind, **when))


def mixed(market: str) -> Mapping[str, Any]:
    first, second = coloured(market, "Sand", "Sea")
    first.pre_sale = promised("PRE_ORDER", days=5)
    return {"skus": [first, second]}


PRE_SALE = [
    Case(name="pre_sale_of_an_unknown_kind_is_12019099", change=on_pre_sale("MADE_TO_ORDER", days=5)),
    Case(
        name="pre_sale_of_food_is_12052268",
        change=in_category(JUICE, ORIGIN, skus=[sku("GB", pre_sale=promised("PRE_ORDER", days=5))]),
    ),
    Case(
        name="made_to_order_food_is_12052278",
        market="US",
        change=in_category("fb-1-7", ORIGIN, skus=[sku("US", pre_sale=promised("MADE_TO_ORDER", days=5))]),
    ),
    Case(name="pre_sale_without_time_is_12019095", change=one_sku(pre_sale=PreSale("PRE_ORDER"))),
    Case(name="pre_sale_without_kind_is_12019096", change=on_pre_sale(None, days=5)),
    Case(name="pre_order_without_date_in_the_us_is_12019097", market="US", change=on_pre_sale("PRE_ORDER", days=5)),
    Case(name="pre_order_without_days_is_12019098", change=on_pre_sale("PRE_ORDER", date=NOW + 5 * DAY)),
    Case(name="pre_order_in_2_days_is_12052269", change=on_pre_sale("PRE_ORDER", days=2)),
    Case(name="pre_order_in_31_days_is_12052269", change=on_pre_sale("PRE_ORDER", days=31)),
    Case(
        name="pre_order_for_the_day_after_tomorrow_is_12052269",
        market="US",
        change=on_pre_sale("PRE_ORDER", date=NOW + 3 * DAY - 1),
    ),
    Case(
        name="pre_order_in_more_than_60_days_is_12052269",
        market="US",
        change=on_pre_sale("PRE_ORDER", date=NOW + 60 * DAY + 1),
    ),
    Case(name="made_to_order_in_15_days_is_12052275", market="US", change=on_pre_sale("MADE_TO_ORDER", days=15)),
    Case(name="custom_made_in_31_days_is_12052275", market="US", change=on_pre_sale("CUSTOM", days=31)),
    Case(name="pre_sale_of_some_skus_is_12019100", change=mixed),
    Case(
        name="pre_order_not_for_sale_is_12052229",
        change=lambda market: {**on_pre_sale("PRE_ORDER", days=5)(market), "is_not_for_sale": True},
    ),
    Case(
        name="backorder_of_a_pre_order_is_12052310",
        market="US",
        change=stocked(
            at("100", backorder_quantity=5, handling_time=5), pre_sale=promised("PRE_ORDER", date=NOW + 5 * DAY)
        ),
    ),
]


def coded(code: str, kind: str | None, **changes: Any) -> Callable[[str], Mapping[str, Any]]:
    return one_sku(identifier_code=IdentifierCode(code, kind), **changes)


EAN = IdentifierCode("4006381333931", "EAN")
CODES = [
    Case(name="gtin_of_13_digits_is_12052591", change=coded("4006381333931", "GTIN")),
    Case(name="ean_of_12_digits_is_12052591", change=coded("400638133393", "EAN")),
    Case(name="upc_of_13_digits_is_12052591", change=coded("4006381333931", "UPC")),
    Case(name="isbn_of_10_digits_without_x_is_12052591", change=coded("3161484100", "ISBN")),
    Case(name="jan_of_14_digits_is_12052591", change=coded("40063813339310", "JAN")),
    Case(name="ean_in_arabic_digits_is_12052591", change=coded("٤٠٠٦٣٨١٣", "EAN")),
    Case(name="isbn_with_x_inside_is_12052598", change=coded("31614X8410", "ISBN")),
    Case(name="code_without_type_is_12052600", change=coded("4006381333931", None)),
    Case(name="code_of_unknown_type_is_12052600", change=coded("4006381333931", "ASIN")),
    Case(
        name="code_on_two_skus_is_12052592",
        change=lambda market: {"skus": coloured(market, "Sand", "Sea", identifier_code=EAN)},
    ),
    Case(
        name="extra_codes_outside_the_eu_are_12052291",
        change=one_sku(identifier_code=EAN, extra_identifier_codes=["12345678"]),
    ),
    Case(
        name="extra_codes_over_10_are_12052292",
        market="DE",
        change=one_sku(identifier_code=EAN, extra_identifier_codes=[str(10_000_000 + number) for number in range(11)]),
    ),
    Case(
        name="extra_codes_without_a_main_code_are_12052293",
        market="DE",
        change=one_sku(extra_identifier_codes=["12345678"]),
    ),
    Case(
        name="extra_code_of_9_digits_is_12052294",
        market="DE",
        change=one_sku(identifier_code=EAN, extra_identifier_codes=["123456789"]),
    ),
    Case(
        name="extra_code_that_is_the_main_one_is_12052592",
        market="DE",
        change=one_sku(identifier_code=EAN, extra_identifier_codes=["4006381333931"]),
    ),
]

SELLING = [
    Case(name="cash_on_delivery_in_britain_is_12052222", change={"is_cod_allowed": True}),
    Case(
        name="cash_on_delivery_from_abroad_in_indonesia_is_12052222",
        market="ID",
        change={"is_cod_allowed": True},
        shop={"seller_type": "CROSS_BORDER"},
    ),
    Case(name="minimum_order_in_britain_is_12052707", change={"minimum_order_quantity": 2}),
    Case(name="minimum_order_of_zero_is_12052706", market="ID", change={"minimum_order_quantity": 0}),
    Case(name="minimum_order_of_21_is_12052706", market="ID", change={"minimum_order_quantity": 21}),
    Case(
        name="maximum_order_of_zero_is_12052317",
        change={"purchase_order_quantity_limit": OrderQuantityLimit(maximum_order_quantity=0)},
    ),
    Case(
        name="maximum_order_below_the_minimum_is_12052319",
        market="ID",
        change={
            "minimum_order_quantity": 5,
            "purchase_order_quantity_limit": OrderQuantityLimit(maximum_order_quantity=4),
        },
    ),
    Case(name="tokopedia_outside_indonesia_is_12052330", change={"listing_platforms": ["TIKTOK_SHOP", "TOKOPEDIA"]}),
    Case(name="second_hand_goods_are_12052316", change={"is_pre_owned": True}),
    Case(name="shop_without_shipping_template_is_12052402", shop={"shipping_template_ids": set()}),
    Case(name="shipping_template_of_another_shop_is_12052549", change={"shipping_template_id": "1"}),
    Case(name="delivery_option_unknown_is_12052405", market="MY", change={"delivery_option_ids": ["1"]}),
    Case(
        name="delivery_option_with_two_warehouses_is_12052404",
        market="MY",
        change=lambda market: {**stocked(at("100"), at("101"))(market), "delivery_option_ids": ["600"]},
    ),
    Case(
        name="instant_delivery_not_for_sale_is_12052219",
        market="ID",
        change={"delivery_option_ids": ["601"], "is_not_for_sale": True},
    ),
    Case(name="sale_scheduled_for_now_is_12052604", change={"scheduled_sale": ScheduledSale(True, NOW * 1000)}),
]


def bundle(*parts: tuple[str, int], primary: str | None = "900", **changes: Any) -> Mapping[str, Any]:
    """One SKU of parts of the product 900: SKU id and units."""
    combined = [CombinedSku("900", sku_id, count) for sku_id, count in parts]
    return {"skus": [sku("GB", combined_skus=combined)], "primary_combined_product_id": primary, **changes}


def bundles(*parts: list[CombinedSku] | None) -> Mapping[str, Any]:
    names = ("Sand", "Sea", "Sun")
    skus = [
        sku("GB", sales_attributes=[SalesAttribute(name="Tint", value_name=name)], combined_skus=part)
        for name, part in zip(names, parts, strict=False)
    ]
    return {"skus": skus, "primary_combined_product_id": "900"}


PAIR = [CombinedSku("900", "901", 2)]
BUNDLES = [
    Case(name="bundle_on_some_skus_is_12052863", change=bundles(PAIR, None)),
    Case(name="bundles_of_the_same_parts_are_12052841", change=bundles(PAIR, PAIR)),
    Case(name="bundle_without_its_primary_product_is_12052842", change=bundle(("901", 2), primary="7")),
    Case(name="bundle_not_for_sale_is_12052228", change=bundle(("901", 2), is_not_for_sale=True)),
    Case(
        name="bundle_of_11_parts_is_12052831",
        change=bundle(*((str(number), 1) for number in range(11))),
        shop={"bundle_part": None},
    ),
    Case(name="bundle_with_a_part_twice_is_12052840", change=bundle(("901", 1), ("901", 1))),
    Case(name="bundle_of_100_units_is_12052832", change=bundle(("901", 100))),
    Case(name="bundle_of_one_unit_is_12052859", change=bundle(("901", 1))),
    Case(name="bundle_of_an_unknown_part_is_12052835", change=bundle(("1", 2))),
    Case(name="bundle_of_a_bundle_is_12052858", change=bundle(("904", 2))),
    Case(name="bundle_of_a_part_that_is_not_live_is_12052845", change=bundle(("903", 2))),
    Case(name="bundle_of_a_sku_of_another_product_is_12052844", change=bundle(("905", 2))),
    Case(name="bundle_of_a_pre_sale_is_12052846", change=bundle(("906", 2))),
    Case(name="bundle_outside_the_primary_category_is_12052836", change=bundle(("907", 2))),
    Case(name="bundle_of_two_first_level_categories_is_12052838", change=bundle(("909", 1), ("908", 1))),
    Case(name="bundle_of_a_brand_that_no_part_has_is_12052862", change=bundle(("909", 2), brand_id="500")),
    Case(
        name="bundle_with_its_own_delivery_is_12052856",
        market="ID",
        change=lambda market: {
            "skus": [sku(market, combined_skus=PAIR)],
            "primary_combined_product_id": "900",
            "delivery_option_ids": ["600"],
        },
    ),
    Case(
        name="bundle_with_a_minimum_order_is_12052848",
        market="ID",
        change=lambda market: {
            "skus": [sku(market, combined_skus=PAIR)],
            "primary_combined_product_id": "900",
            "minimum_order_quantity": 2,
        },
    ),
    Case(
        name="bundle_with_a_deposit_is_12052543",
        market="DE",
        change=lambda market: {
            "skus": [sku(market, combined_skus=PAIR, fees=[Fee("PFAND", "0.25", "SINGLE_USE")])],
            "primary_combined_product_id": "900",
        },
    ),
]


def edit(name: str, now: Mapping[str, Any], then: Mapping[str, Any], market: str = "GB", **changes: Any) -> Case:
    """An edit of the SKU 1 of a product that has been on sale."""
    before = listing(market, skus=[sku(market, id="1", **then)], **changes)
    shop = {"existing": before, "was_live": True, "sku_ids": {"1"}}
    return Case(name=name, market=market, change={"skus": [sku(market, id="1", **now)], **changes}, shop=shop)


def _pre_sale(kind: str, **when: int) -> dict[str, PreSale]:
    return {"pre_sale": promised(kind, **when)}


FIVE, SIX = NOW + 5 * DAY, NOW + 6 * DAY
EDITS = [
    edit(
        "identifier_code_changed_is_12052593",
        {"identifier_code": IdentifierCode("4006381333948", "EAN")},
        {"identifier_code": EAN},
    ),
    edit(
        "identifier_type_changed_is_12052594",
        {"identifier_code": IdentifierCode("4006381333931", "JAN")},
        {"identifier_code": EAN},
    ),
    edit("ordinary_made_pre_order_is_12052315", _pre_sale("PRE_ORDER", date=FIVE), {}, "US"),
    edit("ordinary_made_to_order_is_12052314", _pre_sale("MADE_TO_ORDER", days=5), {}, "US"),
    edit("pre_order_made_ordinary_is_12052329", {}, _pre_sale("PRE_ORDER", date=FIVE), "US"),
    edit(
        "pre_order_made_to_order_is_12052273",
        _pre_sale("MADE_TO_ORDER", days=5),
        _pre_sale("PRE_ORDER", date=FIVE),
        "US",
    ),
    edit(
        "pre_order_with_another_date_is_12052273",
        _pre_sale("PRE_ORDER", date=SIX),
        _pre_sale("PRE_ORDER", date=FIVE),
        "US",
    ),
    edit("bundle_made_ordinary_is_12052857", {}, {"combined_skus": PAIR}),
    edit(
        "bundle_of_other_parts_is_12052847",
        {"combined_skus": [CombinedSku("900", "902", 2)]},
        {"combined_skus": PAIR},
        primary_combined_product_id="900",
    ),
    Case(
        name="bundle_with_another_primary_product_is_12052843",
        change={"primary_combined_product_id": "7"},
        shop={"existing": listing("GB", primary_combined_product_id="900")},
    ),
]

CASES = [*STOCK, *PARCEL, *PRE_SALE, *CODES, *SELLING, *BUNDLES, *EDITS]
