"""Encryption of stored tokens: AES-256-GCM, each bound to the account it belongs to."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets

import msgspec

from shopwright import decoders
from shopwright.client.errors import TokenStoreError

from .tokens import Token

KEY_VARIABLE = "SHOPWRIGHT_TOKEN_KEY"
_KEY_BYTES, _NONCE_BYTES = 32, 12
_encoder, _decoder = msgspec.json.Encoder(), decoders.decoder(Token)


def new_key() -> str:
    """A key for a token store, as 64 hex digits."""
    return secrets.token_hex(_KEY_BYTES)


def parse_key(data: str | bytes | None) -> bytes | None:
    """The 32 bytes of a key: raw, in hex or in base64, else from the environment; None where there is none."""
    if data is None:
        data = os.environ.get(KEY_VARIABLE) or None
    if data is None or (isinstance(data, bytes) and len(data) == _KEY_BYTES):
        return data if isinstance(data, bytes) else None
    text = data.decode("ascii", "replace") if isinstance(data, bytes) else data
    for read in (bytes.fromhex, base64.b64decode, base64.urlsafe_b64decode):
        try:
            key: bytes = read(text.strip())
        except (ValueError, binascii.Error):
            continue
        if len(key) == _KEY_BYTES:
            return key
    raise TokenStoreError(
        "The token store's key has the wrong form.",
        cause="It must be 32 bytes, written as 64 hex digits or in base64.",
        remedy="Make one with: openssl rand -hex 32",
    )


class TokenCipher:
    """Encrypts and decrypts tokens with one key. ``fingerprint`` identifies the key without revealing it."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.fingerprint = hmac.digest(key, b"shopwright token store", "sha256")[:16].hex()

    def encrypt(self, account: str, token: Token) -> str:
        """Encrypt a token to text that only this key decrypts, for this account alone."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE_BYTES)
        encrypted = nonce + AESGCM(self._key).encrypt(nonce, _encoder.encode(token), account.encode())
        return base64.b64encode(encrypted).decode()

    def decrypt(self, account: str, encrypted: str) -> Token:
        """Decrypt a token. Raises ``TokenStoreError`` where it was not encrypted with this key for this account."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            blob = base64.b64decode(encrypted, validate=True)
            plain = AESGCM(self._key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], account.encode())
            return _decoder.decode(plain)
        except (InvalidTag, ValueError) as error:  # msgspec's and base64's errors are ValueErrors
            raise TokenStoreError(
                f"The token of the account {account!r} cannot be read.",
                cause="It was changed, or moved here from another account.",
                remedy="Have the user authorise the app again, or put a copy of the store back.",
            ) from error


def wrong_key_error(where: str) -> TokenStoreError:
    """The error for a store that was written with another key."""
    return TokenStoreError(
        f"The key does not open the token store {where}.",
        cause="The tokens there were written with another key. Nothing was changed.",
        remedy=f"Give the key that it was written with (the argument key, or {KEY_VARIABLE}).",
    )
