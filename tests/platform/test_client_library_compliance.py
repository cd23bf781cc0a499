"""Compliance, size charts, special orders and uploads as `tiktok-shop-api` drives them, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tiktok_shop_api import AsyncTikTokShop, TikTokShop
from tiktok_shop_api.generated import models

from tests.gateway.compliance_cases import COMPLIANCE, OWN_BODIES
from tests.gateway.shop_contents import seller_in
from tests.gateway.special_order_cases import SPECIAL_ORDERS
from tests.harness.calls import Seller
from tests.harness.catalogue import category, create_product, get_product, upload_image
from tests.harness.server import RunningPlatform
from tests.harness.size_charts import DRESSES, chart_body, chart_data, create_dress
from tests.harness.special_orders import special_orders
from tests.harness.trade import detail

MARKETS = ["US", "GB", "DE", "ID", "BR"]

#: Calls an operation by group and method, with a body; answers the data as the client parsed it.
Drive = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def connect(request: pytest.FixtureRequest, platform: RunningPlatform) -> Iterator[Callable[[Seller], Drive]]:
    loop = asyncio.new_event_loop()
    opened: list[Any] = []
    is_async = request.param == "async"

    def connected(seller: Seller) -> Drive:
        kind: Any = AsyncTikTokShop if is_async else TikTokShop
        keys = seller.app["app_key"], seller.app["app_secret"], seller.token, seller.cipher
        opened.append(kind(*keys, base_url=platform.url))

        def drive(group: str, method: str, *args: str, body: object, **query: Any) -> Any:
            special = {"get_pod_": "GetPOD", "search_pod_": "SearchPOD"}
            words = next((method.replace(begin, "") for begin in special if method.startswith(begin)), method)
            head = next((name for begin, name in special.items() if method.startswith(begin)), "")
            name = head + "".join(word.capitalize() for word in words.split("_")) + "Request"
            call = getattr(getattr(opened[-1], group), method)
            reply = call(*args, body=getattr(models, name).from_dict(body), **query)
            return (loop.run_until_complete(reply) if is_async else reply).data

        return drive

    yield connected
    for client in opened:
        loop.run_until_complete(client.aclose()) if is_async else client.close()
    loop.close()


@pytest.mark.parametrize("market", MARKETS)
def test_it_makes_edits_and_finds_persons(
    platform: RunningPlatform, connect: Callable[[Seller], Drive], market: str
) -> None:
    seller = seller_in(platform, market)
    drive = connect(seller)
    maker = drive("products", "create_manufacturer", body=OWN_BODIES["createManufacturer"]).manufacturer_id
    person = drive("products", "create_responsible_person", body=OWN_BODIES["createResponsiblePerson"])
    drive("products", "partial_edit_manufacturer", maker, body={"name": "Two", "locale": "it-IT"})
    drive("products", "partial_edit_responsible_person", person.responsible_person_id, body={"email": "b@c.example"})
    rows = drive("products", "search_manufacturers", body={"keyword": "two"}, page_size=9).manufacturers
    assert [each.id for each in rows] == [maker]
    ids = {"responsible_person_ids": [person.responsible_person_id]}
    (row,) = drive("products", "search_responsible_persons", body=ids, page_size=9).responsible_persons
    assert row.regional_profiles[0].email == "b@c.example"


@pytest.mark.parametrize("market", MARKETS)
def test_it_keeps_charts_and_finds_what_is_on_sale(
    platform: RunningPlatform, connect: Callable[[Seller], Drive], market: str
) -> None:
    seller = seller_in(platform, market)
    drive = connect(seller)
    chart_id = drive("products", "create_size_chart_v2", body=chart_body(seller)).size_chart_id
    dress = create_dress(seller, chart_id)
    edit = {"size_chart_id": chart_id, "size_chart_data": chart_data(value="90")}
    assert drive("products", "edit_size_chart_v2", body=edit).size_chart_id == chart_id
    (chart,) = drive("products", "search_size_charts", body={"keyword": "summer"}, page_size=9).size_chart
    assert chart.size_chart_datas[0].size_chart_data.table.rows[0].cells[1].value == "90"
    message = {
        "field_name": "APPEAL_MESSAGE_FIELD_SIZE_CHART",
        "indicator_details": [{"indicator_type": "REQUIRED_DIMENSION"}],
        "size_chart_id": chart_id,
    }
    drive("products", "submit_size_chart_appeal", body={"product_id": int(dress), "appeal_message": message})
    act = {"shop_id": seller.shop_id, "act": "APPROVE_SIZE_CHART"}
    platform.post(f"/sandbox/products/{dress}/acts", act)
    filters = {"category_ids": [category(DRESSES, market)]}
    method = "search_products_for_compliance_auditing"
    rows = drive("products", method, body=filters, page_size=9).products
    assert [each.id for each in rows] == [dress]


def test_it_tells_of_special_orders(platform: RunningPlatform, connect: Callable[[Seller], Drive]) -> None:
    seller, border = seller_in(platform, "US"), seller_in(platform, "SG", crosses_border=True)
    image = upload_image(seller)
    made = create_product(seller, image)
    goods = {"product": made["product_id"], "sku": made["skus"][0]["id"]}
    ids = {**goods, **special_orders(seller, image)}
    there = {"sku": create_product(border)["skus"][0]["id"], **special_orders(border, upload_image(border))}
    drive = connect(seller)
    bodies = {case.operation_id: case for case in SPECIAL_ORDERS}

    def body(name: str, caller: Seller, known: dict[str, str]) -> Any:
        return bodies[name].build(known, caller).body

    drive("orders", "update_the_blind_box_opening_results", body=body("updateTheBlindBoxOpeningResults", seller, ids))
    box = detail(seller, ids["box order"])["line_items"][0]["unboxing_case_list"]
    assert [row["unbox_sku"] for row in box] == [ids["sku"]]
    for group, method, name in (
        ("orders", "search_pod_customization_details", "searchPODCustomizationDetails"),
        ("fulfillment", "get_pod_customization_details", "getPODCustomizationDetails"),
    ):
        (printed,) = drive(group, method, body=body(name, seller, ids)).pod_details
        assert "Ada" in (printed.pod_detail if group == "orders" else printed.pod_info_json)
    statuses = drive(
        "fulfillment", "submit_redemption_information", body=body("submitRedemptionInformation", seller, ids)
    ).order_statuses
    assert [status.status_code for status in statuses] == [0]
    drive_there = connect(border)
    told = body("submitCustomsClearanceInformation", border, there)
    drive_there("fulfillment", "submit_customs_clearance_information", body=told)
    asked = {"order_ids": [there["temporary order"]]}
    (row,) = drive_there("fulfillment", "get_order_customs_requirements", body=asked).order_clearance_list
    assert row.already_filled_clearance is True


@pytest.mark.parametrize("market", MARKETS)
def test_it_announces_a_file(platform: RunningPlatform, connect: Callable[[Seller], Drive], market: str) -> None:
    data = b"%PDF-1.4 " + b"m" * 491
    door = connect(seller_in(platform, market))("tools", "upload_file_init", body=OWN_BODIES["uploadFileInit"])
    headers = {"x-upload-token": door.upload_token, "content-range": "bytes 0-499/500"}
    reply = platform.send("PUT", door.upload_url.removeprefix(platform.url), data, headers)
    assert reply.data["status"] == "DONE"


def test_it_strikes_a_price_through(platform: RunningPlatform, connect: Callable[[Seller], Drive]) -> None:
    seller = seller_in(platform, "US")
    image = upload_image(seller)
    made = create_product(seller, image)
    ids = {"product": made["product_id"], "sku": made["skus"][0]["id"], "image": image}
    case = next(case for case in COMPLIANCE if case.operation_id == "submitStrikethroughPrice")
    body = case.build(ids, seller).body
    assert connect(seller)("products", "submit_strikethrough_price", ids["product"], body=body).errors == []
    assert get_product(seller, ids["product"])["skus"][0]["list_price"]["amount"] == "20.00"
