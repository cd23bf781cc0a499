"""Shipping services: seen with price and time before a label is bought, taken by rule or by hand, and kept."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.channels.tiktok_shop.session import TikTokSession
from shopwright.hub.fulfilment.carriage.models import ServiceRule
from shopwright.hub.fulfilment.models import Shipment
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.hub.harness import Hub
from tests.hub.test_labels import bought, shipped, shop_of, there

pytestmark = pytest.mark.postgres


def offered(seller: Seller, order_id: str) -> list[dict[str, Any]]:
    """The services that TikTok itself names for all of an order."""
    return list(seller.client().fulfillment.get_eligible_shipping_services(order_id)["shipping_services"])  # type: ignore[arg-type]


def choices(html: str) -> list[tuple[str, str]]:
    """Names and values of what can be chosen on the page."""
    return re.findall(r'type="radio" name="(service-[^"]+)" value="([^"]+)"', html)


def facts(shipment: Shipment) -> tuple[str, str, Decimal | None, str]:
    shipment.refresh_from_db()
    return shipment.state, shipment.service, shipment.cost, shipment.cost_currency


def test_each_rule_takes_its_service_and_the_price_is_kept(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "US")
    connection = hub.workspace.connections.get()
    order = bought(hub, seller, sku_id)
    rows = offered(seller, order.external_id)
    (default,) = (row for row in rows if row["is_default"])
    cheapest = min(rows, key=lambda row: Decimal(row["price"]))
    fastest = min(rows, key=lambda row: (row["latest_delivery_days"], row["earliest_delivery_days"]))
    assert len({row["id"] for row in (default, cheapest, fastest)}) == 3
    last = rows[-1]
    wanted = [
        ({}, default),
        ({"rule": "cheapest"}, cheapest),
        ({"rule": "fastest", "connection": str(connection.pk)}, fastest),
        ({"rule": "named", "name": last["name"].upper(), "connection": str(connection.pk)}, last),
        ({"rule": "", "connection": str(connection.pk)}, cheapest),
    ]
    for form, service in wanted:
        if form:
            assert "get their service by this rule" in hub.owner.post("service-rule-write", **form).text
        shipment = shipped(hub, order)
        assert facts(shipment) == ("ready", service["name"], Decimal(service["price"]), "USD")
        assert there(seller, order)["shipping_provider"] == service["shipping_provider_name"]
        order = bought(hub, seller, sku_id)
    assert f"{cheapest['name']}, {cheapest['price']} USD" in hub.owner.get("order", shipment.order_id).text


def test_the_services_of_an_order_are_seen_with_price_and_time_and_one_is_taken_by_hand(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "US")
    order = bought(hub, seller, sku_id)
    page = hub.owner.get("service-choice", orders=order.pk)
    rows = offered(seller, order.external_id)
    for row in rows:
        days = f"{row['earliest_delivery_days']} to {row['latest_delivery_days']} days"
        assert f"{row['name']} {row['price']} USD, {days}" in page.text
    assert not order.shipments.exists()
    name, value = choices(page.html)[-1]
    service = next(row for row in rows if value.startswith(row["id"]))
    result = hub.owner.post("service-choice", orders=[order.pk], do="ship", **{name: value})
    assert f"{service['name']} for {service['price']} USD" in result.text
    hub.work()
    assert facts(order.shipments.get()) == ("ready", service["name"], Decimal(service["price"]), "USD")
    again = hub.owner.post("service-choice", orders=[order.pk], do="ship", **{name: value})
    assert f"{order.number} is being shipped already" in again.text
    assert order.shipments.count() == 1


def test_many_orders_get_a_service_each_and_each_row_has_its_result(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "US")
    orders = [bought(hub, seller, sku_id) for _ in range(3)]
    hub.owner.post("order-change", orders[2].pk, do="hold")
    page = hub.owner.post("service-choice", orders=[order.pk for order in orders], rule="cheapest")
    values = dict(re.findall(r'name="(service-[^"]+)">.*?<option value="([^"]+)" selected', page.html))
    assert len(values) == 2
    first = f"service-order:{orders[0].external_id}"
    del values[first]
    result = hub.owner.post("service-choice", orders=[order.pk for order in orders], do="ship", **values)
    for words in ("1 of 3 orders are being shipped", "Choose one of the services", f"{orders[2].number} is held"):
        assert words in result.text
    assert [order.shipments.count() for order in orders] == [0, 1, 0]


def test_a_service_that_costs_more_by_now_is_not_bought(
    hub: Hub, shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "US")
    order = bought(hub, seller, sku_id)
    name, value = choices(hub.owner.get("service-choice", orders=order.pk).html)[0]
    cheap = f"{value.partition('|')[0]}|0.01"
    assert (
        "by now. Choose again" in hub.owner.post("service-choice", orders=[order.pk], do="ship", **{name: cheap}).text
    )
    hub.owner.post("service-choice", orders=[order.pk], do="ship", **{name: value})
    Shipment.objects.filter(order=order).update(cost=Decimal("0.01"))
    hub.work()
    shipment = order.shipments.get()
    assert shipment.state == "refused"
    assert "and cost 0.01 USD when it was chosen" in hub.owner.get("shipments", view="refused").text
    monkeypatch.setattr(TikTokSession, "ship", None)
    name, value = choices(hub.owner.get("service-choice", orders=order.pk).html)[0]
    hub.owner.post("service-choice", orders=[order.pk], do="ship", **{name: value})
    hub.work()
    assert facts(shipment)[0] == "ready"


def test_a_named_service_that_is_not_offered_is_refused_and_says_what_to_do(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "US")
    hub.owner.post("service-rule-write", rule="named", name="Pigeon post")
    shipment = shipped(hub, bought(hub, seller, sku_id))
    assert (shipment.state, shipment.trouble) == ("refused", "“Pigeon post” is not offered for this parcel.")
    assert "Choose a shipping service on" in hub.owner.get("shipments", view="refused").text


def test_where_the_channel_leaves_no_choice_the_order_is_shipped_as_it_does_it(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    hub.owner.post("service-rule-write", rule="named", name="Pigeon post")
    order = bought(hub, seller, sku_id)
    assert "Its channel offers no choice" in hub.owner.get("service-choice", orders=order.pk).text
    assert "As its channel sends it" in hub.owner.post("service-choice", orders=[order.pk], do="ship").text
    hub.work()
    assert facts(order.shipments.get()) == ("ready", "", None, "")


def test_rules_are_kept_by_those_who_may_and_checked(hub: Hub) -> None:
    assert hub.person(Role.PACKER).post("service-rule-write", rule="cheapest").status == 403
    assert "Write the name" in hub.owner.post("service-rule-write", rule="named", name=" ").text
    assert "Choose one of the rules" in hub.owner.post("service-rule-write", rule="dearest").text
    assert hub.owner.post("service-rule-write", rule="cheapest", connection="999999999").status == 404
    assert not ServiceRule.objects.filter(workspace=hub.workspace).exists()
