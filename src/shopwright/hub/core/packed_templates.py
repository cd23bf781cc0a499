"""Reads the hub's templates plain as they are edited, or from the one file of a wheel (hatch_build.py)."""

from __future__ import annotations

import json
import lzma
from functools import cache
from pathlib import Path

from django.apps import apps
from django.template import Origin
from django.template.loaders import app_directories, filesystem

_HUB = Path(__file__).parents[1]


@cache
def packed_templates() -> dict[str, str]:
    """Templates by their place in the hub's package; none where they are plain."""
    packed = _HUB / "templates.json.xz"
    texts: dict[str, str] = json.loads(lzma.decompress(packed.read_bytes())) if packed.is_file() else {}
    return texts


def _read_packed(origin: Origin) -> str | None:
    place = Path(origin.name)
    return packed_templates().get(place.relative_to(_HUB).as_posix()) if place.is_relative_to(_HUB) else None


class FolderLoader(filesystem.Loader):
    """Templates of the folders that the settings name, packed or plain."""

    def get_contents(self, origin: Origin) -> str:
        packed = _read_packed(origin)
        return super().get_contents(origin) if packed is None else packed


class AppLoader(app_directories.Loader):
    """Templates of the apps in their order, packed or plain. A packed app has no folder of them, and is looked into."""

    def get_dirs(self) -> list[str | Path]:
        folders = [Path(app.path) / "templates" for app in apps.get_app_configs()]
        is_packed = bool(packed_templates())
        return [folder for folder in folders if folder.is_dir() or (is_packed and folder.is_relative_to(_HUB))]

    def get_contents(self, origin: Origin) -> str:
        packed = _read_packed(origin)
        return super().get_contents(origin) if packed is None else packed
