"""What the data folder of a hub says about its own PostgreSQL: where it is, its password, who runs it."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from urllib.parse import quote

import msgspec

from shopwright import decoders

#: The database of the hub, and its owner.
NAME = "hub"


class RunningServer(msgspec.Struct, frozen=True):
    """The server process as it was started. ``supervisor``: who ends it. ``is_lasting``: it runs until it is stopped.

    ``begun`` tells a process apart from a later one with the same id.
    """

    pid: int
    begun: str
    supervisor: int
    is_lasting: bool


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """``home``: PostgreSQL's folder. ``sockets``: the folder of its socket. ``running``: what was started last.

    ``url``: that of the hub's database. ``is_made``: the cluster is complete; until then it is made anew.
    """

    home: Path
    sockets: Path
    password: str
    url: str
    is_made: bool = False
    running: RunningServer | None = None

    @property
    def cluster(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"


def new_note(home: Path, sockets: Path) -> Note:
    """The note of a cluster that is to be made, with a password of its own."""
    password = secrets.token_urlsafe(32)
    return Note(home=home, sockets=sockets, password=password, url=url_of(sockets, password, NAME))


def url_of(sockets: Path, password: str, database: str) -> str:
    """The URL of a database behind a socket."""
    return f"postgresql://{NAME}:{password}@/{database}?host={quote(str(sockets), safe='')}"


def read_note(data: Path) -> Note | None:
    try:
        return decoders.decode(_path(data).read_bytes(), type=Note, dec_hook=lambda kind, text: kind(text))
    except FileNotFoundError:
        return None


def write_note(data: Path, note: Note) -> None:
    """Keep a note in place of the one before, readable by its owner alone."""
    draft = _path(data).with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(note, enc_hook=str))
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, _path(data))


def _path(data: Path) -> Path:
    return data / "postgres.json"


class SupervisorLock:
    """Held by the process that supervises a data folder's PostgreSQL. It ends with the process, however that ends."""

    def __init__(self, data: Path) -> None:
        self._path = data / "postgres.lock"
        self._descriptor: int | None = None

    def try_acquire(self) -> bool:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
