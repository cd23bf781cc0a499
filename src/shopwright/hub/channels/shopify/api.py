"""Calls of Shopify's Admin GraphQL API as an app of the store, with a token that lasts a day."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import TypeVar

import msgspec
import urllib3

from shopwright import decoders
from shopwright.hub.channels.kept_open import pool
from shopwright.hub.channels.plugin import is_passing_status
from shopwright.hub.channels.protocol import App, ChannelError

from .queries import VERSION

T = TypeVar("T")
_CONSENT = "Check that the app is installed in the store, and its client ID and secret, then connect again."
#: A token that ends sooner is renewed first.
_SPARE_SECONDS = 300


class Token(msgspec.Struct, frozen=True):
    access_token: str
    ends_at: float


class _TokenReply(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: int


class _GraphError(msgspec.Struct, frozen=True):
    message: str = ""
    extensions: dict[str, object] = {}


class _Envelope(msgspec.Struct, frozen=True):
    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[_GraphError] | msgspec.Raw = []


class Api:
    """One store. Its connections stay open for others."""

    def __init__(self, app: App, shop: str, base_url: str) -> None:
        self._app, self._shop, self._base_url = app, shop, base_url
        self._pool = pool()

    @property
    def address(self) -> str:
        """Where the store answers."""
        return f"{self._base_url}/admin/api/{VERSION}/graphql.json"

    def call(self, query: str, reply: type[T], /, **variables: object) -> T:
        """The data of a query or mutation. Raises ChannelError."""
        answer = self._send(query, variables, self._token())
        if answer.status == 401:
            self._app.credentials.delete(self._shop)
            answer = self._send(query, variables, self._token())
        if answer.status in (401, 403):
            raise ChannelError("Shopify no longer lets the app in.", remedy=_CONSENT, needs_consent=True)
        if answer.status != 200:
            raise _http_error(answer.status)
        try:
            envelope = decoders.decode(answer.data, type=_Envelope)
            errors = envelope.errors if isinstance(envelope.errors, list) else [_GraphError("It refused the query.")]
            if errors:
                raise _graph_error(errors)
            return decoders.decode(envelope.data, type=reply)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise ChannelError("Shopify's answer cannot be read.", is_passing=True) from error

    def upload(self, url: str, fields: Mapping[str, str], name: str, content: bytes, media_type: str) -> None:
        """Send a file to where Shopify staged its upload. Raises ChannelError."""
        if not url.startswith(("https://", f"{self._base_url}/")):
            raise ChannelError("Shopify named an address for a picture that is not safe to send to.")
        answer = self._request("POST", url, fields={**fields, "file": (name, content, media_type)})
        if answer.status >= 300:
            raise ChannelError(f"A picture could not be sent (HTTP {answer.status}).", is_passing=True)

    def _send(self, query: str, variables: Mapping[str, object], token: str) -> urllib3.BaseHTTPResponse:
        return self._request(
            "POST",
            self.address,
            body=json.dumps({"query": query, "variables": variables}).encode(),
            headers={"content-type": "application/json", "x-shopify-access-token": token},
        )

    def _token(self) -> str:
        kept = self._app.credentials.load(self._shop)
        if kept:
            token = decoders.decode(kept, type=Token)
            if token.ends_at > time.time() + _SPARE_SECONDS:
                return token.access_token
        return self._new_token()

    def _new_token(self) -> str:
        """A token by client credentials. Two processes may each take one: both are good."""
        answer = self._request(
            "POST",
            f"{self._base_url}/admin/oauth/access_token",
            fields={
                "grant_type": "client_credentials",
                "client_id": self._app.settings["app_key"],
                "client_secret": self._app.settings["app_secret"],
            },
            encode_multipart=False,
        )
        if answer.status in (400, 401, 403):
            raise ChannelError("Shopify gives the app no token.", remedy=_CONSENT, needs_consent=True)
        if answer.status != 200:
            raise _http_error(answer.status)
        try:
            reply = decoders.decode(answer.data, type=_TokenReply)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise ChannelError("Shopify's answer cannot be read.", is_passing=True) from error
        token = Token(reply.access_token, time.time() + reply.expires_in)
        self._app.credentials.save(self._shop, msgspec.json.encode(token).decode())
        return token.access_token

    def _request(self, method: str, url: str, **values: object) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool.request(method, url, redirect=False, **values)  # type: ignore[arg-type]
        except urllib3.exceptions.HTTPError as error:
            raise ChannelError(f"Shopify does not answer ({type(error).__name__}).", is_passing=True) from error


def _http_error(status: int) -> ChannelError:
    if is_passing_status(status) or status == 200:
        return ChannelError(f"Shopify cannot answer now (HTTP {status}).", code=str(status), is_passing=True)
    if status == 404:
        return ChannelError("There is no such store.", code="404", remedy="Check the store's address.")
    return ChannelError(f"Shopify refused the call (HTTP {status}).", code=str(status))


def _graph_error(errors: list[_GraphError]) -> ChannelError:
    first = errors[0]
    code = str(first.extensions.get("code", ""))
    message = first.message or "It refused the query."
    if code == "ACCESS_DENIED":
        return ChannelError(
            f"Shopify: {message}", code=code, remedy="Give the app the missing access scope, and install it again."
        )
    return ChannelError(f"Shopify: {message}", code=code, is_passing=code in ("THROTTLED", "INTERNAL_SERVER_ERROR"))
