"""Warehouses, delivery options, carriers and shipping templates of a shop."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.market.regions import all_regions, region
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of

CODES = [item.code for item in all_regions()]


def warehouses(seller: Seller) -> list[Any]:
    """The shop's warehouses."""
    rows: list[Any] = data_of("getWarehouseList", seller.call("getWarehouseList"))["warehouses"]
    return rows


def warehouse_id(seller: Seller, kind: str = "SALES_WAREHOUSE") -> str:
    return next(str(warehouse["id"]) for warehouse in warehouses(seller) if warehouse["type"] == kind)


def options(seller: Seller, warehouse: str | None = None, **query: object) -> list[Any]:
    """The delivery options of a warehouse, the sales one by default."""
    reply = seller.call("getWarehouseDeliveryOptions", query=query, warehouse_id=warehouse or warehouse_id(seller))
    rows: list[Any] = data_of("getWarehouseDeliveryOptions", reply)["delivery_options"]
    return rows


def option_id(seller: Seller, kind: str) -> str:
    return next(str(option["id"]) for option in options(seller) if option["type"] == kind)


def templates(seller: Seller, attribute: object = None) -> list[Any]:
    """The shop's templates, judged for a product."""
    body = None if attribute is None else {"product_attribute": attribute}
    reply = seller.call("getShippingTemplateAvailability", body)
    rows: list[Any] = data_of("getShippingTemplateAvailability", reply)["templates"]
    return rows


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("GB", (50, 59), (-8, 2)),
        ("JP", (30, 46), (129, 146)),
        ("BR", (-34, 6), (-74, -34)),
        ("US", (24, 50), (-125, -66)),
    ],
)
def test_a_warehouse_says_where_on_earth_it_stands(
    shared_platform: RunningPlatform, code: str, latitude: tuple[int, int], longitude: tuple[int, int]
) -> None:
    places = [row["address"]["geolocation"] for row in warehouses(new_seller(shared_platform, region=code))]
    assert len(places) == 2
    assert all(latitude[0] < float(place["latitude"]) < latitude[1] for place in places)
    assert all(longitude[0] < float(place["longitude"]) < longitude[1] for place in places)


@pytest.mark.parametrize("code", CODES)
def test_a_shop_of_every_market_has_a_sales_and_a_return_warehouse(platform: RunningPlatform, code: str) -> None:
    sales, back = warehouses(new_seller(platform, region=code))
    assert (sales["type"], back["type"]) == ("SALES_WAREHOUSE", "RETURN_WAREHOUSE")
    assert sales["address"]["region_code"] == back["address"]["region_code"] == code
    assert sales["address"]["full_address"] == region(code).sales_warehouse.full_address
    assert {item["effect_status"] for item in (sales, back)} == {"ENABLED"}
    assert sales["entity_id"] != back["entity_id"]


def test_a_warehouse_that_is_switched_off_shows_it(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    wanted = {warehouse_id(seller): "RESTRICTED"}
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"warehouses": wanted})
    assert {warehouse["id"]: warehouse["effect_status"] for warehouse in warehouses(seller)}[
        warehouse_id(seller)
    ] == "RESTRICTED"


def test_a_local_seller_has_no_global_warehouses(platform: RunningPlatform) -> None:
    reply = new_seller(platform).call("getGlobalSellerWarehouses")
    assert data_of("getGlobalSellerWarehouses", reply) == {"global_warehouses": []}


def test_a_cross_border_sellers_global_warehouses_are_the_places_its_shops_ship_from(
    platform: RunningPlatform,
) -> None:
    seller = new_seller(platform)
    body = {"region": "DE", "account_id": seller.account_id, "seller_type": "CROSS_BORDER"}
    other = Seller(platform, seller.app, platform.post("/sandbox/shops", body), seller.tokens)
    rows = data_of("getGlobalSellerWarehouses", seller.call("getGlobalSellerWarehouses"))["global_warehouses"]
    entities = [
        warehouse["entity_id"]
        for shop in (seller, other)
        for warehouse in warehouses(shop)
        if warehouse["type"] == "SALES_WAREHOUSE"
    ]
    assert [row["id"] for row in rows] == entities
    assert {row["ownership"] for row in rows} == {"SELLER"}
    assert all(row["name"] for row in rows)


@pytest.mark.parametrize("code", CODES)
def test_a_sales_warehouse_ships_by_every_option_of_its_market(platform: RunningPlatform, code: str) -> None:
    rows = options(new_seller(platform, region=code))
    wanted = region(code).delivery_options
    assert [(row["name"], row["type"]) for row in rows] == [
        (delivery_option.name, delivery_option.type) for delivery_option in wanted
    ]
    assert all(len(row["id"]) == 19 and row["id"].isdecimal() for row in rows)
    assert [tuple(row["platform"]) for row in rows] == [delivery_option.platforms for delivery_option in wanted]
    limit = wanted[0].dimension_limit
    assert rows[0]["dimension_limit"] == {
        "max_length": limit.max_length,
        "max_width": limit.max_width,
        "max_height": limit.max_height,
        "unit": limit.unit,
    }


def test_an_option_has_the_same_id_in_every_shop_of_a_market_and_another_in_each_market(
    platform: RunningPlatform,
) -> None:
    ids = {code: [option["id"] for option in options(new_seller(platform, region=code))] for code in ("GB", "US", "DE")}
    assert [option["id"] for option in options(new_seller(platform, region="GB"))] == ids["GB"]
    assert len({item for many in ids.values() for item in many}) == sum(map(len, ids.values()))


def test_a_return_warehouse_ships_by_nothing(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert options(seller, warehouse_id(seller, "RETURN_WAREHOUSE")) == []


@pytest.mark.parametrize("scope", ["warehouse", "WAREHOUSE"])
def test_the_default_scope_is_the_warehouse(platform: RunningPlatform, scope: str) -> None:
    seller = new_seller(platform)
    assert options(seller, scope=scope) == options(seller)


@pytest.mark.parametrize("scope", ["product", "PRODUCT"])
def test_what_a_product_may_choose_comes_with_id_and_name_alone(platform: RunningPlatform, scope: str) -> None:
    chooses = next(item.code for item in all_regions() if item.product_delivery_options)
    seller = new_seller(platform, region=chooses)
    pairs = [{"id": option["id"], "name": option["name"]} for option in options(seller)]
    assert options(seller, scope=scope) == pairs
    fixed = next(item.code for item in all_regions() if not item.product_delivery_options)
    assert options(new_seller(platform, region=fixed), scope=scope) == []


def test_an_unknown_scope_is_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    query, path = {"scope": "SHOP"}, warehouse_id(seller)
    reply = seller.call("getWarehouseDeliveryOptions", query=query, warehouse_id=path)
    assert (reply.status, reply.code) == (400, 36009004)
    assert "Scope" in reply.message


def test_a_warehouse_that_is_unknown_or_of_another_shop_is_refused(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    for wrong in ("1", "abc", "9" * 400, warehouse_id(other)):
        assert seller.call("getWarehouseDeliveryOptions", warehouse_id=wrong).code == 36009004
    for wrong in ("1", warehouse_id(other)):
        assert seller.call("checkShippingTemplateExistence", query={"biz_warehouse_id": wrong}).code == 36009004


@pytest.mark.parametrize("code", CODES)
def test_a_seller_who_ships_by_himself_chooses_among_the_carriers_of_the_market(
    platform: RunningPlatform, code: str
) -> None:
    seller = new_seller(platform, region=code)
    reply = seller.call("getShippingProviders", delivery_option_id=option_id(seller, "SEND_BY_SELLER"))
    rows = data_of("getShippingProviders", reply)["shipping_providers"]
    assert rows == [
        {"id": shipping_provider.id, "name": shipping_provider.name}
        for shipping_provider in region(code).shipping_providers
    ]


def test_an_option_that_tiktoks_carriers_serve_has_no_list_of_providers(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    reply = seller.call("getShippingProviders", delivery_option_id=option_id(seller, "STANDARD"))
    assert (reply.status, reply.code) == (200, 21008117)


def test_an_option_of_another_market_is_one_that_the_shop_has_not_subscribed_to(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform, region="DE")
    for wrong in (option_id(other, "SEND_BY_SELLER"), "1", "x" * 300):
        reply = seller.call("getShippingProviders", delivery_option_id=wrong)
        assert (reply.status, reply.code) == (200, 21008116)


def test_region_filters_leave_the_carriers_that_work_there_too(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    own = option_id(seller, "SEND_BY_SELLER")

    def names(**query: str) -> list[str]:
        reply = seller.call("getShippingProviders", query=query, delivery_option_id=own)
        return [shipping_provider["name"] for shipping_provider in reply.data["shipping_providers"]]

    every = names()
    assert names(warehouse_region="GB", buyer_region="GB") == every
    german = {shipping_provider.name for shipping_provider in region("DE").shipping_providers}
    assert names(warehouse_region="DE") == names(buyer_region="DE") == [item for item in every if item in german]
    assert 0 < len(names(buyer_region="DE")) < len(every)
    assert names(buyer_region="CN") == []
    reply = seller.call("getShippingProviders", query={"buyer_region": "Germany"}, delivery_option_id=own)
    assert (reply.code, "BuyerRegion" in reply.message) == (36009004, True)


def test_a_product_without_measures_fits_every_template(platform: RunningPlatform) -> None:
    rows = templates(new_seller(platform))
    assert [row["template"]["template_name"] for row in rows] == ["Default template", "Bulky goods"]
    assert [row["template"]["template_party"] for row in rows] == [1, 2]
    assert [row["template"]["is_default"] for row in rows] == [True, False]
    assert all(row["template_is_available"] and "service_unreachable_reason" not in row for row in rows)


def test_a_bulky_product_fits_the_sellers_template_alone_and_the_reasons_name_each_service(
    platform: RunningPlatform,
) -> None:
    seller = new_seller(platform)
    size = {"length": "1.3", "width": "0.3", "height": "0.9", "unit": 5}
    default, bulky = templates(seller, {"dimension": size, "weight": {"weight": "31", "unit": 4}})
    assert (default["template_is_available"], bulky["template_is_available"]) == (False, True)
    reasons = default["service_unreachable_reason"]
    assert {reason["service_id"] for reason in reasons} == {option_id(seller, kind) for kind in ("STANDARD", "EXPRESS")}
    for reason in reasons:
        assert [why["filter_type"] for why in reason["filter_reason"]] == ["1", "3", "4"]
        assert "120 CM" in reason["filter_reason"][0]["reason"]
        assert "30000 GRAM" in reason["filter_reason"][2]["reason"]


@pytest.mark.parametrize(
    ("unit", "fits", "breaks"),
    [
        (1, "120", "120.1"),
        (2, "47.244", "47.245"),
        (3, "3.937", "3.9371"),
        (4, "1200", "1200.1"),
        (5, "1.2", "1.201"),
    ],
)
def test_a_side_at_the_limit_fits_in_every_unit(platform: RunningPlatform, unit: int, fits: str, breaks: str) -> None:
    seller = new_seller(platform)
    assert templates(seller, {"dimension": {"length": fits, "unit": unit}})[0]["template_is_available"]
    assert not templates(seller, {"dimension": {"length": breaks, "unit": unit}})[0]["template_is_available"]


@pytest.mark.parametrize(
    ("unit", "fits", "breaks"),
    [(1, "30000", "30001"), (2, "66.138678", "66.1386787"), (3, "1058.2188", "1058.2189"), (4, "30", "30.001")],
)
def test_a_weight_at_the_limit_fits_in_every_unit(platform: RunningPlatform, unit: int, fits: str, breaks: str) -> None:
    seller = new_seller(platform)
    assert templates(seller, {"weight": {"weight": fits, "unit": unit}})[0]["template_is_available"]
    assert not templates(seller, {"weight": {"weight": breaks, "unit": unit}})[0]["template_is_available"]


@pytest.mark.parametrize(
    ("attribute", "field"),
    [
        ({"dimension": {"length": "10"}}, "Dimension.Unit"),
        ({"dimension": {"length": "10", "unit": 6}}, "Dimension.Unit"),
        ({"dimension": {"width": "0", "unit": 1}}, "Dimension.Width"),
        ({"dimension": {"height": "-1", "unit": 1}}, "Dimension.Height"),
        ({"dimension": {"length": "1e3", "unit": 1}}, "Dimension.Length"),
        ({"weight": {"weight": "NaN", "unit": 1}}, "Weight.Weight"),
        ({"weight": {"weight": "1", "unit": 5}}, "Weight.Unit"),
        ({"weight": {"weight": "1"}}, "Weight.Unit"),
    ],
)
def test_a_measure_that_is_no_positive_number_with_a_unit_is_refused(
    platform: RunningPlatform, attribute: object, field: str
) -> None:
    reply = new_seller(platform).call("getShippingTemplateAvailability", {"product_attribute": attribute})
    assert (reply.status, reply.code) == (400, 36009004)
    assert field in reply.message


def test_availability_is_told_in_japan_and_britain_only(platform: RunningPlatform) -> None:
    assert len(templates(new_seller(platform, region="JP"))) == 2
    for code in ("US", "DE", "ID"):
        reply = new_seller(platform, region=code).call("getShippingTemplateAvailability", {})
        assert (reply.status, reply.code) == (400, 36009004)
        assert code in reply.message


def test_a_template_exists_for_sales_warehouses_until_the_shop_has_none(platform: RunningPlatform) -> None:
    seller = new_seller(platform)

    def exists(kind: str) -> bool:
        query = {"biz_warehouse_id": warehouse_id(seller, kind)}
        reply = seller.call("checkShippingTemplateExistence", query=query)
        return bool(data_of("checkShippingTemplateExistence", reply)["template_exist"])

    assert exists("SALES_WAREHOUSE")
    assert not exists("RETURN_WAREHOUSE")
    wanted = {"SHIPPING_TEMPLATE": "No shipping template."}
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"failed_prerequisites": wanted})
    assert not exists("SALES_WAREHOUSE")
    assert templates(seller) == []


def test_a_shop_that_has_switched_every_option_off_ships_by_none(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    own = option_id(seller, "SEND_BY_SELLER")
    wanted = {"DELIVERY_OPTION": "No delivery option."}
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"failed_prerequisites": wanted})
    assert options(seller) == []
    assert seller.call("getShippingProviders", delivery_option_id=own).code == 21008116


def test_the_warehouse_is_required_and_a_number(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    for query in ({}, {"biz_warehouse_id": "x"}, {"biz_warehouse_id": str(2**70)}):
        assert seller.call("checkShippingTemplateExistence", query=query).code == 36009004
