"""Reads templates that a wheel holds packed (hatch_build.py)."""

from __future__ import annotations

import gzip
from pathlib import Path

from django.template import Origin
from django.template.loaders import app_directories, filesystem


def _read_packed(origin: Origin) -> str | None:
    packed = Path(f"{origin.name}.gz")
    return gzip.decompress(packed.read_bytes()).decode() if packed.is_file() else None


class FolderLoader(filesystem.Loader):
    """Templates of the folders that the settings name, packed or plain."""

    def get_contents(self, origin: Origin) -> str:
        packed = _read_packed(origin)
        return super().get_contents(origin) if packed is None else packed


class AppLoader(app_directories.Loader):
    """Templates of the apps, packed or plain."""

    def get_contents(self, origin: Origin) -> str:
        packed = _read_packed(origin)
        return super().get_contents(origin) if packed is None else packed
