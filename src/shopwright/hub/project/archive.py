"""The file of a back-up: a tar archive of what it is, the dump of the database, the files, and a sum over all of it.

``backup.json`` comes first, ``database.dump`` second, then ``files/…``, and ``end.json`` last: an archive without its
end was cut off.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

import msgspec

from shopwright import decoders

from .refusal import HubRefusedError

FORMAT = 1
HEADER, DUMP, FILES, END = "backup.json", "database.dump", "files/", "end.json"
#: Not in a back-up: keys lie apart from what they decrypt, the database has its dump, and locks are a process's.
_LEFT_OUT = ("keys.", "postgres", "restore.json", "backups", ".gitignore")
_LEFT_ENDINGS = (".lock", ".part", ".new")
_BLOCK = 1 << 20


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a back-up is of. ``keys``: ids of the master keys that decrypt it. ``search``: an id of the search key.

    ``migrations``: those that the database has, as ``app.name``. ``outside``: folders that the hub uses and that are
    not in the back-up.
    """

    format: int
    release: str
    made_at: str
    postgres: int
    url: str
    keys: list[str]
    search: str
    migrations: list[str]
    outside: list[str] = []


class End(msgspec.Struct, frozen=True, kw_only=True):
    """What the archive holds. ``sha256``: over the dump and every file with its name."""

    files: int
    bytes: int
    sha256: str


class Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class Contents:
    """Counts and sums what goes into an archive, or comes out of it."""

    def __init__(self) -> None:
        self.files, self.bytes = 0, 0
        self._hash: Hash = hashlib.sha256()

    def begin(self, name: str, size: int) -> None:
        self._hash.update(f"{name}\0{size}\0".encode(errors="surrogateescape"))
        self.files += 1
        self.bytes += size

    def update(self, block: bytes) -> None:
        self._hash.update(block)

    @property
    def end(self) -> End:
        return End(files=self.files, bytes=self.bytes, sha256=self._hash.hexdigest())


class _Counted(io.RawIOBase):
    """A file whose blocks are summed while they are read."""

    def __init__(self, file: IO[bytes], contents: Contents) -> None:
        self._file, self._contents = file, contents

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._contents.update(block)
        return block


def is_kept(name: str) -> bool:
    """Whether a file or folder of the data folder belongs into a back-up."""
    return name != "lock" and not name.startswith(_LEFT_OUT) and not name.endswith(_LEFT_ENDINGS)


def files_of(folder: Path, under: str = "") -> Iterator[tuple[str, Path]]:
    """The files of a data folder that belong into a back-up, with their names in it. Links are not followed."""
    try:
        entries = sorted(os.scandir(folder / under), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        name = f"{under}{entry.name}"
        if (under == "" and not is_kept(entry.name)) or entry.name.endswith((".part", ".new")):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files_of(folder, f"{name}/")
        elif entry.is_file(follow_symlinks=False):
            yield name, folder / name


def add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    archive.addfile(_info(name, len(content), time.time()), io.BytesIO(content))


def add_file(archive: tarfile.TarFile, name: str, path: Path, contents: Contents) -> bool:
    """Add a file as long as it is now; False when it is gone."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return False
    with file:
        status = os.fstat(file.fileno())
        contents.begin(name, status.st_size)
        archive.addfile(_info(name, status.st_size, status.st_mtime), _Counted(file, contents))
    return True


def read_header(archive: tarfile.TarFile, path: Path) -> Header:
    """What an archive is. Raises HubRefusedError for one that is none, or of a later format."""
    try:
        first = archive.next()
        content = archive.extractfile(first) if first is not None and first.name == HEADER else None
        header = decoders.decode(content.read(), type=Header) if content is not None else None
    except (tarfile.TarError, msgspec.DecodeError) as error:
        raise HubRefusedError(f"{path} is not a back-up of the hub: {error}", "name another file") from error
    if header is None:
        raise HubRefusedError(f"{path} is not a back-up of the hub", "name another file")
    if header.format > FORMAT:
        raise HubRefusedError(
            f"{path} was made by Shopwright {header.release}, in a form that this release does not know",
            f"install Shopwright {header.release} or a newer one",
        )
    return header


def extract(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path, contents: Contents) -> None:
    """Write a member to a file of this process's user alone, and sum it."""
    source = archive.extractfile(member)
    if source is None:
        raise HubRefusedError(f"{member.name} in the back-up is not a file", "name another file")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    contents.begin(member.name, member.size)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while block := source.read(_BLOCK):
            contents.update(block)
            file.write(block)
    os.utime(target, (member.mtime, member.mtime))


def _info(name: str, size: int, changed: float) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, int(changed), 0o600
    return info
