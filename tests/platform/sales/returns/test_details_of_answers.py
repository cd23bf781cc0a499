"""What sellers say when they answer, and in which words replies tell it."""

from __future__ import annotations

import pytest

from shopwright.contract.load import operation
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from tests.harness import cancellations
from tests.harness.calls import BOUNDARY, Seller, Signed, multipart
from tests.harness.catalogue import picture, sku_body, upload_image
from tests.harness.returns import act, approve, ask, delivered, done, reason_for, reject, returned
from tests.harness.server import RunningPlatform
from tests.harness.trade import shop_in, stocked
from tests.platform.sales.returns.test_aftersales_requests import ask as ask_rma
from tests.platform.sales.returns.test_aftersales_requests import decision, lines_of, request, review, rmas, verdict


@pytest.fixture
def seller(shared_platform: RunningPlatform) -> Seller:
    return shop_in(shared_platform, "US")


def picture_of(seller: Seller) -> dict[str, object]:
    return {"image_id": upload_image(seller), "mime_type": "image/png", "height": 400, "width": 400}


def test_the_pictures_of_a_rejection_are_in_its_records(seller: Seller) -> None:
    picture, return_id = picture_of(seller), ask(seller, delivered(seller), "REFUND")
    done(reject(seller, return_id, "REJECT_REFUND", comment="It was whole", images=[picture]))
    records = seller.call("getReturnRecords", query={"locale": "en-US"}, return_id=return_id).data["records"]
    rejected = next(record for record in records if record["event"] == "REJECT_REFUND")
    assert (rejected["note"], len(rejected["images"])) == ("It was whole", 1)
    assert rejected["images"][0]["url"].endswith(str(picture["image_id"]))


def test_a_rejected_cancellation_takes_pictures_with_what_is_known_of_them(seller: Seller) -> None:
    cancel_id = cancellations.ask(seller, cancellations.bought(seller, stocked(seller)))
    assert cancellations.reject(seller, cancel_id, comment="It is packed", images=[picture_of(seller)]).code == 0


def test_a_review_says_why_with_a_picture(seller: Seller) -> None:
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"aftersales_flow": "RMA"})
    asked = ask_rma(seller, delivered(seller), "REFUND")
    request_id, return_id = asked["aftersales_request_id"], asked["return_id"]
    name = reason_for(seller, return_id, "REJECT_REFUND")
    media = {"mime_type": "image/png", "uri": upload_image(seller)}
    reason = {"reason_id": name, "text": "It was whole", "media": media}
    lines = lines_of(request(seller, request_id))
    now = int(seller.platform.get("/sandbox/clock")["now"])
    verdicts = verdict("REJECT_REQUEST", lines, reason=reason)
    assert review(seller, decision(request_id, verdicts, action_unix_time=now)).code == 0
    act(seller, return_id, "APPEAL")
    body = {
        "whitelisted_data_fields": ["SKU_RETURN_REQUESTS"],
        "filters": {"aftersales_request_ids": [request_id]},
    }
    reply = seller.call("searchAftersalesRequests", {**body, "locale": "en-US"})
    (shown,) = reply.data["aftersales_requests"][0]["sku_return_requests"]
    assert shown["arbitration_status"] == "IN_PROGRESS"
    records = seller.call("getReturnRecords", return_id=return_id).data["records"]
    assert any(image["url"].endswith(media["uri"]) for record in records for image in record["images"])


@pytest.mark.parametrize("operation_id", ["searchReturns", "searchCancellations"])
def test_texts_are_english_in_a_locale_of_the_language(seller: Seller, operation_id: str) -> None:
    if operation_id == "searchReturns":
        ask(seller, delivered(seller), "REFUND")
        rows = seller.call(operation_id, {}, query={"locale": "en-US"}).data["return_orders"]
        assert rows[0]["return_reason_text"]
    else:
        cancellations.ask(seller, cancellations.bought(seller, stocked(seller)))
        rows = seller.call(operation_id, {}, query={"locale": "en-US"}).data["cancellations"]
        assert rows[0]["cancel_reason_text"]


def test_decisions_and_reasons_are_told_in_the_locale(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    query = {"return_or_cancel_id": return_id, "locale": "en-US"}
    for operation_id in ("getDecisionEligibility", "getRejectReasons", "getAvailableReviewDecisions"):
        more = {"seller_id": 1} if operation_id == "getAvailableReviewDecisions" else {}
        assert seller.call(operation_id, query={**query, **more}).code == 0, operation_id


@pytest.mark.parametrize(("region", "field"), [("US", "retail_delivery_fee"), ("ID", "buyer_service_fee")])
def test_a_refund_names_the_fees_of_its_market_even_where_they_are_0(
    shared_platform: RunningPlatform, region: str, field: str
) -> None:
    seller = shop_in(shared_platform, region)
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"aftersales_flow": "RMA"})
    sku = stocked(seller, skus=[sku_body(seller, seller_sku="CANDLE-001")])
    order = shared_platform.post("/sandbox/orders", {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku}]})
    shared_platform.post(f"/sandbox/orders/{order['order_id']}/advance", {"status": "DELIVERED"})
    asked = ask_rma(seller, order)
    request_id, return_id = asked["aftersales_request_id"], asked["return_id"]
    lines = lines_of(request(seller, request_id))
    assert review(seller, decision(request_id, verdict("APPROVE_REQUEST", lines))).code == 0
    act(seller, return_id, "SHIP", "ARRIVE")
    done(reject(seller, return_id, "REJECT_RECEIVED_PACKAGE"))
    act(seller, return_id, "APPEAL")
    (rma,) = rmas(seller, request_id)
    for holder in (request(seller, request_id), rma):
        (shown,) = holder["sku_return_requests"]
        (line,) = shown["return_line_items"]
        assert field in shown["refund_amount"]
        assert field in line["refund_amount"]
        assert (line["seller_sku"], shown["arbitration_status"]) == ("CANDLE-001", "IN_PROGRESS")


def test_a_seller_gives_a_code_to_scan_for_the_way_back(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "RETURN_AND_REFUND")
    done(approve(seller, return_id, "APPROVE_RETURN"))
    carrier = carriers("US")[0]
    number = make_tracking_number("US", carrier.id, 77)
    called = operation("uploadReturnShippingInformation")
    pairs = [("return_ids", return_id), ("shop_cipher", seller.cipher)]
    fields = {"tracking_number": number, "return_provider_id": carrier.id}
    body = multipart(fields, picture(), "code.png", "return_qr_code")
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    done(Signed(called.method, called.path, seller.app, pairs, body, seller.token, kind).send(seller.platform))
    shown = returned(seller, return_id)
    assert (shown["return_tracking_number"], shown["return_shipping_document_type"]) == (number, "QR_CODE")


def test_an_rma_is_found_in_a_locale(seller: Seller) -> None:
    reply = seller.call("searchReturnMerchandiseAuthorizations", {"locale": "en-US"})
    assert (reply.code, reply.data["total_count"]) == (0, 0)
