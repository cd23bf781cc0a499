"""Warehouses that tell what they shipped: confirmPackageShipment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, holding, stocked
from tests.platform.support import data_of

from .packages import package, package_of, shop_of
from .shipments import shipment


def confirm(seller: Seller, *packages: dict[str, object], provider: str = "42") -> Any:
    return seller.call("confirmPackageShipment", {"warehouse_provider_id": provider, "packages": list(packages)})


def test_a_confirmed_package_is_shipped_with_what_the_warehouse_says(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller, 5)
    order = buy(seller, (sku, 2))["order_id"]
    package_id = package_of(seller, order)
    reply = data_of("confirmPackageShipment", confirm(seller, shipment(seller, package_id, sku, 2)))
    assert reply == {"success_packages": [package_id]}
    fields = package(seller, package_id)
    assert (fields["package_status"], fields["tracking_number"]) == ("PROCESSING", "WMS123456")
    assert fields["weight"] == {"value": "700", "unit": "GRAM"}
    assert fields["dimension"] == {"length": "10", "width": "20", "height": "30", "unit": "CM"}
    assert detail(seller, order)["status"] == "AWAITING_COLLECTION"
    assert holding(seller, sku) == (3, 0)


def test_each_package_is_answered_for_itself(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller)
    good, bad = (package_of(seller, buy(seller, sku)["order_id"]) for _ in range(2))
    foreign = shop_of(shared_platform, "DE")
    theirs = package_of(foreign, buy(foreign, stocked(foreign))["order_id"])
    assert confirm(seller, shipment(seller, good, sku)).data["success_packages"] == [good]
    reply = confirm(
        seller,
        shipment(seller, good, sku),
        shipment(seller, bad, sku, 2),
        shipment(seller, bad, sku, handover_time_millis=1),
        shipment(seller, bad, sku, shipping_provider_id="1"),
        shipment(seller, theirs, sku),
        shipment(seller, "0", sku),
    )
    data = data_of("confirmPackageShipment", reply)
    codes = [error["code"] for error in data["errors"]]
    assert codes == ["39003017", "39003016", "39003016", "21011022", "21011028", "39003016"]
    assert data["success_packages"] == []
    assert package(seller, bad)["package_status"] == "TO_FULFILL"


@pytest.mark.parametrize(("region", "hold", "code"), [("DE", True, "21011044"), ("BR", False, "21004006")])
def test_what_may_not_be_shipped_is_not_confirmed(
    region: str, hold: bool, code: str, shared_platform: RunningPlatform
) -> None:
    seller = shop_of(shared_platform, region, hold=hold)
    sku = stocked(seller)
    package_id = package_of(seller, buy(seller, sku)["order_id"])
    errors = confirm(seller, shipment(seller, package_id, sku)).data["errors"]
    assert [error["code"] for error in errors] == [code]
    assert package(seller, package_id)["package_status"] == "TO_FULFILL"


def test_what_a_buyer_wants_cancelled_is_not_confirmed(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller)
    order = buy(seller, sku)["order_id"]
    shared_platform.post(f"/sandbox/orders/{order}/cancel", {})
    errors = confirm(seller, shipment(seller, package_of(seller, order), sku)).data["errors"]
    assert [error["code"] for error in errors] == ["21011007"]


def test_a_call_without_packages_or_provider_is_refused(shared_platform: RunningPlatform) -> None:
    seller = shop_of(shared_platform, "DE")
    assert confirm(seller).code == 39003018
    assert confirm(seller, provider="0").code == 39003019
    assert confirm(seller, provider="abc").code == 39003019


@pytest.mark.parametrize(
    ("size_unit", "weight_unit", "dimension", "weight"),
    [
        ("CENTIMETER", "KILOGRAM", ("10", "20", "30", "CM"), ("2000", "GRAM")),
        ("INCH", "POUND", ("10", "20", "30", "INCH"), ("2", "POUND")),
        ("MILLIMETER", "OUNCE", ("1", "2", "3", "CM"), ("0.125", "POUND")),
        ("FOOT", "GRAM", ("120", "240", "360", "INCH"), ("2", "GRAM")),
    ],
)
def test_a_package_is_read_in_documented_units_whatever_the_warehouse_measures_in(
    shared_platform: RunningPlatform,
    size_unit: str,
    weight_unit: str,
    dimension: tuple[str, ...],
    weight: tuple[str, ...],
) -> None:
    """getPackageDetail documents CM and INCH, GRAM and POUND."""
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller)
    package_id = package_of(seller, buy(seller, sku)["order_id"])
    told = {
        "dimension": {"length": 10, "width": 20, "height": 30, "unit": size_unit},
        "weight": {"value": 2, "unit": weight_unit},
    }
    assert "errors" not in confirm(seller, shipment(seller, package_id, sku, **told)).data
    fields = package(seller, package_id)
    assert tuple(fields["dimension"].values()) == dimension
    assert tuple(fields["weight"].values()) == weight


def test_what_a_warehouse_says_of_itself_is_taken_and_stands_in_the_log_of_requests_alone(
    shared_platform: RunningPlatform,
) -> None:
    seller = shop_of(shared_platform, "DE")
    sku = stocked(seller)
    package_id = package_of(seller, buy(seller, sku)["order_id"])
    own = {
        "provider_warehouse_code": "BER-1",
        "provider_warehouse_name": "Berlin one",
        "shipping_origin_city": "Berlin",
        "tcw_warehouse_type": "STANDARD",
    }
    reply = confirm(seller, shipment(seller, package_id, sku, **own))
    assert reply.data == {"success_packages": [package_id]}
    logged = shared_platform.get(f"/sandbox/requests/{reply.json['request_id']}")
    assert "Berlin one" in str(logged)
