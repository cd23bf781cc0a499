"""Signed calls that a test can spoil piece by piece, and sellers who make them."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from shopwright.contract.load import operation
from shopwright.contract.model import Entity
from shopwright.wire.signing import sign_request

from .server import Reply, RunningPlatform

JSON_TYPE = "application/json"
BOUNDARY = "+++"


@dataclass(frozen=True)
class Signed:
    """A call, signed over whatever it holds when it is sent. ``None`` leaves a part out.

    ``sign`` is sent instead of the right signature; ``age`` is how old the timestamp is, in seconds.
    """

    method: str
    path: str
    app: Mapping[str, Any]
    query: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    token: str | None = None
    content_type: str | None = JSON_TYPE
    sign: str | None = ""
    app_key: str | None = ""
    timestamp: str | None = ""
    age: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)

    def but(self, **changes: Any) -> Signed:
        """The same call with something else in it."""
        return replace(self, **changes)

    def target(self) -> str:
        """Path and query as they travel."""
        pairs = [*self.query]
        if self.app_key is not None:
            pairs.append(("app_key", self.app_key or self.app["app_key"]))
        if self.timestamp is not None:
            pairs.append(("timestamp", self.timestamp or str(int(time.time()) - self.age)))
        if self.sign is not None:
            right = sign_request(self.app["app_secret"], self.path, pairs, self.body, self.content_type)
            pairs.append(("sign", self.sign or right))
        return f"{self.path}?{urlencode(pairs)}"

    def send(self, platform: RunningPlatform) -> Reply:
        headers = dict(self.headers)
        if self.content_type is not None:
            headers["content-type"] = self.content_type
        if self.token is not None:
            headers["x-tts-access-token"] = self.token
        return platform.send(self.method, self.target(), self.body or None, headers)


@dataclass(frozen=True)
class Seller:
    """One seller with one shop, as one app knows them."""

    platform: RunningPlatform
    app: Mapping[str, Any]
    shop: Mapping[str, Any]
    tokens: Mapping[str, Any]

    @property
    def token(self) -> str:
        return str(self.tokens["access_token"])

    @property
    def cipher(self) -> str:
        return str(self.shop["cipher"])

    @property
    def shop_id(self) -> str:
        return str(self.shop["shop_id"])

    @property
    def account_id(self) -> str:
        return str(self.shop["account_id"])

    @property
    def warehouse_id(self) -> str:
        """Where the shop sells from."""
        return next(
            str(warehouse["warehouse_id"])
            for warehouse in self.shop["warehouses"]
            if warehouse["type"] == "SALES_WAREHOUSE"
        )

    def signed(
        self, operation_id: str, body: object = None, *, query: Mapping[str, object] | None = None, **path: str
    ) -> Signed:
        """A right call of an operation: path variables by name, the shop's cipher where it is needed."""
        called = operation(operation_id)
        pairs = [(name, str(value)) for name, value in (query or {}).items()]
        if called.entity is Entity.SHOP:
            pairs.append(("shop_cipher", self.cipher))
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return Signed(called.method, called.path.format(**path), self.app, pairs, raw, self.token)

    def call(
        self, operation_id: str, body: object = None, *, query: Mapping[str, object] | None = None, **path: str
    ) -> Reply:
        """Call an operation."""
        return self.signed(operation_id, body, query=query, **path).send(self.platform)

    def upload(self, operation_id: str, fields: Mapping[str, str], data: bytes, filename: str = "a.png") -> Reply:
        """Call an operation that takes a file."""
        called = operation(operation_id)
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        pairs = [("shop_cipher", self.cipher)] if called.entity is Entity.SHOP else []
        call = Signed(called.method, called.path, self.app, pairs, multipart(fields, data, filename), self.token, kind)
        return call.send(self.platform)


def new_app(platform: RunningPlatform, **fields: object) -> Mapping[str, Any]:
    """An app with every scope unless told otherwise."""
    made: Mapping[str, Any] = platform.post("/sandbox/apps", {"name": "App", **fields})
    return made


def new_seller(platform: RunningPlatform, app: Mapping[str, Any] | None = None, *, region: str = "GB") -> Seller:
    """A seller with a shop, who authorised the app (a new one unless given)."""
    app = app or new_app(platform)
    shop = platform.post("/sandbox/shops", {"region": region, "authorize": [app["app_key"]]})
    return Seller(platform, app, shop, shop["tokens"][0])


def multipart(fields: Mapping[str, str], data: bytes, filename: str | None = "a.png", name: str = "data") -> bytes:
    """A form with one file, cut by ``BOUNDARY``."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
    ]
    file = f'; filename="{filename}"' if filename is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode()
    return b"".join([*parts, head, data, f"\r\n--{BOUNDARY}--\r\n".encode()])
