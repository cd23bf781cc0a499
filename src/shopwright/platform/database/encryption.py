"""Secrets at rest: AES-256-GCM with data keys that a master key wraps (envelope encryption)."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .atomic_write import create_file

MASTER_KEY_VARIABLE = "SHOPWRIGHT_MASTER_KEY"
_NONCE_BYTES = 12


class MasterKeyError(Exception):
    """The master key is missing, malformed, or not the one that this data was written with."""


def load_master_key(folder: Path | None) -> bytes:
    """The 32-byte master key: from the environment (64 hex digits), else a 0600 file in ``folder``, made on first use.

    Without a folder (a server on a database URL) the environment must give it.
    """
    text = os.environ.get(MASTER_KEY_VARIABLE)
    if text:
        return _parse(text)
    if folder is None:
        raise MasterKeyError(f"set {MASTER_KEY_VARIABLE} to 64 hex digits: it encrypts secrets and tokens")
    path = folder / "master.key"
    if not path.exists() or not path.stat().st_size:  # earlier versions, when interrupted, could leave it empty
        _create_master_key(folder, path)
    return _parse(path.read_text())


def _create_master_key(folder: Path, path: Path) -> None:
    if (folder / "shop.db").exists():
        problem = "empty" if path.exists() else "gone"
        raise MasterKeyError(
            f"the master key is {problem}: put master.key back beside shop.db, or set {MASTER_KEY_VARIABLE}"
        )
    folder.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    create_file(path, secrets.token_hex(32).encode(), mode=0o600)  # or another process's, made meanwhile


def _parse(text: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError as error:
        raise MasterKeyError("the master key must be 64 hex digits") from error
    if len(key) != 32:
        raise MasterKeyError("the master key must be 64 hex digits")
    return key


def seal(key: bytes, plain: bytes, context: bytes = b"") -> bytes:
    """Nonce and ciphertext; ``context`` is authenticated with it."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def unseal(key: bytes, sealed: bytes, context: bytes = b"") -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
    except InvalidTag as error:
        raise MasterKeyError("the master key does not fit this data") from error


class Vault:
    """Encrypts text with the newest data key and decrypts with whichever key a ciphertext names.

    ``load`` reads the data keys by id; it is called again when another process has made a new one.
    """

    def __init__(self, load: Callable[[], dict[str, bytes]]) -> None:
        self._load = load
        self.decrypt = lru_cache(maxsize=4096)(self._decrypt)
        self.reload()

    def reload(self) -> None:
        """Read the data keys anew."""
        self._keys = self._load()
        self._newest = max(self._keys)

    def encrypt(self, plain: str) -> str:
        """``key id.base64(nonce + ciphertext)``."""
        sealed = seal(self._keys[self._newest], plain.encode(), self._newest.encode())
        return f"{self._newest}.{base64.urlsafe_b64encode(sealed).decode()}"

    def decrypt_long(self, text: str) -> str:
        """Decrypt without remembering the text, for long ones."""
        return self._decrypt(text)

    def _decrypt(self, text: str) -> str:
        key_id, _, sealed = text.partition(".")
        if key_id not in self._keys:
            self.reload()
        return unseal(self._keys[key_id], base64.urlsafe_b64decode(sealed), key_id.encode()).decode()

    def is_current(self, text: str) -> bool:
        """Whether a ciphertext was written with the newest key."""
        return text.startswith(f"{self._newest}.")


def wrap_new_key(master: bytes, number: int) -> tuple[str, bytes]:
    """A fresh data key: its id, and the key as wrapped by the master key."""
    key_id = f"k{number:06d}"
    return key_id, seal(master, secrets.token_bytes(32), key_id.encode())
