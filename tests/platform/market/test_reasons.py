"""Reasons to cancel, to ask for money back, to send back and to reject."""

from __future__ import annotations

from typing import get_args

import pytest

from shopwright.platform.market.reasons import (
    Rejected,
    allows_line_items,
    cancel_reasons,
    find_reason,
    invented_names,
    is_fault_of_seller,
    reject_reasons,
    return_reasons,
    system_reason,
)
from shopwright.platform.market.regions import all_regions

_REGIONS = [region.code for region in all_regions()]
_OPEN = ["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "PARTIALLY_SHIPPING", "AWAITING_COLLECTION"]
_CODES = [
    "UNPAID_TIMEOUT",
    "SHIPPING_TIMEOUT",
    "COLLECTION_TIMEOUT",
    "UNTRACEABLE",
    "NOT_DELIVERED",
    "PACKAGE_LOST",
    "PACKAGE_DAMAGED",
    "PACKAGE_REFUSED",
    "PACKAGE_UNDELIVERABLE",
    "ADDRESS_MISSING",
]


@pytest.mark.parametrize("region", _REGIONS)
@pytest.mark.parametrize("status", _OPEN)
def test_both_parties_have_reasons_to_cancel_until_the_parcel_travels(region: str, status: str) -> None:
    for by in ("BUYER", "SELLER", "SYSTEM"):
        reasons = cancel_reasons(region, by, status)
        assert reasons
        assert len({reason.name for reason in reasons}) == len(reasons)
        assert all(find_reason(reason.name) == reason and reason.text for reason in reasons)


@pytest.mark.parametrize("status", ["DELIVERED", "COMPLETED", "CANCELLED", "NO_SUCH"])
def test_nobody_cancels_what_has_arrived(status: str) -> None:
    assert not any(cancel_reasons(region, by, status) for region in _REGIONS for by in ("BUYER", "SELLER", "SYSTEM"))


@pytest.mark.parametrize("region", _REGIONS)
def test_buyers_ask_for_money_once_shipped_and_return_once_delivered(region: str) -> None:
    for status in ("AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED"):
        assert return_reasons(region, "REFUND", "BUYER", status)
        delivered = status == "DELIVERED"
        assert bool(return_reasons(region, "RETURN_AND_REFUND", "BUYER", status)) is delivered
        assert bool(return_reasons(region, "REPLACEMENT", "BUYER", status)) is delivered
    assert return_reasons(region, "REFUND", "BUYER", "AWAITING_SHIPMENT") == ()


def test_only_american_sellers_start_returns() -> None:
    able = {region for region in _REGIONS if return_reasons(region, "RETURN_AND_REFUND", "SELLER", "DELIVERED")}
    assert able == {"US"}
    assert return_reasons("US", "RETURN_AND_REFUND", "SELLER", "IN_TRANSIT")


def test_sellers_in_some_markets_have_no_refund_of_their_own() -> None:
    unable = {region for region in _REGIONS if not return_reasons(region, "REFUND", "SELLER", "DELIVERED")}
    assert unable == {"MY", "PH", "SG", "TH"}


@pytest.mark.parametrize("region", _REGIONS)
@pytest.mark.parametrize("what", get_args(Rejected))
def test_sellers_have_reasons_to_reject_every_request(region: str, what: Rejected) -> None:
    reasons = reject_reasons(region, what)
    assert reasons
    assert len({reason.name for reason in reasons}) == len(reasons)


@pytest.mark.parametrize("region", _REGIONS)
@pytest.mark.parametrize("code", _CODES)
def test_the_platform_cancels_for_reasons_of_the_market(region: str, code: str) -> None:
    assert system_reason(code, region) in cancel_reasons(region, "SYSTEM", "IN_TRANSIT")
    assert system_reason(code).text == system_reason(code, region).text


def test_every_reason_of_the_platform_has_its_own_name() -> None:
    assert len({system_reason(code).name for code in _CODES}) == len(_CODES)
    with pytest.raises(LookupError):
        system_reason("NO_SUCH")


@pytest.mark.parametrize("region", _REGIONS)
def test_single_items_are_cancelled_only_when_out_of_stock(region: str) -> None:
    for status in _OPEN:
        able = [
            cancel_reason
            for cancel_reason in cancel_reasons(region, "SELLER", status)
            if allows_line_items(cancel_reason.name)
        ]
        assert [reason.text for reason in able] == ["Out of stock"]
        assert not any(
            allows_line_items(cancel_reason.name) for cancel_reason in cancel_reasons(region, "BUYER", status)
        )


@pytest.mark.parametrize(
    ("name", "seller"),
    [
        ("ecom_order_delivered_refund_reason_defective", True),
        ("ecom_order_delivered_refund_reason_wrong_product_1", True),
        ("ecom_order_delivered_refund_reason_missing_product", True),
        ("ecom_order_shipped_refund_reason_not_arrive_on_time", True),
        ("seller_cancel_reason_out_of_stock", True),
        ("ecom_order_delivered_refund_reason_no_need", False),
        ("ecom_order_delivered_refund_and_return_reason_no_need", False),
        ("buyer_return_and_refund_ordered_incorrect_size", False),
        ("ecom_order_unpaid_canceled_reason_better_price", False),
        ("reverse_reject_request_reason_1", False),
        ("no_such_reason", False),
    ],
)
def test_a_change_of_mind_is_the_buyers_and_a_fault_of_the_goods_the_sellers(name: str, seller: bool) -> None:
    assert is_fault_of_seller(name) is seller


def test_british_keys_carry_their_suffix() -> None:
    assert cancel_reasons("GB", "SELLER", "UNPAID")[0].name == "seller_cancel_unpaid_reason_out_of_stock_uk"
    assert cancel_reasons("US", "SELLER", "ON_HOLD")[0].name == "seller_cancel_reason_out_of_stock"


def test_invented_names_are_marked() -> None:
    assert "system_cancel_order_reason_not_shipped_in_time" in invented_names()
    assert "seller_cancel_reason_out_of_stock" not in invented_names()
    assert all(find_reason(name) for name in invented_names())
