"""Data files that ship with the platform, each in the folder ``data`` of its capability."""

from __future__ import annotations

import gzip
from importlib import resources


def read_data_file(capability: str, name: str) -> bytes:
    """The bytes of ``<capability>/data/<name>``, unpacked when the name ends in ``.gz``."""
    content = resources.files("shopwright.platform").joinpath(capability, "data", name).read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content
