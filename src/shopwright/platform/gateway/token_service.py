"""``/api/v2/token/get`` and ``/api/v2/token/refresh``: unsigned, GET with a query or POST with JSON."""

from __future__ import annotations

import hmac
import time

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.app_secrets import replaced_secret
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.grants import TokenSet, exchange, refresh
from shopwright.platform.core.failures import internal_error
from shopwright.platform.core.http import Reply, Request
from shopwright.platform.core.identity import App
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.wire.envelope import CONTENT_TYPE, TOKEN_SUCCESS_MESSAGE, encode_error, encode_success, new_request_id
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INTERNAL, PARAMETER_INVALID
from shopwright.wire.signing import MOST_PARAMETERS, parse_query

from .request_log import RequestLogger

PATHS = {"/api/v2/token/get": "token/get", "/api/v2/token/refresh": "token/refresh"}

#: How much of an app key that may be anything is logged, in characters.
_KEPT_KEY = 100


class TokenService:
    """Refusals are HTTP 200 with a code: several clients lose the code on a 4xx."""

    def __init__(self, services: Services, requests: RequestLogger) -> None:
        self._services = services
        self._requests = requests

    def handle(self, request: Request) -> Reply:
        """Answer one token call. Never raises."""
        request_id, name = new_request_id(time.time()), PATHS[request.path]
        app_key: str | None = None
        code, message = 0, ""
        try:
            parameters = _parameters(request)
            app_key = parameters.get("app_key", "")[:_KEPT_KEY] or None
            with self._services.store.write() as tx:
                data = self._answer(tx, name, parameters)
            reply = _reply(encode_success(data, request_id, TOKEN_SUCCESS_MESSAGE))
        except ApiError as error:
            code, message = error.code, error.message
            reply = _reply(encode_error(code, message, request_id))
        except Exception:  # noqa: BLE001  our own failure: answered as the pipeline answers it, and logged
            code, message = INTERNAL.code, INTERNAL.message
            reply = internal_error(request_id, name)
        self._requests.record_plain(request, reply, name, app_key, code, request_id, message)
        return reply

    def _answer(self, tx: Tx, name: str, parameters: dict[str, str]) -> TokenSet:
        app = _app(tx, parameters)
        if name == "token/get":
            _expect(parameters, "grant_type", "authorized_code")
            return exchange(tx, app, _need(parameters, "auth_code"))
        _expect(parameters, "grant_type", "refresh_token")
        return refresh(tx, app, _need(parameters, "refresh_token"))


def _reply(body: bytes) -> Reply:
    return Reply(200, body, {"content-type": CONTENT_TYPE, "cache-control": "no-store"})


def _parameters(request: Request) -> dict[str, str]:
    if request.raw_query.count("&") >= MOST_PARAMETERS:
        raise PARAMETER_INVALID(name="query", reason=f"it has more than {MOST_PARAMETERS} parameters.")
    parameters = dict(parse_query(request.raw_query))
    if request.method == "POST" and request.body.strip():
        try:
            parameters |= decoders.decode(request.body, type=dict[str, str])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise PARAMETER_INVALID(name="body", reason="it must be a JSON object of strings.") from error
    for name, value in parameters.items():
        if "\0" in value:
            raise PARAMETER_INVALID(name=name[:100], reason="it contains a NUL character.")
    return parameters


def _app(tx: Tx, parameters: dict[str, str]) -> App:
    app = tx[Apps].get(_need(parameters, "app_key"))
    secret = _need(parameters, "app_secret")
    if app is None or not app.is_active:
        raise PARAMETER_INVALID(name="app_key", reason="there is no such app.")
    accepted = (app.secret, replaced_secret(tx, app.app_key) or app.secret)
    if not any(hmac.compare_digest(text.encode(), secret.encode()) for text in accepted):
        raise PARAMETER_INVALID(name="app_secret", reason="it is not this app's secret.")
    return app


def _need(parameters: dict[str, str], name: str) -> str:
    value = parameters.get(name, "")
    if not value:
        raise PARAMETER_INVALID(name=name, reason="it is missing.")
    return value


def _expect(parameters: dict[str, str], name: str, value: str) -> None:
    if _need(parameters, name) != value:
        raise PARAMETER_INVALID(name=name, reason=f"expected {value}.")
