"""Explains a wrong signature: the parts of the string to sign, and those in which the caller's string differs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shopwright.wire.redaction import REDACTED, redact_body
from shopwright.wire.signing import SECRET_PLACEHOLDER, UNSIGNED_PARAMETERS, parse_query

#: How much of a piece is shown, in characters.
_SHOWN = 2_000


class Mark(msgspec.Struct, frozen=True):
    """Which pieces a mistake concerns, and what stands in the caller's string instead."""

    pieces: str
    words: str


#: By the names in ``wire.signing_mistakes.MISTAKES``. A name that is not here marks nothing.
MARKS = {
    "the body was left out": Mark("body", "missing in your string"),
    "the multipart body was signed": Mark("body", "your string has the body; it does not belong there"),
    "the body was serialised again before signing": Mark("body", "your string has other bytes than the ones sent"),
    "the parameters were not sorted by name": Mark("parameter", "in another order in your string"),
    "access_token was part of the string": Mark("unsigned", "in your string; leave it out"),
    "the path was left out": Mark("path", "missing in your string"),
    "the path differs by a slash": Mark("path", "with another slash in your string"),
    "the values were percent-encoded": Mark("parameter", "percent-encoded in your string"),
    "the parameters were joined with & and =": Mark("parameter", "with & and = in your string"),
    "the secret does not stand on both sides of the string": Mark("secret", "missing on a side of your string"),
    "a plain hash was used": Mark("all", "hashed without the key: use HMAC-SHA256"),
    "a list was signed as one comma-joined value": Mark("repeated", "joined by commas in your string"),
    "a parameter that is sent was not signed": Mark("parameter", "one of these is missing in your string"),
    "the secret has a blank or a line end around it": Mark("secret", "with a blank or a line end in your string"),
    "the body was put after the closing secret": Mark("body", "after the closing secret in your string"),
    "a hash of the body was signed": Mark("body", "hashed in your string; sign the body itself"),
    "an empty value was signed though no body was sent": Mark("body", "your string has one, such as {}"),
    "the signature is in base64": Mark("none", ""),
    "the access token was used as the key": Mark("all", "hashed with the access token as the key"),
    "the app key was used as the key": Mark("all", "hashed with the app key as the key"),
    "the secret is that of another app": Mark("secret", "another app's in your string"),
    "sign is missing": Mark("all", "not signed at all"),
    "the signature is in upper case": Mark("none", ""),
}


class Piece(msgspec.Struct, frozen=True):
    """One part of the string to sign. ``mark`` says what is otherwise in the caller's; empty when nothing is known."""

    kind: str
    label: str
    text: str
    mark: str = ""


def pieces(canonical: str, path: str, raw_query: str, mistake: str | None) -> list[Piece]:
    """The string to sign in its parts, in order."""
    text = canonical.removeprefix(SECRET_PLACEHOLDER).removesuffix(SECRET_PLACEHOLDER)
    parts = [Piece("secret", "app secret", SECRET_PLACEHOLDER)]
    if text.startswith(path):
        parts.append(Piece("path", "path", path))
        text = text[len(path) :]
        parameters, text = _parameters(text, raw_query)
        parts += parameters
    if text:
        parts.append(Piece("body", "body", redact_body(text)))
    elif mistake and MARKS.get(mistake, Mark("", "")).pieces == "body":
        parts.append(Piece("body", "body", "(none)"))
    return _marked([*parts, Piece("secret", "app secret", SECRET_PLACEHOLDER)], mistake)


def _parameters(text: str, raw_query: str) -> tuple[list[Piece], str]:
    """The parameters at the head of the rest of a string, and what is left of it."""
    query = parse_query(raw_query)
    names = [name for name, _ in query]
    parts = []
    for name, value in sorted(query, key=lambda pair: pair[0].encode()):
        if name in UNSIGNED_PARAMETERS:
            if name != "sign":
                parts.append(Piece("unsigned", "not signed", f"{name}{REDACTED}"))
        elif text.startswith(name + value):
            kind = "repeated" if names.count(name) > 1 else "parameter"
            parts.append(Piece(kind, name, name + value))
            text = text[len(name + value) :]
    return parts, text


def _marked(parts: Sequence[Piece], mistake: str | None) -> list[Piece]:
    mark = MARKS.get(mistake or "", Mark("none", ""))
    wanted = {"parameter", "repeated"} if mark.pieces == "parameter" else {mark.pieces}
    return [
        msgspec.structs.replace(
            piece,
            text=piece.text
            if len(piece.text) <= _SHOWN
            else f"{piece.text[:_SHOWN]}… ({len(piece.text):,} characters)",
            mark=mark.words if "all" in wanted or piece.kind in wanted else "",
        )
        for piece in parts
        if piece.kind != "unsigned" or "unsigned" in wanted
    ]
