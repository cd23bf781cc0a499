"""Runs a program in this environment as if only the base install were there: `python base_only.py 'program' …`.

Modules of the standard library, of Shopwright and of what it depends on without extras can be imported; others cannot.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec

BASE = {
    "attr",
    "attrs",
    "cyclopts",
    "docstring_parser",
    "filelock",
    "markdown_it",
    "mdurl",
    "msgspec",
    "pygments",
    "rich",
    "rich_rst",
    "shopwright",
    "urllib3",
    *os.environ.get("ALSO_INSTALLED", "").split(),
}


class Hider:
    """A finder that does not see what an extra installs."""

    def __init__(self, finder: MetaPathFinder) -> None:
        self._finder = finder

    def __getattr__(self, name: str) -> object:
        return getattr(self._finder, name)  # metadata of distributions is found by finders too

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: None = None) -> ModuleSpec | None:
        top = name.partition(".")[0]
        return self._finder.find_spec(name, path, target) if top in BASE or top in sys.stdlib_module_names else None


if __name__ == "__main__":
    sys.meta_path[:] = [Hider(finder) for finder in sys.meta_path]
    exec(sys.argv.pop(1))
