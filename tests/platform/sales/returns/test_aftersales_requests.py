"""Aftersales requests and RMAs, for shops that use them (docs/reference/aftersales.md#states)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from shopwright.contract.load import operation
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from tests.harness.calls import BOUNDARY, Seller, Signed, multipart, new_seller
from tests.harness.returns import (
    ANSWER,
    REFUND,
    SENDS_BACK,
    SHIP_BACK,
    TRAVELS,
    act,
    available,
    delivered,
    done,
    sellers_reason,
    state,
)
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import DAY, HOUR, holding, pass_time, status_of
from tests.platform.support import data_of

pytestmark = pytest.mark.own_platform

PARTS = ["LINE_ITEMS", "SKU_RETURN_REQUESTS", "RETURN_MERCHANDISE_AUTHORIZATIONS"]


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    platform.post("/sandbox/clock/freeze")
    rma_seller = new_seller(platform, region="US")
    platform.patch(f"/sandbox/shops/{rma_seller.shop_id}", {"aftersales_flow": "RMA"})
    return rma_seller


def ask(seller: Seller, order: dict[str, Any], return_type: str = "RETURN_AND_REFUND") -> dict[str, Any]:
    path = f"/sandbox/orders/{order['order_id']}/return"
    return dict(seller.platform.post(path, {"return_type": return_type}))


def request(seller: Seller, request_id: str) -> dict[str, Any]:
    body = {"whitelisted_data_fields": PARTS, "filters": {"aftersales_request_ids": [request_id]}}
    reply = seller.call("searchAftersalesRequests", body)
    (aftersales_request,) = data_of("searchAftersalesRequests", reply)["aftersales_requests"]
    return dict(aftersales_request)


def rmas(seller: Seller, request_id: str) -> list[dict[str, Any]]:
    operation_id = "searchReturnMerchandiseAuthorizations"
    body = {"whitelisted_data_fields": PARTS[:2], "filters": {"aftersales_request_ids": [request_id]}}
    return list(data_of(operation_id, seller.call(operation_id, body))["return_merchandise_authorizations"])


def decision(request_id: str, *verdicts: dict[str, Any], **fields: object) -> dict[str, Any]:
    return {"request_id": request_id, "line_item_decisions": list(verdicts), **fields}


def verdict(action: str, lines: list[str], **fields: object) -> dict[str, Any]:
    return {"action": action, "line_items": [{"return_line_item_id": line} for line in lines], **fields}


def review(seller: Seller, *decisions: dict[str, Any]) -> Reply:
    return seller.call("reviewAftersalesRequests", {"aftersales_request_decisions": list(decisions)})


def lines_of(aftersales_request: dict[str, Any], return_id: str | None = None) -> list[str]:
    mine = [
        line_item
        for line_item in aftersales_request["line_items"]
        if return_id in (None, line_item["sku_return_request_id"])
    ]
    return [item["return_line_item_id"] for item in mine]


def test_a_request_holds_one_return_per_sku_and_is_reviewed_sku_by_sku(seller: Seller) -> None:
    order = delivered(seller, 2, 1)
    made = ask(seller, order)
    request_id, (first, second) = made["aftersales_request_id"], made["return_ids"]
    reply = request(seller, request_id)
    assert reply["status"] == "PENDING_REQUEST_REVIEW"
    assert [len(sku_return_request["return_line_items"]) for sku_return_request in reply["sku_return_requests"]] == [
        2,
        1,
    ]
    done(review(seller, decision(request_id, verdict("APPROVE_REQUEST", lines_of(reply, first)))))
    assert request(seller, request_id)["status"] == "PENDING_REQUEST_REVIEW"
    reason = available(seller, second)["REJECT_RETURN"]["available_reject_reasons"][0]["name"]
    rejection = verdict("REJECT_REQUEST", lines_of(reply, second), reason={"reason_id": reason, "text": "No."})
    done(review(seller, decision(request_id, rejection)))
    reply = request(seller, request_id)
    assert reply["status"] == "REQUEST_REVIEW_COMPLETED"
    assert [sku_return_request["return_status"] for sku_return_request in reply["sku_return_requests"]] == [
        "AWAITING_BUYER_SHIP",
        "REFUND_OR_RETURN_REQUEST_REJECT",
    ]
    (rma,) = reply["return_merchandise_authorizations"]
    assert (rma["status"], lines_of(rma)) == ("AWAITING_BUYER_RETURN", lines_of(reply, first))
    assert rma["package_id"]
    assert rma["aftersales_request_id"] == request_id


def test_what_is_approved_together_comes_back_in_one_parcel_and_is_paid(seller: Seller) -> None:
    order = delivered(seller, 2, 1)
    request_id = ask(seller, order)["aftersales_request_id"]
    reply = request(seller, request_id)
    done(
        review(seller, decision(request_id, verdict("APPROVE_REQUEST", lines_of(reply)), request_id_type="AFTERSALES"))
    )
    (rma,) = rmas(seller, request_id)
    assert len({sku_return_request["return_tracking_number"] for sku_return_request in rma["sku_return_requests"]}) == 1
    first = reply["sku_return_requests"][0]["return_id"]
    act(seller, first, "SHIP")
    assert rmas(seller, request_id)[0]["status"] == "RETURN_IN_TRANSIT"
    act(seller, first, "ARRIVE")
    assert rmas(seller, request_id)[0]["status"] == "PENDING_PACKAGE_REVIEW"
    done(review(seller, decision(rma["id"], verdict("APPROVE_RETURN_PACKAGE", lines_of(rma)), request_id_type="RMA")))
    assert rmas(seller, request_id)[0]["status"] == "PACKAGE_REVIEW_COMPLETED"
    pass_time(seller.platform, REFUND)
    assert {
        sku_return_request["return_status"] for sku_return_request in rmas(seller, request_id)[0]["sku_return_requests"]
    } == {"RETURN_OR_REFUND_REQUEST_COMPLETE"}
    assert status_of(seller, order["order_id"]) == "COMPLETED"
    assert [
        holding(seller, line_item)[0] for line_item in sorted({line["sku_id"] for line in order["line_items"]})
    ] == [5, 5]


def test_time_reviews_and_carries_a_request_that_nobody_touches(seller: Seller) -> None:
    request_id = ask(seller, delivered(seller, 1, 1))["aftersales_request_id"]
    pass_time(seller.platform, ANSWER)
    assert request(seller, request_id)["status"] == "REQUEST_REVIEW_COMPLETED"
    assert len(rmas(seller, request_id)) == 1, "one parcel for what was approved at once"
    seen = []
    for seconds in (SENDS_BACK, TRAVELS, 5 * DAY):
        pass_time(seller.platform, seconds)
        seen.append(rmas(seller, request_id)[0]["status"])
    assert seen == ["RETURN_IN_TRANSIT", "PENDING_PACKAGE_REVIEW", "PACKAGE_REVIEW_COMPLETED"]


def test_a_parcel_is_reviewed_within_three_business_days(seller: Seller) -> None:
    now = seller.platform.get("/sandbox/clock")["now"]
    friday = next(at for at in range(now + HOUR, now + 9 * DAY, DAY) if datetime.fromtimestamp(at, UTC).weekday() == 4)
    seller.platform.post("/sandbox/clock/set", {"time": friday})
    made = ask(seller, delivered(seller))
    request_id = made["aftersales_request_id"]
    done(review(seller, decision(request_id, verdict("APPROVE_REQUEST", lines_of(request(seller, request_id))))))
    act(seller, made["return_id"], "SHIP", "ARRIVE")
    arrived = seller.platform.get("/sandbox/clock")["now"]
    assert seller.platform.get(f"/sandbox/returns/{made['return_id']}")["deadline"] == arrived + 5 * DAY
    pass_time(seller.platform, 5 * DAY - 1)
    assert rmas(seller, request_id)[0]["status"] == "PENDING_PACKAGE_REVIEW"
    pass_time(seller.platform, 1)
    assert state(seller, made["return_id"]) == "RETURN_OR_REFUND_REQUEST_SUCCESS"


def test_an_rma_that_is_never_sent_is_closed(seller: Seller) -> None:
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "MANUAL"})
    made = ask(seller, delivered(seller))
    request_id = made["aftersales_request_id"]
    pass_time(seller.platform, ANSWER + SHIP_BACK)
    assert rmas(seller, request_id)[0]["status"] == "PACKAGE_REVIEW_COMPLETED"
    assert state(seller, made["return_id"]) == "RETURN_OR_REFUND_REQUEST_CANCEL"


def test_goods_of_an_rma_are_rejected_or_partly_paid(seller: Seller) -> None:
    made = ask(seller, delivered(seller, 2, 1))
    request_id, (first, second) = made["aftersales_request_id"], made["return_ids"]
    done(review(seller, decision(request_id, verdict("APPROVE_REQUEST", lines_of(request(seller, request_id))))))
    act(seller, first, "SHIP", "ARRIVE")
    (rma,) = rmas(seller, request_id)
    decisions = available(seller, rma["id"])
    offer_name = "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG"
    reason = {"reason_id": decisions[offer_name]["available_reject_reasons"][0]["name"]}
    offer = {"partial_refund_amount": "1.10", "currency": "USD"}
    part = verdict(offer_name, lines_of(rma, first), alternative_solution_details=offer, reason=reason)
    rejection = verdict("REJECT_RETURN_PACKAGE", lines_of(rma, second), reason=reason)
    done(review(seller, decision(rma["id"], part, rejection)))
    assert rmas(seller, request_id)[0]["status"] == "PENDING_PACKAGE_REVIEW", "the buyer considers an offer"
    act(seller, first, "ACCEPT_OFFER")
    (rma,) = rmas(seller, request_id)
    assert rma["status"] == "PACKAGE_REVIEW_COMPLETED"
    assert [sku_return_request["return_status"] for sku_return_request in rma["sku_return_requests"]] == [
        "RETURN_OR_REFUND_REQUEST_SUCCESS",
        "REJECT_RECEIVE_PACKAGE",
    ]
    assert rma["sku_return_requests"][0]["refund_amount"]["refund_total"] == "2.20", "so much for each of two lines"


@pytest.mark.parametrize(
    ("kind", "action", "status"),
    [
        ("REFUND", "APPROVE_REQUEST", "RETURN_OR_REFUND_REQUEST_SUCCESS"),
        ("RETURN_AND_REFUND", "REFUND_INSTEAD", "RETURN_OR_REFUND_REQUEST_SUCCESS"),
        ("REPLACEMENT", "APPROVE_REQUEST", "REPLACEMENT_REQUEST_COMPLETE"),
        ("REPLACEMENT", "REFUND_INSTEAD", "REPLACEMENT_REQUEST_REFUND_SUCCESS"),
        ("EXCHANGE", "APPROVE_REQUEST", "EXCHANGE_REQUEST_COMPLETE"),
        ("EXCHANGE", "REFUND_INSTEAD", "EXCHANGE_REQUEST_REFUND_SUCCESS"),
    ],
)
def test_an_action_means_for_each_type_what_it_says(seller: Seller, kind: str, action: str, status: str) -> None:
    made = ask(seller, delivered(seller), kind)
    request_id = made["aftersales_request_id"]
    reply = request(seller, request_id)
    done(review(seller, decision(request_id, verdict(action, lines_of(reply)))))
    assert state(seller, made["return_id"]) == status
    assert request(seller, request_id)["status"] == "REQUEST_REVIEW_COMPLETED"
    assert rmas(seller, request_id) == []


def test_an_offer_keeps_a_request_open_until_the_buyer_took_it(seller: Seller) -> None:
    made = ask(seller, delivered(seller))
    request_id = made["aftersales_request_id"]
    offer = {"partial_refund_amount": "1.00", "currency": "USD"}
    lines = lines_of(request(seller, request_id))
    done(
        review(seller, decision(request_id, verdict("OFFER_PARTIAL_REFUND", lines, alternative_solution_details=offer)))
    )
    assert request(seller, request_id)["status"] == "PENDING_REQUEST_REVIEW"
    act(seller, made["return_id"], "ACCEPT_OFFER")
    assert request(seller, request_id)["status"] == "REQUEST_REVIEW_COMPLETED"


def test_decisions_that_fail_are_listed_beside_those_that_are_made(seller: Seller) -> None:
    first, second = (ask(seller, delivered(seller)) for _ in range(2))
    lines = [lines_of(request(seller, each["aftersales_request_id"])) for each in (first, second)]
    right = decision(first["aftersales_request_id"], verdict("APPROVE_REQUEST", lines[0]))
    wrong = decision(second["aftersales_request_id"], verdict("APPROVE_RETURN_PACKAGE", lines[1]))
    (error,) = data_of("reviewAftersalesRequests", review(seller, right, wrong))["errors"]
    assert error["code"] == "25020003"
    assert state(seller, first["return_id"]) == "AWAITING_BUYER_SHIP"
    assert review(seller, wrong).code == 25020003, "when none is made, the call fails"


@pytest.mark.parametrize("wrong", ["half a SKU", "a foreign line", "two decisions"])
def test_a_sku_has_one_decision_about_all_its_lines(seller: Seller, wrong: str) -> None:
    made = ask(seller, delivered(seller, 2))
    request_id = made["aftersales_request_id"]
    lines = lines_of(request(seller, request_id))
    parts = {"half a SKU": [lines[:1]], "a foreign line": [[*lines, "1"]], "two decisions": [lines, lines]}[wrong]
    reply = review(seller, decision(request_id, *(verdict("APPROVE_REQUEST", item) for item in parts)))
    assert reply.code == 25001001
    assert state(seller, made["return_id"]) == "RETURN_OR_REFUND_REQUEST_PENDING"


def test_a_decision_with_a_key_is_made_once(seller: Seller) -> None:
    made = ask(seller, delivered(seller))
    request_id = made["aftersales_request_id"]
    lines = lines_of(request(seller, request_id))
    first = decision(request_id, verdict("APPROVE_REQUEST", lines), idempotency_key="k")
    done(review(seller, first))
    done(review(seller, first))
    other = decision(request_id, verdict("REFUND_INSTEAD", lines), idempotency_key="k")
    assert review(seller, other).code == 36009004
    assert review(seller, decision("1", verdict("APPROVE_REQUEST", lines))).code == 25007006
    assert review(seller).code == 36009004


def test_requests_and_rmas_are_found_by_what_they_are_and_paged_in_the_body(seller: Seller) -> None:
    orders = [delivered(seller) for _ in range(3)]
    made = [
        ask(seller, order, kind) for order, kind in zip(orders, ("REFUND", "REFUND", "RETURN_AND_REFUND"), strict=True)
    ]
    ids = [item["aftersales_request_id"] for item in made]

    def search(**body: object) -> list[str]:
        reply = data_of("searchAftersalesRequests", seller.call("searchAftersalesRequests", body))
        return [aftersales_request["id"] for aftersales_request in reply["aftersales_requests"]]

    assert search() == ids[::-1]
    assert search(sort={"sort_field": "UPDATE_TIME", "sort_order": "ASC"}) == ids
    assert search(filters={"return_types": ["RETURN_AND_REFUND"]}) == ids[2:]
    assert search(filters={"main_order_ids": [orders[1]["order_id"]]}) == [ids[1]]
    assert search(filters={"buyer_ids": [orders[0]["buyer_id"]]}) == [ids[0]]
    assert search(filters={"aftersales_request_statuses": ["REQUEST_REVIEW_COMPLETED"]}) == []
    now = seller.platform.get("/sandbox/clock")["now"]
    assert search(filters={"time": {"create_time": {"min_unix_time_inclusive": now + DAY}}}) == []
    first = seller.call("searchAftersalesRequests", {"pagination": {"page_size": 2}}).data
    assert (len(first["aftersales_requests"]), first["total_count"]) == (2, 3)
    assert set(first["aftersales_requests"][0]) == {"id", "status"}, "parts come only when asked for"
    token = {"page_size": 2, "page_token": first["next_page_token"]}
    assert search(pagination=token) == ids[:1]
    assert search(filters={"buyer_ids": ["1"]}) == []


def test_a_return_that_a_seller_starts_is_a_reviewed_request_with_an_rma(seller: Seller) -> None:
    order = delivered(seller)
    reason = sellers_reason("RETURN_AND_REFUND")
    body = {"order_id": order["order_id"], "return_type": "RETURN_AND_REFUND", "return_reason": reason}
    reply = done(seller.call("createReturn", body)).data
    assert reply["return_status"] == "AWAITING_BUYER_SHIP"
    request_id = seller.platform.get(f"/sandbox/returns/{reply['return_id']}")["aftersales_request_id"]
    assert request(seller, request_id)["status"] == "REQUEST_REVIEW_COMPLETED"
    assert rmas(seller, request_id)[0]["status"] == "AWAITING_BUYER_RETURN"


def test_a_classic_answer_moves_the_request_too(seller: Seller) -> None:
    made = ask(seller, delivered(seller))
    done(seller.call("approveReturn", {"decision": "APPROVE_RETURN"}, return_id=made["return_id"]))
    assert request(seller, made["aftersales_request_id"])["status"] == "REQUEST_REVIEW_COMPLETED"
    assert len(rmas(seller, made["aftersales_request_id"])) == 1


def test_a_label_of_the_sellers_is_for_all_goods_of_an_rma(seller: Seller) -> None:
    made = ask(seller, delivered(seller, 1, 1))
    pass_time(seller.platform, ANSWER)
    (rma,) = rmas(seller, made["aftersales_request_id"])
    carrier = carriers("US")[-1]
    number = make_tracking_number("US", carrier.id, 77)
    fields = {"tracking_number": number, "return_provider_id": carrier.id}
    called = operation("uploadReturnShippingInformation")
    pairs = [("return_ids", rma["id"]), ("return_id_type", "RMA"), ("shop_cipher", seller.cipher)]
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    body = multipart(fields, b"%PDF-1.4", "label.pdf", "return_shipping_label")
    done(Signed(called.method, called.path, seller.app, pairs, body, seller.token, kind).send(seller.platform))
    (rma,) = rmas(seller, made["aftersales_request_id"])
    assert [each["return_tracking_number"] for each in rma["sku_return_requests"]] == [number, number]


def code_of(seller: Seller, request_id: str, action: str, lines: list[str], **fields: object) -> int:
    kind = fields.pop("kind", "AFTERSALES")
    return review(seller, decision(request_id, verdict(action, lines, **fields), request_id_type=kind)).code


def offered(amount: str) -> dict[str, str]:
    return {"partial_refund_amount": amount, "currency": "USD"}


def test_a_review_is_refused_as_approvals_and_rejections_are(seller: Seller) -> None:
    request_id = ask(seller, delivered(seller))["aftersales_request_id"]
    reply = request(seller, request_id)
    lines, return_id = lines_of(reply), reply["sku_return_requests"][0]["return_id"]
    for reason, code in (("nonsense", 25001014), ("seller_reject_package_empty_package", 25001016)):
        assert code_of(seller, request_id, "REJECT_REQUEST", lines, reason={"reason_id": reason}) == code
    offer = "OFFER_PARTIAL_REFUND"
    assert code_of(seller, request_id, offer, lines, alternative_solution_details=offered("999")) == 25005005
    assert code_of(seller, request_id, "APPROVE_RETURN_PACKAGE", lines) == 25020003
    assert code_of(seller, request_id, offer, lines, alternative_solution_details=offered("1")) == 0
    assert code_of(seller, request_id, "APPROVE_REQUEST", lines) == 25007007
    act(seller, return_id, "REFUSE_OFFER")
    assert code_of(seller, request_id, offer, lines, alternative_solution_details=offered("1")) == 25011032
    assert (
        code_of(seller, request_id, "REJECT_REQUEST", lines, reason={"reason_id": sellers_no(seller, return_id)}) == 0
    )
    act(seller, return_id, "APPEAL")
    assert code_of(seller, request_id, "APPROVE_REQUEST", lines) == 25011010


def sellers_no(seller: Seller, return_id: str) -> str:
    """A reason for which a return may be rejected."""
    return str(available(seller, return_id)["REJECT_RETURN"]["available_reject_reasons"][0]["name"])


def test_a_review_of_a_refund_takes_no_package_and_is_made_once(seller: Seller) -> None:
    request_id = ask(seller, delivered(seller), "REFUND")["aftersales_request_id"]
    lines = lines_of(request(seller, request_id))
    assert code_of(seller, request_id, "APPROVE_RETURN_PACKAGE", lines) == 25020004
    assert code_of(seller, request_id, "APPROVE_REQUEST", lines) == 0
    assert code_of(seller, request_id, "APPROVE_REQUEST", lines) == 25020010


def test_a_package_is_reviewed_when_it_has_arrived_and_a_request_while_it_stands(seller: Seller) -> None:
    request_id = ask(seller, delivered(seller))["aftersales_request_id"]
    lines = lines_of(request(seller, request_id))
    assert code_of(seller, request_id, "APPROVE_REQUEST", lines) == 0
    (rma,) = rmas(seller, request_id)
    return_id = rma["sku_return_requests"][0]["return_id"]
    act(seller, return_id, "SHIP")
    reason = {"reason_id": "seller_reject_package_empty_package"}
    assert code_of(seller, rma["id"], "REJECT_RETURN_PACKAGE", lines_of(rma), kind="RMA", reason=reason) == 25011035
    gone = ask(seller, delivered(seller))["aftersales_request_id"]
    reply = request(seller, gone)
    act(seller, reply["sku_return_requests"][0]["return_id"], "WITHDRAW")
    assert code_of(seller, gone, "APPROVE_REQUEST", lines_of(reply)) == 25020009


def test_a_return_of_a_request_can_be_rejected_by_itself(seller: Seller) -> None:
    made = ask(seller, delivered(seller))
    return_id = made["return_ids"][0]
    body = {"decision": "REJECT_RETURN", "reject_reason": sellers_no(seller, return_id)}
    done(seller.call("rejectReturn", body, return_id=return_id))
    assert request(seller, made["aftersales_request_id"])["status"] == "REQUEST_REVIEW_COMPLETED"


def test_what_came_back_can_be_rejected_by_itself(seller: Seller) -> None:
    made = ask(seller, delivered(seller))
    request_id, return_id = made["aftersales_request_id"], made["return_ids"][0]
    assert code_of(seller, request_id, "APPROVE_REQUEST", lines_of(request(seller, request_id))) == 0
    act(seller, return_id, "SHIP", "ARRIVE")
    choice = available(seller, return_id)["REJECT_RECEIVED_PACKAGE"]
    body = {"decision": "REJECT_RECEIVED_PACKAGE", "reject_reason": choice["available_reject_reasons"][0]["name"]}
    done(seller.call("rejectReturn", body, return_id=return_id))
    assert rmas(seller, request_id)[0]["status"] == "PACKAGE_REVIEW_COMPLETED"
