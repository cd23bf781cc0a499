"""What the plain door refuses in words of its own."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode
from shopwright.wire.gateway_codes import INVALID, WRONG_METHOD

BEARER_INVALID = ErrorCode(
    INVALID.code,
    "Invalid credentials. The header 'Authorization: Bearer <access token>' {reason}.",
    INVALID.http_status,
    "Send an access token that the token endpoint answered, as Authorization: Bearer.",
)
#: A method that a path never has, with the request that does what the caller may have meant.
METHOD_WITHOUT_MEANING = ErrorCode(
    WRONG_METHOD.code,
    f"{WRONG_METHOD.message} {{instead}}",
    WRONG_METHOD.http_status,
    WRONG_METHOD.remedy,
)
