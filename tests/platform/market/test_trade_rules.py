"""What markets allow stands in their trade rules, which a shop may override: operations know no market by name."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.market.regions import all_regions
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, stocked
from tests.platform.support import data_of

CODES = [region.code for region in all_regions()]


def seller_in(platform: RunningPlatform, region: str, *, abroad: bool = False, **trade: object) -> Seller:
    """A seller in a market without a hold, with rules of the shop's own."""
    seller = new_seller(platform, region=region)
    if abroad:
        body = {"region": region, "authorize": [seller.app["app_key"]], "seller_type": "CROSS_BORDER"}
        shop = platform.post("/sandbox/shops", body)
        seller = Seller(platform, seller.app, shop, shop["tokens"][0])
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": {"hold": False, **trade}})
    return seller


def report_scan(seller: Seller) -> int:
    """The code of a report for an order that does not exist, 21008111, or of the market's refusal."""
    track = {"occur_time": 1, "description": "Seen", "tracking_no": "1", "action_code": 1}
    body = {"country": seller.shop["region"], "order_id": "5766000000000000000", "provider_id": "1", "tracks": [track]}
    return seller.call("trackingStatusUpdate", body).code


@pytest.mark.parametrize("region", CODES)
def test_sellers_report_scans_where_the_rules_say_so(platform: RunningPlatform, region: str) -> None:
    usual = 21008111 if region in {"US", "BR"} else 36009004
    assert report_scan(seller_in(platform, region)) == usual
    assert report_scan(seller_in(platform, region, takes_reported_scans=True)) == 21008111


def splits_one_sku(seller: Seller) -> bool:
    """Whether two units of one SKU may go in different packages."""
    order_id = buy(seller, (stocked(seller), 2), shipping_type="SELLER")["order_id"]
    first, _ = detail(seller, order_id)["line_items"]
    body = {"splittable_groups": [{"id": "1", "order_line_item_ids": [first["id"]]}]}
    return seller.call("confirmOrderSplit", body, order_id=order_id).code == 0


@pytest.mark.parametrize("region", ["MX", "BR", "DE"])
def test_units_of_a_sku_are_split_where_the_rules_of_the_sellers_kind_say_so(
    platform: RunningPlatform, region: str
) -> None:
    assert splits_one_sku(seller_in(platform, region)) is (region == "DE")
    assert splits_one_sku(seller_in(platform, region, abroad=True)) is (region in {"DE", "MX"})
    assert splits_one_sku(seller_in(platform, region, abroad=True, split_by_across_borders="ITEM"))
    assert not splits_one_sku(seller_in(platform, region, split_by="SKU", split_by_across_borders="ITEM"))


def bundled(seller: Seller) -> bool:
    """Whether a parcel whose label is printed can be put into a first-mile bundle."""
    order_id = buy(seller, stocked(seller))["order_id"]
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "MANUAL"})
    advance(seller, order_id, "AWAITING_COLLECTION")
    package_id = detail(seller, order_id)["packages"][0]["id"]
    seller.call("getPackageShippingDocument", query={"document_type": "SHIPPING_LABEL"}, package_id=package_id)
    reply = seller.call("createFirstMileBundleV2", {"handover_method": "PICKUP", "order_ids": [order_id]})
    made: dict[str, Any] = data_of("createFirstMileBundleV2", reply)
    return bool(made.get("first_mile_bundle_id"))


@pytest.mark.parametrize("region", CODES)
def test_parcels_are_bundled_where_the_rules_name_a_group(platform: RunningPlatform, region: str) -> None:
    usual = {"PH", "SG", "MY", "VN", "TH", "JP", "DE", "FR", "IT", "ES"}
    assert bundled(seller_in(platform, region, abroad=True)) is (region in usual)
    assert not bundled(seller_in(platform, region, abroad=True, first_mile_group=None))


@pytest.mark.parametrize("region", CODES)
def test_a_live_session_combines_orders_where_the_rules_say_so(platform: RunningPlatform, region: str) -> None:
    for trade, allowed in (({}, region == "US"), ({"combines_live_orders": True}, True)):
        seller = seller_in(platform, region, **trade)
        items = [{"sku_id": stocked(seller)}]
        body = {"shop_cipher": seller.cipher, "line_items": items, "auto_combine_group_id": "live-1"}
        assert (platform.ask("POST", "/sandbox/orders", body).status == 200) is allowed


@pytest.mark.parametrize("region", CODES)
def test_an_order_shows_the_fields_of_its_market(platform: RunningPlatform, region: str) -> None:
    seller = seller_in(platform, region)
    order = detail(seller, buy(seller, stocked(seller))["order_id"])
    assert order["commerce_platform"] == "TIKTOK_SHOP"
    assert ("fast_dispatch_sla_time" in order) is (region in {"TH", "PH"})
