"""``tiktok-shop-api``, a client in use, unmodified but for its base URL: its sync and its async form with one face."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from tiktok_shop_api import AsyncTikTokShop, TikTokShop
from tiktok_shop_api.generated import models

from .calls import Seller

#: The markets in which the client drives what they have.
MARKETS = ("US", "GB", "DE", "ID", "BR")


def in_each_form(*markets: str, async_in: str = "GB") -> pytest.MarkDecorator:
    """Run a test of ``market`` and ``is_async`` in each market with the sync client, and in one with the async one."""
    cases = [*((market, False) for market in markets), (async_in, True)]
    ids = [f"{market}-{'async' if is_async else 'sync'}" for market, is_async in cases]
    return pytest.mark.parametrize(("market", "is_async"), cases, ids=ids)


def keys_of(seller: Seller) -> tuple[str, str, str, str]:
    """App key, app secret, access token and shop cipher, in the order in which the client takes them."""
    return str(seller.app["app_key"]), str(seller.app["app_secret"]), seller.token, seller.cipher


@dataclass(frozen=True)
class Group:
    """A group of operations: ``group.get_activity(activity_id)`` answers the data, as the client parsed it.

    A body is a dictionary, of which the model that the operation takes is made, or such a model. The client raises
    ``TikTokShopError`` for a reply that refuses, and for one that does not fit its models.
    """

    inner: Any
    runner: asyncio.Runner | None

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.inner, name)

        def call(*args: Any, body: object = None, **query: Any) -> Any:
            if body is not None:
                query["body"] = request_model(method).from_dict(body) if isinstance(body, dict) else body
            reply = method(*args, **query)
            return (self.runner.run(reply) if self.runner else reply).data

        return call


@dataclass(frozen=True)
class ClientInUse:
    """The client of one seller's shop, by its groups: ``client.products.get_product(product_id)``."""

    inner: Any
    runner: asyncio.Runner | None

    def __getattr__(self, name: str) -> Any:
        return Group(getattr(self.inner, name), self.runner)


@contextmanager
def client_of(seller: Seller, *, is_async: bool = False) -> Iterator[Any]:
    """A ``ClientInUse`` of a seller's shop, closed at the end. Any: its operations are the client's own."""
    url = seller.platform.url
    if not is_async:
        with TikTokShop(*keys_of(seller), base_url=url) as shop:
            yield ClientInUse(shop, None)
        return
    with asyncio.Runner() as runner:
        client = AsyncTikTokShop(*keys_of(seller), base_url=url)
        try:
            yield ClientInUse(client, runner)
        finally:
            runner.run(client.aclose())


def request_model(method: Any) -> Any:
    """The client's model of an operation's body, which the annotation names."""
    annotation = str(inspect.signature(method).parameters["body"].annotation)
    name = re.match(r"\w+", annotation)
    assert name is not None, annotation
    return getattr(models, name.group())
