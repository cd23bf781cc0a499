"""Tokens in one encrypted file, shared by the processes of a machine."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from shopwright import decoders
from shopwright.client.errors import TokenStoreError
from shopwright.extras import require

from .encryption import KEY_VARIABLE, TokenCipher, new_key, parse_key, wrong_key_error
from .tokens import StoreLock, Token

if TYPE_CHECKING:
    from filelock import FileLock

_OWNER_ONLY = 0o600

#: Seconds to wait while another process writes the file, which takes milliseconds.
_WRITING = 30.0


class _Content(msgspec.Struct):
    """The file: which key it is encrypted with, and the encrypted tokens by account."""

    key: str
    tokens: dict[str, str]
    version: int = 1


_decoder = decoders.decoder(_Content)


class EncryptedFileTokenStore:
    """Tokens in a file that only its owner may read, encrypted with AES-256-GCM; replaced whole, so never half written.

    ``key``: 32 bytes, as such, in hex or in base64. Without it ``SHOPWRIGHT_TOKEN_KEY`` counts; without that a key file
    beside the store (``tokens.json.key``), made on first use: keep the two apart in backups.
    ``TokenStoreError`` when the key is not the one that the file was written with; then nothing is changed.
    ``MissingExtraError`` without the extra ``vault``.
    """

    def __init__(self, path: str | os.PathLike[str], key: str | bytes | None = None) -> None:
        require("EncryptedFileTokenStore", "vault")
        self._path = Path(path)
        self._key_path = self._path.with_name(self._path.name + ".key")
        self._key = parse_key(key)

    def load(self, account: str) -> Token | None:
        content, cipher = self._read()
        encrypted = content.tokens.get(account)
        return cipher.decrypt(account, encrypted) if encrypted and cipher else None

    def save(self, account: str, token: Token) -> None:
        with self._writing() as (content, cipher):
            content.tokens[account] = cipher.encrypt(account, token)

    def delete(self, account: str) -> None:
        with self._writing() as (content, _):
            content.tokens.pop(account, None)

    def accounts(self) -> list[str]:
        return sorted(self._read()[0].tokens)

    def lock(self, account: str) -> StoreLock:
        name = hashlib.sha256(account.encode()).hexdigest()[:16]
        return _FileLock(self._lock_file(f".{name}.lock"))

    def rotate(self, new_key: str | bytes) -> None:
        """Encrypt all tokens with a new key.

        Processes that were given the old one are refused from then on; those that read the key file go on.
        """
        key = parse_key(new_key)
        assert key is not None
        fresh, old_key = TokenCipher(key), self._key
        with self._writing() as (content, old):
            if old_key is None:  # the key file holds both keys until the tokens are written, in case this process dies
                _replace(self._key_path, f"{self._key_path.read_text().strip()}\n{key.hex()}".encode())
            content.tokens = {
                name: fresh.encrypt(name, old.decrypt(name, text)) for name, text in content.tokens.items()
            }
            content.key = fresh.fingerprint
        if old_key is None:
            _replace(self._key_path, key.hex().encode())
        else:
            self._key = key

    def _read(self) -> tuple[_Content, TokenCipher | None]:
        """Read the content and its cipher. Raises ``TokenStoreError`` when the key is another one."""
        for last in (False, True):
            try:
                content = _decoder.decode(self._path.read_bytes())
            except FileNotFoundError:
                return _Content("", {}), None
            except msgspec.DecodeError as error:
                raise TokenStoreError(
                    f"{self._path} is no token store: {error}", remedy="Give another path."
                ) from error
            fitting = [cipher for cipher in self._ciphers() if cipher.fingerprint == content.key]
            if fitting:
                return content, fitting[0]
            if last or self._key is not None:
                break  # else the keys were rotated between the two files: look again
        raise wrong_key_error(str(self._path))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[tuple[_Content, TokenCipher]]:
        """Yield the content, to be changed, and its cipher; write it when the block ends without an exception."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            content, cipher = self._read()
            if cipher is None:
                self._make_key()
                cipher = self._ciphers()[0]
                content.key = cipher.fingerprint
            yield content, cipher
            _replace(self._path, msgspec.json.encode(content))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock for writing."""
        lock = self._lock_file(".lock")
        try:
            lock.acquire(timeout=_WRITING)
        except TimeoutError as error:
            raise TokenStoreError(
                f"Another process has been writing the token store {self._path} for {_WRITING:.0f} s.",
                remedy="Find the process that hangs.",
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _ciphers(self) -> list[TokenCipher]:
        """A cipher for each key: the key file holds two while keys are rotated."""
        if self._key is not None:
            return [TokenCipher(self._key)]
        if not self._key_path.exists():
            raise TokenStoreError(
                f"The key of the token store {self._path} is gone.",
                cause=f"There is no {self._key_path.name} beside it, and {KEY_VARIABLE} is not set.",
                remedy="Put the key file back, or give the key.",
            )
        return [TokenCipher(key) for line in self._key_path.read_text().split() if (key := parse_key(line))]

    def _make_key(self) -> None:
        """Make the key file of a new store that was given no key."""
        if self._key is None and not self._key_path.exists():
            _replace(self._key_path, new_key().encode())

    def _lock_file(self, suffix: str) -> FileLock:
        from filelock import FileLock

        return FileLock(self._path.with_name(self._path.name + suffix), mode=_OWNER_ONLY, thread_local=False)


class _FileLock:
    """A lock on a file, which the operating system releases when the process ends, even if it is killed."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    def try_acquire(self) -> bool:
        Path(self._lock.lock_file).parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except TimeoutError:
            return False
        return True

    def release(self) -> None:
        self._lock.release()


def _replace(path: Path, content: bytes) -> None:
    """Replace a file's content at once: readers, and a power failure, leave the old content or the new, whole."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name + ".")  # made for its owner alone
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
