"""The note of a restore that has begun, which keeps the hub from being started until it is complete."""

from __future__ import annotations

from pathlib import Path

import msgspec

from shopwright import decoders

from .refusal import HubRefusedError


class Mark(msgspec.Struct, frozen=True):
    """The archive that is restored, and the files and folders of it that were put into the data folder."""

    archive: str
    names: list[str] = []


def check_not_half_restored(data: Path) -> None:
    """Raise HubRefusedError where a restore was begun and not completed."""
    mark = read_mark(data)
    if mark is not None:
        raise HubRefusedError(
            f"a restore into {data} was not completed", f"run it again: shopwright hub restore {mark.archive}"
        )


def read_mark(data: Path) -> Mark | None:
    try:
        return decoders.decode(_path(data).read_bytes(), type=Mark)
    except FileNotFoundError:
        return None


def write_mark(data: Path, mark: Mark) -> None:
    draft = data / "restore.new"
    draft.write_bytes(msgspec.json.encode(mark))
    draft.replace(_path(data))


def remove_mark(data: Path) -> None:
    _path(data).unlink()


def _path(data: Path) -> Path:
    return data / "restore.json"
