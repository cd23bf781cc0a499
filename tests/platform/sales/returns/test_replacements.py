"""Replacements and exchanges: new goods for old (docs/reference/returns.md#replacements)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.returns import (
    ARBITRATION,
    REFUND,
    REPLACEMENT_ANSWER,
    act,
    approve,
    ask,
    delivered,
    done,
    reject,
    returned,
    state,
)
from tests.harness.server import RunningPlatform
from tests.harness.trade import detail, holding, pass_time, status_of, stocked

pytestmark = pytest.mark.own_platform


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    platform.post("/sandbox/clock/freeze")
    return new_seller(platform, region="US")


def new_order(seller: Seller, return_id: str) -> dict[str, Any]:
    return detail(seller, seller.platform.get(f"/sandbox/returns/{return_id}")["new_order_id"])


def test_an_approved_replacement_makes_an_order_that_costs_nothing_and_ships_to_the_same_address(
    seller: Seller,
) -> None:
    order = delivered(seller, 2)
    return_id = ask(seller, order, "REPLACEMENT", line_items=[order["line_items"][0]["id"]])
    assert returned(seller, return_id)["can_buyer_keep_item"] is True
    done(approve(seller, return_id, "APPROVE_REPLACEMENT"))
    assert state(seller, return_id) == "REPLACEMENT_REQUEST_COMPLETE"
    new, old = new_order(seller, return_id), detail(seller, order["order_id"])
    assert (new["status"], new["is_replacement_order"]) == ("AWAITING_SHIPMENT", True)
    assert new["replaced_order_id"] == order["order_id"]
    assert (new["payment"]["total_amount"], len(new["line_items"])) == ("0.00", 1)
    assert new["recipient_address"] == old["recipient_address"]
    assert holding(seller, order["line_items"][0]["sku_id"]) == (3, 1)


def test_a_replacement_that_is_not_answered_in_24_hours_is_approved(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REPLACEMENT")
    (asked,) = returned(seller, return_id)["seller_next_action_response"]
    assert asked["action"] == "SELLER_RESPOND_REPLACEMENT"
    pass_time(seller.platform, REPLACEMENT_ANSWER - 1)
    assert state(seller, return_id) == "REPLACEMENT_REQUEST_PENDING"
    pass_time(seller.platform, 1)
    assert state(seller, return_id) == "REPLACEMENT_REQUEST_COMPLETE"


@pytest.mark.parametrize("how", ["ISSUE_REPLACEMENT_REFUND", "nothing in stock"])
def test_the_buyer_is_refunded_where_the_seller_wants_so_or_has_nothing_left(seller: Seller, how: str) -> None:
    order = delivered(seller, 5)
    return_id = ask(seller, order, "REPLACEMENT")
    done(approve(seller, return_id, "APPROVE_REPLACEMENT" if how == "nothing in stock" else how))
    assert state(seller, return_id) == "REPLACEMENT_REQUEST_REFUND_SUCCESS"
    assert status_of(seller, order["order_id"]) == "DELIVERED"
    pass_time(seller.platform, REFUND)
    assert seller.platform.get(f"/sandbox/returns/{return_id}")["refunded_at"] > 0
    assert status_of(seller, order["order_id"]) == "COMPLETED"
    assert holding(seller, order["line_items"][0]["sku_id"]) == (0, 0)


def test_a_rejected_replacement_is_made_after_all_when_the_platform_says_so(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REPLACEMENT")
    done(reject(seller, return_id, "REJECT_REPLACEMENT"))
    assert state(seller, return_id) == "REPLACEMENT_REQUEST_REJECT"
    act(seller, return_id, "APPEAL")
    assert act(seller, return_id, "RULE_FOR_BUYER") == "REPLACEMENT_REQUEST_COMPLETE"
    assert new_order(seller, return_id)["is_replacement_order"] is True


def test_a_rejected_replacement_stays_rejected_and_lets_the_order_go(seller: Seller) -> None:
    order = delivered(seller)
    return_id = ask(seller, order, "REPLACEMENT")
    done(reject(seller, return_id, "REJECT_REPLACEMENT"))
    pass_time(seller.platform, ARBITRATION)
    reply = seller.platform.get(f"/sandbox/returns/{return_id}")
    assert (reply["return_status"], reply["is_open"]) == ("REPLACEMENT_REQUEST_REJECT", False)
    assert seller.platform.get(f"/sandbox/orders/{order['order_id']}")["open_claims"] == []


def test_a_buyer_withdraws_a_replacement(seller: Seller) -> None:
    assert act(seller, ask(seller, delivered(seller), "REPLACEMENT"), "WITHDRAW") == "REPLACEMENT_REQUEST_CANCEL"


def test_an_exchange_makes_an_order_of_what_the_buyer_wants_instead(seller: Seller) -> None:
    wanted, order = stocked(seller, 5), delivered(seller)
    return_id = ask(seller, order, "EXCHANGE", exchange_sku_id=wanted)
    assert state(seller, return_id) == "EXCHANGE_REQUEST_PENDING"
    done(approve(seller, return_id, "APPROVE_REPLACEMENT"))
    assert state(seller, return_id) == "EXCHANGE_REQUEST_COMPLETE"
    new = new_order(seller, return_id)
    assert (new["is_exchange_order"], new["exchange_source_order_id"]) == (True, order["order_id"])
    assert (new["line_items"][0]["sku_id"], new["payment"]["total_amount"]) == (wanted, "0.00")


def test_an_exchange_is_refunded_rejected_or_withdrawn(seller: Seller) -> None:
    refunded, rejected, withdrawn = (ask(seller, delivered(seller), "EXCHANGE") for _ in range(3))
    done(approve(seller, refunded, "ISSUE_REPLACEMENT_REFUND"))
    done(reject(seller, rejected, "REJECT_REPLACEMENT"))
    act(seller, withdrawn, "WITHDRAW")
    assert [state(seller, item) for item in (refunded, rejected, withdrawn)] == [
        "EXCHANGE_REQUEST_REFUND_SUCCESS",
        "EXCHANGE_REQUEST_CANCEL",
        "EXCHANGE_REQUEST_CANCEL",
    ]


def test_only_some_markets_have_exchanges(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="DE")
    order = delivered(seller)
    path = f"/sandbox/orders/{order['order_id']}/return"
    refused = platform.refuse("POST", path, {"return_type": "EXCHANGE"})
    assert (refused.code, refused.status) == (40930, 409)
