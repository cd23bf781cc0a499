"""Reads and writes generated text, packed where its name ends in ``.gz`` or ``.xz`` to keep the wheel small."""

from __future__ import annotations

import gzip
import lzma
from pathlib import Path


def read_generated(path: Path) -> str | None:
    """The text of a generated file; None where there is none."""
    if not path.exists():
        return None
    content = path.read_bytes()
    unpack = {".gz": gzip.decompress, ".xz": lzma.decompress}.get(path.suffix)
    return (unpack(content) if unpack else content).decode()


def write_generated(path: Path, text: str) -> None:
    """Write a text, the same bytes for the same text every time."""
    content = text.encode()
    if path.suffix == ".gz":
        content = gzip.compress(content, 9, mtime=0)
    elif path.suffix == ".xz":
        content = lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)
    path.write_bytes(content)
