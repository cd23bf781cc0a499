"""Requests that name orders with prints, blind boxes, vouchers and goods for customs."""

from __future__ import annotations

from tests.harness.calls import Seller

from .request_cases import Build, Case, Request
from .shop_contents import Ids


def _results(ids: Ids, *, is_batch: bool) -> Request:
    inside = {"blind_result_product_id": ids["product"], "blind_result_sku_id": ids["sku"], "blind_open_time": 1}
    line = {"order_line_id": ids["box line"]}
    if is_batch:
        results: dict[str, object] = {"blind_batch_box_results": [{**line, "blind_box_order_line_list": [inside]}]}
    else:
        results = {"blind_box_results": [{**line, **inside}]}
    return Request(body={"main_order_id": ids["box order"], **results})


def _pod(ids: Ids, seller: Seller) -> Request:
    line = {"order_line_id": ids["pod line"], "product_id": ids["pod product"], "sku_id": ids["pod sku"]}
    query = [{**line, "pod_order_data_id": ids["pod data"]}]
    return Request(body={"main_order_id": ids["pod order"], "query_order_lines": query})


def _redemption(ids: Ids, seller: Seller) -> Request:
    info = {"order_line_id": ids["voucher line"], "redeem_info": {"redeem_type": "QR_CODE"}}
    return Request(body={"order_id": ids["voucher order"], "order_info_list": [info]})


def _declaration(ids: Ids, seller: Seller) -> Request:
    item = {"order_line_id": ids["temporary line"], "sku_id": ids["temporary sku"]}
    details = [{"sku_id": ids["sku"], "qty": 1, "price_percent": 100}]
    order = {"order_id": ids["temporary order"], "item_list": [{**item, "item_detail": details}]}
    return Request(body={"order_list": [order]})


def _in_us(name: str, build: Build, about: str = "") -> Case:
    return Case(name, build, region="US", about=about)


SPECIAL_ORDERS = (
    _in_us("updateTheBlindBoxOpeningResults", lambda ids, seller: _results(ids, is_batch=False)),
    _in_us("updateTheBlindBoxOpeningResults", lambda ids, seller: _results(ids, is_batch=True), "several"),
    _in_us("searchPODCustomizationDetails", _pod),
    _in_us("getPODCustomizationDetails", _pod),
    _in_us("submitRedemptionInformation", _redemption),
    Case(
        "getOrderCustomsRequirements",
        lambda ids, seller: Request(body={"order_ids": [ids["temporary order"]]}),
        region="SG",
        crosses_border=True,
    ),
    Case("submitCustomsClearanceInformation", _declaration, region="SG", crosses_border=True),
)
