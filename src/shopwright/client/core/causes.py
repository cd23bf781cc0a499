"""What the causes of 36009004, which the words of its message tell apart, are to a caller."""

from __future__ import annotations

import re
from typing import NamedTuple

from shopwright.client.errors import ApiCallError, InvalidCall, SignatureError, TokenError
from shopwright.wire import message_keywords as keywords
from shopwright.wire.gateway_codes import INVALID


class Kind(NamedTuple):
    """The exception of a cause, why it comes about, and what to do."""

    error: type[ApiCallError]
    cause: str
    remedy: str


_CLOCK = "The timestamp of the call is not near the server's time."

#: Causes that are no plain mistake in the arguments, or that the client can say more about.
_KINDS = {
    keywords.NO_SIGNATURE: Kind(
        SignatureError,
        "The call came without its signature.",
        "See what stands between that may have taken the query off (a proxy, a transport of your own).",
    ),
    keywords.APP_KEY_INVALID: Kind(
        InvalidCall, "The app key is malformed, unknown or switched off.", keywords.APP_KEY_INVALID.remedy
    ),
    keywords.TIMESTAMP_NEGATIVE: Kind(SignatureError, _CLOCK, keywords.TIMESTAMP_NEGATIVE.remedy),
    keywords.TIMESTAMP_OLD: Kind(SignatureError, _CLOCK, keywords.TIMESTAMP_OLD.remedy),
    keywords.TIMESTAMP_AHEAD: Kind(SignatureError, _CLOCK, keywords.TIMESTAMP_AHEAD.remedy),
    keywords.TOKEN_UNKNOWN: Kind(
        TokenError,
        "The access token was never issued to this app, or is malformed.",
        "Give the token that the token service answered to this app, or have the user authorise the app again.",
    ),
    keywords.OLD_TOKEN_HEADER_INVALID: Kind(
        TokenError,
        "The access token was never issued to this app, or is malformed.",
        "Give the token that the token service answered to this app, or have the user authorise the app again.",
    ),
    keywords.SHOP_CIPHER_UNWANTED: Kind(
        InvalidCall,
        "The call names a shop, and the operation takes none.",
        "Take shop_cipher out of extra_query; shop.request(method, path) sends none.",
    ),
    keywords.ASSET_CIPHER_UNWANTED: Kind(
        InvalidCall,
        "The call names a category asset, and the operation takes none.",
        "Take category_asset_cipher out of extra_query; shop.request(method, path) sends none.",
    ),
    keywords.VERSION_INVALID: Kind(
        InvalidCall,
        "The version in the path is unknown, or was withdrawn.",
        "Leave with_options(version=…) out, or update Shopwright.",
    ),
    keywords.FIELD_MISSING: Kind(InvalidCall, "The call lacks a field.", keywords.FIELD_MISSING.remedy),
    keywords.SHOP_ID_INVALID: Kind(InvalidCall, "The shop's id is unknown.", keywords.SHOP_ID_INVALID.remedy),
}

_TIMESTAMP = re.compile(r"\btimestamp\b", re.IGNORECASE)


def kind_of(code: int, message: str) -> Kind | None:
    """The kind of a 36009004 by its message; ``None`` for a message without keywords, and for other codes."""
    cause = keywords.cause_of(message) if code == INVALID.code else None
    return _KINDS.get(cause) if cause is not None else None


def is_about_time(code: int, message: str) -> bool:
    """Whether a call was refused for its timestamp."""
    return code == INVALID.code and _TIMESTAMP.search(message) is not None
