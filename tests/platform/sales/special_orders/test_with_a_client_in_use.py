"""Special orders as `tiktok-shop-api`, a client in use, drives them where a market has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tiktok_shop_api import TikTokShopError

from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from tests.gateway.shop_contents import seller_in
from tests.gateway.special_order_cases import SPECIAL_ORDERS
from tests.harness.calls import Seller
from tests.harness.catalogue import create_product, upload_image
from tests.harness.client_in_use import MARKETS, client_of, in_each_form
from tests.harness.server import RunningPlatform
from tests.harness.special_orders import printed_order, special_order
from tests.harness.trade import detail, pass_time, status_of
from tests.platform.sales.packages.test_invoices import MINUTE, key, upload, xml

#: Where no seller sends its own parcels.
TIKTOK_SHIPS = ("ID", "BR")


def body_of(operation_id: str, ids: Mapping[str, str], seller: Seller) -> Any:
    """A right body that names these ids."""
    return next(case for case in SPECIAL_ORDERS if case.operation_id == operation_id).build(dict(ids), seller).body


def with_goods(seller: Seller, ids: Mapping[str, str]) -> dict[str, str]:
    """The ids, and those of a product that may be in a box."""
    made = create_product(seller)
    return {**ids, "product": made["product_id"], "sku": made["skus"][0]["id"]}


@in_each_form(*MARKETS)
def test_it_tells_what_is_printed(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = seller_in(platform, market)
    ids = printed_order(seller, upload_image(seller))
    with client_of(seller, is_async=is_async) as client:
        wanted = body_of("searchPODCustomizationDetails", ids, seller)
        (printed,) = client.orders.search_pod_customization_details(body=wanted).pod_details
        assert (printed.order_line_id, "Ada" in printed.pod_detail) == (ids["pod line"], True)
        wanted = body_of("getPODCustomizationDetails", ids, seller)
        (printed,) = client.fulfillment.get_pod_customization_details(body=wanted).pod_details
        assert (printed.order_line_id, "Ada" in printed.pod_info_json) == (ids["pod line"], True)


def blind_box(seller: Seller) -> tuple[dict[str, str], list[str]]:
    """An order of a blind box: its ids, and its packages."""
    shipping = "TIKTOK" if seller.shop["region"] in TIKTOK_SHIPS else "SELLER"
    box = special_order(seller, upload_image(seller), "box", {"is_blind_box": True}, shipping_type=shipping)
    return with_goods(seller, box), [package["id"] for package in detail(seller, box["box order"])["packages"]]


def check_results(client: Any, seller: Seller, ids: Mapping[str, str], packages: Sequence[str]) -> None:
    """The box leaves only after the seller told what was inside."""
    carrier = carriers(seller.shop["region"])[0].id
    number = make_tracking_number(seller.shop["region"], carrier, 7)
    sent = {"shipping_info_list": [{"tracking_number": number, "shipping_provider_id": carrier}]}

    def ship() -> None:
        if seller.shop["region"] in TIKTOK_SHIPS:
            client.fulfillment.ship_package(packages[0], body={"handover_method": "DROP_OFF"})
        else:
            client.fulfillment.mark_package_as_shipped(ids["box order"], body=sent)

    with pytest.raises(TikTokShopError) as refused:
        ship()
    assert refused.value.code == 21011003
    results = body_of("updateTheBlindBoxOpeningResults", ids, seller)
    client.orders.update_the_blind_box_opening_results(body=results)
    ship()
    assert status_of(seller, ids["box order"]) == "AWAITING_COLLECTION"


@in_each_form("US", "GB", "DE", "ID")
def test_a_blind_box_leaves_once_its_result_is_told(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = seller_in(platform, market)
    box = blind_box(seller)
    with client_of(seller, is_async=is_async) as client:
        check_results(client, seller, *box)


@pytest.mark.own_platform
def test_a_blind_box_leaves_brazil_with_an_invoice_too(platform: RunningPlatform) -> None:
    seller = seller_in(platform, "BR")
    ids, packages = blind_box(seller)
    assert upload(seller, packages[0], ids["box order"], xml(key(1))) == []
    pass_time(platform, MINUTE)
    with client_of(seller) as client:
        check_results(client, seller, ids, packages)


@in_each_form("US", async_in="US")
def test_a_voucher_is_delivered_once_it_can_be_redeemed(
    platform: RunningPlatform, market: str, *, is_async: bool
) -> None:
    seller = seller_in(platform, market)
    ids = special_order(seller, upload_image(seller), "voucher", {}, order_type="VIRTUAL_ORDER")
    with client_of(seller, is_async=is_async) as client:
        told = body_of("submitRedemptionInformation", ids, seller)
        (status,) = client.fulfillment.submit_redemption_information(body=told).order_statuses
        assert (status.order_line_id, status.status_code) == (ids["voucher line"], 0)
    assert status_of(seller, ids["voucher order"]) == "DELIVERED"


@in_each_form(*MARKETS)
def test_customs_are_told_of_a_live_listing(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = seller_in(platform, market, crosses_border=True)
    order = special_order(seller, upload_image(seller), "temporary", {"is_live_quick": True})
    ids = with_goods(seller, order)
    asked = body_of("getOrderCustomsRequirements", ids, seller)
    with client_of(seller, is_async=is_async) as client:
        (before,) = client.fulfillment.get_order_customs_requirements(body=asked).order_clearance_list
        told = body_of("submitCustomsClearanceInformation", ids, seller)
        client.fulfillment.submit_customs_clearance_information(body=told)
        (after,) = client.fulfillment.get_order_customs_requirements(body=asked).order_clearance_list
    assert [before.already_filled_clearance, after.already_filled_clearance] == [False, True]
    assert after.order_id == ids["temporary order"]
