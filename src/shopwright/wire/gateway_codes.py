"""Codes of the gateway and the token service.

Facts: docs/reference/gateway.md#codes and docs/reference/authorization.md#codes. Messages hold the words of
:mod:`shopwright.wire.message_keywords`.
"""

from __future__ import annotations

from .errors import ErrorCode

TOO_MANY_REQUESTS = ErrorCode(
    36009002, "Too many requests for this app, shop and API.", 429, "Slow down; retry after the time in Retry-After."
)
INTERNAL = ErrorCode(36009003, "Internal error.", 500, "Retry with backoff; report the request_id if it stays.")
INVALID = ErrorCode(36009004, "Invalid request: {reason}", 400, "Correct the parameter that the message names.")
TIMEOUT = ErrorCode(36009007, "Request timeout. The request took too long.", 504, "Retry with backoff.")
UNKNOWN_PATH = ErrorCode(
    36009009, "Invalid path. No API is at {path}.", 404, "Check path and version against the reference."
)
WRONG_METHOD = ErrorCode(
    36009010, "Invalid method. The path takes {allowed}, not {method}.", 405, "Use the method that the API names."
)
BODY_TOO_LARGE = ErrorCode(
    36009021, "Invalid file size. The body is over the limit of {limit} bytes.", 413, "Send a smaller body."
)
NOT_JSON = ErrorCode(
    36009022,
    "Invalid request format. The content type must be application/json.",
    400,
    "Send JSON with content-type application/json.",
)
NOT_MULTIPART = ErrorCode(
    36009023,
    "Invalid request format. The content type must be multipart/form-data.",
    400,
    "Send the file as multipart/form-data.",
)
HOURLY_QUOTA = ErrorCode(
    36009037,
    "The hourly quota of this sandbox shop is used up.",
    429,
    "Wait for the next hour, or test on a platform of your own, which has no such quota unless you set one.",
)
SHOP_INACTIVE = ErrorCode(36009043, "The shop is inactive.", 401, "Ask the seller to reactivate the shop.")
SELLER_INACTIVE = ErrorCode(36009044, "The seller is inactive.", 401, "Ask the seller to reactivate the account.")
WRONG_USER = ErrorCode(
    101000,
    "Invalid query or header. The token does not fit: {reason}",
    401,
    "Use a token of the kind of user that the operation needs, with a cipher that getAuthorizedShops answers for it.",
)
TOKEN_WITHDRAWN = ErrorCode(
    105001, "The access token has been withdrawn.", 401, "Ask the user to authorise the app again."
)
TOKEN_EXPIRED = ErrorCode(
    105002,
    "Expired credentials. The access token of the header x-tts-access-token has expired.",
    401,
    "Refresh the token.",
)
SCOPE_MISSING = ErrorCode(
    105005,
    "Access denied. The scope {scope} is missing {where}.",
    403,
    "Switch the scope on for the app under Manage API, then let the user authorise again.",
)
SIGN_INVALID = ErrorCode(
    106001,
    "Invalid credentials. The signature in the query parameter 'sign' is wrong.",
    401,
    "Check the app secret and what is signed; a Shopwright platform shows the string to sign in its request inspector.",
)
CIPHER_WRONG = ErrorCode(
    106011,
    "The {name} is wrong.",
    400,
    "Use a cipher that getAuthorizedShops (or getAuthorizedCategoryAssets) answers for this token.",
)
CIPHER_MISSING = ErrorCode(
    106013,
    "Missing identifier. The query parameter {name} is required.",
    400,
    "Send a cipher that getAuthorizedShops (or getAuthorizedCategoryAssets) answers for this token.",
)
PARAMETER_INVALID = ErrorCode(
    98001004, "Parameter {name} is invalid: {reason}", 200, "Correct the parameter that the message names."
)
AUTH_CODE_INVALID = ErrorCode(
    36004004,
    "Invalid auth code. It is wrong, used, or expired.",
    200,
    "Let the user authorise again; a code works once.",
)
NO_AUTHORIZATION = ErrorCode(
    36004005, "There is no authorisation record for this token.", 200, "Let the user authorise the app again."
)
REFRESH_TOKEN_EXPIRED = ErrorCode(
    36004001, "The refresh token has expired.", 200, "Let the user authorise the app again."
)
NOT_IMPLEMENTED = ErrorCode(
    90010501,
    "{operation} is not implemented by this platform yet.",
    501,
    "See docs/coverage.md for what is built; until then the operation works with TikTok only.",
)
