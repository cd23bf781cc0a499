"""The server process of a cluster: whether one runs, and whether it is the one that this hub started."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

from .postgres_errors import PostgresError
from .postgres_note import Note

_SOCKET = ".s.PGSQL.5432"
_CREDENTIALS = struct.Struct("3i")
_SECONDS = 10


def find_server(note: Note) -> int | None:
    """The id of the server process that runs on a cluster; None when there is none.

    A process counts only if the cluster's own file names it, if it began when the one began that this hub started, and
    if the socket is its own or gone. Raises PostgresError for a server that somebody else started.
    """
    pid = _noted_pid(note.cluster)
    if pid is None or not _lives(pid):
        return None
    running, owner = note.running, socket_owner(note.sockets)
    if running and (running.pid, running.begun) == (pid, process_start(pid)) and owner in (None, pid):
        return pid
    if owner is not None or _works_in(pid, note.cluster):
        raise PostgresError(
            f"PostgreSQL (process {owner or pid}) runs on {note.cluster}, and this hub did not start it",
            f"stop it: pg_ctl stop --pgdata={note.cluster}",
        )
    # The number belongs to another program by now. PostgreSQL would not start as long as the file names it.
    (note.cluster / "postmaster.pid").unlink()
    return None


def is_ready(cluster: Path, pid: int) -> bool:
    """Whether a server takes connections: it says so in its file."""
    lines = _pid_file(cluster)
    return len(lines) > 7 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def process_start(pid: int) -> str:
    """When a process began, as a text that no other process with the same id has; "" when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        if sys.platform == "linux":
            return ""
        command = ["ps", "-o", "lstart=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False).stdout.strip()
    # The name of the program stands in parentheses and may hold anything; the start is the 22nd field.
    return f"{boot}:{stat.rpartition(')')[2].split()[19]}"


def socket_owner(sockets: Path) -> int | None:
    """The process that answers at a server's socket; None when nobody does. Elsewhere than on Linux it is not known."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_SECONDS)
        try:
            probe.connect(str(sockets / _SOCKET))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        if sys.platform != "linux":
            return None
        owner: int = _CREDENTIALS.unpack(probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))[0]
        return owner


def _noted_pid(cluster: Path) -> int | None:
    lines = _pid_file(cluster)
    return int(lines[0]) if lines and lines[0].strip().isdigit() else None


def _pid_file(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _works_in(pid: int, folder: Path) -> bool:
    """Whether a folder is the working folder of a process, as a cluster is of its server."""
    try:
        return os.readlink(f"/proc/{pid}/cwd") == str(folder.resolve())
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return False
