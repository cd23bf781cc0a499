"""listOpportunities, getOpportunityDetail, submitProductViaOpportunity, getSubmissionRecords and webhook 25."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue import taxonomy
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import category, create_product
from tests.harness.server import RunningPlatform
from tests.harness.simulations import now
from tests.harness.trade import buy
from tests.platform.support import data_of

#: An address that nobody serves: what was to be sent there is listed all the same.
NOBODY = "http://127.0.0.1:9/"

DAY = 86_400


def listed(seller: Seller, kind: str = "KEYWORD", size: int = 50, token: str = "", **fields: Any) -> Any:
    query = {"page_size": size, "locale": "en-GB", **({"page_token": token} if token else {})}
    reply = seller.call("listOpportunities", {"opportunity_type": kind, **fields}, query=query)
    return data_of("listOpportunities", reply)["data"]


def titles(seller: Seller, **fields: Any) -> list[str]:
    return [row["title"] for row in listed(seller, **fields)["opportunities"]]


def offer(seller: Seller, **fields: Any) -> str:
    """Make an opportunity for the seller's shop; answers its id."""
    body = {"shop_id": seller.shop_id, "title": "Glass holders", "category_id": category("hg-3"), "keywords": ["glass"]}
    return str(seller.platform.post("/sandbox/opportunities", body | fields)["opportunity_id"])


def submit(seller: Seller, opportunity_id: str, product_id: str) -> Any:
    body = {"product_id": product_id}
    reply = seller.call("submitProductViaOpportunity", body, opportunity_id=opportunity_id)
    return data_of("submitProductViaOpportunity", reply)["submission"]


def records(seller: Seller, **query: object) -> Any:
    reply = seller.call("getSubmissionRecords", query={"page_size": 10, **query})
    return data_of("getSubmissionRecords", reply)["data"]


def told(seller: Seller) -> list[Any]:
    """What apps were told of matches, the oldest first."""
    rows = seller.platform.get("/sandbox/deliveries", shop_id=seller.shop_id, topic=25)["deliveries"]
    bodies = [seller.platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"]["data"] for row in rows]
    return bodies[::-1]


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID", "BR"])
@pytest.mark.parametrize("kind", ["CATEGORY", "KEYWORD", "PRODUCT"])
def test_each_market_has_open_opportunities_of_each_type_with_their_details(
    platform: RunningPlatform, region: str, kind: str
) -> None:
    seller = new_seller(platform, region=region)
    rows = listed(seller, kind)["opportunities"]
    assert rows
    for row in rows:
        assert row["opportunity_type"] == kind
        assert row["create_time"] <= now(platform) < row["expire_time"]
    reply = seller.call("getOpportunityDetail", query={"locale": "en-GB"}, opportunity_id=rows[0]["id"])
    detail = data_of("getOpportunityDetail", reply)["opportunity"]
    assert (detail["id"], detail["basic_info"]["status"]) == (rows[0]["id"], "ACTIVE")
    assert detail["basic_info"]["title"] == rows[0]["title"]
    assert detail["market_data"]["search_volume"] == rows[0]["search_volume"]
    assert detail["listing_criteria"]["keywords"].replace(", ", ",") == rows[0]["query_words"]


def test_an_opportunity_of_some_markets_is_in_those_alone(platform: RunningPlatform) -> None:
    assert "Modest wear" in titles(new_seller(platform, region="ID"), kind="CATEGORY")
    assert "Modest wear" not in titles(new_seller(platform, region="GB"), kind="CATEGORY")


def test_a_list_is_limited_by_category_tag_and_time_and_comes_in_pages(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    every = listed(seller)
    rows, decor = every["opportunities"], taxonomy.by_code("hg-3")
    assert decor is not None
    assert "Tea light holders" in titles(seller, category_ids=[decor.id])
    assert "Wireless earbuds" not in titles(seller, category_ids=[decor.id])
    assert all("SEASONAL" in row["tag_codes"] for row in listed(seller, tag_codes=["SEASONAL"])["opportunities"])
    newest = max(row["create_time"] for row in rows)
    late = [row["title"] for row in rows if row["create_time"] == newest]
    assert titles(seller, create_time_ge=newest) == late
    assert titles(seller, create_time_lt=newest) == [row["title"] for row in rows if row["title"] not in late]
    first = listed(seller, size=2)
    second = listed(seller, size=50, token=first["next_page_token"])
    assert first["opportunities"] + second["opportunities"] == rows
    assert first["total_count"] == every["total_count"] == len(rows)


def test_an_opportunity_made_for_a_shop_is_its_alone(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    images = ["https://example.com/a.png"]
    made = offer(seller, brand_name="Alvenwick", reference_images=images, sales=1200, searches=7500)
    row = next(row for row in listed(seller)["opportunities"] if row["id"] == made)
    assert (row["brand_name"], row["reference_images"]) == ("Alvenwick", images)
    assert (row["est_market_sales_volume"], row["search_volume"]) == ("1k+", "7k+")
    detail = seller.call("getOpportunityDetail", opportunity_id=made).data["opportunity"]
    assert (detail["basic_info"]["brand_info"], detail["basic_info"]["reference_images"]) == ("Alvenwick", images)
    assert detail["listing_criteria"]["product_brand"] == "Alvenwick"
    assert made not in [row["id"] for row in listed(other)["opportunities"]]
    assert other.call("getOpportunityDetail", opportunity_id=made).code == 36009004
    wrong = {"shop_id": seller.shop_id, "title": "x", "category_id": "no-such"}
    assert platform.refuse("POST", "/sandbox/opportunities", wrong).status == 400


@pytest.mark.own_platform
def test_a_submitted_product_is_approved_or_rejected_with_a_reason_on_the_clock(platform: RunningPlatform) -> None:
    seller = new_seller(platform, new_app(platform, webhook_url=NOBODY))
    good = offer(seller)
    wrongs = {
        "The product is not in the category Electronics.": offer(seller, category_id=category("el")),
        "The title has none of: lamp.": offer(seller, keywords=["lamp"]),
        "The product is not of the brand Alvenwick.": offer(seller, brand_name="Alvenwick"),
    }
    product = create_product(seller, external_product_id="OURS-1")
    product_id = product["product_id"]
    made = submit(seller, good, product_id)
    assert made == {
        "id": made["id"],
        "opportunity_id": good,
        "product_id": product_id,
        "status": "PENDING_REVIEW",
        "submit_time": made["submit_time"],
        "rejection_reason": "",
    }
    for opportunity_id in wrongs.values():
        submit(seller, opportunity_id, product_id)
    assert [row["opportunity_matching_status"] for row in told(seller)] == ["PENDING"] * 4
    assert "review_time" not in records(seller)["submissions"][0]
    buy(seller, product["skus"][0]["id"])
    platform.post("/sandbox/clock/advance", {"seconds": 3700})
    by_opportunity = {row["opportunity_id"]: row for row in records(seller)["submissions"]}
    approved = by_opportunity[good]
    assert (approved["status"], approved["rejection_reason"]) == ("APPROVED", None)
    assert (approved["opportunity_title"], approved["product_orders"], approved["product_pv"]) == (
        "Glass holders",
        1,
        0,
    )
    assert approved["review_time"] > approved["submit_time"]
    for reason, opportunity_id in wrongs.items():
        row = by_opportunity[opportunity_id]
        assert (row["status"], row["rejection_reason"]) == ("REJECTED", reason)
    verdicts = told(seller)[4:]
    assert sorted(row["opportunity_matching_status"] for row in verdicts) == ["MATCHED"] + ["NOT_MATCHED"] * 3
    matched = next(row for row in verdicts if row["opportunity_matching_status"] == "MATCHED")
    assert (matched["external_product_id"], matched["opportunity_ids"]) == ("OURS-1", [good])
    assert matched["opportunity_matching_end_time"] == made["submit_time"] + 60 * DAY

    again = wrongs["The title has none of: lamp."]
    mended = {"title": "Glass lamp and candle holder for tea lights"}
    assert seller.call("partialEditProduct", mended, product_id=product_id).code == 0
    submit(seller, again, product_id)
    platform.post("/sandbox/clock/advance", {"seconds": 3700})
    newest = records(seller, opportunity_id=again)["submissions"][0]
    assert newest["status"] == "APPROVED"
    assert seller.call("deactivateProducts", {"product_ids": [product_id]}).code == 0
    last = submit(seller, listed(seller)["opportunities"][-1]["id"], product_id)
    platform.post("/sandbox/clock/advance", {"seconds": 3700})
    newest = records(seller)["submissions"][0]
    assert (newest["id"], newest["status"]) == (last["id"], "REJECTED")
    assert newest["rejection_reason"] == "The product is SELLER_DEACTIVATED, and has to be on sale."


@pytest.mark.own_platform
def test_an_opportunity_expires_on_the_clock(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    product_id = create_product(seller)["product_id"]
    own, of_market = offer(seller, days=1), listed(seller)["opportunities"][-1]["id"]
    platform.post("/sandbox/clock/advance", {"seconds": 30 * DAY})
    for opportunity_id in (own, of_market):
        detail = seller.call("getOpportunityDetail", opportunity_id=opportunity_id).data["opportunity"]
        assert detail["basic_info"]["status"] == "EXPIRED"
        reply = seller.call("submitProductViaOpportunity", {"product_id": product_id}, opportunity_id=opportunity_id)
        assert (reply.code, "expired" in reply.message) == (36009004, True)
    assert not {own, of_market} & {row["id"] for row in listed(seller)["opportunities"]}


def test_what_cannot_be_submitted_is_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    foreign = create_product(new_seller(platform))["product_id"]
    mine, opportunity = create_product(seller)["product_id"], offer(seller)

    def code(opportunity_id: str, product_id: str) -> int:
        body = {"product_id": product_id}
        return seller.call("submitProductViaOpportunity", body, opportunity_id=opportunity_id).code

    assert code("7314000000000009999", mine) == 36009004
    assert code("7314001000000000000", mine) == 36009004, "a week that is long gone, in which this was not offered"
    assert code("x", mine) == 36009004
    assert code(opportunity, foreign) == 12052260
    submit(seller, opportunity, mine)
    assert code(opportunity, mine) == 36009004, "it waits for its review"


def test_submissions_are_found_by_each_filter_and_come_in_pages(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    first, second = (create_product(seller)["product_id"] for _ in range(2))
    first_offer, second_offer = offer(seller), offer(seller)
    made = [
        submit(seller, first_offer, first),
        submit(seller, second_offer, first),
        submit(seller, first_offer, second),
    ]
    ids = [row["id"] for row in made]

    def listed_records(**query: object) -> list[str]:
        data = records(seller, **query)
        assert data["total_count"] == len(data["submissions"])
        return [row["id"] for row in data["submissions"]]

    assert listed_records() == ids[::-1]
    assert listed_records(opportunity_id=first_offer) == [ids[2], ids[0]]
    assert listed_records(product_id=first) == [ids[1], ids[0]]
    assert listed_records(status="PENDING_REVIEW") == ids[::-1]
    assert listed_records(status="APPROVED") == []
    at = made[0]["submit_time"]
    assert listed_records(submit_time_lt=at) == []
    assert listed_records(submit_time_ge=at + DAY) == []
    assert listed_records(submit_time_ge=at, submit_time_lt=at + DAY) == ids[::-1]
    page = records(seller, page_size=2)
    rest = records(seller, page_size=2, page_token=page["next_page_token"])
    assert [row["id"] for row in page["submissions"] + rest["submissions"]] == ids[::-1]
    assert seller.call("getSubmissionRecords", query={"page_size": 10, "status": "LOST"}).code == 36009004


@pytest.mark.parametrize("operation_id", ["listOpportunities", "getSubmissionRecords"])
def test_a_page_size_or_a_token_that_is_none_is_refused(platform: RunningPlatform, operation_id: str) -> None:
    seller = new_seller(platform)
    body = {"opportunity_type": "KEYWORD"} if operation_id == "listOpportunities" else None
    for query in ({"page_size": 0}, {"page_size": 101}, {"page_size": 10, "page_token": "x"}, {}):
        assert seller.call(operation_id, body, query=query).code == 36009004
    token = listed(seller, size=1)["next_page_token"]
    other = {"opportunity_type": "PRODUCT"} if body else None
    assert seller.call(operation_id, other, query={"page_size": 1, "page_token": token}).code == 36009004
