"""Persons, size charts with their appeals, and uploads in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.gateway.compliance_cases import OWN_BODIES
from tests.harness.calls import new_seller
from tests.harness.catalogue import get_product
from tests.harness.server import RunningPlatform
from tests.harness.size_charts import chart_data, create_chart, create_dress


def test_persons_charts_and_uploads_are_kept_and_found(anywhere: RunningPlatform) -> None:
    seller = new_seller(anywhere, region="DE")
    body = OWN_BODIES["createManufacturer"]
    ids = [seller.call("createManufacturer", {**body, "name": name}).data["manufacturer_id"] for name in ("50% A", "B")]
    query = {"page_size": 1}
    filters = {"keyword": "50%", "locales": ["de-DE", "fr-FR"], "manufacturer_ids": ids[:1]}
    reply = seller.call("searchManufacturers", filters, query=query).data
    assert ([row["id"] for row in reply["manufacturers"]], reply["total_count"]) == (ids[:1], 1)
    first = seller.call("searchManufacturers", {}, query=query).data
    assert first["total_count"] == 3
    rest = seller.call("searchManufacturers", {}, query={**query, "page_token": first["next_page_token"]}).data
    assert [row["id"] for row in rest["manufacturers"]] == ids[:1]
    chart_id = create_chart(seller, chart_data(("S",)))
    charts = seller.call("searchSizeCharts", {"keyword": "SUMMER", "ids": [chart_id]}, query=query).data
    assert charts["total_count"] == 1
    product_id = create_dress(seller, chart_id)
    message = {
        "field_name": "APPEAL_MESSAGE_FIELD_SIZE_CHART",
        "indicator_details": [{"indicator_type": "CONTAINS_ALL_SALE_PROPERTY"}],
        "size_chart_id": chart_id,
    }
    appeal = {"product_id": int(product_id), "appeal_message": message}
    assert seller.call("submitSizeChartAppeal", appeal).code == 0
    act = {"shop_id": seller.shop_id, "act": "APPROVE_SIZE_CHART"}
    anywhere.post(f"/sandbox/products/{product_id}/acts", act)
    assert get_product(seller, product_id)["status"] == "ACTIVATE"
    door = seller.call("uploadFileInit", OWN_BODIES["uploadFileInit"]).data
    headers = {"x-upload-token": door["upload_token"], "content-range": "bytes 0-499/500"}
    data = b"%PDF-1.4 " + b"m" * 491
    sent = anywhere.send("PUT", door["upload_url"].removeprefix(anywhere.url), data, headers)
    assert sent.data["status"] == "DONE"
