"""Compares a captured request with what the contract and the signing rules say. No result holds a secret."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator
from urllib.parse import unquote

from shopwright.client.core.bodies import body_problems, type_of
from shopwright.client.core.validation import parameter_problems
from shopwright.contract.load import operations
from shopwright.contract.model import Entity, Operation, Parameter
from shopwright.wire.redaction import REDACTED, redact_tokens
from shopwright.wire.signing import is_multipart, parse_query

from .captures.exchange import Exchange, methods_at
from .check_result import CheckResult, Verdict
from .other_doors import door_of, examine_other
from .profiles import known_secrets, profiles
from .secret_input import SECRET_VARIABLE
from .signed_call import examine, read_call

_TOKEN = "x-tts-access-token"

#: Query parameters of every call.
_COMMON = ("app_key", "timestamp", "sign")

#: Query parameters that tell whose data is meant, by the operation's kind of user.
_CIPHERS = {Entity.SHOP: "shop_cipher", Entity.ASSET: "category_asset_cipher"}

#: Query parameters that calls may have though operations do not name them.
_ALLOWED = frozenset({*_COMMON, "sign_method", "version", "shop_id", "access_token", _TOKEN, *_CIPHERS.values()})


def examine_request(exchange: Exchange) -> list[CheckResult]:
    """Every check in order."""
    door = door_of(exchange.path)
    results = list(_of_partner_api(exchange) if door is None else examine_other(exchange, door))
    secrets = _secrets(exchange)
    return [
        result._replace(says=_clean(result.says, secrets), remedy=_clean(result.remedy, secrets)) for result in results
    ]


def _of_partner_api(exchange: Exchange) -> Iterator[CheckResult]:
    operation = exchange.operation
    yield from _address(exchange, operation)
    yield from _headers(exchange, operation)
    if operation is not None:
        yield from _parameters(exchange, operation)
        yield from _body(exchange, operation)
    yield from _signature(exchange)


def _address(exchange: Exchange, operation: Operation | None) -> Iterator[CheckResult]:
    if exchange.scheme_and_host.startswith("http://") and "tiktok" in exchange.scheme_and_host:
        yield _wrong("address", "TikTok is called without TLS.", "Begin the address with https://.")
    if operation is not None:
        path = (
            operation.path if _matches(operation, exchange) else f"{exchange.path}, an older path of {operation.path}"
        )
        yield _fine("operation", f"{exchange.method} {path} is {operation.id} ({operation.summary}).")
        query = [*_COMMON, *_cipher_of(operation), *(each.name for each in operation.parameters if _is_needed(each))]
        body = f", content-type {operation.body.media_type}" if operation.body else ", no body"
        yield _fine("should be", f"query {', '.join(dict.fromkeys(query))}; header {_TOKEN}{body}.")
    elif methods := methods_at(exchange.path):
        yield _wrong(
            "operation", f"no operation has {exchange.method} at this path.", f"Use {' or '.join(methods)} there."
        )
    elif exchange.path.startswith("/api/") and "/token/" in exchange.path:
        yield _wrong("operation", "this is a call of the token service.", "It is not signed, and takes no token.")
    else:
        near = difflib.get_close_matches(exchange.path, [each.path for each in operations().values()], 1, 0.5)
        remedy = f"Did you mean {near[0]}?" if near else "Look it up with shopwright call --list."
        yield _wrong("operation", "no operation has this path.", remedy)


def _headers(exchange: Exchange, operation: Operation | None) -> Iterator[CheckResult]:
    query = dict(parse_query(exchange.query))
    names = [name.lower() for name, _ in exchange.headers]
    complaints = []
    if _TOKEN not in names:
        where = " It is in the query." if {"access_token", _TOKEN} & query.keys() else ""
        where += " It is in the header authorization." if "authorization" in names else ""
        complaints.append(_wrong("headers", f"{_TOKEN} is missing.{where}", f"Send the access token as {_TOKEN}."))
    elif (exchange.header(_TOKEN) or "").lower().startswith("bearer "):
        complaints.append(_wrong("headers", f"{_TOKEN} begins with Bearer.", "Send the token alone."))
    if twice := sorted({name for name in names if names.count(name) > 1 and name in (_TOKEN, "content-type")}):
        complaints.append(
            _wrong("headers", f"{', '.join(twice)} is sent twice.", "Send it once: a library may add its own.")
        )
    sent = (exchange.header("content-type") or "").split(";")[0].strip().lower()
    wanted = operation.body.media_type if operation is not None and operation.body else "application/json"
    if exchange.body and sent != wanted:
        complaints.append(_wrong("headers", f"content-type is {sent or 'missing'}, not {wanted}.", f"Send {wanted}."))
    yield from complaints or [_fine("headers", "those that are needed are there, once.")]


def _parameters(exchange: Exchange, operation: Operation) -> Iterator[CheckResult]:
    pairs = parse_query(exchange.query)
    query = dict(pairs)
    complaints = []
    missing = [name for name in (*_COMMON, *_cipher_of(operation)) if not query.get(name)]
    complaints += [_wrong("parameters", f"{name} is missing.", f"Send {name} in the query.") for name in missing]
    if operation.entity not in _CIPHERS and query.get("shop_cipher"):
        says = f"shop_cipher is sent, and {operation.id} is about a {operation.entity}."
        complaints.append(CheckResult("parameters", Verdict.WARNING, says, "Leave it out."))
    if query.keys() & {"access_token", "app_secret"}:
        says = "the query carries a secret, which ends in logs."
        complaints.append(
            _wrong("parameters", says, f"Send the token as the header {_TOKEN}, and the app secret never.")
        )
    known = {each.name for each in operation.parameters if each.location == "query"}
    for name in dict.fromkeys(name for name, _ in pairs):
        if name not in known and name not in _ALLOWED:
            near = difflib.get_close_matches(name, known, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            says = f"{redact_tokens(name)[:60]} is no parameter of {operation.id}."
            complaints.append(CheckResult("parameters", Verdict.WARNING, says, f"Leave it out.{hint}"))
    values = {**query, **_path_values(exchange, operation)}
    for parameter in operation.parameters:
        problems = parameter_problems(parameter, _typed(parameter, values.get(parameter.name)))
        complaints += [
            _wrong("parameters", f"{each}.", f"See shopwright call {operation.id} --help.") for each in problems
        ]
    yield from complaints or [_fine("parameters", "those that are needed are there, and none is unknown.")]


def _body(exchange: Exchange, operation: Operation) -> Iterator[CheckResult]:
    if operation.body is None:
        if exchange.body:
            yield CheckResult("body", Verdict.WARNING, f"{operation.id} takes no body.", "Leave it out, and unsigned.")
        return
    if operation.body.is_multipart or is_multipart(exchange.header("content-type")):
        yield _fine("body", "a form: its parts are not compared, and not signed.")
        return
    if not exchange.body:
        if operation.body.required:
            yield _wrong("body", "it is missing.", f"See shopwright call {operation.id} --help.")
        return
    try:
        sent = json.loads(exchange.body)
    except (ValueError, RecursionError):
        yield _wrong("body", "it is not JSON.", "Sign and send the very same bytes of JSON.")
        return
    if not _matches(operation, exchange):
        yield CheckResult("body", Verdict.WARNING, "an older path's body is not compared.", f"Use {operation.path}.")
        return
    problems = list(body_problems(type_of(operation), sent))
    for problem in problems:
        yield _wrong(
            "body",
            problem.rstrip("?") + ("?" if problem.endswith("?") else "."),
            f"See shopwright call {operation.id} --help.",
        )
    if not problems:
        yield _fine("body", "every field is one of the operation's, and of its type.")


def _signature(exchange: Exchange) -> Iterator[CheckResult]:
    query = dict(parse_query(exchange.query))
    secret = os.environ.get(SECRET_VARIABLE, "").strip() or _secret_of(query.get("app_key"))
    if not secret:
        yield CheckResult(
            "signature", Verdict.WARNING, "it was not checked: the app secret is not known.", f"Set {SECRET_VARIABLE}."
        )
        return
    if REDACTED in exchange.query or exchange.path.startswith("/api/"):
        return
    url = f"{exchange.path}?{exchange.query}"
    content_type = exchange.header("content-type") or "application/json"
    call, carried = read_call(url, exchange.method, exchange.body, content_type, exchange.header(_TOKEN))
    check = examine(secret, call, carried, [other for other in known_secrets() if other != secret])
    yield _fine("string to sign", check.canonical)
    if check.matches is None:
        yield _wrong("signature", "there is none.", f"With this secret it is {check.sign}.")
    elif check.matches and not check.mistake:
        yield _fine("signature", "it fits.")
    else:
        says = "it fits, and the call is refused all the same" if check.matches else "it does not fit"
        yield _wrong("signature", f"{says}: {check.mistake or 'no known mistake gives it'}.", check.remedy or "")


def _cipher_of(operation: Operation) -> list[str]:
    return [_CIPHERS[operation.entity]] if operation.entity in _CIPHERS else []


def _is_needed(parameter: Parameter) -> bool:
    return parameter.required and parameter.location == "query"


def _matches(operation: Operation, exchange: Exchange) -> bool:
    """Whether the request is to the operation's own path, not to an older one."""
    wanted, sent = operation.path.strip("/").split("/"), unquote(exchange.path).strip("/").split("/")
    return len(wanted) == len(sent) and all(
        part == given or part.startswith("{") for part, given in zip(wanted, sent, strict=True)
    )


def _path_values(exchange: Exchange, operation: Operation) -> dict[str, str]:
    if not _matches(operation, exchange):
        return {each.name: "0" for each in operation.parameters if each.location == "path"}
    parts = zip(operation.path.strip("/").split("/"), exchange.path.strip("/").split("/"), strict=True)
    return {wanted[1:-1]: unquote(given) for wanted, given in parts if wanted.startswith("{")}


def _typed(parameter: Parameter, text: str | None) -> object:
    """A parameter as the value that its text stands for."""
    if text is not None and parameter.kind == "integer" and text.lstrip("-").isdecimal() and text.isascii():
        return int(text)
    return text


def _secret_of(app_key: str | None) -> str:
    """The secret of a login with that app key."""
    if app_key is None or not known_secrets():
        return ""
    return next((profile.app_secret for profile in profiles().values() if profile.app_key == app_key), "")


def _secrets(exchange: Exchange) -> list[str]:
    """Every secret that the request carries, or that was used to check it."""
    query = dict(parse_query(exchange.query))
    values = [query.get(name, "") for name in ("access_token", "app_secret", "refresh_token", _TOKEN)]
    values += [*(exchange.header(name) or "" for name in (_TOKEN, "authorization", "access-token"))]
    values += [os.environ.get(SECRET_VARIABLE, "").strip(), *known_secrets()]
    return [value for value in values if len(value) >= 6]


def _clean(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return redact_tokens(text)


def _fine(what: str, says: str) -> CheckResult:
    return CheckResult(what, Verdict.FINE, says)


def _wrong(what: str, says: str, remedy: str) -> CheckResult:
    return CheckResult(what, Verdict.WRONG, says, remedy)
