"""Compliance, size charts, struck prices and uploads as `tiktok-shop-api` drives them, sync and async."""

from __future__ import annotations

from tests.gateway.compliance_cases import COMPLIANCE, OWN_BODIES
from tests.gateway.shop_contents import seller_in
from tests.harness.catalogue import category, create_product, get_product, upload_image
from tests.harness.client_in_use import MARKETS, client_of, in_each_form
from tests.harness.server import RunningPlatform
from tests.harness.size_charts import DRESSES, chart_body, chart_data, create_dress


@in_each_form(*MARKETS)
def test_it_makes_edits_and_finds_persons(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    with client_of(seller_in(platform, market), is_async=is_async) as client:
        products = client.products
        maker = products.create_manufacturer(body=OWN_BODIES["createManufacturer"]).manufacturer_id
        person = products.create_responsible_person(body=OWN_BODIES["createResponsiblePerson"]).responsible_person_id
        products.partial_edit_manufacturer(maker, body={"name": "Two", "locale": "it-IT"})
        products.partial_edit_responsible_person(person, body={"email": "b@c.example"})
        rows = products.search_manufacturers(body={"keyword": "two"}, page_size=9).manufacturers
        assert [each.id for each in rows] == [maker]
        ids = {"responsible_person_ids": [person]}
        (row,) = products.search_responsible_persons(body=ids, page_size=9).responsible_persons
        assert row.regional_profiles[0].email == "b@c.example"


@in_each_form(*MARKETS)
def test_it_keeps_charts_and_finds_what_is_on_sale(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = seller_in(platform, market)
    with client_of(seller, is_async=is_async) as client:
        products = client.products
        chart_id = products.create_size_chart_v2(body=chart_body(seller)).size_chart_id
        dress = create_dress(seller, chart_id)
        edit = {"size_chart_id": chart_id, "size_chart_data": chart_data(value="90")}
        assert products.edit_size_chart_v2(body=edit).size_chart_id == chart_id
        (chart,) = products.search_size_charts(body={"keyword": "summer"}, page_size=9).size_chart
        assert chart.size_chart_datas[0].size_chart_data.table.rows[0].cells[1].value == "90"
        message = {
            "field_name": "APPEAL_MESSAGE_FIELD_SIZE_CHART",
            "indicator_details": [{"indicator_type": "REQUIRED_DIMENSION"}],
            "size_chart_id": chart_id,
        }
        products.submit_size_chart_appeal(body={"product_id": int(dress), "appeal_message": message})
        act = {"shop_id": seller.shop_id, "act": "APPROVE_SIZE_CHART"}
        platform.post(f"/sandbox/products/{dress}/acts", act)
        filters = {"category_ids": [category(DRESSES, market)]}
        rows = products.search_products_for_compliance_auditing(body=filters, page_size=9).products
        assert [each.id for each in rows] == [dress]


@in_each_form(*MARKETS)
def test_it_announces_a_file(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    data = b"%PDF-1.4 " + b"m" * 491
    with client_of(seller_in(platform, market), is_async=is_async) as client:
        session = client.tools.upload_file_init(body=OWN_BODIES["uploadFileInit"])
    headers = {"x-upload-token": session.upload_token, "content-range": "bytes 0-499/500"}
    reply = platform.send("PUT", session.upload_url.removeprefix(platform.url), data, headers)
    assert reply.data["status"] == "DONE"


@in_each_form("US", async_in="US")
def test_it_strikes_a_price_through(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = seller_in(platform, market)
    image = upload_image(seller)
    made = create_product(seller, image)
    ids = {"product": made["product_id"], "sku": made["skus"][0]["id"], "image": image}
    case = next(case for case in COMPLIANCE if case.operation_id == "submitStrikethroughPrice")
    with client_of(seller, is_async=is_async) as client:
        body = case.build(ids, seller).body
        assert client.products.submit_strikethrough_price(ids["product"], body=body).errors == []
    assert get_product(seller, ids["product"])["skus"][0]["list_price"]["amount"] == "20.00"
