"""One platform for all tests of a file, with callers of every kind on it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from shopwright.contract.load import operation
from shopwright.contract.model import Entity
from tests.harness.calls import BOUNDARY, Seller, Signed, multipart, new_app, new_seller
from tests.harness.server import Reply, RunningPlatform


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

    def call(
        self, operation_id: str, body: object = None, *, query: Mapping[str, object] | None = None, **path: str
    ) -> Reply:
        """Call an operation as the user that it is for: path variables by name."""
        contract = operation(operation_id)
        pairs = [(name, str(value)) for name, value in (query or {}).items()]
        raw = b"" if body is None else json.dumps(body).encode()
        target = contract.path.format(**path)
        pairs += self.cipher(contract.entity)
        return Signed(contract.method, target, self.app, pairs, raw, self.token(contract.entity)).send(self.platform)

    def upload(self, operation_id: str, fields: Mapping[str, str], data: bytes) -> Reply:
        """Call an operation that takes a file, as the user that it is for."""
        contract = operation(operation_id)
        kind, form = f"multipart/form-data; boundary={BOUNDARY}", multipart(fields, data)
        call = Signed(contract.method, contract.path, self.app, (), form, self.token(contract.entity), kind)
        return call.send(self.platform)

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
    running_platform = RunningPlatform(demo=False)
    yield running_platform
    running_platform.stop()


@pytest.fixture(scope="module")
def callers(gateway: RunningPlatform) -> Callers:
    """Users of one app."""
    return new_callers(gateway)


@pytest.fixture(scope="module")
def seller(callers: Callers) -> Seller:
    """The seller among them."""
    return callers.seller
