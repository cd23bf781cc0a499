"""The extension's methods in the client, blocking and awaited, in markets of each kind."""

from __future__ import annotations

import asyncio

import pytest

from shopwright import AsyncShop, Shop
from shopwright.client.errors import ApiCallError
from tests.harness.calls import Seller
from tests.harness.reviews import arrived, review
from tests.harness.server import RunningPlatform
from tests.harness.trade import shop_in

MARKETS = ["US", "GB", "DE", "ID", "BR"]


def ways(seller: Seller) -> dict[str, str]:
    return {
        "app_key": str(seller.app["app_key"]),
        "app_secret": str(seller.app["app_secret"]),
        "access_token": seller.token,
        "shop_cipher": seller.cipher,
        "base_url": seller.platform.url,
    }


@pytest.mark.parametrize("region", MARKETS)
def test_a_seller_reads_and_answers_reviews(platform: RunningPlatform, region: str) -> None:
    seller = shop_in(platform, region)
    order = arrived(seller, 3)
    ids = [review(seller, order, rating=rating, text="Larkmere")["review_id"] for rating in (1, 2, 5)]
    with Shop(**ways(seller)) as shop:
        reviews = shop.product_review
        assert [item["id"] for item in reviews.iter_reviews(text="larkmere", page_size=2)] == ids[::-1]
        assert reviews.reply_to_product_review(ids[0], text="Sorry.")["review"]["reply"]["text"] == "Sorry."
        reviews.edit_product_review_reply(ids[0], text="Very sorry.")
        reviews.add_product_review_tags(ids[0], tags=["a", "b"])
        assert reviews.remove_product_review_tags(ids[0], tags=["a"])["review"]["tags"] == ["b"]
        assert reviews.assign_product_review(ids[0], assignee="Ann")["review"]["assignee"] == "Ann"
        assert reviews.get_product_review_summary()["average_rating"] == "2.67"
        assert reviews.search_product_reviews(is_replied=True, ratings=[1, 2])["total_count"] == 1
        reviews.delete_product_review_reply(ids[0])
        with pytest.raises(ApiCallError) as refused:
            reviews.delete_product_review_reply(ids[0])
        assert refused.value.code == 96010004


@pytest.mark.parametrize("region", MARKETS)
def test_the_same_is_awaited(platform: RunningPlatform, region: str) -> None:
    seller = shop_in(platform, region)
    review_id = review(seller, text="https://larkmere.example")["review_id"]

    async def run() -> str:
        async with AsyncShop(**ways(seller)) as shop:
            reviews = shop.product_review
            assert [item["id"] async for item in reviews.iter_reviews()] == [review_id]
            asked = await reviews.request_product_review_removal(review_id, reason="ADVERTISING")
            assert asked["review"]["removal"]["status"] == "PENDING"
            platform.post(f"/sandbox/reviews/{review_id}/verdict", {})
            return (await reviews.get_product_review(review_id))["review"]["status"]

    assert asyncio.run(run()) == "REMOVED"
