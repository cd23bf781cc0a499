"""Prints on demand, blind boxes, vouchers, and goods of which customs are told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from tests.gateway.shop_contents import seller_in
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, sku_body, upload_image
from tests.harness.server import Reply, RunningPlatform
from tests.harness.simulations import now
from tests.harness.trade import detail
from tests.platform.support import data_of

PRINT = {"text": "Ada", "area": "front", "image": {"uri": "x"}}


def listed(seller: Seller, **fields: Any) -> tuple[str, str]:
    """A product of one SKU in stock, and the SKU."""
    made = create_product(seller, upload_image(seller), skus=[sku_body(seller, quantity=20)], **fields)
    return str(made["product_id"]), str(made["skus"][0]["id"])


def order_of(seller: Seller, sku_id: str, quantity: int = 1, **fields: Any) -> dict[str, Any]:
    """An order, paid, that may be shipped, as getOrderDetail shows it."""
    body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku_id, "quantity": quantity}], **fields}
    made = seller.platform.post("/sandbox/orders", body)
    return dict(detail(seller, made["order_id"]))


def check_listed(seller: Seller, order_id: str) -> None:
    """getOrderList shows the order as getOrderDetail does."""
    orders = seller.call("getOrderList", {}, query={"page_size": 50}).data["orders"]
    assert next(order for order in orders if order["id"] == order_id) == detail(seller, order_id)


def ship(seller: Seller, order: dict[str, Any]) -> Reply:
    """Hand an order over as its market does."""
    if order["packages"]:
        return seller.call("shipPackage", {"handover_method": "DROP_OFF"}, package_id=order["packages"][0]["id"])
    region = str(seller.shop["region"])
    carrier = carriers(region)[0].id
    number = make_tracking_number(region, carrier, int(order["id"][-6:]))
    info = [{"tracking_number": number, "shipping_provider_id": carrier}]
    return seller.call("markPackageAsShipped", {"shipping_info_list": info}, order_id=order["id"])


@pytest.mark.parametrize("market", ["US", "GB", "DE", "ID", "BR"])
def test_what_is_printed_is_told_of_each_line_by_its_ids(platform: RunningPlatform, market: str) -> None:
    seller = seller_in(platform, market)
    product_id, sku_id = listed(seller)
    printed = {"pod_info": {"pod_templates": [{"pod_template_id": "T-1", "pod_template_name": "Front"}]}}
    assert seller.call("partialEditProduct", printed, product_id=product_id).code == 0
    order = order_of(seller, sku_id, line_items=[{"sku_id": sku_id, "quantity": 2, "customization": PRINT}])
    lines = order["line_items"]
    assert [line["is_pod_customized"] for line in lines] == [True, True]
    assert len({line["pod_info_id"] for line in lines}) == 2
    check_listed(seller, order["id"])
    asked = [
        {
            "order_line_id": line["id"],
            "product_id": product_id,
            "sku_id": sku_id,
            "pod_order_data_id": line["pod_info_id"],
        }
        for line in lines
    ]
    body = {"main_order_id": order["id"], "query_order_lines": asked}
    searched = data_of("searchPODCustomizationDetails", seller.call("searchPODCustomizationDetails", body))
    assert [json.loads(row["pod_detail"]) for row in searched["pod_details"]] == [PRINT, PRINT]
    got = data_of("getPODCustomizationDetails", seller.call("getPODCustomizationDetails", body))
    assert [row["order_line_id"] for row in got["pod_details"]] == [line["id"] for line in lines]
    assert json.loads(got["pod_details"][0]["pod_info_json"]) == PRINT
    assert searched["status_code"] == got["status_code"] == 0
    for field in ("order_line_id", "product_id", "sku_id", "pod_order_data_id"):
        wrong = {**body, "query_order_lines": [{**asked[0], field: "1"}, asked[1]]}
        reply = seller.call("searchPODCustomizationDetails", wrong).data
        assert ([row["order_line_id"] for row in reply["pod_details"]], reply["status_code"]) == ([lines[1]["id"]], 1)
    unknown = {**body, "main_order_id": "1"}
    for name in ("searchPODCustomizationDetails", "getPODCustomizationDetails"):
        assert seller.call(name, unknown).code == 21008111


def test_nothing_is_printed_on_what_is_not_listed_for_it(platform: RunningPlatform) -> None:
    seller = seller_in(platform, "GB")
    line = {"sku_id": listed(seller)[1], "customization": PRINT}
    body = json.dumps({"shop_cipher": seller.cipher, "line_items": [line]}).encode()
    reply = platform.send("POST", "/sandbox/orders", body, {"content-type": "application/json"})
    assert reply.code == 40946


def opened(seller: Seller, sku: tuple[str, str], **fields: Any) -> dict[str, Any]:
    """What was in a blind box."""
    inside = {"blind_result_product_id": sku[0], "blind_result_sku_id": sku[1]}
    return {**inside, "blind_open_time": now(seller.platform) * 1000, **fields}


def tell_results(seller: Seller, order_id: str | None, single: list[Any] = [], batch: list[Any] = []) -> Reply:  # noqa: B006
    body = {"main_order_id": order_id, "blind_box_results": single, "blind_batch_box_results": batch}
    return seller.call("updateTheBlindBoxOpeningResults", body)


@pytest.mark.parametrize("market", ["US", "ID", "GB"])
def test_a_blind_box_leaves_once_its_result_is_told(platform: RunningPlatform, market: str) -> None:
    seller = seller_in(platform, market)
    prize, gift, (_, box) = listed(seller), listed(seller), listed(seller, is_blind_box=True)
    order = order_of(seller, box, 2, shipping_type="SELLER" if market == "US" else "TIKTOK")
    first, second = (line["id"] for line in order["line_items"])
    refused = ship(seller, order)
    assert refused.code == 21011003
    assert "blind boxes" in refused.message
    single = [{"order_line_id": first, **opened(seller, prize)}]
    several = [opened(seller, prize, product_type="NORMAL"), opened(seller, gift, product_type="GIFT")]
    batch = [{"order_line_id": second, "blind_box_order_line_list": several}]
    assert tell_results(seller, order["id"], single, batch).code == 0
    if market == "US":
        lines = detail(seller, order["id"])["line_items"]
        assert [line["is_unboxing_item"] for line in lines] == [True, True]
        assert lines[0]["unboxing_sku_code"] == box
        assert lines[0]["unboxing_case_list"] == [{"unbox_sku": prize[1], "unbox_sku_type": "NORMAL"}]
        assert [row["unbox_sku_type"] for row in lines[1]["unboxing_case_list"]] == ["NORMAL", "GIFT"]
        check_listed(seller, order["id"])
    else:
        assert "is_unboxing_item" not in detail(seller, order["id"])["line_items"][0]
        assert ship(seller, order).code == 0
        assert tell_results(seller, order["id"], single).code == 21011003


def test_results_that_cannot_be_are_refused_without_a_change(platform: RunningPlatform) -> None:
    seller, other = seller_in(platform, "US"), seller_in(platform, "US")
    prize, (_, box) = listed(seller), listed(seller, is_blind_box=True)
    order, plain = order_of(seller, box), order_of(seller, prize[1])
    line, right = order["line_items"][0]["id"], opened(seller, prize)
    before = detail(seller, order["id"])
    for order_id, result, code in [
        (None, {"order_line_id": line, **right}, 36009004),
        ("1", {"order_line_id": line, **right}, 21008111),
        (order["id"], {"order_line_id": "1", **right}, 21011029),
        (plain["id"], {"order_line_id": plain["line_items"][0]["id"], **right}, 36009004),
        (order["id"], right, 36009004),
        (order["id"], {"order_line_id": line, **right, "blind_result_sku_id": box}, 36009004),
        (order["id"], {"order_line_id": line, **opened(other, listed(other))}, 36009004),
        (order["id"], {"order_line_id": line, **right, "blind_open_time": right["blind_open_time"] * 2}, 36009004),
        (order["id"], {"order_line_id": line, **right, "blind_open_time": None}, 36009004),
    ]:
        assert tell_results(seller, order_id, [result]).code == code, result
    twice = [{"order_line_id": line, **right}] * 2
    assert tell_results(seller, order["id"], twice).code == 36009004
    assert tell_results(seller, order["id"]).code == 36009004
    empty = [{"order_line_id": line, "blind_box_order_line_list": []}]
    assert tell_results(seller, order["id"], [], empty).code == 36009004
    assert detail(seller, order["id"]) == before
    assert tell_results(other, order["id"], [{"order_line_id": line, **right}]).code == 21008111


def redeem(seller: Seller, order_id: str, *lines: str, **fields: object) -> Reply:
    told = {"redeem_type": "QR_CODE", "redeem_data": "V-1", "redeem_instruction_info": "Show it.", **fields}
    infos = [{"order_line_id": line, "redeem_info": told, "source_unique_id": "S-1"} for line in lines]
    return seller.call("submitRedemptionInformation", {"order_id": order_id, "order_info_list": infos})


def test_vouchers_are_delivered_once_all_of_them_can_be_redeemed(platform: RunningPlatform) -> None:
    seller = seller_in(platform, "US")
    _, sku_id = listed(seller)
    order = order_of(seller, sku_id, 2, order_type="VIRTUAL_ORDER", shipping_type="SELLER")
    assert (order["order_type"], order["shipping_type"]) == ("VIRTUAL_ORDER", "TIKTOK_DIGITAL")
    first, second = (line["id"] for line in order["line_items"])
    assert ship(seller, order).code == 21011003
    reply = data_of("submitRedemptionInformation", redeem(seller, order["id"], first, "1"))
    assert [row["status_code"] for row in reply["order_statuses"]] == [0, 1]
    assert detail(seller, order["id"])["status"] == "AWAITING_SHIPMENT"
    reply = redeem(seller, order["id"], first, second).data
    assert [(row["order_line_id"], row["status_code"]) for row in reply["order_statuses"]] == [(first, 2), (second, 0)]
    assert detail(seller, order["id"])["status"] == "DELIVERED"
    redemption = platform.get(f"/sandbox/orders/{order['id']}")["line_items"][0]["redemption"]
    assert redemption == {"type": "QR_CODE", "data": "V-1", "instructions": "Show it.", "source_id": "S-1"}


@pytest.mark.own_platform
def test_vouchers_that_nobody_can_redeem_are_cancelled_at_the_deadline_of_shipping(platform: RunningPlatform) -> None:
    seller = seller_in(platform, "US")
    order = order_of(seller, listed(seller)[1], order_type="VIRTUAL_ORDER")
    due = detail(seller, order["id"])["shipping_due_time"]
    platform.post("/sandbox/clock/advance", {"seconds": due - now(platform) + 1})
    assert detail(seller, order["id"])["status"] == "CANCELLED"
    assert redeem(seller, order["id"], order["line_items"][0]["id"]).data["order_statuses"][0]["status_code"] == 1


def test_vouchers_on_hold_are_not_redeemed(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="US")
    order = order_of(seller, listed(seller)[1], order_type="VIRTUAL_ORDER")
    assert redeem(seller, order["id"], order["line_items"][0]["id"]).code == 21011044
    assert platform.get(f"/sandbox/orders/{order['id']}")["line_items"][0]["redemption"] is None


@pytest.mark.parametrize("is_refused", [True, False])
def test_a_request_to_cancel_vouchers_is_refused_by_their_redemption_or_stands_in_its_way(
    platform: RunningPlatform, is_refused: bool
) -> None:
    seller = seller_in(platform, "US")
    trade = {"hold": False, "shipping_rejects_cancel_request": is_refused}
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": trade})
    order = order_of(seller, listed(seller)[1], order_type="VIRTUAL_ORDER")
    platform.post(f"/sandbox/orders/{order['id']}/cancel", {})
    code = redeem(seller, order["id"], order["line_items"][0]["id"]).code
    assert code == (0 if is_refused else 21011007)
    assert detail(seller, order["id"])["status"] == ("DELIVERED" if is_refused else "AWAITING_SHIPMENT")


def test_only_paid_vouchers_of_the_shop_are_redeemed(platform: RunningPlatform) -> None:
    seller, other = seller_in(platform, "US"), seller_in(platform, "US")
    _, sku_id = listed(seller)
    goods, unpaid = order_of(seller, sku_id), order_of(seller, sku_id, order_type="VIRTUAL_ORDER", paid=False)
    assert redeem(seller, goods["id"], goods["line_items"][0]["id"]).code == 21011003
    assert redeem(seller, unpaid["id"], unpaid["line_items"][0]["id"]).code == 21011003
    assert redeem(other, unpaid["id"], unpaid["line_items"][0]["id"]).code == 21008111
    assert redeem(seller, unpaid["id"], unpaid["line_items"][0]["id"], redeem_data="x" * 1201).code == 36009004


def requirements(seller: Seller, *order_ids: str) -> list[dict[str, Any]]:
    reply = seller.call("getOrderCustomsRequirements", {"order_ids": list(order_ids)})
    rows: list[dict[str, Any]] = data_of("getOrderCustomsRequirements", reply)["order_clearance_list"]
    return rows


def declare(seller: Seller, order_id: str, line: str, sku: str, *details: tuple[str, int, int]) -> Reply:
    detail_rows = [{"sku_id": sku_id, "qty": qty, "price_percent": share} for sku_id, qty, share in details]
    item = {"order_line_id": line, "sku_id": sku, "item_detail": detail_rows}
    body = {"order_list": [{"order_id": order_id, "item_list": [item]}]}
    return seller.call("submitCustomsClearanceInformation", body)


@pytest.mark.parametrize("market", ["SG", "GB", "ID"])
@pytest.mark.parametrize("kind", ["is_blind_box", "is_live_quick"])
def test_goods_across_a_border_leave_once_customs_are_told_of_them(
    platform: RunningPlatform, market: str, kind: str
) -> None:
    seller = seller_in(platform, market, crosses_border=True)
    prize, box = listed(seller), listed(seller, **{kind: True})
    order = order_of(seller, box[1], shipping_type="TIKTOK")
    line = order["line_items"][0]["id"]
    if kind == "is_blind_box":
        assert tell_results(seller, order["id"], [{"order_line_id": line, **opened(seller, prize)}]).code == 0
    else:
        assert order["line_items"][0]["product_listing_type"] == "TEMPORARY_LISTING"
        check_listed(seller, order["id"])
    (row,) = requirements(seller, order["id"])
    assert (row["need_fill_clearance"], row["already_filled_clearance"]) == (True, False)
    assert (row["target_country"], row["biz_type"], row["shipment_type"]) == (market, 1, 1)
    assert "customs" in ship(seller, order).message
    assert declare(seller, order["id"], line, box[1], (prize[1], 1, 60), (box[1], 2, 40)).code == 0
    (row,) = requirements(seller, order["id"])
    assert row["already_filled_clearance"] is True
    (item,) = row["item_list"]
    assert item["related_item_detail"] == [
        {"product_id": prize[0], "sku_id": prize[1], "qty": 1, "price_percent": 60},
        {"product_id": box[0], "sku_id": box[1], "qty": 2, "price_percent": 40},
    ]
    assert (item["is_virtual_unboxing"], item["is_temporary_listing"]) == (
        kind == "is_blind_box",
        kind != "is_blind_box",
    )
    assert (item["order_line_id"], item["product_id"], item["sku_id"]) == (line, *box)
    assert ship(seller, order).code == 0
    assert declare(seller, order["id"], line, box[1], (prize[1], 1, 100)).code == 21011003


def test_customs_information_that_cannot_be_is_refused_without_a_change(platform: RunningPlatform) -> None:
    seller = seller_in(platform, "SG", crosses_border=True)
    other = seller_in(platform, "SG")
    prize, box = listed(seller), listed(seller, is_live_quick=True)
    order, plain = order_of(seller, box[1]), order_of(seller, prize[1])
    line = order["line_items"][0]["id"]
    for args, code in [
        (("1", line, box[1], (prize[1], 1, 100)), 21008111),
        ((order["id"], "1", box[1], (prize[1], 1, 100)), 21011029),
        ((order["id"], line, prize[1], (prize[1], 1, 100)), 21011029),
        ((order["id"], line, box[1], (prize[1], 1, 99)), 36009004),
        ((order["id"], line, box[1], (prize[1], 1, 101), (box[1], 1, -1)), 36009004),
        ((order["id"], line, box[1], (prize[1], 0, 100)), 36009004),
        ((order["id"], line, box[1], ("1", 1, 100)), 36009004),
        ((order["id"], line, box[1]), 36009004),
        ((plain["id"], plain["line_items"][0]["id"], prize[1], (prize[1], 1, 100)), 21011003),
    ]:
        assert declare(seller, *args).code == code, args
    assert seller.call("submitCustomsClearanceInformation", {"order_list": []}).code == 36009004
    bare = {"order_list": [{"order_id": order["id"]}]}
    assert seller.call("submitCustomsClearanceInformation", bare).code == 36009004
    assert declare(other, order["id"], line, box[1], (prize[1], 1, 100)).code == 21008111
    (row, other_row) = requirements(seller, order["id"], plain["id"], "1")
    assert (row["already_filled_clearance"], other_row["need_fill_clearance"]) == (False, False)
    assert requirements(other, order["id"]) == []
    for order_ids in ([], [str(number) for number in range(101)]):
        assert seller.call("getOrderCustomsRequirements", {"order_ids": order_ids}).code == 36009004


def test_goods_of_a_local_shop_need_no_customs(platform: RunningPlatform) -> None:
    seller = seller_in(platform, "GB")
    order = order_of(seller, listed(seller, is_live_quick=True)[1])
    (row,) = requirements(seller, order["id"])
    assert (row["need_fill_clearance"], row["biz_type"], row["item_list"]) == (False, 0, [])
