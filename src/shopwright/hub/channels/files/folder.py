"""The watched folder: where files come in, where they go when they were read, and how files are written.

``in/orders`` and ``in/products`` are watched; what was read lies in ``in/done`` and what could not be read at all in
``in/refused``, each beside its report. ``out`` holds what the hub says: it is for the other side to read, and to take
away from ``out/shipments``.
"""

from __future__ import annotations

import csv
import io
import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from shopwright.hub.channels.protocol import ChannelError

from .stamps import stamped

#: Kinds of files that come in.
KINDS = ("products", "orders")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
_ENDINGS = (".csv", ".txt", ".tsv", ".xlsx")


class Folder:
    """One shop's folder. ``quiet_seconds``: a file that changed more recently may still be written, and is left."""

    def __init__(self, path: Path, quiet_seconds: float) -> None:
        self.path, self._quiet = path, quiet_seconds

    @classmethod
    def named(cls, root: Path, name: str, quiet_seconds: float) -> Folder:
        """The folder of a name in the root. Raises ChannelError for a name that leads elsewhere."""
        if not _NAME.fullmatch(name):
            raise ChannelError(
                f"{name!r} is no name for a folder.", remedy="Use letters, digits, points and dashes, such as my-shop."
            )
        return cls(root / name, quiet_seconds)

    def make(self) -> None:
        for part in ("in/orders", "in/products", "in/done", "in/refused", "out/shipments", "out/pictures"):
            (self.path / part).mkdir(parents=True, exist_ok=True)

    def waiting(self) -> Iterator[tuple[str, Path]]:
        """Files that wait to be read, with their kind: products first, and within a kind the oldest first."""
        newest = time.time() - self._quiet
        for kind in KINDS:
            files = [entry for entry in os.scandir(self.path / "in" / kind) if entry.is_file(follow_symlinks=False)]
            ready = [
                (entry.stat().st_mtime, entry.name)
                for entry in files
                if entry.name.lower().endswith(_ENDINGS)
                and not entry.name.startswith((".", "~"))
                and entry.stat().st_mtime <= newest
            ]
            for _, name in sorted(ready):
                yield kind, self.path / "in" / kind / name

    def put_away(self, file: Path, report: Sequence[Sequence[object]], *, is_refused: bool) -> None:
        """Move a file that was read, with a report beside it. The report is there first."""
        place = self.path / "in" / ("refused" if is_refused else "done") / stamped(file.name)
        write(place.with_name(f"{place.name}.report.csv"), table(("row", "what", "result", "words"), report))
        file.rename(place)

    def write_table(self, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write a file of ``out``, all of it or nothing."""
        write(self.path / "out" / name, table(header, rows))

    def write_picture(self, name: str, content: bytes) -> None:
        place = self.path / "out" / "pictures" / name
        if not place.exists():
            write(place, content)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def write(place: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one, and never a part."""
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
