"""Finds the templates of a package, plain as they are edited, or packed as a wheel has them (hatch_build.py)."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound


class TemplateLoader(BaseLoader):
    """The folder ``templates`` of a package."""

    def __init__(self, package: str) -> None:
        self._folder = Path(str(resources.files(package))) / "templates"

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        plain, packed = self._folder / template, self._folder / f"{template}.gz"
        if packed.is_file():
            return gzip.decompress(packed.read_bytes()).decode(), str(packed), lambda: True
        if not plain.is_file():
            raise TemplateNotFound(template)
        read_at = plain.stat().st_mtime_ns
        return plain.read_text(encoding="utf-8"), str(plain), lambda: plain.stat().st_mtime_ns == read_at
