"""What the code 36009004 stands for, told apart by words in the message; and the words of the other gateway codes.

Callers branch on these keywords, so they are part of the contract; the sentences around them are ours.
Facts: docs/reference/gateway.md#invalid.
"""

from __future__ import annotations

from typing import Literal

from .errors import ErrorCode

Standing = Literal["documented", "seen"]


class Cause(ErrorCode, frozen=True):
    """A cause of 36009004. ``keywords`` all stand in its message, and together in no other cause's."""

    keywords: tuple[str, ...] = ()
    standing: Standing = "documented"


def _cause(message: str, remedy: str, *keywords: str, standing: Standing = "documented") -> Cause:
    return Cause(36009004, message, 400, remedy, keywords, standing)


_ON_TIME = "Send Unix seconds: at most 5 minutes in the past and 30 seconds ahead. Set the machine's clock."

NO_SIGNATURE = _cause(
    "Missing credentials. The query has no signature: the parameter 'sign' is missing.",
    "Sign the request, and send the signature as the query parameter sign.",
    "Missing credentials",
    "signature",
)
APP_KEY_INVALID = _cause(
    "Invalid credentials. Invalid app_key: {reason}.",
    "Copy the app key from the app's page; the app must be switched on.",
    "Invalid",
    "app_key",
)
TIMESTAMP_NEGATIVE = _cause(
    "Invalid timestamp. The query parameter 'timestamp' must not be lesser than 0.",
    _ON_TIME,
    "timestamp",
    "lesser than 0",
)
TIMESTAMP_OLD = _cause(
    "Invalid timestamp. The query parameter 'timestamp' must not be earlier than 5 minutes before now, which is {now}.",
    _ON_TIME,
    "timestamp",
    "earlier than 5 minutes",
)
TIMESTAMP_AHEAD = _cause(
    "Invalid timestamp. The query parameter 'timestamp' is more than 30 seconds ahead of now, which is {now}.",
    _ON_TIME,
    "timestamp",
    "more than 30 seconds",
)
#: Never issued to this app as an access token, malformed, or missing. One that ended is 105002, a withdrawn one 105001.
TOKEN_UNKNOWN = _cause(
    "Invalid credentials. The 'x-tts-access-token' header is invalid: {reason}.",
    "Send the access token that the token endpoint answered to this app; refresh it where it may have been replaced.",
    "x-tts-access-token",
    "header is invalid",
)
#: The same of the header's older name. This platform does not answer it.
OLD_TOKEN_HEADER_INVALID = _cause(
    "Invalid credentials. The 'access_token' header is invalid.",
    "Send the access token in the header x-tts-access-token.",
    "access_token",
    "header is invalid",
)
SHOP_CIPHER_UNWANTED = _cause(
    "Unexpected identifier. The query parameter 'shop_cipher' is not required for this request.",
    "Leave shop_cipher out.",
    "shop_cipher",
    "not required",
)
ASSET_CIPHER_UNWANTED = _cause(
    "Unexpected identifier. The query parameter 'category_asset_cipher' is not required for this request.",
    "Leave category_asset_cipher out.",
    "category_asset_cipher",
    "not required",
)
#: Of the older API. This platform tolerates any ``shop_id`` in the query, as several clients send one.
SHOP_ID_INVALID = _cause(
    "Invalid identifier. The query parameter 'shop_id' is invalid.",
    "Take the shop's id from getAuthorizedShops.",
    "shop_id",
    "is invalid",
)
#: Also answered as 36009014. On this platform a path of an unknown version is an unknown path.
VERSION_INVALID = _cause(
    "Invalid API version. The value of 'version' is unknown or no longer supported.",
    "Call the version that the reference names.",
    "Invalid API version",
)
FIELD_MISSING = _cause(
    "{field} is a required field and has not been provided.",
    "Send the field that the message names.",
    "is a required field",
    standing="seen",
)

#: All causes of 36009004 that have keywords of their own. What fits none breaks a rule of a field.
CAUSES: tuple[Cause, ...] = (
    NO_SIGNATURE,
    TIMESTAMP_NEGATIVE,
    TIMESTAMP_OLD,
    TIMESTAMP_AHEAD,
    TOKEN_UNKNOWN,
    OLD_TOKEN_HEADER_INVALID,
    APP_KEY_INVALID,
    SHOP_CIPHER_UNWANTED,
    ASSET_CIPHER_UNWANTED,
    VERSION_INVALID,
    FIELD_MISSING,
    SHOP_ID_INVALID,
)

#: What the messages of the other codes say.
KEYWORDS: dict[int, tuple[str, ...]] = {
    36009002: ("Too many requests",),
    36009007: ("Request timeout",),
    36009009: ("Invalid path",),
    36009010: ("Invalid method",),
    36009021: ("Invalid file size",),
    36009022: ("Invalid request format", "application/json"),
    36009023: ("Invalid request format", "multipart/form-data"),
    101000: ("Invalid query or header",),
    105002: ("Expired credentials", "expired"),
    105005: ("Access denied", "scope"),
    106001: ("Invalid credentials", "sign"),
    106013: ("Missing identifier", "required"),
    36004004: ("Invalid auth code",),
}


def cause_of(message: str) -> Cause | None:
    """The cause that a 36009004's message tells, in letters of any case; ``None`` where it tells none."""
    text = message.casefold()
    return next((cause for cause in CAUSES if all(word.casefold() in text for word in cause.keywords)), None)
