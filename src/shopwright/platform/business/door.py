"""Answers the Business API: a token in ``Access-Token``, no signature, HTTP 200 with a code, its own words."""

from __future__ import annotations

import logging

import msgspec
from msgspec.structs import replace

from shopwright.platform.accounts.advertisers import advertisers_of, audience_owner
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.tokens_store import Tokens
from shopwright.platform.core.call import Call
from shopwright.platform.core.http import Reply, Request
from shopwright.platform.gateway.pipeline import Pipeline
from shopwright.platform.gateway.steps.content import media_type
from shopwright.platform.gateway.steps.fault import inject_fault_after, inject_fault_before
from shopwright.platform.gateway.steps.identify import check_token
from shopwright.platform.gateway.steps.limit import limit_rate
from shopwright.wire.business.fields import Values, check_fields
from shopwright.wire.business.files import audience_rules
from shopwright.wire.business.paths import UPLOAD_PATH
from shopwright.wire.business.refusals import refusals, refuse
from shopwright.wire.envelope import Envelope
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import TOKEN_EXPIRED
from shopwright.wire.signing import is_multipart

from .fields import read_form, read_json, read_query
from .routes import READ_PATH, Route, find_route

log = logging.getLogger("shopwright.platform")

#: What a form may hold beside its file.
_FORM_BYTES = 64 * 1024


def is_upload(request: Request) -> bool:
    """Whether a request is for the upload form."""
    return request.path.rstrip("/") + "/" == UPLOAD_PATH


def is_read_back(request: Request) -> bool:
    """Whether a request is for the rows of a list that was uploaded."""
    return request.path.rstrip("/") + "/" == READ_PATH


def most_bytes(request: Request, most_json: int) -> int:
    """How large the body of a request of the door may be."""
    return audience_rules().most_file_bytes + _FORM_BYTES if is_upload(request) else most_json


class BusinessDoor(Pipeline):
    """Runs calls of the Business API. They are logged, limited and disturbed by faults as signed calls are."""

    success_message = "OK"

    def _run_watched(self, call: Call) -> None:
        with call:
            self._run(call)

    def _run(self, call: Call) -> None:
        route = find_route(call.request.method, call.request.path)
        call.operation = route.operation
        _check_content_type(call, route)
        _identify(call)
        inject_fault_before(call)
        if call.finished:
            return
        _limit(call)
        values = check_fields(_read(call, route), route.fields)
        _check_advertiser(call, values)
        call.data = route.run(call, values)
        inject_fault_after(call)

    def _conclude(self, call: Call) -> None:
        """Files hold identifiers: the request log is not to keep them, nor a body that could not be read."""
        is_json = media_type(call.request.headers.get("content-type", "")) == _JSON
        if call.request.body and (is_upload(call.request) or not is_json):
            call.request = replace(call.request, body=_not_kept(call.request.body))
        super()._conclude(call)

    def _kept_reply(self, call: Call, reply: Reply) -> Reply:
        """Without the rows of a file that is read back: notes of orders may be about people."""
        return replace(reply, body=_not_kept(reply.body)) if is_read_back(call.request) else reply

    def _refusal(self, call: Call, error: ApiError) -> Reply:
        reply = super()._refusal(call, error)
        del reply.headers["link"]  # its codes have no pages
        reply.body = _encoded(error.code, error.message, call)
        return reply

    def _failure(self, call: Call) -> tuple[Reply, int, str]:
        log.exception("request %s failed in %s", call.request_id, call.operation_id)  # noqa: LOG004  called while handling
        error = refusals()["internal"]
        body = _encoded(error.code, error.message, call)
        return self._reply(call, error.http_status, body), error.code, error.message


_JSON = "application/json"


def _not_kept(body: bytes) -> bytes:
    return f"[{len(body)} bytes, not kept]".encode()


def _encoded(code: int, message: str, call: Call) -> bytes:
    """The envelope of a refusal: its data is an empty object, not ``null`` as in the Partner API."""
    return msgspec.json.encode(Envelope(code, message, {}, call.request_id))


def _check_content_type(call: Call, route: Route) -> None:
    content_type = call.request.headers.get("content-type", "")
    if route.is_upload:
        if not content_type.strip():
            raise refuse("content_type_missing", wanted="multipart/form-data, with a boundary")
        if not is_multipart(content_type):
            raise refuse("not_multipart")
    elif route.operation.method == "POST":
        if not content_type.strip():
            raise refuse("content_type_missing", wanted=_JSON)
        if media_type(content_type) != _JSON:
            raise refuse("not_json")


def _identify(call: Call) -> None:
    """The user of the token, an active account with advertisers, and the app that it was issued to."""
    text = call.request.headers.get("access-token", "").strip()
    if not text:
        raise refuse("token_missing")
    token = call.tx[Tokens].find(text)
    app = call.tx[Apps].get(token.app_key) if token else None
    if token is None or app is None or not app.is_active:
        raise refuse("token_wrong")
    call.app = app
    try:
        check_token(call, token)
    except ApiError as error:
        raise refuse("token_expired" if error.code == TOKEN_EXPIRED.code else "token_wrong") from error
    if not advertisers_of(call.account):
        raise refuse("no_advertiser")
    if not call.account.is_active:
        raise refuse("account_inactive")


def _limit(call: Call) -> None:
    try:
        limit_rate(call)
    except ApiError as error:
        refusal = refuse("too_many_requests")
        refusal.retry_after = error.retry_after
        raise refusal from error


def _read(call: Call, route: Route) -> Values:
    if route.is_upload:
        return read_form(call)
    return read_query(call, route.fields) if route.operation.method == "GET" else read_json(call)


def _check_advertiser(call: Call, values: Values) -> None:
    if audience_owner(call.account, str(values["advertiser_id"])) is None:
        raise refuse("advertiser_foreign", value=values["advertiser_id"])
