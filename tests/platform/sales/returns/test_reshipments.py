"""What aftersales requests tell of the goods that are sent instead (docs/reference/aftersales.md#states)."""

from __future__ import annotations

import pytest

from tests.harness.catalogue import sku_body
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, holding, shop_in, stocked
from tests.platform.sales.returns.test_aftersales_requests import ask, decision, lines_of, request, review, verdict


@pytest.mark.parametrize("kind", ["REPLACEMENT", "EXCHANGE"])
def test_an_approved_request_for_new_goods_names_their_order_and_its_lines(
    shared_platform: RunningPlatform, kind: str
) -> None:
    seller = shop_in(shared_platform, "US")
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"aftersales_flow": "RMA"})
    sku = stocked(seller, skus=[sku_body(seller, seller_sku="CANDLE-001")])
    order = buy(seller, (sku, 2))
    advance(seller, order["order_id"], "DELIVERED")
    request_id = ask(seller, order, kind)["aftersales_request_id"]
    before = request(seller, request_id)
    (asked,) = before["sku_return_requests"]
    assert not {"reshipment_order_id", "exchange_order_lines"} & asked.keys()
    done = review(seller, decision(request_id, verdict("APPROVE_REQUEST", lines_of(before))))
    assert done.code == 0, done.message
    (answered,) = request(seller, request_id)["sku_return_requests"]
    new = detail(seller, answered["reshipment_order_id"])
    flag = "is_replacement_order" if kind == "REPLACEMENT" else "is_exchange_order"
    assert (new["status"], new[flag], new["payment"]["total_amount"]) == ("AWAITING_SHIPMENT", True, "0.00")
    assert holding(seller, new["line_items"][0]["sku_id"])[1] == 2
    lines = answered["exchange_order_lines"]
    assert [line["order_line_id"] for line in lines] == [line["id"] for line in new["line_items"]]
    for name, value in (("sku_id", "sku_id"), ("product_name", "product_name"), ("seller_sku_name", "seller_sku")):
        assert {line[name] for line in lines} == {new["line_items"][0][value]}
    assert {line["price_detail"]["refund_total"] for line in lines} == {"0.00"}
    assert {(line["product_image"]["width"], line["product_image"]["height"]) for line in lines} == {(200, 200)}
