"""Reads a call to explain from a URL and a body, and examines its signature; the result holds no secret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from shopwright.wire.explain import explain, timestamp_mistake
from shopwright.wire.redaction import redact_body, redact_pairs, redact_tokens
from shopwright.wire.signing import (
    SECRET_PLACEHOLDER,
    accepted_strings,
    is_multipart,
    parse_query,
    printable,
    string_to_sign,
    verify,
)
from shopwright.wire.signing_mistakes import SignedCall

from .refusal import RefusedError

_SHORTEST_SECRET = 8


class SignatureCheck(NamedTuple):
    """``canonical`` holds no secret. ``matches`` is ``None`` when there was no signature to compare.

    A call whose signature fits may have a ``mistake`` all the same, for which it is refused.
    """

    canonical: str
    sign: str
    received: str | None
    matches: bool | None
    mistake: str | None
    remedy: str | None
    notes: list[str]


def read_call(
    url: str, method: str | None, body: bytes, content_type: str, token: str | None = None
) -> tuple[SignedCall, str | None]:
    """The call, and the signature that the URL carries. Refusals never repeat the URL."""
    try:
        # Bytes that are no UTF-8 arrive from the command line as lone surrogates.
        parts = urlsplit(url.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip())
    except ValueError as error:
        raise RefusedError("the URL cannot be read", "give the whole URL of the call in quotes") from error
    path = unquote(parts.path)
    if not path.startswith("/"):
        raise RefusedError("the URL has no path", "give the whole URL of the call in quotes, https://host/path?query")
    if path.startswith("/api/") and "/token/" in path:
        remedy = "send app_key, app_secret, grant_type and the code or refresh token alone, without timestamp and sign"
        raise RefusedError("calls of the token service are not signed", remedy)
    query = parse_query(parts.query)
    sign = next((value for name, value in query if name == "sign"), None)
    name = method.upper() if method else ("POST" if body else "GET")
    return SignedCall(name, path, query, parts.query, body, content_type, token), sign


def examine(secret: str, call: SignedCall, sign: str | None, other_secrets: Sequence[str] = ()) -> SignatureCheck:
    """Compare the signature; the result has secrets removed. ``other_secrets`` are those of other apps."""
    explanation = explain(secret, call, sign, pairs=True, other_secrets=other_secrets)
    text, redacted = _redacted(secret, call)
    matches = None if sign is None else explanation.matches
    mistake, remedy = explanation.mistake, explanation.remedy
    notes = [*_notes(call), *(["Secret values are shown as [redacted]; the sign is over the real ones."] * redacted)]
    if matches is False and sign and _is_accepted(secret, call, sign):
        matches = True
        notes.append("Some clients sign the body of a GET, an empty body or a list in this way; it is accepted.")
        mistake = remedy = None
    if matches is False and mistake is None and not call.tokens():
        notes.append("Set SHOPWRIGHT_ACCESS_TOKEN to see whether the token was used as the key.")
    if untimely := timestamp_mistake(call):
        if matches is False:
            notes.append(f"Also, {untimely[0]}. {untimely[1]}")
        else:
            mistake, remedy = untimely
    hidden = _without(secret, sign) if sign else sign
    return SignatureCheck(text, explanation.expected, hidden, matches, mistake, remedy, notes)


def _is_accepted(secret: str, call: SignedCall, sign: str) -> bool:
    strings = accepted_strings(call.method, call.path, call.query, call.body, call.content_type)
    return verify(secret, sign, strings)


def _redacted(secret: str, call: SignedCall) -> tuple[str, bool]:
    """The canonical string without secrets, and whether any was removed."""
    body = b"" if is_multipart(call.content_type) else call.body
    clean = string_to_sign(
        redact_tokens(call.path), redact_pairs(call.query), redact_body(body.decode("utf-8", "replace")).encode()
    ).decode()
    text = printable(_without(secret, clean).encode())
    return text, text != printable(string_to_sign(call.path, call.query, body))


def _without(secret: str, text: str) -> str:
    """A text with a placeholder for the secret; a short one is no secret but an example, and part of common words."""
    return text.replace(secret, SECRET_PLACEHOLDER) if len(secret) >= _SHORTEST_SECRET else text


def _notes(call: SignedCall) -> list[str]:
    names = {name for name, _ in call.query}
    notes = []
    if missing := [name for name in ("app_key", "timestamp") if name not in names]:
        notes.append(f"The URL has no {' and no '.join(missing)}: is it in quotes? A shell cuts it at &.")
    if "app_secret" in names:
        notes.append("The URL carries app_secret. No call of the Partner API does; take it out.")
    if call.body and is_multipart(call.content_type):
        notes.append("A multipart body is not part of the string.")
    return notes
