"""Files in a printer's folder, each of which appears once: a printer takes what it finds, and prints it again if it
comes again.

A file is written under a name that no printer takes, and its row stands with the prints that it is of, all or nothing.
Only then it gets its own name, by one step that cannot happen twice: a draft that is gone has its name already. Whoever
is killed in between leaves the row, and the next look goes on with it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from shopwright.hub.access.models import Workspace

from .models import PrinterFile

log = logging.getLogger("shopwright.hub.fulfilment")


class Draft(NamedTuple):
    """What a file will hold, and its name."""

    name: str
    content: bytes


def put(workspace: Workspace, folder: Path, drafts: Sequence[Draft]) -> None:
    """Have files appear in a folder, in this order, once the transaction is through. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    written: list[Path] = []
    try:
        for draft in drafts:
            path = folder / _draft_of(draft.name)
            written.append(path)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o640)
            with os.fdopen(descriptor, "wb") as file:
                file.write(draft.content)
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    rows = [PrinterFile(workspace=workspace, folder=str(folder), name=draft.name) for draft in drafts]
    made = [row.pk for row in PrinterFile.objects.bulk_create(rows)]
    transaction.on_commit(lambda: _release(made))


def release_due(limit: int = 500) -> int:
    """Go on with files whose maker was killed before they had their names; returns how many there were."""
    return _release(list(PrinterFile.objects.order_by("pk").values_list("pk", flat=True)[:limit]))


def _release(pks: Sequence[int]) -> int:
    """Give files their names, those of a folder in their order; a folder that cannot be written is left for later."""
    done, closed = 0, set[str]()
    for pk in pks:
        with transaction.atomic():
            row = PrinterFile.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is None or row.folder in closed:
                continue
            folder = Path(row.folder)
            try:
                (folder / _draft_of(row.name)).rename(folder / row.name)
            except FileNotFoundError:
                # It has its name already, and a printer may have taken it.
                pass
            except OSError as error:
                log.warning("a printer folder cannot be written, and is tried again: %s", error.strerror)
                closed.add(row.folder)
                continue
            row.delete()
        done += 1
    return done


def _draft_of(name: str) -> str:
    return f".{name}.part"
