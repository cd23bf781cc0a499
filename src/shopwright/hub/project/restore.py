"""Puts a back-up into an empty place: all of it, or nothing.

Files go in first and the database last, in one transaction: its commit is what completes a restore. Until then
``restore.json`` in the data folder keeps the hub from being started, and the next restore clears what is left.
"""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import psycopg

from shopwright import decoders
from shopwright.hub.core.config import HubConfig, Keys, read_keys, write_keys
from shopwright.hub.core.vault import key_ids, search_id

from .archive import DUMP, END, FILES, Contents, End, Header, extract, is_kept, read_header
from .dump import load_database, server_major
from .migrations import newer_than_this
from .postgres import make_private_folder
from .refusal import HubRefusedError
from .restore_mark import Mark, read_mark, remove_mark, write_mark

Told = Callable[[str], None]
_STAGE = "restore.part"
_EVERY = 1000
_TABLES = """
    SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg_toast%'
"""


def restore(config: HubConfig, source: Path, keys: Path | None, tell: Told = lambda text: None) -> Header:
    """Put a back-up into an empty data folder and an empty database. ``keys``: the keys.json of its time.

    Raises HubRefusedError for a place that is not empty, for keys that do not decrypt it, for a back-up of a newer
    release or a newer PostgreSQL, and for one that is cut off or changed.
    """
    source = source.absolute()
    make_private_folder(config.data)
    try:
        with tarfile.open(source, mode="r:") as archive:
            return _restore(config, archive, source, keys, tell)
    except Exception as error:
        with suppress(psycopg.Error, OSError):  # what cannot be cleared now is cleared by the next restore
            _clear_left_over(config)
        raise _in_words(error, source) from error


def _restore(config: HubConfig, archive: tarfile.TarFile, source: Path, keys: Path | None, tell: Told) -> Header:
    header = read_header(archive, source)
    _check_release(header)
    _check_server(config, header)
    if _clear_left_over(config):
        return header
    new_keys = _check_keys(config.data, header, keys)
    _check_empty(config)
    stage = config.data / _STAGE
    write_mark(config.data, Mark(str(source)))
    stage.mkdir(mode=0o700)
    _extract_all(archive, stage, tell)
    _put_into_place(config, stage, new_keys, str(source))
    tell("database …")
    load_database(config.database, stage / DUMP)
    _clear_left_over(config)
    return header


def _in_words(error: Exception, source: Path) -> Exception:
    if isinstance(error, FileNotFoundError):
        return HubRefusedError(f"{error.filename} does not exist", "name another file")
    if isinstance(error, tarfile.TarError):
        return HubRefusedError(f"{source} is not a back-up of the hub: {error}", "name another file")
    if isinstance(error, OSError):
        return HubRefusedError(f"the back-up cannot be restored: {error}", "mend that, and run it again")
    return error


def _check_release(header: Header) -> None:
    applied = [(app, name) for app, _, name in (text.partition(".") for text in header.migrations)]
    if newer := newer_than_this(applied):
        raise HubRefusedError(
            f"the back-up is of Shopwright {header.release}, which has tables that this release does not know "
            f"({', '.join(newer[:3])})",
            f"install Shopwright {header.release} or a newer one",
        )


def _check_server(config: HubConfig, header: Header) -> None:
    major = server_major(config.database)
    if major < header.postgres:
        raise HubRefusedError(
            f"the back-up is of PostgreSQL {header.postgres}, and the server is PostgreSQL {major}",
            f"name a server of PostgreSQL {header.postgres} or newer with --database",
        )


def _check_keys(data: Path, header: Header, file: Path | None) -> Keys | None:
    """Keys that decrypt the back-up; None where they are in the data folder already."""
    place = file or data / "keys.json"
    if not place.exists():
        raise HubRefusedError(
            f"{place} does not exist, and without the keys of that time nobody can read buyers, tokens and labels",
            "name the copy of keys.json that was kept apart: --keys FILE",
        )
    if file is not None and (data / "keys.json").exists() and file.read_bytes() != (data / "keys.json").read_bytes():
        raise HubRefusedError(f"{data} has other keys already", "name an empty folder with --data")
    try:
        keys = decoders.decode(place.read_bytes(), type=Keys) if file is not None else read_keys(data)
        missing = sorted(set(header.keys) - set(key_ids(keys.master)))
        is_other = search_id(keys.search) != header.search
    except (msgspec.DecodeError, ValueError) as error:
        raise HubRefusedError(f"{place} holds no keys of a hub: {error}", "name the right file: --keys FILE") from error
    if missing or is_other:
        what = f"master key {', '.join(missing)}" if missing else "key of hashes"
        raise HubRefusedError(
            f"{place} does not have the {what} of this back-up", "name the keys.json of its time: --keys FILE"
        )
    return keys if file is not None else None


def _clear_left_over(config: HubConfig) -> bool:
    """Remove what a restore leaves beside what it restored; of one whose database is empty, all of it.

    Returns whether the database was complete.
    """
    mark = read_mark(config.data)
    if mark is None:
        return False
    is_complete = _has_tables(config.database)
    for name in (_STAGE,) if is_complete else (*mark.names, _STAGE):
        path = config.data / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    remove_mark(config.data)
    return is_complete


def _check_empty(config: HubConfig) -> None:
    if _has_tables(config.database):
        raise HubRefusedError("the database is not empty", "name an empty one with --database, or another --data")
    taken = sorted(path.name for path in config.data.iterdir() if is_kept(path.name) or path.name == _STAGE)
    if taken:
        raise HubRefusedError(
            f"{config.data} is not empty: it has {', '.join(taken[:5])}", "name an empty folder with --data"
        )


def _has_tables(url: str) -> bool:
    with psycopg.connect(url) as connection:
        row = connection.execute(_TABLES).fetchone()
        return bool(row and row[0])


def _extract_all(archive: tarfile.TarFile, stage: Path, tell: Told) -> None:
    """Write dump and files beside their place, and check that all of them are as they were."""
    contents, end = Contents(), None
    while member := archive.next():
        if member.name == END:
            content = archive.extractfile(member)
            end = decoders.decode(content.read(), type=End) if content is not None else None
            break
        extract(archive, member, _inside(stage, member.name), contents)
        if contents.files % _EVERY == 0:
            tell(f"files: {contents.files:,}")
    if end is None:
        raise HubRefusedError("the back-up is cut off: its end is missing", "take another one; nothing was restored")
    if contents.end != end:
        raise HubRefusedError("the back-up was changed since it was made", "take another one; nothing was restored")


def _inside(stage: Path, name: str) -> Path:
    """Where a member goes. Raises HubRefusedError for a name that leads elsewhere."""
    parts = name.split("/")
    if name != DUMP and (not name.startswith(FILES) or any(part in ("", ".", "..") for part in parts)):
        raise HubRefusedError(f"the back-up has a file {name!r}, which none of ours has", "take another one")
    if name != DUMP and not is_kept(parts[1]):
        raise HubRefusedError(f"the back-up has a file {name!r}, which none of ours has", "take another one")
    return stage.joinpath(*parts)


def _put_into_place(config: HubConfig, stage: Path, keys: Keys | None, source: str) -> None:
    files = stage / FILES.rstrip("/")
    names = sorted(path.name for path in files.iterdir()) if files.is_dir() else []
    write_mark(config.data, Mark(source, [*names, *(["keys.json"] if keys else [])]))
    for name in names:
        (files / name).rename(config.data / name)
    if keys is not None:
        write_keys(config.data, keys)
