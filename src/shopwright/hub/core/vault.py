"""Encrypts what the hub keeps of buyers and channels with AES-256-GCM, and makes hashes to find it by."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .config import MASTER_KEY_VARIABLE, read_config, read_keys

_NONCE = 12
_KEY_ID = 4


class VaultError(Exception):
    """Something was encrypted with a key that this hub does not have, or it was changed."""


class Vault:
    """Encrypts with the first key, decrypts with any. A text is bound to its ``purpose``, and decrypts for it alone.

    Stored bytes are: 4 that tell the key, 12 of a nonce, then the encrypted text with its tag.
    """

    def __init__(self, master: Sequence[str], search: str) -> None:
        keys = [base64.b64decode(key, validate=True) for key in master]
        if not keys or any(len(key) != 32 for key in keys):
            raise VaultError("A master key is 32 bytes in base64.")
        self._newest = _id_of(keys[0])
        self._ciphers = {_id_of(key): AESGCM(key) for key in keys}
        self._search = base64.b64decode(search, validate=True)

    def encrypt(self, purpose: str, text: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._ciphers[self._newest].encrypt(nonce, text.encode(), purpose.encode())
        return self._newest + nonce + sealed

    def decrypt(self, purpose: str, stored: bytes | memoryview) -> str:
        stored = bytes(stored)
        cipher = self._ciphers.get(stored[:_KEY_ID])
        if cipher is None:
            raise VaultError(f"{purpose} was encrypted with a master key that is not in keys.json.")
        nonce, sealed = stored[_KEY_ID : _KEY_ID + _NONCE], stored[_KEY_ID + _NONCE :]
        try:
            return cipher.decrypt(nonce, sealed, purpose.encode()).decode()
        except InvalidTag as error:
            raise VaultError(f"{purpose} was changed, or belongs to something else.") from error

    def is_newest(self, stored: bytes | memoryview) -> bool:
        """Whether the newest key encrypted it; else a rotation is not done yet."""
        return bytes(stored[:_KEY_ID]) == self._newest

    @property
    def newest(self) -> bytes:
        """How everything begins that the newest key encrypted."""
        return self._newest

    def reseal(self, purpose: str, stored: bytes | memoryview) -> bytes:
        """The same text, encrypted with the newest key."""
        return self.encrypt(purpose, self.decrypt(purpose, stored))

    def hash(self, purpose: str, text: str) -> bytes:
        """The same bytes for the same text and purpose, of which nobody without the key learns the text."""
        return hmac.new(self._search, f"{purpose}\0{text}".encode(), hashlib.sha256).digest()


def vault() -> Vault:
    """This hub's vault. It follows ``keys.json``: a rotation is seen by processes that run already."""
    folder = read_config().data
    path = folder / "keys.json"
    if not path.exists():
        read_keys(folder)
    stamp = path.stat()
    return _vault(folder, stamp.st_mtime_ns, stamp.st_ino, os.environ.get(MASTER_KEY_VARIABLE, ""))


@lru_cache(maxsize=2)
def _vault(folder: Path, *_: object) -> Vault:
    keys = read_keys(folder)
    return Vault(keys.master, keys.search)


def _id_of(key: bytes) -> bytes:
    return hashlib.sha256(b"key id\0" + key).digest()[:_KEY_ID]


def key_ids(master: Sequence[str]) -> list[str]:
    """Ids of master keys, which tell nothing of the keys."""
    return [_id_of(base64.b64decode(key, validate=True)).hex() for key in master]


def search_id(search: str) -> str:
    """An id of the key of hashes, which tells nothing of the key."""
    return _id_of(base64.b64decode(search, validate=True)).hex()
