"""A shop's pages: orders, parcels, returns, what stands beside them, and buttons seen through the Partner API."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from tests.harness import cancellations, returns
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, status_of, stocked

from .shop_pages import at, buttons, chips, keys, ordered, press
from .visitor import Visitor, words_of


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("orders", "No orders yet. Let someone buy with the button above"),
        ("parcels", "No parcels yet. A paid order is packed"),
        ("returns", "No cancellations or returns yet. Open an order"),
    ],
)
def test_an_empty_list_says_how_its_first_row_comes_to_be(
    someone: Visitor, seller: Seller, page: str, words: str
) -> None:
    assert words in words_of(someone.open(at(seller, page)))
    assert "the shop 12" in words_of(someone.open(f"/portal/shops/12/{page}", 404)).lower()


def test_the_board_says_of_each_order_how_far_it_is_and_what_is_next(someone: Visitor, seller: Seller) -> None:
    for status in ("ON_HOLD", "AWAITING_SHIPMENT", "IN_TRANSIT", "COMPLETED"):
        ordered(seller, status)
    page = words_of(someone.open(at(seller)))
    assert re.search(r"On hold Leaves the hold in (1 h|59 min)", page)
    assert re.search(r"To ship Ship in \d+ d", page)
    assert re.search(r"In transit Arrives in \d+ d", page)
    assert re.search(r"Completed – Arrived Royal Mail", page)


def test_chips_filter_and_count_what_they_lead_to(someone: Visitor, seller: Seller) -> None:
    for status in ("ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_SHIPMENT", "DELIVERED"):
        ordered(seller, status)
    order = ordered(seller, "DELIVERED")
    returns.ask(seller, {"order_id": order}, "REFUND")
    cancellations.ask(seller, ordered(seller))
    for page in ("orders", "parcels", "returns"):
        counts = chips(someone.open(at(seller, page)))
        assert counts[at(seller, page)] == len(keys(someone.open(at(seller, page)))) > 1
        for url, count in counts.items():
            assert len(keys(someone.open(url))) == count > 0, url
    assert keys(someone.open(at(seller) + "?status=NOPE")) == keys(someone.open(at(seller)))
    assert "No order is in that state." in words_of(someone.open(at(seller) + "?status=UNPAID"))


@pytest.mark.parametrize("page", ["orders", "parcels", "returns"])
def test_a_long_list_is_read_page_by_page(someone: Visitor, seller: Seller, page: str) -> None:
    sku = stocked(seller, 60)
    for number in range(45):
        order = buy(seller, sku)["order_id"]
        if page == "returns" and number % 2:
            cancellations.ask(seller, order)
        elif page == "returns":
            returns.ask(seller, advance(seller, order, "DELIVERED"), "REFUND")
    first = someone.open(at(seller, page))
    older = re.search(r'href="([^"]+)">Older', first)
    assert older
    second = someone.open(unescape(older[1]))
    assert (len(keys(first)), len(keys(second))) == (40, 5)
    assert set(keys(first)).isdisjoint(keys(second))
    assert "Newest" in second
    assert "Older" not in second
    assert len(keys(someone.open(at(seller, page) + "?after=nonsense"))) == 40


Goal = Callable[[Seller, str], bool]


def in_state(status: str) -> Goal:
    return lambda seller, order_id: status_of(seller, order_id) == status


def is_asked(seller: Seller, order_id: str) -> bool:
    return bool(detail(seller, order_id)["is_buyer_request_cancel"])


def asks_for(kind: str) -> Goal:
    def check(seller: Seller, order_id: str) -> bool:
        return_orders = seller.call("searchReturns", {"order_ids": [order_id]}).data["return_orders"]
        return [item["return_type"] for item in return_orders] == [kind]

    return check


@pytest.mark.parametrize(
    ("status", "act", "goal"),
    [
        ("ON_HOLD", "ADVANCE", in_state("AWAITING_SHIPMENT")),
        ("AWAITING_SHIPMENT", "ADVANCE", in_state("AWAITING_COLLECTION")),
        ("AWAITING_COLLECTION", "ADVANCE", in_state("IN_TRANSIT")),
        ("AWAITING_COLLECTION", "SCAN", in_state("IN_TRANSIT")),
        ("IN_TRANSIT", "ADVANCE", in_state("DELIVERED")),
        ("DELIVERED", "ADVANCE", in_state("COMPLETED")),
        ("ON_HOLD", "CANCEL", in_state("CANCELLED")),
        ("AWAITING_SHIPMENT", "CANCEL", is_asked),
        ("IN_TRANSIT", "LOSE", in_state("CANCELLED")),
        ("IN_TRANSIT", "DAMAGE", in_state("CANCELLED")),
        ("IN_TRANSIT", "REFUSE", in_state("CANCELLED")),
        ("IN_TRANSIT", "UNDELIVERABLE", in_state("CANCELLED")),
        ("DELIVERED", "ASK_REFUND", asks_for("REFUND")),
        ("DELIVERED", "ASK_RETURN_AND_REFUND", asks_for("RETURN_AND_REFUND")),
        ("DELIVERED", "ASK_REPLACEMENT", asks_for("REPLACEMENT")),
    ],
)
def test_a_button_does_what_it_says(someone: Visitor, seller: Seller, status: str, act: str, goal: Goal) -> None:
    order_id = ordered(seller, status)
    assert not goal(seller, order_id)
    press(someone, seller, order_id, act)
    assert goal(seller, order_id)


def test_a_buyer_pays_late(someone: Visitor, seller: Seller) -> None:
    order_id = buy(seller, stocked(seller), paid=False)["order_id"]
    assert "Buyer must pay" in words_of(someone.open(at(seller)))
    press(someone, seller, order_id, "PAY")
    assert status_of(seller, order_id) == "ON_HOLD"


def test_a_buyer_moves_until_the_order_is_shipped(someone: Visitor, shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform, region="US")  # where sellers see whole addresses
    order_id, seen = ordered(seller), set()
    for _ in range(3):
        seen.add(detail(seller, order_id)["recipient_address"]["full_address"])
        press(someone, seller, order_id, "ADDRESS")
    assert len(seen) == 3, "another address each time"
    press(someone, seller, order_id, "ADVANCE")
    assert "ADDRESS" not in buttons(someone, seller, order_id)


@pytest.mark.parametrize(
    ("act", "status", "goes_on"),
    [
        ("WITHDRAW_CANCELLATION", "CANCELLATION_REQUEST_CANCEL", "AWAITING_SHIPMENT"),
        ("REJECT_CANCELLATION", "CANCELLATION_REQUEST_CANCEL", "AWAITING_SHIPMENT"),
        ("APPROVE_CANCELLATION", "CANCELLATION_REQUEST_SUCCESS", "CANCELLED"),
    ],
)
def test_a_request_to_cancel_is_answered_or_withdrawn(
    someone: Visitor, seller: Seller, act: str, status: str, goes_on: str
) -> None:
    order_id = ordered(seller)
    press(someone, seller, order_id, "CANCEL", act)
    (case,) = cancellations.cancelled(seller, order_ids=[order_id])
    assert (case["cancel_status"], status_of(seller, order_id)) == (status, goes_on)


_WON = ("APPROVE_RETURN", "RETURN_SHIP", "RETURN_ARRIVE")
_LOST = ("REJECT_RETURN", "RETURN_APPEAL")


@pytest.mark.parametrize(
    ("acts", "status"),
    [
        (("RETURN_WITHDRAW",), "RETURN_OR_REFUND_REQUEST_CANCEL"),
        (_WON[:1], "AWAITING_BUYER_SHIP"),
        (_WON[:2], "BUYER_SHIPPED_ITEM"),
        ((*_WON, "APPROVE_RETURN"), "RETURN_OR_REFUND_REQUEST_SUCCESS"),
        ((*_WON, "REJECT_RETURN"), "REJECT_RECEIVE_PACKAGE"),
        (_LOST[:1], "REFUND_OR_RETURN_REQUEST_REJECT"),
        ((*_LOST, "RETURN_RULE_FOR_BUYER"), "AWAITING_BUYER_SHIP"),
        ((*_LOST, "RETURN_RULE_FOR_SELLER"), "RETURN_OR_REFUND_REQUEST_CANCEL"),
    ],
)
def test_a_return_goes_the_way_that_its_buttons_say(
    someone: Visitor, seller: Seller, acts: tuple[str, ...], status: str
) -> None:
    order_id = ordered(seller, "DELIVERED")
    press(someone, seller, order_id, "ASK_RETURN_AND_REFUND", *acts)
    (return_order,) = seller.call("searchReturns", {"order_ids": [order_id]}).data["return_orders"]
    assert return_order["return_status"] == status


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("RETURN_ACCEPT_OFFER", "RETURN_OR_REFUND_REQUEST_SUCCESS"),
        ("RETURN_REFUSE_OFFER", "RETURN_OR_REFUND_REQUEST_PENDING"),
    ],
)
def test_a_buyer_answers_an_offer(someone: Visitor, seller: Seller, act: str, status: str) -> None:
    order_id = ordered(seller, "DELIVERED")
    return_id = returns.ask(seller, {"order_id": order_id}, "REFUND")
    offer = {"amount": "1.00", "currency": "GBP"}
    returns.done(returns.approve(seller, return_id, "OFFER_PARTIAL_REFUND", partial_refund=offer))
    assert "1.00 GBP offered" in words_of(someone.open(f"{at(seller)}/{order_id}"))
    press(someone, seller, order_id, act)
    assert returns.state(seller, return_id) == status


def test_an_act_that_does_not_fit_is_refused_with_its_code(someone: Visitor, seller: Seller) -> None:
    order_id = ordered(seller, "COMPLETED")
    page = f"{at(seller)}/{order_id}"
    assert buttons(someone, seller, order_id) == {}
    for act, subject in (
        ("PAY", ""),
        ("ADVANCE", "ON_HOLD"),
        ("ADVANCE", "NOWHERE"),
        ("ASK_REFUND", ""),
        ("ADDRESS", ""),
        ("SCAN", "1"),
        ("RETURN_SHIP", "1"),
        ("APPROVE_RETURN", "1"),
        ("WITHDRAW_CANCELLATION", "1"),
        ("NONSENSE", ""),
    ):
        sent = (("act", act), ("subject", subject))
        reply = someone.send(f"{page}/acts", *sent, page=at(seller), headers={"x-fragment": "1"})
        assert reply.status_code >= 400, act
        assert reply.headers["x-refusal"].isdigit()
    assert status_of(seller, order_id) == "COMPLETED"


def test_a_shop_acts_on_its_own_orders_only(someone: Visitor, seller: Seller) -> None:
    order_id, other = ordered(seller), new_seller(seller.platform)
    reply = someone.send(f"{at(other)}/{order_id}/acts", ("act", "ADDRESS"), ("subject", ""), page=at(seller))
    assert reply.status_code == 404
    assert someone.http.get(f"{at(other)}/{order_id}").status_code == 404
    claim = returns.ask(seller, {"order_id": ordered(seller, "DELIVERED")}, "REFUND")
    sent = (("act", "RETURN_WITHDRAW"), ("subject", claim))
    assert someone.send(f"{at(seller)}/{order_id}/acts", *sent, page=at(seller)).status_code == 404
    assert returns.state(seller, claim) == "RETURN_OR_REFUND_REQUEST_PENDING"
