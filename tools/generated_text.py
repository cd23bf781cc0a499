"""Reads and writes generated text: as it is, or packed where the name ends in ``.gz``, so that the package is small."""

from __future__ import annotations

import gzip
from pathlib import Path


def read_generated(path: Path) -> str | None:
    """The text of a generated file; None where there is none."""
    if not path.exists():
        return None
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()


def write_generated(path: Path, text: str) -> None:
    """Write a text, the same bytes for the same text every time."""
    content = text.encode()
    path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)
