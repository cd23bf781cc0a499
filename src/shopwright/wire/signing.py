"""Request and webhook signatures (docs/reference/signing.md), as pure functions over what travelled.

A signature is the lower-case hex HMAC-SHA256, keyed with the app secret, of
``secret + path + sorted name/value pairs + raw body + secret``.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from urllib.parse import parse_qsl

#: Query parameters that are never part of the string to sign.
UNSIGNED_PARAMETERS = frozenset({"sign", "access_token", "x-tts-access-token"})

#: What a printed canonical string shows in place of the secret.
SECRET_PLACEHOLDER = "{app_secret}"

#: The most query parameters of a call that a platform reads. Calls have about a dozen; lists may repeat a name.
MOST_PARAMETERS = 256

Query = Sequence[tuple[str, str]]


def parse_query(raw_query: str) -> list[tuple[str, str]]:
    """The decoded name/value pairs of a query string, in the order sent, blanks kept."""
    return parse_qsl(raw_query, keep_blank_values=True, encoding="utf-8", errors="replace")


def is_multipart(content_type: str | None) -> bool:
    """Whether a content type is ``multipart/form-data``, whatever its parameters."""
    return (content_type or "").split(";", 1)[0].strip().lower() == "multipart/form-data"


def string_to_sign(path: str, query: Query, body: bytes = b"") -> bytes:
    """The text between the two secrets: path, sorted ``name + value`` pairs, raw body.

    Pairs sort by name in byte order; repeated names keep the order sent.
    """
    pairs = sorted((p for p in query if p[0] not in UNSIGNED_PARAMETERS), key=lambda p: p[0].encode())
    return (path + "".join(name + value for name, value in pairs)).encode() + body


def sign(secret: str, text: bytes) -> str:
    """The signature of a string to sign: 64 lower-case hex characters."""
    key = secret.encode()
    return hmac.new(key, key + text + key, hashlib.sha256).hexdigest()


def sign_request(secret: str, path: str, query: Query, body: bytes = b"", content_type: str | None = None) -> str:
    """The signature of a request as the documentation defines it (a multipart body is left out)."""
    return sign(secret, string_to_sign(path, query, b"" if is_multipart(content_type) else body))


def accepted_strings(
    method: str, path: str, query: Query, body: bytes, content_type: str | None, raw_path: str = ""
) -> Iterator[bytes]:
    """Every string to sign that a correct client may have used, the documented one first.

    Clients differ over the body of a GET, over an empty JSON object, over repeated query keys (all values, or the
    first one only), and over percent signs in the path (``raw_path``, as it was sent, or ``path``, decoded).
    """
    paths = [path] if raw_path in ("", path) else [path, raw_path]
    bodies = [b""] if is_multipart(content_type) else [body]
    if bodies[0] and (method == "GET" or body.strip() == b"{}"):
        bodies.append(b"")
    queries: list[Query] = [query]
    first = dict(reversed(query))
    if len(first) < len(query):
        queries.append(list(first.items()))
    for one_path, one_query, one_body in product(paths, queries, bodies):
        yield string_to_sign(one_path, one_query, one_body)


def verify(secret: str, signature: str, candidates: Iterable[bytes]) -> bool:
    """Whether ``signature`` is that of one of the candidate strings, compared in constant time."""
    presented = signature.encode("utf-8", "replace")
    return any(hmac.compare_digest(sign(secret, text).encode(), presented) for text in candidates)


def printable(text: bytes) -> str:
    """A string to sign with a placeholder for the secret, for output."""
    return f"{SECRET_PLACEHOLDER}{text.decode('utf-8', 'replace')}{SECRET_PLACEHOLDER}"


def sign_webhook(app_key: str, app_secret: str, raw_body: bytes) -> str:
    """The ``Authorization`` header of a notification: HMAC-SHA256 of ``app_key + raw body``."""
    return hmac.new(app_secret.encode(), app_key.encode() + raw_body, hashlib.sha256).hexdigest()
