"""Entries of a market's lists hold from their first day to their last, on the platform's clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from shopwright.platform.logistics import delivery_options
from shopwright.platform.market import reasons
from shopwright.platform.market.dates import Dated
from shopwright.platform.market.reasons import cancel_reasons
from shopwright.platform.market.regions import all_regions, region
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, buy, detail, pass_time, stocked
from tests.platform.sales.packages.packages import shop_of

pytestmark = pytest.mark.own_platform

FIRST, LAST = date(2027, 2, 1), date(2027, 2, 28)


def moment(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("fields", "day", "holds"),
    [
        ({}, FIRST, True),
        ({"from": "2027-02-01"}, FIRST, True),
        ({"from": "2027-02-01"}, FIRST - timedelta(days=1), False),
        ({"until": "2027-02-28"}, LAST, True),
        ({"until": "2027-02-28"}, LAST + timedelta(days=1), False),
        ({"from": "2027-02-01", "until": "2027-02-28"}, LAST + timedelta(days=1), False),
        ({"from": "2027-02-01"}, None, True),
    ],
)
def test_both_days_are_part_of_the_time_of_an_entry(fields: dict[str, str], day: date | None, holds: bool) -> None:
    assert msgspec.convert(fields, Dated).holds_on(day) is holds


@pytest.mark.parametrize("code", ["ID", "MY", "PH", "SG", "TH", "VN"])
def test_buyers_of_south_east_asia_may_cancel_until_the_collection_since_october_2025(code: str) -> None:
    """docs/reference/cancellations.md#who."""
    before, since = moment(date(2025, 9, 30)), moment(date(2025, 10, 1))
    assert cancel_reasons(code, "BUYER", "AWAITING_COLLECTION", before) == ()
    assert cancel_reasons(code, "BUYER", "AWAITING_COLLECTION", since)
    assert cancel_reasons(code, "BUYER", "AWAITING_SHIPMENT", before)


def days_ahead(platform: RunningPlatform, days: int) -> str:
    now = int(platform.get("/sandbox/clock")["now"])
    return (datetime.fromtimestamp(now, UTC).date() + timedelta(days=days)).isoformat()


@pytest.fixture
def dated_reasons(platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, str]]:
    """Sellers in US may cancel because the price was wrong until tomorrow, and for fraud from then on."""
    data = msgspec.json.decode(msgspec.json.encode(reasons._file()))
    mine = next(
        item
        for item in data["lists"]
        if item["what"] == "CANCEL"
        and item["by"] == "SELLER"
        and "US" in item["regions"]
        and "AWAITING_SHIPMENT" in item["statuses"]
    )
    old, new = "seller_cancel_reason_wrong_price", "seller_cancel_order_reason_potential_fraud"
    later = {**mine, "regions": ["US"], "names": [new], "from": days_ahead(platform, 2)}
    mine["until"] = days_ahead(platform, 1)
    data["lists"].append(later)
    changed = msgspec.convert(data, reasons._File)
    monkeypatch.setattr(reasons, "_file", lambda: changed)
    reasons._listed.cache_clear()
    yield {"old": old, "new": new}
    monkeypatch.undo()
    reasons._listed.cache_clear()


def offered(seller: Seller, order_id: str) -> list[str]:
    query = {"request_types": "CANCEL"}
    reply = seller.call("getAftersaleEligibility", query=query, order_id=order_id)
    (sku,) = reply.data["sku_eligibility"]
    return list(sku["line_item_eligibility"][0]["available_reason_names"])


def test_a_reason_is_offered_and_taken_in_its_time(platform: RunningPlatform, dated_reasons: Mapping[str, str]) -> None:
    seller, (old, new) = shop_of(platform, "US"), dated_reasons.values()
    order_id = str(buy(seller, stocked(seller))["order_id"])
    assert old in offered(seller, order_id)
    assert seller.call("cancelOrder", {"order_id": order_id, "cancel_reason": new}).code == 25001020
    pass_time(platform, 2 * DAY)
    assert offered(seller, order_id) == [new]
    assert seller.call("cancelOrder", {"order_id": order_id, "cancel_reason": old}).code == 25001020
    assert seller.call("cancelOrder", {"order_id": order_id, "cancel_reason": new}).code == 0


def test_a_carrier_is_listed_and_taken_in_its_time(platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    last, until = region("GB").shipping_providers[-1], date.fromisoformat(days_ahead(platform, 1))
    ended = msgspec.structs.replace(last, until=until)
    changed = msgspec.structs.replace(region("GB"), shipping_providers=(*region("GB").shipping_providers[:-1], ended))
    monkeypatch.setattr(delivery_options, "region", lambda code: changed if code == "GB" else region(code))
    seller = shop_of(platform, "GB")
    order = detail(seller, str(buy(seller, stocked(seller), shipping_type="SELLER")["order_id"]))

    def listed() -> list[str]:
        reply = seller.call("getShippingProviders", delivery_option_id=order["delivery_option_id"])
        return [provider["id"] for provider in reply.data["shipping_providers"]]

    body = {"tracking_number": "ABC1234567", "shipping_provider_id": last.id, "order_line_item_ids": []}
    body["order_line_item_ids"] = [line["id"] for line in order["line_items"]]
    assert last.id in listed()
    pass_time(platform, 2 * DAY)
    assert last.id not in listed()
    assert seller.call("markPackageAsShipped", body, order_id=order["id"]).code != 0


def test_a_form_of_documents_is_made_in_its_time(platform: RunningPlatform) -> None:
    seller = shop_of(platform, "GB")
    forms = [{"form": "PDF"}, {"form": "ZPL", "from": days_ahead(platform, 2)}]
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": {"hold": False, "documents": forms}})
    order_id = str(buy(seller, stocked(seller))["order_id"])
    advance(seller, order_id, "AWAITING_COLLECTION")
    (package,) = detail(seller, order_id)["packages"]
    query = {"document_type": "SHIPPING_LABEL", "document_format": "ZPL"}
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "MANUAL"})
    assert seller.call("getPackageShippingDocument", query=query, package_id=package["id"]).code == 36009004
    pass_time(platform, 2 * DAY)
    assert seller.call("getPackageShippingDocument", query=query, package_id=package["id"]).code == 0


@pytest.mark.parametrize("code", [market.code for market in all_regions()])
def test_every_market_has_carriers_now(code: str) -> None:
    assert delivery_options.carriers(code, at=moment(date(2026, 11, 28)))
