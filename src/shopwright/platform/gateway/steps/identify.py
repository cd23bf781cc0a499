"""Who calls: the app, the time, the signature and the user behind the token."""

from __future__ import annotations

from shopwright.platform.accounts.app_secrets import replaced_secret
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.authorizations_store import Authorizations
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.accounts.tokens_store import ACCESS, Tokens
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.call import Call, Diagnosis
from shopwright.platform.core.identity import Token
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.core.whole_number import whole_number
from shopwright.wire.explain import explain
from shopwright.wire.gateway_codes import INVALID, SIGN_INVALID, TOKEN_EXPIRED, TOKEN_WITHDRAWN
from shopwright.wire.message_keywords import (
    APP_KEY_INVALID,
    NO_SIGNATURE,
    TIMESTAMP_AHEAD,
    TIMESTAMP_NEGATIVE,
    TIMESTAMP_OLD,
    TOKEN_UNKNOWN,
)
from shopwright.wire.signing import accepted_strings, is_multipart, string_to_sign, verify
from shopwright.wire.signing_mistakes import SignedCall

#: How far a timestamp may lie behind and ahead of wall time, in seconds (docs/reference/signing.md#common-parameters).
MAX_AGE, MAX_AHEAD = 300, 30

#: How much of a call with a wrong signature is looked at to tell why, in bytes: anyone may send one.
MOST_EXPLAINED = 32 * 1024


def identify_app(call: Call) -> None:
    """The app by ``app_key``; unknown and disabled ones are refused alike."""
    app_key = call.parameter("app_key")
    if not app_key:
        raise APP_KEY_INVALID(reason="the query parameter is missing")
    app = call.tx[Apps].get(app_key)
    if app is None or not app.is_active:
        raise APP_KEY_INVALID(reason="it is unknown or disabled")
    call.app = app


def check_timestamp(call: Call) -> None:
    """Unix seconds by the machine's clock, whatever the platform's clock says."""
    text = call.parameter("timestamp")
    if not text:
        raise INVALID(reason="timestamp is missing.")
    try:
        timestamp = whole_number(text)
    except ValueError as error:
        raise INVALID(reason="timestamp must be unix seconds.") from error
    now = wall_ms() // 1000
    if timestamp < 0:
        raise TIMESTAMP_NEGATIVE()
    if timestamp < now - MAX_AGE:
        raise TIMESTAMP_OLD(now=now)
    if timestamp > now + MAX_AHEAD:
        raise TIMESTAMP_AHEAD(now=now)


def check_signature(call: Call) -> None:
    """Verify the signature over the raw bytes of the body, not over decoded JSON."""
    parameter = call.parameter("sign")
    if not parameter:
        raise NO_SIGNATURE()
    request, secret = call.request, call.app.secret
    content_type = request.headers.get("content-type")
    candidates = [
        candidate
        for prefix in dict.fromkeys(["", call.services.config.prefix])
        for candidate in accepted_strings(
            request.method,
            prefix + request.path,
            call.query_pairs,
            request.body,
            content_type,
            raw_path=prefix + request.raw_path if request.raw_path else "",
        )
    ]
    if is_multipart(content_type) and call.tx[PlatformState].settings.lenient_multipart_sign:
        candidates.append(string_to_sign(request.path, call.query_pairs, request.body))
    if verify(secret, parameter, candidates):
        return
    before = replaced_secret(call.tx, call.app.app_key)
    if before is not None and verify(before, parameter, candidates):
        return
    token = request.headers.get("x-tts-access-token")
    parts = (request.method, request.path, call.query_pairs, request.raw_query, request.body, content_type, token)
    signed = SignedCall(*parts)
    explanation = explain(secret, signed, parameter, most_bytes=MOST_EXPLAINED)
    call.diagnosis = Diagnosis(explanation.canonical, explanation.mistake, explanation.remedy)
    raise SIGN_INVALID()


def identify_user(call: Call) -> None:
    """Find the user of the access token, and check that token and consent are in force (docs/decisions/0020)."""
    text = call.request.headers.get("x-tts-access-token")
    if not text:
        raise TOKEN_UNKNOWN(reason="it is missing")
    token = call.tx[Tokens].find(text)
    if token is None or token.app_key != call.app.app_key:
        raise TOKEN_UNKNOWN(reason="it was not issued to this app as an access token")
    check_token(call, token)


def check_token(call: Call, token: Token) -> None:
    """Check that an access token and its consent are in force, and take its user as the caller."""
    if token.kind != ACCESS:
        raise TOKEN_UNKNOWN(reason="it was not issued to this app as an access token")
    if token.revoked_at is not None:
        raise TOKEN_WITHDRAWN()
    now = call.tx.now_ms()
    if token.is_expired(now, wall_ms()):
        raise TOKEN_EXPIRED()
    authorization = call.tx[Authorizations].get(token.account_id, token.app_key)
    if authorization is None or authorization.ended_at is not None:
        raise TOKEN_WITHDRAWN()
    if authorization.ends_at <= now:
        raise TOKEN_EXPIRED()
    account = call.tx[Accounts].get(token.account_id)
    assert account is not None, "a token's account is never deleted"
    call.token, call.authorization, call.account = token, authorization, account
    if call.services.threads is not None:
        call.services.callers.learn(token.token_hash, f"{token.app_key}:{token.account_id}")
