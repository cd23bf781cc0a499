"""Data files that ship with the platform, read from the package ``shopwright.platform``."""

from __future__ import annotations

import gzip
from importlib import resources


def shipped(name: str) -> bytes:
    """The bytes of ``platform/data/<name>``, unpacked when the name ends in ``.gz``."""
    content = resources.files("shopwright.platform").joinpath("data", name).read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content
