"""Backs the hub up into a file while it works: its database and its files, without the keys that decrypt them."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from django.db import connection

from shopwright.hub.core.config import HubConfig, read_keys
from shopwright.hub.core.vault import key_ids, search_id
from shopwright.release import installed_release

from .archive import DUMP, END, FILES, FORMAT, HEADER, Contents, End, Header, add_bytes, add_file, files_of
from .dump import dump_database, server_major
from .refusal import HubRefusedError
from .rotation import LOCK

Told = Callable[[str], None]
_EVERY = 1000


def back_up(config: HubConfig, target: Path, tell: Told = lambda text: None) -> End:
    """Write a back-up, all of it or nothing; ``tell`` hears how far it is. Returns what is in it.

    The database is dumped as it is at one moment, and the files after it: a file is there before the row that names
    it. Keys are not rotated meanwhile. Raises HubRefusedError, also for a file that exists.
    """
    target = target.absolute()
    if target.exists():
        raise _exists(target)
    if not target.parent.is_dir():
        raise HubRefusedError(f"the folder {target.parent} does not exist", "make it, or name another one")
    draft, dump = (target.with_name(f".{target.name}.{os.getpid()}.{end}") for end in ("part", "dump.part"))
    try:
        with _without_rotation():
            header = _header(config)
            tell("database …")
            dump_database(config.database, dump, lambda size: tell(f"database: {size / 1e6:,.1f} MB"))
            contents = _write(config, draft, header, dump, tell)
        _publish(draft, target)
    except OSError as error:
        raise HubRefusedError(
            f"the back-up cannot be written: {error}", "nothing of it is left; make room, or name another folder"
        ) from error
    finally:
        for path in (draft, dump):
            with suppress(FileNotFoundError):
                path.unlink()
    return contents


def _write(config: HubConfig, draft: Path, header: Header, dump: Path, tell: Told) -> End:
    contents = Contents()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
            add_bytes(archive, HEADER, msgspec.json.format(msgspec.json.encode(header)))
            add_file(archive, DUMP, dump, contents)
            for name, path in files_of(config.data):
                # The archive itself may lie in the data folder.
                if path != draft and add_file(archive, FILES + name, path, contents) and contents.files % _EVERY == 0:
                    tell(f"files: {contents.files:,}")
            add_bytes(archive, END, msgspec.json.encode(contents.end))
        file.flush()
        os.fsync(file.fileno())
    return contents.end


def _publish(draft: Path, target: Path) -> None:
    """Give the file its name, unless somebody took that meanwhile."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise _exists(target) from None
    except OSError:  # a file system without links
        if target.exists():
            raise _exists(target) from None
        draft.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _exists(target: Path) -> HubRefusedError:
    return HubRefusedError(f"{target} exists, and a back-up overwrites nothing", "name another file")


@contextmanager
def _without_rotation() -> Iterator[None]:
    """Holds the lock of the rotation of keys, so that database and labels are of the same keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise HubRefusedError(
                "keys are being rotated, or another back-up is being written", "wait until that is done"
            )
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _header(config: HubConfig) -> Header:
    keys = read_keys(config.data)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        migrations = [name for (name,) in cursor.fetchall()]
    return Header(
        format=FORMAT,
        release=installed_release(),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        postgres=server_major(config.database),
        url=config.url,
        keys=key_ids(keys.master),
        search=search_id(keys.search),
        migrations=migrations,
        outside=[str(folder) for folder in config.folders_elsewhere],
    )
