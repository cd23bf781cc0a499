"""The data folder: created for its owner alone, and locked so that one process at a time serves from it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .refusal import RefusedError

#: The data folder where none is named: one shop per project, beside the code that uses it.
DEFAULT_FOLDER = Path(".shopwright")


@contextmanager
def lock_data_dir(folder: Path) -> Iterator[Callable[[str], None]]:
    """Create the folder if missing and lock it until the block ends; yields a function that notes the server's URL.

    The lock belongs to the open file, so it ends with the process, however that ends.
    """
    try:
        _make(folder)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        problem = f"cannot use the data folder {folder}: {error.strerror}"
        raise RefusedError(problem, "name a folder that you may write to with --data, or use --memory") from error
    try:
        _lock(descriptor, folder)
        _note(descriptor, None)
        yield lambda url: _note(descriptor, url)
    finally:
        os.close(descriptor)


def is_in_use(folder: Path) -> bool:
    """Whether another process serves from the folder."""
    try:
        descriptor = os.open(folder / "lock", os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _make(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True)
    # It holds keys, and may lie in a repository.
    (folder / ".gitignore").write_text("*\n")


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RefusedError(
            f"another process{_holder(descriptor)} uses the data folder {folder}",
            "use that one, stop it, or give this one a folder of its own with --data",
        ) from error
    except OSError as error:
        problem = f"cannot lock the data folder {folder}: {error.strerror}"
        raise RefusedError(problem, "name a folder on a local disk with --data") from error


def _note(descriptor: int, url: str | None) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "url": url}).encode(), 0)


def _holder(descriptor: int) -> str:
    """The process that holds the lock, in parentheses; "" if it has not written its note yet."""
    try:
        note = json.loads(os.pread(descriptor, 1000, 0))
        return f" ({note['pid']}{', at ' + note['url'] if note['url'] else ''})"
    except (ValueError, LookupError, TypeError):
        return ""
