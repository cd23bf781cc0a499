"""Whatever the client under test is, a base URL is all that it needs."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from tiktok_shop_api import TikTokShop
from tiktok_shop_api.generated.models import GetOrderListRequest
from tiktok_shop_api.webhooks import Webhooks

from shopwright import ApiCallError, AsyncShop, Shop
from shopwright.testing import Keys, Platform, WebhookInbox


def called_by_hand(keys: Keys, path: str) -> Any:
    """What an application without a client library does."""
    query = {"app_key": keys.app_key, "timestamp": str(int(time.time())), "shop_cipher": keys.shop_cipher}
    query |= {"page_size": "5"}
    text = keys.app_secret + path + "".join(f"{name}{query[name]}" for name in sorted(query)) + keys.app_secret
    query["sign"] = hmac.new(keys.app_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    headers = {"x-tts-access-token": keys.seller.access_token, "content-type": "application/json"}
    request = Request(f"{keys.base_url}{path}?{urlencode(query)}", b"", headers, method="POST")
    with urlopen(request, timeout=30) as reply:
        return json.load(reply)


def test_hand_signed_requests_reach_it(shopwright_platform: Platform) -> None:
    order = shopwright_platform.buy()
    reply = called_by_hand(shopwright_platform.keys, "/order/202309/orders/search")
    assert [order["id"] for order in reply["data"]["orders"]] == [order.order_id]
    assert shopwright_platform.requests.last().operation == "getOrderList"


def test_another_client_library_reaches_it_and_reads_its_webhooks(
    shopwright_platform: Platform, webhook_inbox: WebhookInbox
) -> None:
    keys = shopwright_platform.keys
    order = shopwright_platform.buy()
    token = keys.seller.access_token
    client = TikTokShop(keys.app_key, keys.app_secret, token, keys.shop_cipher, base_url=shopwright_platform.url)
    with client:
        reply: Any = client.orders.get_order_list(page_size=5, body=GetOrderListRequest())
    assert [order.id for order in reply.data.orders] == [order.order_id]
    came = webhook_inbox.wait_for("ORDER_STATUS_CHANGE")
    Webhooks.verify_and_parse(
        app_key=keys.app_key, app_secret=keys.app_secret, raw_body=came.raw, signature=came.signature
    )


def test_the_client_is_closed_with_the_test_and_waits_for_nothing(shopwright_platform: Platform, shop: Shop) -> None:
    shopwright_platform.faults.add(status=503, count=3)
    shop.order.get_order_list(page_size=1)
    assert [request.http_status for request in shopwright_platform.requests] == [503, 503, 503, 200]


@pytest.mark.parametrize("entered", [True, False])
def test_the_async_client_works_in_any_event_loop(
    shopwright_platform: Platform, async_shop: AsyncShop, *, entered: bool
) -> None:
    order = shopwright_platform.buy()
    shopwright_platform.faults.add(status=503, count=1)

    async def ids() -> list[str]:
        if entered:
            async with async_shop as shop:
                return [order["id"] async for order in shop.order.iter_orders()]
        return [order["id"] async for order in async_shop.order.iter_orders()]

    for _ in range(2):
        assert asyncio.run(ids()) == [order.order_id]


def test_a_client_may_be_given_options(shopwright_platform: Platform) -> None:
    from shopwright import Options, RetryPolicy

    shopwright_platform.faults.add(status=503)
    shop = shopwright_platform.seller.client(options=Options(retry=RetryPolicy(attempts=2)))
    with pytest.raises(ApiCallError):
        shop.order.get_order_list(page_size=1)
    assert len(shopwright_platform.requests) == 2
    assert shop.options.shop_cipher == shopwright_platform.keys.shop_cipher
