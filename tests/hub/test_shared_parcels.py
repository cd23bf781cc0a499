"""Parcels of several orders, and orders of several parcels: every page counts a parcel to each of its orders."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from shopwright.hub.channels import services
from shopwright.hub.channels.protocol import ExternalOrder
from shopwright.hub.channels.tiktok_shop.channel import TikTokShop
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.fulfilment.routing.models import Route
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.models import Location, LocationKind
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from shopwright.wire.signing import sign_webhook
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.test_labels import bought, shipped, shop_of, there
from tests.hub.test_orders import later, stocked

pytestmark = pytest.mark.postgres


def combined_there(hub: Hub, seller: Seller, sku_id: str, count: int = 2) -> list[Order]:
    """Orders of one buyer that somebody combined in Seller Center."""
    orders = [bought(hub, seller, sku_id, buyer=f"Ann {hub.tag}") for _ in range(count)]
    (group,) = seller.client().fulfillment.search_combinable_packages(page_size=10)["combinable_packages"]
    seller.platform.clock.advance(seconds=2)  # polls tell changes of one second by their times alone
    seller.client().fulfillment.combine_package(combinable_packages=[{"id": group["id"]}])
    hub.work()
    return orders


def in_parcels(seen: ExternalOrder, *parcels: str) -> ExternalOrder:
    """The order with its lines in these parcels, one after the other."""
    pairs = zip(seen.lines, parcels, strict=True)
    return later(seen, lines=tuple(replace(line, package_id=parcel) for line, parcel in pairs))


def begun(order: Order, parcel: str, state: str = "intent") -> Shipment:
    shipment = Shipment.objects.create(
        workspace=order.workspace, connection=order.connection, order=order, external_id=parcel, state=state
    )
    for line in order.lines.all():
        shipment.lines.create(line=line, quantity=line.quantity)
    return shipment


def test_orders_that_were_combined_share_one_shipment_on_every_page(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "ID")
    first, second = combined_there(hub, seller, sku_id)
    shipment = shipped(hub, first)
    assert (shipment.state, Shipment.objects.filter(workspace=hub.workspace).count()) == ("ready", 1)
    for order, other in ((first, second), (second, first)):
        page = hub.owner.get("order", order.pk).text
        assert shipment.tracking_number in page
        assert f"with {other.number}" in page
        assert shipment.tracking_number in hub.owner.get("shipments", q=order.number).text
    assert f"Shipping begun, with {first.number}" in hub.owner.get("order", second.pk).text
    assert "None of these orders waits" in hub.owner.post("pick-new", orders=[second.pk]).text
    for order, is_new in ((second, True), (first, False)):
        paper = hub.owner.post("labels", orders=[order.pk], new="1")
        assert paper.content.startswith(b"%PDF-") is is_new, "its label is printed once, whoever asks for it"


def test_a_parcel_leaves_with_all_its_orders_from_one_place_or_not_at_all(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "ID")
    first, second = combined_there(hub, seller, sku_id)
    hub.owner.post("order-change", second.pk, do="hold", words="asks for a gift card")
    page = hub.owner.post("ship", orders=[first.pk]).text
    assert f"{second.number} is held" in page
    hub.owner.post("order-change", second.pk, do="let_go")
    place = Location.objects.create(workspace=hub.workspace, name="3PL", kind=LocationKind.THIRD_PARTY)
    Route.objects.update_or_create(order=second, defaults={"location": place, "workspace": hub.workspace})
    assert "Route both to one place first" in hub.owner.post("ship", orders=[first.pk]).text
    assert not Shipment.objects.filter(workspace=hub.workspace).exists()
    assert there(seller, first)["status"] == "AWAITING_SHIPMENT"


def test_two_orders_under_one_number_of_the_sellers_own_carrier_are_one_parcel(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    orders = [bought(hub, seller, sku_id, buyer=f"Ann {hub.tag}", shipping_type="SELLER") for _ in range(2)]
    delivery = str(there(seller, orders[0])["delivery_option_id"])
    carrier = seller.client().logistics.get_shipping_providers(delivery)["shipping_providers"][0]["id"]
    number = make_tracking_number("GB", carrier, int(hub.tag[:6], 16))
    for order in orders:
        hub.owner.post("ship-own", order.pk, carrier=carrier, number=number)
        hub.work()
    (shipment,) = Shipment.objects.filter(workspace=hub.workspace).exclude(state="cancelled")
    assert (shipment.state, {row.line.order_id for row in shipment.lines.all()}) == ("ready", {o.pk for o in orders})
    assert all(number in hub.owner.get("order", order.pk).text for order in orders)


def test_a_cancelled_order_is_taken_out_of_a_parcel_that_others_share(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 9)
    seen = [in_parcels(rows.order(sku), "P1") for _ in range(2)]
    first, second = (apply(shop, order) for order in seen)
    shipment = begun(first, "P1", "ready")
    shipment.lines.create(line=second.lines.get(), quantity=1)
    apply(shop, later(seen[1], can_ship=False, lines=(replace(seen[1].lines[0], is_cancelled=True),)))
    shipment.refresh_from_db()
    assert shipment.state == "ready"
    assert second.pulls.get().words == f"Cancelled: take 1 × {sku} out of the parcel."


def test_goods_that_the_channel_puts_into_another_parcel_move_to_its_shipment(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 9)
    seen = in_parcels(rows.order(sku, 2), "P1", "P1")
    order = apply(shop, seen)
    old, new = begun(order, "P1"), begun(apply(shop, in_parcels(rows.order(sku), "P2")), "P2")
    line, other = order.lines.order_by("pk")
    seen = in_parcels(seen, "P1", "P2")
    apply(shop, seen)
    assert [row.line_id for row in old.lines.all()] == [line.pk]
    assert other.pk in new.lines.values_list("line", flat=True)
    apply(shop, in_parcels(seen, "P2", "P2"))
    old.refresh_from_db()
    assert (old.state, old.trouble, new.lines.count()) == ("cancelled", "Its goods go in another parcel now.", 3)
    assert f"{sku}" in hub.owner.get("order", order.pk).text


def test_a_printed_parcel_whose_goods_left_it_is_taken_off_the_pile(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 9)
    seen = in_parcels(rows.order(sku), "P1")
    order = apply(shop, seen)
    begun(order, "P1", "ready")
    apply(shop, in_parcels(seen, "P7"))
    assert "take this one off the pile" in hub.owner.get("today").text
    assert order.number in hub.owner.post("pick-new", what="all").text


def test_an_order_with_a_parcel_left_waits_to_be_picked_and_shipped(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 9)
    order = apply(shop, in_parcels(rows.order(sku, 2), "P1", "P2"))
    shipment = begun(order, "P1", "ready")
    shipment.lines.order_by("pk").last().delete()  # type: ignore[union-attr]
    hub.owner.post("pick-new", what="all")
    (picked,) = hub.workspace.pick_lists.get().lines.all()
    assert picked.line.parcel_id == "P2"


def test_a_notification_of_combined_packages_has_each_of_their_orders_looked_at(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    app = services.app_of(hub.app(shopwright_module_platform))
    packages = [{"package_id": "1", "order_id_list": ["7", "8"]}, {"package_id": "2", "order_id_list": ["8"]}]
    told = {
        "type": 4,
        "tts_notification_id": "7327112393057371911",
        "shop_id": "1",
        "timestamp": 1_760_000_000,
        "data": {"sc_type": "COMBINE", "role_type": "ROLE_SELLER", "package_list": packages, "update_time": 1},
    }
    body = json.dumps(told).encode()
    signature = sign_webhook(app.settings["app_key"], app.settings["app_secret"], body)
    _, changes = TikTokShop().read_hook(app, body, {"authorization": signature})
    assert [(change.kind, change.external_id) for change in changes] == [("order", "7"), ("order", "8")]
    assert len({change.event_id for change in changes}) == 2
