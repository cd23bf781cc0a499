"""Explains why a signature does not match: tries known mistakes of clients and names the one that gives it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from .redaction import redact_body, redact_pairs
from .signing import UNSIGNED_PARAMETERS, Query, is_multipart, printable, sign, sign_request, string_to_sign, verify


class SignedCall(NamedTuple):
    """A request as it travelled: ``query`` holds decoded pairs, ``raw_query`` the text after ``?``."""

    method: str
    path: str
    query: Query
    raw_query: str = ""
    body: bytes = b""
    content_type: str | None = None


class Explanation(NamedTuple):
    """What the server signs, what came, and the likely mistake (``None`` when no known one fits)."""

    canonical: str
    expected: str
    received: str | None
    matches: bool
    mistake: str | None
    remedy: str | None


class Mistake(NamedTuple):
    name: str
    remedy: str
    attempt: Callable[[str, SignedCall], Iterator[str]]


def _joined(call: SignedCall, skip: frozenset[str] = UNSIGNED_PARAMETERS, *, order: bool = True) -> str:
    pairs = [p for p in call.query if p[0] not in skip]
    return "".join(name + value for name, value in (sorted(pairs, key=lambda p: p[0]) if order else pairs))


def _hmac(key: str, text: str | bytes) -> str:
    data = text if isinstance(text, bytes) else text.encode()
    return hmac.new(key.encode(), data, hashlib.sha256).hexdigest()


def _body(call: SignedCall) -> bytes:
    return b"" if is_multipart(call.content_type) else call.body


def _body_left_out(secret: str, call: SignedCall) -> Iterator[str]:
    yield sign(secret, string_to_sign(call.path, call.query))


def _multipart_signed(secret: str, call: SignedCall) -> Iterator[str]:
    if is_multipart(call.content_type):
        yield sign(secret, string_to_sign(call.path, call.query, call.body))


def _unsorted(secret: str, call: SignedCall) -> Iterator[str]:
    yield sign(secret, call.path.encode() + _joined(call, order=False).encode() + _body(call))


def _token_included(secret: str, call: SignedCall) -> Iterator[str]:
    yield sign(secret, call.path.encode() + _joined(call, frozenset({"sign"})).encode() + _body(call))


def _path_missing(secret: str, call: SignedCall) -> Iterator[str]:
    yield sign(secret, _joined(call).encode() + _body(call))


def _path_slash(secret: str, call: SignedCall) -> Iterator[str]:
    for path in (call.path.rstrip("/"), call.path + "/", call.path.lstrip("/")):
        if path != call.path:
            yield sign(secret, string_to_sign(path, call.query, _body(call)))


def _encoded_values(secret: str, call: SignedCall) -> Iterator[str]:
    for safe in ("", "/", "~()*!.'"):
        encoded = [(name, quote(value, safe=safe)) for name, value in call.query]
        yield sign(secret, string_to_sign(call.path, encoded, _body(call)))


def _separators(secret: str, call: SignedCall) -> Iterator[str]:
    pairs = sorted(p for p in call.query if p[0] not in UNSIGNED_PARAMETERS)
    joined = "&".join(f"{name}={value}" for name, value in pairs)
    for between in ("", "?"):
        yield sign(secret, call.path.encode() + between.encode() + joined.encode() + _body(call))


def _no_wrapping(secret: str, call: SignedCall) -> Iterator[str]:
    text = string_to_sign(call.path, call.query, _body(call))
    yield _hmac(secret, text)
    yield _hmac(secret, secret.encode() + text)
    yield _hmac(secret, text + secret.encode())


def _plain_hash(secret: str, call: SignedCall) -> Iterator[str]:
    key = secret.encode()
    text = key + string_to_sign(call.path, call.query, _body(call)) + key
    yield hashlib.sha256(text).hexdigest()
    yield hashlib.md5(text, usedforsecurity=False).hexdigest()


def _reserialised_body(secret: str, call: SignedCall) -> Iterator[str]:
    import json

    try:
        value = json.loads(call.body)
    except (ValueError, RecursionError):  # no JSON, or nested so deep that a client could not have written it either
        return
    for separators in ((",", ":"), (", ", ": ")):
        for ascii_only in (True, False):
            for ordered in (True, False):
                text = json.dumps(value, separators=separators, ensure_ascii=ascii_only, sort_keys=ordered)
                yield sign(secret, string_to_sign(call.path, call.query, text.encode(errors="replace")))


def _joined_list(secret: str, call: SignedCall) -> Iterator[str]:
    merged: dict[str, str] = {}
    for name, value in call.query:
        merged[name] = f"{merged[name]},{value}" if name in merged else value
    yield sign(secret, string_to_sign(call.path, list(merged.items()), _body(call)))


#: How many parameters are left out in turn, to see which of them a client did not sign: calls have about a dozen.
_MOST_LEFT_OUT = 32


def _parameter_missing(secret: str, call: SignedCall) -> Iterator[str]:
    names = sorted({name for name, _ in call.query} - UNSIGNED_PARAMETERS)
    for left_out in names[:_MOST_LEFT_OUT]:
        yield sign(secret, string_to_sign(call.path, [p for p in call.query if p[0] != left_out], _body(call)))


def _trimmed_secret(secret: str, call: SignedCall) -> Iterator[str]:
    for wrong in (secret + "\n", " " + secret, secret + " "):
        yield sign(wrong, string_to_sign(call.path, call.query, _body(call)))


MISTAKES = (
    Mistake("the body was left out", "Append the raw body exactly as it is sent.", _body_left_out),
    Mistake(
        "the multipart body was signed",
        "Leave the body out when the media type is multipart/form-data, whatever its boundary.",
        _multipart_signed,
    ),
    Mistake("the body was serialised again before signing", "Sign the very bytes that you send.", _reserialised_body),
    Mistake("the parameters were not sorted by name", "Sort the parameters by name in byte order.", _unsorted),
    Mistake(
        "access_token was part of the string",
        "Leave sign and access_token out of the string to sign.",
        _token_included,
    ),
    Mistake("the path was left out", "Start with the URL's path, without host and query.", _path_missing),
    Mistake("the path differs by a slash", "Sign the path exactly as it is requested.", _path_slash),
    Mistake("the values were percent-encoded", "Sign decoded values, as the server sees them.", _encoded_values),
    Mistake("the parameters were joined with & and =", "Join name and value with no separators.", _separators),
    Mistake(
        "the secret does not stand on both sides of the string",
        "Put the app secret before and after the string, and use it as the key as well.",
        _no_wrapping,
    ),
    Mistake("a plain hash was used", "Use HMAC-SHA256 keyed with the app secret.", _plain_hash),
    Mistake("a list was signed as one comma-joined value", "Sign repeated parameters as they are sent.", _joined_list),
    Mistake(
        "a parameter that is sent was not signed", "Sign every parameter but sign and access_token.", _parameter_missing
    ),
    Mistake("the secret has a blank or a line end around it", "Trim the app secret.", _trimmed_secret),
)


def explain(secret: str, call: SignedCall, signature: str | None, *, most_bytes: int | None = None) -> Explanation:
    """Compare a signature with what the server computes and name the likely mistake.

    ``signature`` may be ``None`` when only the canonical string and the right sign are wanted. Of a call that is
    larger than ``most_bytes`` no mistake is looked for, and the canonical string has only so much of its body: each
    mistake that is tried signs the whole call again.
    """
    canonical = _redacted(call, most_bytes)
    expected = sign_request(secret, call.path, call.query, call.body, call.content_type)
    if signature is None:
        return Explanation(canonical, expected, None, False, None, None)
    if signature == expected:
        return Explanation(canonical, expected, signature, True, None, None)
    if most_bytes is not None and _weight(call) > most_bytes:
        return Explanation(canonical, expected, signature, False, None, _TOO_LARGE.format(most=most_bytes))
    likely = _likely(secret, call, signature)
    return Explanation(canonical, expected, signature, False, likely[0], likely[1])


_TOO_LARGE = (
    "The call is larger than {most} bytes, so known mistakes were not looked for. "
    "Check the app secret first, then give the call to: shopwright sign explain."
)

#: A form's body is signed once, by one of the mistakes, so it counts for less.
_FORM_WEIGHT = 1_024


def _weight(call: SignedCall) -> int:
    """How many bytes each mistake that is tried has to sign."""
    body = len(call.body) // (_FORM_WEIGHT if is_multipart(call.content_type) else 1)
    return len(call.path) + sum(len(name) + len(value) for name, value in call.query) + body


def _redacted(call: SignedCall, most_bytes: int | None) -> str:
    """The string to sign without secrets, those that a client sent by mistake included."""
    body = redact_body(_body(call)[:most_bytes].decode("utf-8", "replace"))
    return printable(string_to_sign(call.path, redact_pairs(call.query), body.encode()))


def _likely(secret: str, call: SignedCall, signature: str) -> tuple[str | None, str | None]:
    if not signature:
        return "sign is missing", "Send the signature in the query parameter sign."
    if signature != signature.lower() and verify(
        secret, signature.lower(), [string_to_sign(call.path, call.query, _body(call))]
    ):
        return "the signature is in upper case", "Send the signature as lower-case hex."
    for mistake in MISTAKES:
        if any(
            hmac.compare_digest(signature.lower().encode(), attempt.encode())
            for attempt in mistake.attempt(secret, call)
        ):
            return mistake.name, mistake.remedy
    return (
        None,
        "None of the known mistakes fits: check the app secret first, then compare the string above with yours.",
    )
