"""Opaque page tokens: base64 of a small JSON list that holds the keyset position and a digest of the filter."""

from __future__ import annotations

import base64
import binascii
import hashlib

import msgspec

from shopwright import decoders


class PageToken(msgspec.Struct, array_like=True, frozen=True):
    """Where the next page starts.

    ``after`` is the keyset position of the last row given, ``total`` the count taken on the first page,
    ``digest`` identifies filter and sort, which must not change between pages.
    """

    after: list[str | int]
    total: int
    digest: str


def filter_digest(*parts: object) -> str:
    """A short digest of everything that selects and sorts a listing."""
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=6).hexdigest()


def encode_page_token(token: PageToken) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(token)).decode()


def decode_page_token(text: str, digest: str) -> PageToken | None:
    """The token, or ``None`` when it is malformed or belongs to another filter."""
    try:
        token = decoders.decode(base64.urlsafe_b64decode(text.encode()), type=PageToken)
    except (binascii.Error, ValueError, msgspec.DecodeError, RecursionError):
        return None
    return token if token.digest == digest else None
