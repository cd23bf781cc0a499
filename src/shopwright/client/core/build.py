"""Build the signed HTTP request of a call."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote_plus, unquote

import msgspec

from shopwright.client.errors import HIDE_FRAMES, ArgumentError
from shopwright.contract.model import Effect, IdempotencyKey
from shopwright.wire.signing import sign_request

from .http import HttpRequest
from .methods import Arguments, Method, needs_asset, needs_shop, text
from .options import Options

__tracebackhide__ = HIDE_FRAMES

JSON = "application/json"
TOKEN_HEADER = "x-tts-access-token"

_encode = msgspec.json.Encoder().encode


class App(NamedTuple):
    """A developer's app."""

    key: str
    secret: str

    def __repr__(self) -> str:
        return f"App(key={self.key!r})"


class Target(NamedTuple):
    """What to call, before time, token and signature are known."""

    operation: str
    method: str
    path: str
    query: list[tuple[str, str]]
    body: bytes | None
    content_type: str
    repeatable: bool
    spec: Method | None

    @property
    def is_write(self) -> bool:
        """Whether it changes anything."""
        return self.method != "GET" if self.spec is None else self.spec.operation.effect is not Effect.READ


def target_of(spec: Method, arguments: Arguments, options: Options) -> Target:
    """The target of an operation's call: ciphers, idempotency key and extras put in, body encoded once."""
    operation, query, body = spec.operation, list(arguments.query), arguments.body
    if operation.idempotency:
        body = _with_key(operation.idempotency, query, body, options)
    if needs_shop(operation):
        query.append(("shop_cipher", options.shop_cipher or ""))
    if needs_asset(operation):
        query.append(("category_asset_cipher", _asset(operation.id, options)))
    query += options.extra_query.items()
    if options.extra_body:
        body = {**(body or {}), **options.extra_body}
    raw, content_type = encoded(spec, body)
    repeatable = operation.repeatable or operation.idempotency is not None or options.repeat
    return Target(operation.id, operation.method, arguments.path, query, raw, content_type, repeatable, spec)


def _with_key(
    key: IdempotencyKey, query: list[tuple[str, str]], body: dict[str, object] | None, options: Options
) -> dict[str, object] | None:
    """Add an idempotency key, unless the caller gave one, so that repeated tries of one call write once."""
    if any(name == key.name and value for name, value in query) or (body or {}).get(key.name):
        return body
    query[:] = [pair for pair in query if pair[0] != key.name]
    idempotency_key = options.idempotency_key or secrets.token_hex(16)
    if key.location == "query":
        query.append((key.name, idempotency_key))
        return body
    return {**(body or {}), key.name: idempotency_key}


def _asset(operation: str, options: Options) -> str:
    if options.asset_cipher is None:
        raise ArgumentError(operation, ["it needs the cipher of a category asset: with_options(asset_cipher=…)"])
    return options.asset_cipher


def encoded(spec: Method, body: dict[str, object] | None) -> tuple[bytes | None, str]:
    """The body as it travels, and its content type."""
    if spec.operation.body is not None and spec.operation.body.is_multipart:
        from .multipart import encode_multipart

        return encode_multipart(spec, body or {})
    if body is None or (not body and spec.operation.method in ("GET", "DELETE")):
        return None, JSON
    return _encode(body), JSON


def signed(app: App, base_url: str, target: Target, token: str | None, now: float, options: Options) -> HttpRequest:
    """The request of one try: it carries the time and is signed with it."""
    query = [*target.query, ("app_key", app.key), ("timestamp", str(int(now)))]
    sign = sign_request(app.secret, unquote(target.path), query, target.body or b"", target.content_type)
    pairs = "&".join([f"{quote_plus(name)}={quote_plus(value)}" for name, value in query])
    headers: dict[str, str] = {"content-type": target.content_type, "accept": JSON, **options.extra_headers}
    if token is not None:
        headers[TOKEN_HEADER] = token
    url = f"{base_url}{target.path}?{pairs}&sign={sign}"
    return HttpRequest(target.method, url, headers, target.body, options.timeout)


def raw_target(method: str, path: str, query: Mapping[str, object], body: object, *, repeatable: bool) -> Target:
    """The target of a path that the contract does not know."""
    if not path.startswith("/") or path.startswith("//") or any(item in path for item in "?#"):
        raise ArgumentError(f"{method} {path}", ["a path begins with / and holds no ? and no #: give the query apart"])
    pairs = [(name, text(value)) for name, value in query.items() if value is not None]
    raw = None if body is None else _encode(body)
    return Target(f"{method} {path}", method.upper(), path, pairs, raw, JSON, repeatable, None)
