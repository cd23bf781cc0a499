"""Finds the templates of a package, plain as they are edited, or in the one file of a wheel (hatch_build.py)."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound

_PLATFORM = Path(__file__).parents[2]


@cache
def packed_templates() -> dict[str, str]:
    """Templates by their place in the platform's package; none where they are plain."""
    packed = _PLATFORM / "templates.json.xz"
    texts: dict[str, str] = json.loads(lzma.decompress(packed.read_bytes())) if packed.is_file() else {}
    return texts


class TemplateLoader(BaseLoader):
    """The folder ``templates`` of a package."""

    def __init__(self, package: str) -> None:
        self._folder = Path(str(resources.files(package))) / "templates"

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        plain = self._folder / template
        if plain.is_relative_to(_PLATFORM):
            packed = packed_templates().get(plain.relative_to(_PLATFORM).as_posix())
            if packed is not None:
                return packed, str(plain), lambda: True
        if not plain.is_file():
            raise TemplateNotFound(template)
        read_at = plain.stat().st_mtime_ns
        return plain.read_text(encoding="utf-8"), str(plain), lambda: plain.stat().st_mtime_ns == read_at
