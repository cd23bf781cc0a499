"""Data files that ship with the platform, each in the folder ``data`` of its capability."""

from __future__ import annotations

import gzip
import lzma
from importlib import resources


def read_data_file(capability: str, name: str) -> bytes:
    """The bytes of ``<capability>/data/<name>``, unpacked when the name ends in ``.gz`` or ``.xz``.

    A wheel has files that people edit as ``<name>.xz`` (hatch_build.py).
    """
    folder = resources.files("shopwright.platform").joinpath(capability, "data")
    if not folder.joinpath(name).is_file():
        name = f"{name}.xz"
    content = folder.joinpath(name).read_bytes()
    unpack = {".gz": gzip.decompress, ".xz": lzma.decompress}.get(name[-3:])
    return unpack(content) if unpack else content
