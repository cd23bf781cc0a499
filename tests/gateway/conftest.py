"""One platform for all tests of a file, with callers of every kind on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from shopwright.contract.model import Entity
from tests.harness.calls import Seller, Signed, new_app, new_seller
from tests.harness.server import RunningPlatform


@dataclass(frozen=True)
class Callers:
    """Users of every kind, each with a token for one app."""

    platform: RunningPlatform
    app: Mapping[str, Any]
    seller: Seller
    creator: Mapping[str, Any]
    partner: Mapping[str, Any]
    asset_cipher: str

    def token(self, entity: Entity) -> str:
        """The token of a user who may call an entity's operations."""
        if entity is Entity.CREATOR:
            return str(self.creator["access_token"])
        if entity in {Entity.PARTNER, Entity.ASSET}:
            return str(self.partner["access_token"])
        return self.seller.token

    def cipher(self, entity: Entity) -> list[tuple[str, str]]:
        """The query parameter that an entity's operations need besides the token."""
        if entity is Entity.SHOP:
            return [("shop_cipher", self.seller.cipher)]
        return [("category_asset_cipher", self.asset_cipher)] if entity is Entity.ASSET else []

    @property
    def search(self) -> Signed:
        """A right call that changes nothing."""
        return self.seller.signed("searchProducts", {}, query={"page_size": 10})


def new_user(platform: RunningPlatform, kind: str) -> Mapping[str, Any]:
    """A new creator or partner."""
    made: Mapping[str, Any] = platform.post("/sandbox/accounts", {"kind": kind, "region": "GB"})
    return made


def token_of(platform: RunningPlatform, user: Mapping[str, Any], app: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tokens that a user gives to an app."""
    body = {"app_key": app["app_key"], "account_id": user["account_id"]}
    made: Mapping[str, Any] = platform.post("/sandbox/tokens", body)
    return made


def new_callers(platform: RunningPlatform) -> Callers:
    """Callers of one new app."""
    app = new_app(platform)
    creator, partner = new_user(platform, "creator"), new_user(platform, "partner")
    cipher = partner["category_assets"][0]["cipher"]
    tokens = token_of(platform, creator, app), token_of(platform, partner, app)
    return Callers(platform, app, new_seller(platform, app), *tokens, cipher)


@pytest.fixture(scope="module")
def gateway() -> Iterator[RunningPlatform]:
    """A platform in memory, of one file's tests."""
    one = RunningPlatform(demo=False)
    yield one
    one.stop()


@pytest.fixture(scope="module")
def callers(gateway: RunningPlatform) -> Callers:
    """Users of one app."""
    return new_callers(gateway)


@pytest.fixture(scope="module")
def seller(callers: Callers) -> Seller:
    """The seller among them."""
    return callers.seller
