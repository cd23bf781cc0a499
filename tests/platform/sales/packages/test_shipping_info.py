"""updatePackageShippingInfo, updateOrderShippingInfo: a wrong tracking number is corrected, once and in time."""

from __future__ import annotations

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import HOUR, advance, buy, detail, pass_time, stocked
from tests.platform.support import data_of

from .packages import lines, package_of, shop_of
from .shipments import bought, by_oneself, carrier, label, mark, marked, new_number, ship_order


def correct(seller: Seller, package_id: str, number: str, **info: object) -> int:
    row = {"tracking_number": number, "shipping_provider_id": carrier(seller), **info}
    reply = seller.call("updatePackageShippingInfo", {"shipping_info_list": [row]}, package_id=package_id)
    if reply.code == 0:
        assert data_of("updatePackageShippingInfo", reply) == {}
    return reply.code


def correct_order(seller: Seller, order_id: str, number: str | None = None) -> int:
    return seller.call("updateOrderShippingInfo", by_oneself(seller, number), order_id=order_id).code


def test_a_number_can_be_corrected_once(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order = bought(seller)
    package_id = marked(seller, order)["package_id"]
    right = new_number(seller, 1)
    assert correct(seller, package_id, right, shipping_provider_id=carrier(seller, 1)) == 0
    reply = detail(seller, order)
    assert (reply["tracking_number"], reply["shipping_provider_id"]) == (right, carrier(seller, 1))
    assert reply["status"] == "AWAITING_COLLECTION"
    assert correct(seller, package_id, new_number(seller)) == 21011051
    assert detail(seller, order)["tracking_number"] == right


def test_a_shop_may_allow_more_corrections(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": {"tracking_edits": 2, "hold": False}})
    package_id = marked(seller, bought(seller))["package_id"]
    assert [correct(seller, package_id, new_number(seller)) for _ in range(3)] == [0, 0, 21011052]
    order = bought(seller)
    marked(seller, order)
    assert [correct_order(seller, order) for _ in range(3)] == [0, 0, 21011052]


def test_an_orders_number_is_that_of_its_one_package(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    order, right = bought(seller), new_number(seller)
    assert correct_order(seller, order) == 21011043
    ship_order(seller, order, self_shipment=by_oneself(seller))
    assert correct_order(seller, order, right) == 0
    assert detail(seller, order)["tracking_number"] == right
    assert correct_order(seller, order) == 21011051
    assert correct_order(seller, "5766") == 21008111


def test_an_order_in_several_packages_is_corrected_by_package(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order = bought(seller, 2)
    assert correct_order(seller, order) == 21011043
    packages = [marked(seller, order, line)["package_id"] for line in lines(seller, order)]
    assert correct_order(seller, order) == 10007002
    assert [correct(seller, package, new_number(seller)) for package in packages] == [0, 0]


@pytest.mark.own_platform
@pytest.mark.parametrize(("region", "code"), [("GB", 21011049), ("DE", 0)])
def test_in_some_markets_it_is_too_late_after_72_hours(platform: RunningPlatform, region: str, code: int) -> None:
    platform.post("/sandbox/clock/freeze")
    seller = shop_of(platform, region)
    early, late = (marked(seller, bought(seller))["package_id"] for _ in range(2))
    order = bought(seller)
    marked(seller, order)
    pass_time(platform, 72 * HOUR)
    assert correct(seller, early, new_number(seller)) == 0
    pass_time(platform, 1)
    assert correct(seller, late, new_number(seller)) == code
    assert correct_order(seller, order) == code


def test_a_number_that_cannot_be_is_refused_and_does_not_count(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    used = new_number(seller)
    marked(seller, bought(seller), number=used)
    order = bought(seller)
    package_id = marked(seller, order)["package_id"]
    for number in (used, "94#00111899561234567890", new_number(seller, 1), "1"):
        assert correct(seller, package_id, number) == 21011022
        assert correct_order(seller, order, number) == 21011022
    assert correct(seller, package_id, new_number(seller), shipping_provider_id="1") == 21011022
    assert seller.call("updatePackageShippingInfo", {}, package_id=package_id).code == 21001001
    assert correct(seller, package_id, new_number(seller), shipping_provider_id=None) == 0


def test_only_parcels_of_the_seller_that_are_on_their_way_are_corrected(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order = bought(seller, shipping="TIKTOK")
    bought_label = label(seller, order).data["package_id"]
    assert correct(seller, bought_label, new_number(seller)) == 21011004
    assert correct_order(seller, order) == 21011004
    order = bought(seller)
    package_id = marked(seller, order)["package_id"]
    advance(seller, order, "DELIVERED")
    assert correct(seller, package_id, new_number(seller)) == 21011030
    assert correct_order(seller, order) == 21011030
    assert correct(seller, "1153", new_number(seller)) == 21011028
    held = shop_of(shared_platform, "US", hold=True)
    assert correct_order(held, bought(held)) == 21011044
    german = shop_of(shared_platform, "DE")
    order = bought(german)
    assert correct(german, package_of(german, order), new_number(german)) == 21011043


def test_what_is_lost_or_to_be_cancelled_is_not_corrected(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "ID")
    asked = bought(seller)
    package_id = ship_order(seller, asked, self_shipment=by_oneself(seller))
    seller.platform.post(f"/sandbox/orders/{asked}/cancel", {})
    assert correct(seller, package_id, new_number(seller)) == 21011007
    assert correct_order(seller, asked) == 21011007
    lost = bought(seller)
    package_id = ship_order(seller, lost, self_shipment=by_oneself(seller))
    row = {"id": package_id, "delivery_type": "DELIVERY_FAILED", "fail_delivery_reason": "PACKAGE_LOST"}
    assert seller.call("updatePackageDeliveryStatus", {"packages": [row]}).data == {"errors": []}
    assert correct(seller, package_id, new_number(seller)) == 21011042
    assert correct_order(seller, lost) == 21011041


def test_clients_of_the_older_version_are_understood(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order, right = bought(seller), new_number(seller)
    assert mark(seller, order).code == 0
    call = seller.signed("updatePackageShippingInfo", by_oneself(seller, right), package_id=package_of(seller, order))
    assert call.but(path=call.path.replace("202610", "202309")).send(seller.platform).code == 0
    assert detail(seller, order)["tracking_number"] == right


def test_one_correction_holds_for_all_orders_in_the_parcel(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    sku, number, right = stocked(seller), new_number(seller), new_number(seller)
    orders = [buy(seller, sku, shipping_type="SELLER", buyer="ann")["order_id"] for _ in range(2)]
    for order in orders:
        marked(seller, order, number=number)
    assert correct_order(seller, orders[0], right) == 0
    assert [detail(seller, order)["tracking_number"] for order in orders] == [right, right]


def test_a_note_to_the_buyer_comes_with_the_number_and_with_its_correction(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "US")
    order = bought(seller)
    package_id = data_of("markPackageAsShipped", mark(seller, order, note="Left with love"))["package_id"]
    assert shared_platform.get(f"/sandbox/packages/{package_id}")["note"] == "Left with love"
    assert correct(seller, package_id, new_number(seller), note="By another carrier") == 0
    assert shared_platform.get(f"/sandbox/packages/{package_id}")["note"] == "By another carrier"
