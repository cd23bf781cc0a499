"""When a buyer may withdraw a return, by the control API and by a button, and what becomes of an appeal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.returns import act, approve, ask, delivered, done, reject, returned, state
from tests.harness.server import RunningPlatform
from tests.platform.portal.shop_pages import buttons
from tests.platform.portal.visitor import Visitor

CANCEL = "RETURN_OR_REFUND_REQUEST_CANCEL"


def pending(seller: Seller) -> str:
    return ask(seller, delivered(seller), "RETURN_AND_REFUND")


def offered(seller: Seller) -> str:
    return_id = pending(seller)
    offer = {"currency": "GBP", "amount": "1"}
    done(approve(seller, return_id, "OFFER_PARTIAL_REFUND", partial_refund=offer))
    return return_id


def approved(seller: Seller) -> str:
    return_id = pending(seller)
    done(approve(seller, return_id, "APPROVE_RETURN"))
    return return_id


def sent(seller: Seller) -> str:
    return_id = approved(seller)
    act(seller, return_id, "SHIP")
    return return_id


def rejected(seller: Seller) -> str:
    return_id = pending(seller)
    done(reject(seller, return_id, "REJECT_RETURN"))
    return return_id


def receipt_rejected(seller: Seller) -> str:
    return_id = sent(seller)
    act(seller, return_id, "ARRIVE")
    done(reject(seller, return_id, "REJECT_RECEIVED_PACKAGE"))
    return return_id


def succeeded(seller: Seller) -> str:
    return_id = pending(seller)
    done(approve(seller, return_id, "DIRECT_REFUND"))
    return return_id


def replacement(seller: Seller) -> str:
    return ask(seller, delivered(seller), "REPLACEMENT")


def replacement_rejected(seller: Seller) -> str:
    return_id = replacement(seller)
    done(reject(seller, return_id, "REJECT_REPLACEMENT"))
    return return_id


Opens = Callable[[Seller], str]
WITHDRAWN: list[tuple[Opens, str]] = [
    (pending, CANCEL),
    (offered, CANCEL),
    (approved, CANCEL),
    (rejected, CANCEL),
    (receipt_rejected, CANCEL),
    (replacement, "REPLACEMENT_REQUEST_CANCEL"),
]
KEPT: list[Opens] = [sent, succeeded, replacement_rejected]


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    made = new_seller(platform)
    platform.patch(f"/sandbox/shops/{made.shop_id}", {"carrier": "MANUAL"})
    return made


def has_button(seller: Seller, return_id: str) -> bool:
    """Whether the order's page offers to withdraw a return."""
    visitor = Visitor(seller.platform)
    subject = buttons(visitor, seller, returned(seller, return_id)["order_id"]).get("RETURN_WITHDRAW")
    visitor.close()
    return subject == return_id


@pytest.mark.parametrize(("opens", "after"), WITHDRAWN)
def test_a_return_is_withdrawn_and_its_lines_can_be_claimed_again(seller: Seller, opens: Opens, after: str) -> None:
    return_id = opens(seller)
    assert has_button(seller, return_id)
    assert act(seller, return_id, "WITHDRAW") == after
    order_id = returned(seller, return_id)["order_id"]
    assert ask(seller, {"order_id": order_id}, "REFUND") != return_id
    assert not has_button(seller, return_id)


@pytest.mark.parametrize("opens", KEPT)
def test_a_return_whose_goods_or_money_are_on_their_way_is_not_withdrawn(seller: Seller, opens: Opens) -> None:
    return_id = opens(seller)
    before = state(seller, return_id)
    assert not has_button(seller, return_id)
    reply = seller.platform.refuse("POST", f"/sandbox/returns/{return_id}/acts", {"act": "WITHDRAW"})
    assert (reply.code, state(seller, return_id)) == (40931, before)


@pytest.mark.parametrize("opens", [rejected, receipt_rejected])
def test_an_appeal_is_closed_with_the_return_that_is_withdrawn(seller: Seller, opens: Opens) -> None:
    return_id = opens(seller)
    act(seller, return_id, "APPEAL")
    act(seller, return_id, "WITHDRAW")
    assert returned(seller, return_id)["arbitration_status"] == "CLOSED"


def test_an_appeal_is_closed_with_the_order_that_is_cancelled(seller: Seller) -> None:
    order = delivered(seller, status="IN_TRANSIT")
    return_id = ask(seller, order, "REFUND")
    done(reject(seller, return_id, "REJECT_REFUND"))
    act(seller, return_id, "APPEAL")
    package_id = seller.platform.get(f"/sandbox/orders/{order['order_id']}")["package_ids"][0]
    seller.platform.post(f"/sandbox/packages/{package_id}/acts", {"act": "LOSE"})
    assert (state(seller, return_id), returned(seller, return_id)["arbitration_status"]) == (CANCEL, "CLOSED")
