"""Calls of Vendure's Admin API as a user of its own, with a session that lasts until it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

import msgspec
import urllib3

from shopwright import decoders
from shopwright.hub.channels.kept_open import pool
from shopwright.hub.channels.plugin import is_passing_status
from shopwright.hub.channels.protocol import App, ChannelError

from . import queries as shapes

T = TypeVar("T")
_TOKEN_HEADER = "vendure-auth-token"
_LOG_IN = "Check the user name and the password, then connect again."
_MOST_BYTES = 32 << 20
#: What PostgreSQL says of an id that no table of Vendure can hold; other databases have nothing there.
_NO_ID = "out of range for type"
NOT_FOUND = "ENTITY_NOT_FOUND"


class Session(msgspec.Struct, frozen=True):
    """What is kept of a login."""

    token: str


class _Extensions(msgspec.Struct, frozen=True):
    code: str = ""


class _GraphError(msgspec.Struct, frozen=True):
    message: str = ""
    extensions: _Extensions = _Extensions()


class _Envelope(msgspec.Struct, frozen=True):
    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[_GraphError] | msgspec.Raw = []


class _Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    content: bytes


class Api:
    """One Vendure. ``channel``: the token of the channel that is meant, its default one where it is "".

    Its connections stay open for others.
    """

    def __init__(self, app: App, account: str, channel: str = "") -> None:
        self._app, self._account, self._channel = app, account, channel
        self.url = address_of(app)
        self._pool = pool()

    def call(self, query: str, reply: type[T], /, **variables: object) -> T:
        """The data of a query or mutation. Raises ChannelError."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        return self._call(reply, body=body, content_type="application/json")

    def upload(self, query: str, reply: type[T], variable: str, name: str, content: bytes, media_type: str) -> T:
        """Call a mutation with a file as the first one of a list of inputs. Raises ChannelError."""
        fields: dict[str, str | tuple[str, bytes, str]] = {
            "operations": json.dumps({"query": query, "variables": {variable: [{"file": None}]}}),
            "map": json.dumps({"0": [f"variables.{variable}.0.file"]}),
            "0": (name, content, media_type),
        }
        body, content_type = urllib3.encode_multipart_formdata(list(fields.items()))
        return self._call(reply, body=body, content_type=content_type)

    def _call(self, reply: type[T], *, body: bytes, content_type: str) -> T:
        """Log in where there is no session, and once more where the one that is kept is refused."""
        kept = self._app.credentials.load(self._account)
        token = decoders.decode(kept, type=Session).token if kept else self._log_in()
        try:
            return self._ask(reply, token, body, content_type)
        except ChannelError as error:
            if error.code != "FORBIDDEN" or not kept:
                raise
        self._app.credentials.delete(self._account)
        return self._ask(reply, self._log_in(), body, content_type)

    def _log_in(self) -> str:
        """A new session's token, which is kept. Two processes may each log in: both sessions are good."""
        settings = self._app.settings
        variables = {"user": settings["user"], "password": settings["password"]}
        body = json.dumps({"query": shapes.LOG_IN, "variables": variables}).encode()
        answer = self._send("", body, "application/json")
        result = _read(answer, shapes.LogInReply).login
        if result.error_code:
            raise ChannelError(
                f"Vendure does not let the user in: {result.message}",
                code=result.error_code,
                remedy=_LOG_IN,
                needs_consent=True,
            )
        token = answer.headers.get(_TOKEN_HEADER, "")
        if not token:
            raise ChannelError(
                "Vendure logs the user in without a bearer token.",
                code="NO_TOKEN",
                remedy="Set authOptions.tokenMethod of that Vendure to bearer, or to bearer and cookie.",
            )
        self._app.credentials.save(self._account, msgspec.json.encode(Session(token)).decode())
        return token

    def _ask(self, reply: type[T], token: str, body: bytes, content_type: str) -> T:
        return _read(self._send(token, body, content_type), reply)

    def _send(self, token: str, body: bytes, content_type: str) -> _Answer:
        headers: dict[str, str] = {"content-type": content_type, "apollo-require-preflight": "true"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        if self._channel:
            headers["vendure-token"] = self._channel
        return self._request(headers, body)

    def _request(self, headers: Mapping[str, str], body: bytes) -> _Answer:
        try:
            answer = self._pool.request(
                "POST", self.url, headers=headers, body=body, redirect=False, preload_content=False
            )
            content = answer.read(_MOST_BYTES + 1)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise ChannelError(f"Vendure does not answer ({type(error).__name__}).", is_passing=True) from error
        if len(content) > _MOST_BYTES:
            raise ChannelError("Vendure's answer is too large.", code="TOO_LARGE")
        return _Answer(answer.status, answer.headers, content)


def nothing_if_missing(read: Callable[[], T]) -> T | None:
    """What a read answers; None where Vendure says that there is no such thing. Raises ChannelError."""
    try:
        return read()
    except ChannelError as error:
        if error.code != NOT_FOUND:
            raise
    return None


def address_of(app: App) -> str:
    """The address of the Admin API. Raises ChannelError for what is no address."""
    text = app.settings["base_url"].strip().rstrip("/")
    if not text.startswith(("https://", "http://")) or not urlsplit(text).netloc:
        raise ChannelError(f"{text!r} is no address.", remedy="Give it with https://, like https://shop.example.com.")
    return text if urlsplit(text).path else f"{text}/admin-api"


def _read(answer: _Answer, reply: type[T]) -> T:
    if answer.status != 200 and not _is_graphql(answer):
        raise _http_error(answer.status)
    try:
        envelope = decoders.decode(answer.content, type=_Envelope)
        errors = envelope.errors if isinstance(envelope.errors, list) else [_GraphError("It refused the query.")]
        if errors:
            raise _graph_error(errors[0])
        return decoders.decode(envelope.data, type=reply)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ChannelError("Vendure's answer cannot be read.", is_passing=True) from error


def _is_graphql(answer: _Answer) -> bool:
    """A query that Vendure's schema does not take is answered with 400 and the reason."""
    return answer.status == 400 and answer.headers.get("content-type", "").startswith("application/")


def _http_error(status: int) -> ChannelError:
    if is_passing_status(status):
        return ChannelError(f"Vendure cannot answer now (HTTP {status}).", code=str(status), is_passing=True)
    remedy = "Check the address: that of the Admin API, such as https://shop.example.com/admin-api."
    return ChannelError(f"There is no Vendure (HTTP {status}).", code=str(status), remedy=remedy)


def _graph_error(error: _GraphError) -> ChannelError:
    """An error with a code is Vendure's decision; one without is a fault of its own, which may pass."""
    code, message = error.extensions.code, error.message or "It refused the query."
    if _NO_ID in message:
        return ChannelError("Vendure has nothing of that id.", code=NOT_FOUND)
    if code == "FORBIDDEN":
        return ChannelError(
            "Vendure does not allow the user to do this.",
            code=code,
            remedy="Give the user's role the permissions that the test of the connection names.",
        )
    is_passing = code in ("", "INTERNAL_SERVER_ERROR", "TOO_MANY_REQUESTS")
    return ChannelError(f"Vendure: {message}", code=code, is_passing=is_passing)
