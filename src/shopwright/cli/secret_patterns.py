"""Finds secrets in text: tokens, app secrets, private keys. What is found is never repeated whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from shopwright.wire.redaction import mask

#: A line with this in it is passed over.
ALLOW_MARK = "scan-secrets: allow"

#: Fewer different characters than this are an example, not a secret.
_FEWEST_CHARACTERS = 8


class Pattern(NamedTuple):
    """What a secret looks like. The group ``value`` is the secret."""

    kind: str
    expression: re.Pattern[str]


class FoundSecret(NamedTuple):
    """A secret in a line; ``masked`` is its head, ``fingerprint`` what allows it."""

    line: int
    kind: str
    masked: str
    fingerprint: str


_ASSIGNED = r"""["']?\s*(?:[:=]|=>|:=)\s*["']?"""
#: What stands before a value that is assigned, with or without quotes.
_ASSIGNMENT = r"""(?:[:=]\s*["']?|["'])"""
#: What may stand between a word and the value that it names: not what calls the value a hash.
_BETWEEN = r"(?:(?!sha|hash|commit|revision|digest|checksum|fingerprint|etag)[^\n]){0,60}"

PATTERNS = (
    Pattern("access or refresh token", re.compile(r"\b(?P<value>(?:TTP|ROW|GCP)_[A-Za-z0-9_-]{48,})")),
    Pattern(
        "app secret",
        re.compile(
            rf"(?i)(?:app|client|tiktok|tts)[\w-]{{0,24}}secret{_ASSIGNED}(?P<value>[0-9a-f]{{40}})(?![0-9a-z])"
        ),
    ),
    Pattern(
        "app secret",  # after the app key, as clients of many languages take it: TikTokShop("key", "secret")
        re.compile(
            r"""(?i)(?:tiktok|tts|shop|client|api|app)\w*\s*\(\s*["']?[\w-]{1,40}["']?\s*,\s*["'](?P<value>[0-9a-f]{40})["']"""
        ),
    ),
    Pattern(
        "app secret",  # whatever it is called, on the line of such a word or below it
        re.compile(
            rf"(?i)(?<![a-z])(?:secret|key|token)(?:[ _-]?key)?s?(?![a-z]){_BETWEEN}(?:\n{_BETWEEN})?"
            rf"{_ASSIGNMENT}(?P<value>[0-9a-f]{{40}})(?![0-9a-z])"
        ),
    ),
    Pattern(
        "token",
        re.compile(
            rf"(?i)(?:access|refresh|x-tts-access)[_-]?token{_ASSIGNED}(?P<value>[A-Za-z0-9_-]{{40,}})(?![\w-]*[(.\[])"
        ),
    ),
    Pattern("master key", re.compile(r"(?i)master[_-]?key" + _ASSIGNED + r"(?P<value>[0-9a-f]{64})\b")),
    Pattern("token of Shopify", re.compile(r"\b(?P<value>shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32})\b")),
    Pattern("token of HashiCorp Vault", re.compile(r"\b(?P<value>hvs\.[A-Za-z0-9_-]{24,})")),
    Pattern(
        "private key",
        re.compile(r"(?P<value>-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY-----[\s\\nr]+[A-Za-z0-9+/=]{32,})"),
    ),
)


def find_secrets(text: str, allowed: Collection[str] = ()) -> Iterator[FoundSecret]:
    """Every secret of a text, in order, but for those whose fingerprints are allowed."""
    lines = text.splitlines()
    places: set[tuple[int, str]] = set()
    for pattern in PATTERNS:
        for match in pattern.expression.finditer(text):
            value = match["value"]
            line = text.count("\n", 0, match.start("value")) + 1
            fingerprint = fingerprint_of(value)
            if len(set(value)) < _FEWEST_CHARACTERS or fingerprint in allowed or (line, value) in places:
                continue
            if line <= len(lines) and ALLOW_MARK in lines[line - 1]:
                continue
            places.add((line, value))
            shown = "-----BEGIN" if value.startswith("-----") else mask(value)
            yield FoundSecret(line, pattern.kind, shown, fingerprint)


def fingerprint_of(value: str) -> str:
    """What stands for a secret in a list of allowed ones."""
    return hashlib.sha256(value.encode()).hexdigest()[:16]
