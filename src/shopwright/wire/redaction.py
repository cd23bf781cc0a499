"""Removes secrets and tokens from what is logged or printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote

#: Query parameters, JSON fields and headers whose values never reach a log, a page or an error.
SECRET_NAMES = frozenset(
    {
        "access-token",
        "access_token",
        "app_secret",
        "auth_code",
        "authorization",
        "cookie",
        "refresh_token",
        "set-cookie",
        "upload_token",
        "x-sandbox-key",
        "x-tts-access-token",
        "x-upload-token",
    }
)

REDACTED = "[redacted]"

#: Tokens and codes by what they look like, wherever they stand, behind the n of an escaped line end too: ciphers begin
#: in the same way and are much shorter.
_TOKEN = re.compile(r"(?:TTP|GCP|ROW)_[A-Za-z0-9_-]{48,}")

_FIELD_NAMES = ("access_token", "refresh_token", "app_secret", "auth_code", "upload_token")
_FIELDS = "|".join(_FIELD_NAMES)
_JSON_SECRET = re.compile(rf'("(?:{_FIELDS})"\s*:\s*")(?:[^"\\]|\\.|\\$)*("|$)', re.DOTALL)
_FORM_SECRET = re.compile(rf"((?:^|[?&])(?:{_FIELDS})=)[^&\s\"]+")


_BUYER_NAMES = ("recipient_address", "cpf")
_TEXT = r'"(?:[^"\\]++|\\.)*+(?:"|\\?$)'
#: An address holds texts, and a list of districts that hold texts.
_DISTRICT = rf'\{{(?:[^{{}}"]++|{_TEXT})*+(?:\}}|$)'
_ADDRESS = rf'\{{(?:[^{{}}"]++|{_TEXT}|{_DISTRICT})*+(?:\}}|$)'
_BUYER = re.compile(rf'("(?:recipient_address|cpf|cpf_name)"\s*:\s*)(?:{_TEXT}|{_ADDRESS})', re.DOTALL)


def redact_pairs(query: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Decoded query parameters with the values of secret ones replaced, and tokens in names too."""
    return [
        (redact_tokens(name), REDACTED if name.lower() in SECRET_NAMES else redact_tokens(value))
        for name, value in query
    ]


def redact_query(raw_query: str) -> str:
    """A query string with the values of secret parameters replaced."""
    pairs = parse_qsl(raw_query, keep_blank_values=True)
    redacted = redact_pairs(pairs)
    if redacted == pairs:
        return raw_query
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='[]')}" for name, value in redacted)


def redact_headers(headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by lower-case name, with the values of secret ones replaced."""
    items = headers.items() if isinstance(headers, Mapping) else headers
    return {name.lower(): REDACTED if name.lower() in SECRET_NAMES else redact_tokens(value) for name, value in items}


def redact_tokens(text: str) -> str:
    """Text without tokens and codes, under whatever name they were sent."""
    if "TTP_" not in text and "GCP_" not in text and "ROW_" not in text:  # nearly every text, and far cheaper to tell
        return text
    return _TOKEN.sub(REDACTED, text)


def redact_body(text: str) -> str:
    """JSON text, or a form sent by mistake, with the values of secret fields replaced."""
    text = redact_tokens(text)
    if not any(name in text for name in _FIELD_NAMES):  # nearly every text, and far cheaper than to search it for both
        return text
    return _FORM_SECRET.sub(rf"\g<1>{REDACTED}", _JSON_SECRET.sub(rf"\g<1>{REDACTED}\g<2>", text))


def redact_buyers(text: str) -> str:
    """JSON text, perhaps cut off, without the names, addresses and tax numbers of buyers."""
    if not any(name in text for name in _BUYER_NAMES):
        return text
    return _BUYER.sub(rf'\g<1>"{REDACTED}"', text)


def mask(secret: str) -> str:
    """A secret as a page shows it before it is revealed: a few characters of its head, none of its tail."""
    return f"{secret[:4]}{'•' * 8}" if len(secret) > 8 else "•" * 8
