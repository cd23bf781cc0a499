"""Files that a generator will write, gathered first, so that it writes all of them or none."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, told in one sentence
    """Why nothing is written."""


class Changes:
    """Texts by path below a root. What was changed before is what a later step reads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._texts: dict[str, str] = {}

    def exists(self, path: str) -> bool:
        """Whether there is such a file, or will be."""
        return path in self._texts or (self.root / path).exists()

    def read(self, path: str) -> str:
        """A file's text, with the changes so far."""
        return self._texts[path] if path in self._texts else (self.root / path).read_text(encoding="utf-8")

    def files(self, folder: str, ending: str) -> list[str]:
        """The files below a folder whose names end so, new ones among them."""
        there = {str(path.relative_to(self.root)) for path in (self.root / folder).rglob(f"*{ending}")}
        fresh = {path for path in self._texts if path.startswith(f"{folder}/") and path.endswith(ending)}
        return sorted(there | fresh)

    def create(self, path: str, text: str) -> None:
        """Add a file; refuses one that exists."""
        if self.exists(path):
            raise Refusal(f"{path} exists already: move it away, or choose another name")
        self._texts[path] = text

    def change(self, path: str, text: str) -> None:
        """Give a file another text."""
        self._texts[path] = text

    def changed(self) -> list[str]:
        """The paths of all files that are new or other."""
        return sorted(self._texts)

    def write(self) -> None:
        """Write every file."""
        for path, text in self._texts.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")

    def summary(self) -> Iterator[str]:
        """A line for each file: whether it is new, and how many lines come in."""
        for path, text in sorted(self._texts.items()):
            added = sum(line.startswith("+ ") for line in difflib.ndiff(self._before(path), text.splitlines()))
            yield f"  {'change' if (self.root / path).exists() else 'create'} {path} (+{added})"

    def diff(self) -> Iterator[str]:
        """All changes as one unified diff."""
        for path, text in sorted(self._texts.items()):
            yield from difflib.unified_diff(self._before(path), text.splitlines(), path, path, lineterm="")

    def _before(self, path: str) -> list[str]:
        target = self.root / path
        return target.read_text(encoding="utf-8").splitlines() if target.exists() else []
