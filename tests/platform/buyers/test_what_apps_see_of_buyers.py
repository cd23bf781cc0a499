"""What an app sees of a buyer: each field, in each market, by who ships and in each state of an order.

The right values are those of docs/reference/buyer-data.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from shopwright.contract.patches import patched_document
from shopwright.platform.market.people import Person, make_person
from shopwright.platform.market.regions import all_regions
from shopwright.platform.sales.orders.states import OrderStatus
from tests.harness.calls import Seller
from tests.harness.cancellations import cancel
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, buy, detail, pass_time, stocked
from tests.platform.portal.visitor import Visitor
from tests.platform.sales.packages.packages import shop_of
from tests.platform.sales.packages.shipments import mark

REGIONS = [market.code for market in all_regions()]
#: Who ships: what a buyer orders to have it so.
SHIPPED: Mapping[str, Mapping[str, str]] = {
    "by the seller": {"shipping_type": "SELLER"},
    "by TikTok": {"shipping_type": "TIKTOK"},
    "fulfilled by TikTok": {"shipping_type": "TIKTOK", "fulfillment_type": "FULFILLMENT_BY_TIKTOK"},
}
WAY = ("UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED")

Mask = Callable[[str], str]


def keep(text: str) -> str:
    return text


def hide(text: str) -> str:
    return "***" if text else ""


def initials(text: str) -> str:
    return " ".join(f"{word[0]}***" for word in text.split())


def ends(text: str) -> str:
    """Of ten digits after the calling code or more the first three and last four, of fewer two and two."""
    code, _, number = text.partition(")")
    first, last = (3, 4) if len(number) >= 10 else (2, 2)
    return f"{code}){number[:first]}-***-{number[-last:]}"


#: What is left of each field of an address where it is masked. Districts are told by their level.
MASKS: Mapping[str, Mask] = {
    "name": initials,
    "first_name": initials,
    "last_name": initials,
    "first_name_local_script": initials,
    "last_name_local_script": initials,
    "phone_number": ends,
    "full_address": hide,
    "address_detail": hide,
    **{f"address_line{number}": hide for number in range(1, 5)},
    "postal_code": hide,
    "post_town": keep,
    "region_code": keep,
    "L0": keep,
    "L1": keep,
    "L2": keep,
    "L3": hide,
    "L4": hide,
}


def start(text: str) -> str:
    return text[:2] + "*" * (len(text) - 2) if len(text) > 4 else "*" * len(text)


def name_ends(text: str) -> str:
    last = text.rsplit(maxsplit=1)[-1] if text else ""
    return initials(text) + (last[-1] if len(last) > 2 else "")


def digits(text: str) -> str:
    """The first three digits after the calling code and the last two, a star for each between."""
    code, _, number = text.partition(")")
    return f"{code}){number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


#: The same in South-East Asia, where the whole address is made of its levels and the masked detail.
MASKS_SEA: Mapping[str, Mask] = {
    **MASKS,
    **dict.fromkeys(("name", "first_name", "last_name"), name_ends),
    **dict.fromkeys(("address_detail", *(f"address_line{number}" for number in range(1, 5)), "L3", "L4"), start),
    "phone_number": digits,
    "postal_code": lambda text: text[:2] + "***",
}
SEA = frozenset({"ID", "MY", "PH", "SG", "TH", "VN"})
#: Fields of an address that no reply has here.
NEVER = frozenset({"delivery_preferences"})
#: What of an order besides the address is of a buyer, and what is left of it where the address is masked.
OF_ORDERS: Mapping[str, Mask] = {"cpf": hide, "cpf_name": initials}


def seen(region: str, shipped: str, status: str, *, is_old: bool = False) -> str:
    """Whether an address is absent, masked or open. ``is_old``: 30 days have passed since the order was completed."""
    if status in {"UNPAID", "ON_HOLD"}:
        return "absent"
    if region == "US":
        return "masked" if status == "CANCELLED" or is_old else "open"
    return "open" if shipped == "by the seller" else "masked"


@dataclass(frozen=True)
class Sale:
    """An order on its way, and who bought."""

    seller: Seller
    shipped: str
    order_id: str
    person: Person

    @property
    def region(self) -> str:
        return str(self.seller.shop["region"])

    def whole(self) -> dict[str, str]:
        """The address in full, a district under its level, and what else identifies the buyer."""
        person, address = self.person, self.person.address
        in_one = self.region in {"BR", "MX"}
        fields = {
            "name": person.full_name,
            "first_name": person.full_name if in_one else person.first_name,
            "last_name": "" if in_one else person.last_name,
            "first_name_local_script": person.first_name_local_script,
            "last_name_local_script": person.last_name_local_script,
            "phone_number": person.phone_number,
            "cpf": person.cpf,
            "cpf_name": person.cpf_name,
            **{name: getattr(address, name) for name in MASKS if hasattr(address, name)},
            **{district.level: district.name for district in address.districts},
        }
        return {name: value for name, value in fields.items() if value}

    def expected(self, how: str) -> dict[str, str]:
        """What is to be seen of it."""
        if how == "absent":
            return {}
        if how == "open":
            return self.whole()
        masks = {**(MASKS_SEA if self.region in SEA else MASKS), **OF_ORDERS}
        masked = {name: masks[name](value) for name, value in self.whole().items()}
        if self.region in SEA:
            levels = [value for name, value in masked.items() if name in {"L0", "L1", "L2", "L3", "L4"}]
            masked["full_address"] = f"{', '.join(levels)},{masked['address_detail']}"
        return masked


def shown_in(reply: Mapping[str, Any]) -> dict[str, str]:
    """What a reply shows of a buyer, in the same form."""
    address = dict(reply.get("recipient_address", {}))
    districts = address.pop("district_info", [])
    fields = {**address, **{name: reply.get(name, "") for name in OF_ORDERS}}
    return {
        **{name: value for name, value in fields.items() if value},
        **{district["address_level"]: district["address_name"] for district in districts},
    }


def sell(seller: Seller, sku: str, shipped: str, quantity: int = 1, buyer: str = "Ann") -> Sale:
    """An unpaid order."""
    order = buy(seller, (sku, quantity), paid=False, buyer=buyer, **SHIPPED[shipped])
    person = make_person(seller.shop["region"], f"{seller.shop_id}/{buyer}")
    return Sale(seller, shipped, order["order_id"], person)


def check(sale: Sale, status: str, *, is_old: bool = False) -> None:
    """Every reply that has an address shows of it what it may."""
    seller, how = sale.seller, seen(sale.region, sale.shipped, status, is_old=is_old)
    order = detail(seller, sale.order_id)
    assert order["status"] == status
    expected = sale.expected(how)
    assert shown_in(order) == expected, how
    assert order["buyer_email"] == f"v{order['user_id']}@chat.seller.tiktok.com"
    orders = seller.call("getOrderList", {"buyer_user_id": order["user_id"]}, query={"page_size": 50}).data["orders"]
    assert shown_in(next(row for row in orders if row["id"] == sale.order_id)) == expected, how
    for package in order["packages"]:
        check_package(seller, package["id"], expected)


def check_package(seller: Seller, package_id: str, expected: Mapping[str, str]) -> None:
    package = seller.call("getPackageDetail", package_id=package_id).data
    fields = schema_fields("GetPackageDetailAddress")
    assert shown_in(package) == {name: value for name, value in expected.items() if name in fields}


def check_rest(sale: Sale) -> None:
    """What other operations tell of an order has nothing in it that leads to its buyer."""
    whole = sale.whole()
    private = {
        whole[name] for name in ("name", "phone_number", "full_address", "address_line1", "cpf") if name in whole
    }
    for operation_id, body, query in (
        ("searchPackage", {}, {"page_size": 50}),
        ("searchCancellations", {"order_ids": [sale.order_id]}, {}),
        ("searchReturns", {"order_ids": [sale.order_id]}, {}),
        ("getOrderDetail", None, {"ids": sale.order_id}),
    ):
        told_of(sale.seller.call(operation_id, body, query=query).json, private)
    for operation_id in ("getOrderPriceDetails", "getAftersaleEligibility", "getOrderTracking", "getLogisticsTracking"):
        told_of(sale.seller.call(operation_id, order_id=sale.order_id).json, private)


def told_of(reply: object, private: set[str]) -> None:
    text = json.dumps(reply, ensure_ascii=False)
    assert [value for value in private if value in text] == []


@cache
def schema_fields(name: str) -> frozenset[str]:
    """The fields of a component schema."""
    document: Any = patched_document()
    return frozenset(document["components"]["schemas"][name]["properties"])


@pytest.mark.parametrize("shipped", SHIPPED)
@pytest.mark.parametrize("region", REGIONS)
def test_an_address_is_seen_by_market_way_of_shipping_and_state(
    platform: RunningPlatform, region: str, shipped: str
) -> None:
    seller = shop_of(platform, region, hold=True)
    sku = stocked(seller)
    sale, regretted = sell(seller, sku, shipped), sell(seller, sku, shipped, buyer="Bob")
    for status in WAY:
        if status != "UNPAID":
            advance(seller, sale.order_id, status)
        check(sale, status)
        if status in {"UNPAID", "AWAITING_COLLECTION"} and seen(region, shipped, status) != "open":
            check_rest(sale)
    advance(seller, regretted.order_id, "ON_HOLD")
    platform.post(f"/sandbox/orders/{regretted.order_id}/cancel", {})
    check(regretted, "CANCELLED")


@pytest.mark.parametrize("region", ["US", "GB", "DE", "JP"])
def test_an_address_is_seen_while_half_of_an_order_is_shipped(platform: RunningPlatform, region: str) -> None:
    seller = shop_of(platform, region)
    sale = sell(seller, stocked(seller), "by the seller", 2)
    advance(seller, sale.order_id, "AWAITING_SHIPMENT")
    line = detail(seller, sale.order_id)["line_items"][0]["id"]
    assert mark(seller, sale.order_id, line).code == 0
    check(sale, "PARTIALLY_SHIPPING")


@pytest.mark.own_platform
def test_an_american_address_is_masked_from_30_days_after_completion_and_others_stay(platform: RunningPlatform) -> None:
    platform.post("/sandbox/clock/freeze")
    sellers = [shop_of(platform, region) for region in ("US", "GB")]
    sales = [sell(seller, stocked(seller), shipped) for seller in sellers for shipped in SHIPPED]
    for sale in sales:
        advance(sale.seller, sale.order_id, "COMPLETED")
    pass_time(platform, 30 * DAY - 1)
    for sale in sales:
        check(sale, "COMPLETED")
    pass_time(platform, 1)
    for sale in sales:
        check(sale, "COMPLETED", is_old=True)


def test_every_state_of_an_order_is_looked_at() -> None:
    assert {*WAY, "CANCELLED", "PARTIALLY_SHIPPING"} == set(OrderStatus)


@pytest.mark.parametrize("name", ["OrderRecipientAddress", "GetPackageDetailAddress"])
def test_every_field_of_an_address_has_its_mask(name: str) -> None:
    assert schema_fields(name) - {"district_info"} - NEVER <= set(MASKS)


def test_every_field_and_level_occurs_in_some_market() -> None:
    people = [make_person(region, "x/Ann") for region in REGIONS]
    levels = {district.level for person in people for district in person.address.districts}
    assert {name for name in MASKS if re.fullmatch(r"L\d", name)} == levels


@pytest.mark.own_platform
@pytest.mark.parametrize("region", ["VN", "GB", "US"])
def test_the_buyer_of_a_cancelled_order_is_deleted_in_time(platform: RunningPlatform, region: str) -> None:
    """Every field of the recipient is empty then, as in a live reply of VN (docs/reference/buyer-data.md#form)."""
    seller = shop_of(platform, region)
    trade = {"hold": False, "windows": {"anonymise_after_cancellation": 48}}
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": trade})
    sale = sell(seller, stocked(seller), "by TikTok")
    advance(seller, sale.order_id, "AWAITING_SHIPMENT")
    cancel(seller, sale.order_id)
    before = detail(seller, sale.order_id)["recipient_address"]
    pass_time(platform, 2 * DAY)
    after = detail(seller, sale.order_id)["recipient_address"]
    assert before["name"]
    assert before["region_code"] == region
    assert after == {name: [] if name == "district_info" else "" for name in before}
    visitor = Visitor(platform)
    assert sale.order_id in visitor.open(f"/portal/shops/{seller.shop_id}/orders/{sale.order_id}")
    visitor.close()
