"""First-mile bundles of cross-border sellers: createFirstMileBundle, createFirstMileBundleV2."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp

from shopwright.platform.logistics.delivery_options import carriers
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, stocked
from tests.platform.support import data_of

from .packages import package_of, shop_of

PICKUP = {"handover_method": "PICKUP"}


def bundle(seller: Seller, operation: str, order_ids: list[str], **fields: object) -> dict[str, Any]:
    reply = seller.call(operation, {**PICKUP, "order_ids": order_ids, **fields})
    data: dict[str, Any] = data_of(operation, reply)
    return data


def printed(seller: Seller) -> str:
    """An order that awaits collection and has its label."""
    order: str = buy(seller, stocked(seller))["order_id"]
    advance(seller, order, "AWAITING_COLLECTION")
    query = {"document_type": "SHIPPING_LABEL"}
    assert seller.call("getPackageShippingDocument", query=query, package_id=package_of(seller, order)).code == 0
    return order


def barcodes(seller: Seller, url: str) -> set[str]:
    file = seller.platform.send("GET", urlsplit(url).path, None, {})
    picture: Any = pypdfium2.PdfDocument(file.body)[0].render(scale=3).to_pil()
    return {barcode.text for barcode in zxingcpp.read_barcodes(picture)}


@pytest.mark.parametrize("operation_id", ["createFirstMileBundle", "createFirstMileBundleV2"])
def test_printed_orders_are_bundled_under_a_waybill_and_others_are_told_why_not(
    operation_id: str, anywhere: RunningPlatform
) -> None:
    seller = shop_of(anywhere, "SG", crosses_border=True)
    good = [printed(seller), printed(seller)]
    waiting = buy(seller, stocked(seller))["order_id"]
    unprinted = buy(seller, stocked(seller))["order_id"]
    advance(seller, unprinted, "AWAITING_COLLECTION")
    made = bundle(seller, operation_id, [*good, waiting, unprinted, "5766000000000000000"])
    codes = {error["detail"]["order_id"]: error["code"] for error in made["errors"]}
    assert codes == {waiting: 21011043, unprinted: 21030006, "5766000000000000000": 21008111}
    assert made["first_mile_bundle_id"] in barcodes(seller, made["url"])
    again = bundle(seller, operation_id, good)
    assert [error["code"] for error in again["errors"]] == [21011040] * 2
    assert "first_mile_bundle_id" not in again


@pytest.mark.parametrize("operation_id", ["createFirstMileBundle", "createFirstMileBundleV2"])
def test_a_bundle_that_is_dropped_off_travels_under_the_number_of_its_carrier(
    operation_id: str, shared_platform: RunningPlatform
) -> None:
    seller = shop_of(shared_platform, "SG", crosses_border=True)
    drop_off = {
        "handover_method": "DROP_OFF",
        "shipping_provider_id": carriers("SG")[0].id,
        "tracking_number": "DROP12345678",
        "phone_tail_number": "4321",
    }
    made = bundle(seller, operation_id, [printed(seller)], **drop_off)
    assert made["errors"] == []
    assert "DROP12345678" in barcodes(seller, made["url"])


def test_orders_of_all_shops_of_a_seller_go_together_within_one_district_group(
    shared_platform: RunningPlatform,
) -> None:
    singapore = shop_of(shared_platform, "SG", crosses_border=True)
    orders = [printed(singapore)]
    for region in ("MY", "DE"):
        made = {
            "region": region,
            "authorize": [singapore.app["app_key"]],
            "seller_type": "CROSS_BORDER",
            "account_id": singapore.account_id,
        }
        shop = shared_platform.post("/sandbox/shops", made)
        shared_platform.patch(f"/sandbox/shops/{shop['shop_id']}", {"trade": {"hold": False}, "carrier": "MANUAL"})
        orders.append(printed(replace(singapore, shop=shop)))
    reply = bundle(singapore, "createFirstMileBundle", orders)
    assert [(error["detail"]["order_id"], error["code"]) for error in reply["errors"]] == [(orders[2], 21011013)]
    assert reply["first_mile_bundle_id"]
    elsewhere = bundle(singapore, "createFirstMileBundleV2", orders[2:])
    assert [error["code"] for error in elsewhere["errors"]] == [21008111]


def test_whoever_drops_a_bundle_off_says_by_whom_and_under_which_number(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "SG", crosses_border=True)
    order = printed(seller)
    carrier = carriers("SG")[0].id
    handover = {
        "handover_method": "DROP_OFF",
        "shipping_provider_id": carrier,
        "tracking_number": "FM123456789",
        "phone_tail_number": "1234",
    }
    for name in ("shipping_provider_id", "tracking_number", "phone_tail_number"):
        body = {"order_ids": [order], **handover, name: ""}
        assert seller.call("createFirstMileBundleV2", body).code == 36009004
    unknown = {"order_ids": [order], **handover, "shipping_provider_id": "1"}
    for operation_id in ("createFirstMileBundle", "createFirstMileBundleV2"):
        assert seller.call(operation_id, unknown).code == 21011022
    made = bundle(seller, "createFirstMileBundleV2", [order], **handover)
    assert "FM123456789" in barcodes(seller, made["url"])


def test_local_sellers_and_markets_without_a_district_group_bundle_nothing(shared_platform: RunningPlatform) -> None:
    for region, crosses_border in (("SG", False), ("GB", True)):
        seller = shop_of(shared_platform, region, crosses_border=crosses_border)
        made = bundle(seller, "createFirstMileBundleV2", [printed(seller)])
        assert [error["code"] for error in made["errors"]] == [21011013]
