"""Tokens end, and consents are withdrawn, when a test says so; the client refreshes as it does in production."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from shopwright import AsyncShop, NotAuthorized, Shop, TokenError
from shopwright.testing import Keys, Platform, Tokens, WebhookInbox

#: What the fixtures' shop and any other seller's clients answer for.
READ = "getActiveShops"


def refreshes(platform: Platform) -> int:
    return len([call for call in platform.requests if call.operation == "token/refresh"])


def codes(platform: Platform, operation: str = READ) -> list[int]:
    return [call.code for call in platform.requests if call.operation == operation]


def test_an_ended_token_is_refreshed_by_the_shop_fixture(shopwright_platform: Platform, shop: Shop) -> None:
    before = shopwright_platform.seller.access_token
    shop.seller.get_active_shops()
    shopwright_platform.expire_token()
    assert shop.seller.get_active_shops()["shops"]
    assert codes(shopwright_platform) == [0, 105002, 0]
    assert refreshes(shopwright_platform) == 1
    assert shopwright_platform.seller.access_token != before
    assert shopwright_platform.environ["SHOPWRIGHT_ACCESS_TOKEN"] == shopwright_platform.seller.access_token


def test_an_ended_token_is_refreshed_by_the_async_shop_too(
    shopwright_platform: Platform, async_shop: AsyncShop
) -> None:
    shopwright_platform.expire_token()
    assert asyncio.run(async_shop.seller.get_active_shops())["shops"]  # type: ignore[arg-type]
    assert refreshes(shopwright_platform) == 1


def test_the_clients_of_a_seller_share_their_token(shopwright_platform: Platform) -> None:
    seller = shopwright_platform.shop("DE")
    first, second = seller.client(), seller.client()
    seller.expire_token()
    first.seller.get_active_shops()
    seller.expire_token()
    second.seller.get_active_shops()
    first.seller.get_active_shops()
    assert refreshes(shopwright_platform) == 2


def test_without_a_refresh_token_the_seller_has_to_authorise_again(shopwright_platform: Platform, shop: Shop) -> None:
    shopwright_platform.expire_token(refresh_token=True)
    with pytest.raises(NotAuthorized, match="36004001"):
        shop.seller.get_active_shops()


def test_a_withdrawn_consent_ends_the_token_and_tells_the_app(
    shopwright_platform: Platform, shop: Shop, webhook_inbox: WebhookInbox
) -> None:
    shopwright_platform.deauthorize()
    with pytest.raises(NotAuthorized, match="authorise the app again"):
        shop.seller.get_active_shops()
    assert codes(shopwright_platform) == [105001]
    assert webhook_inbox.wait_for("SELLER_DEAUTHORIZATION")


def test_only_the_seller_who_withdraws_is_lost(shopwright_platform: Platform, shop: Shop) -> None:
    other = shopwright_platform.shop("FR")
    other.deauthorize()
    assert shop.seller.get_active_shops()["shops"]
    with pytest.raises(NotAuthorized):
        other.client().seller.get_active_shops()


def test_a_token_that_an_app_got_by_itself_can_be_ended_too(shopwright_platform: Platform) -> None:
    keys = shopwright_platform.keys
    names = {"app_key": keys.app_key, "account_id": keys.seller.account_id}
    own = shopwright_platform.control.post("tokens", names)["access_token"]
    with Shop(keys.app_key, keys.app_secret, base_url=keys.base_url, access_token=own) as app:
        app.seller.get_active_shops()
        shopwright_platform.expire_token(own)
        with pytest.raises(TokenError):
            app.seller.get_active_shops()
    assert shopwright_platform.seller.client().seller.get_active_shops()["shops"]


def test_reset_and_restore_bring_back_tokens_that_work(shopwright_platform: Platform, shop: Shop) -> None:
    snapshot = shopwright_platform.snapshot()
    shopwright_platform.expire_token()
    shop.seller.get_active_shops()
    shopwright_platform.restore(snapshot)
    assert shop.seller.get_active_shops()["shops"]
    shopwright_platform.expire_token()
    shop.seller.get_active_shops()
    shopwright_platform.reset()
    assert shop.seller.get_active_shops()["shops"]


def test_keys_and_tokens_are_printed_without_their_secrets(shopwright_platform: Platform) -> None:
    keys: Any = shopwright_platform.keys
    secrets = [
        keys.app_secret,
        *(
            getattr(user, name)
            for user in (keys.seller, keys.creator, keys.partner)
            for name in ("access_token", "refresh_token")
        ),
    ]
    shown = f"{keys!r} {keys} {keys.seller!r} {[keys.creator, keys.partner]} {shopwright_platform.seller.token!r}"
    assert [secret for secret in secrets if secret in shown] == []
    assert keys.app_key in repr(keys)
    assert isinstance(keys, Keys)
    assert isinstance(keys.seller, Tokens)
