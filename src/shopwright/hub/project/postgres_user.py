"""Who PostgreSQL runs as: whoever starts the hub, or a system user of its own where that is root."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from .postgres_errors import PostgresError

#: The system user that runs PostgreSQL, which refuses to run as root.
SERVICE_USER = "shopwright-postgres"
_SECONDS = 30


class Account(NamedTuple):
    """A user of this machine. ``is_service``: it is the system user, and this process is root."""

    uid: int
    gid: int
    is_service: bool = False

    @property
    def process_options(self) -> dict[str, Any]:
        """What ``subprocess`` needs to run a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_service else {}

    def own(self, path: Path) -> None:
        """Make a file or folder of this process the user's."""
        if self.is_service:
            os.chown(path, self.uid, self.gid)

    def make_folder(self, path: Path) -> None:
        """Make a folder that is closed to all others, unless it is there."""
        if not path.is_dir():
            path.mkdir(mode=0o700)
            self.own(path)

    def can_reach(self, path: Path) -> bool:
        """Whether the user may go through all folders above a path."""
        return not self.is_service or all(self._may_enter(folder) for folder in path.resolve().parents)

    def _may_enter(self, folder: Path) -> bool:
        try:
            status = folder.stat()
        except FileNotFoundError:
            return False
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def database_account() -> Account:
    """The user that PostgreSQL runs as; as root, the system user is made if it is missing. Raises PostgresError."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    entry = _entry() or _make_service_user()
    return Account(entry.pw_uid, entry.pw_gid, is_service=True)


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        return None


def _make_service_user() -> pwd.struct_passwd:
    commands = (
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"],
        ["adduser", "-S", "-D", "-H"],
    )
    shell = shutil.which("nologin") or "/bin/false"
    said = "there is neither useradd nor adduser"
    for program, *options in commands:
        if path := shutil.which(program):
            flag = "--shell" if program == "useradd" else "-s"
            command = [path, *options, flag, shell, SERVICE_USER]
            done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
            if entry := _entry():  # made here, or by another start at the same time
                return entry
            said = done.stderr.strip() or f"{program} ended with {done.returncode}"
    raise PostgresError(
        f"PostgreSQL does not run as root, and the system user {SERVICE_USER} cannot be made: {said}",
        f"make a system user {SERVICE_USER}, start as an ordinary user, or name a PostgreSQL server by its URL",
    )
