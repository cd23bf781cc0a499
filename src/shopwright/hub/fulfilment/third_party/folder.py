"""The folder of a third party: ``out`` for what it is told, ``in`` for what it tells.

``out`` gets hand-off files and, in ``out/labels``, the labels that go with them. ``in`` is watched for tracking files;
those that were read lie in ``in/done``, each beside its report.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from shopwright.hub.channels.files.stamps import stamped
from shopwright.hub.channels.files.tables import MOST_BYTES
from shopwright.hub.core.config import read_config

from .models import HandOff, ThirdParty

_ENDINGS = (".csv", ".txt", ".tsv", ".xlsx")
#: A file that changed more recently may still be written, and is left.
QUIET_SECONDS = 2.0


def folder_of(third_party: ThirdParty) -> Path:
    """It lies below the workspace's own part of the hub's folder for third parties, so that nobody writes elsewhere."""
    return read_config().third_parties / third_party.workspace.slug / third_party.folder


def make(third_party: ThirdParty) -> Path:
    place = folder_of(third_party)
    for part in ("in/done", "out/labels"):
        (place / part).mkdir(parents=True, exist_ok=True, mode=0o750)
    return place


def name_of(hand_off: HandOff) -> str:
    return f"handoff-{hand_off.number:06}.{hand_off.third_party.file_format}"


def write_draft(hand_off: HandOff, content: bytes, labels: dict[str, bytes]) -> None:
    """Write a hand-off file under a name that nobody looks for, and its labels; on the disk when it returns."""
    out = make(hand_off.third_party) / "out"
    for name, label in labels.items():
        _write_whole(out / "labels" / name, label)
    _write(_draft(out, hand_off), content)
    _sync(out)


def put_in_place(hand_off: HandOff) -> None:
    """Give a drafted file its name. Where the draft is gone it has it already: the file appears once, come what may."""
    out = folder_of(hand_off.third_party) / "out"
    draft = _draft(out, hand_off)
    if draft.exists():
        draft.rename(out / name_of(hand_off))
        _sync(out)


def waiting(third_party: ThirdParty) -> Iterator[Path]:
    """Tracking files that wait to be read, the oldest first."""
    place = folder_of(third_party) / "in"
    if not place.is_dir():
        return
    newest = time.time() - QUIET_SECONDS
    files = [entry for entry in os.scandir(place) if entry.is_file(follow_symlinks=False)]
    ready = [
        (entry.stat().st_mtime, entry.name)
        for entry in files
        if entry.name.lower().endswith(_ENDINGS)
        and not entry.name.startswith((".", "~"))
        and entry.stat().st_mtime <= newest
    ]
    for _, name in sorted(ready):
        yield place / name


def read(file: Path) -> bytes:
    """The content of a file that waits; of one that is too large just enough to see that it is. No link is followed."""
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as opened:
        return opened.read(MOST_BYTES + 1)


def put_away(file: Path) -> None:
    file.rename(file.parent / "done" / stamped(file.name))


def write_report(third_party: ThirdParty, name: str, content: bytes) -> None:
    _write_whole(make(third_party) / "in" / "done" / name, content)


def _draft(out: Path, hand_off: HandOff) -> Path:
    return out / f".{name_of(hand_off)}.part"


def _write_whole(place: Path, content: bytes) -> None:
    draft = place.with_name(f".{place.name}.part")
    _write(draft, content)
    draft.replace(place)


def _write(place: Path, content: bytes) -> None:
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o640)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return  # there a folder cannot be opened
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
