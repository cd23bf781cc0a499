"""A block of a hand-written page that a tool keeps up to date, between two comments that name it.

<!-- house: written by tools/draw_house.py -->
...
<!-- end of house -->
"""

from __future__ import annotations

import re
from pathlib import Path


def fill(text: str, name: str, content: str) -> str:
    """The page with new content in the block of this name, which it must have once; `ValueError` otherwise."""
    block = _block(name)
    if (count := len(block.findall(text))) != 1:
        raise ValueError(f"there are {count} blocks named {name!r}, not 1")
    return block.sub(lambda match: f"{match['begin']}\n\n{content.strip()}\n\n{match['end']}", text)


def pages_with(folder: Path, name: str) -> list[Path]:
    """The pages below a folder that have a block of this name."""
    block = _block(name)
    return [path for path in sorted(folder.rglob("*.md")) if block.search(path.read_text(encoding="utf-8"))]


def empty(name: str, tool: str) -> str:
    """A block without content, for a new page."""
    return f"<!-- {name}: written by {tool} -->\n<!-- end of {name} -->\n"


def _block(name: str) -> re.Pattern[str]:
    begin = rf"(?P<begin><!-- {re.escape(name)}: written by \S+ -->)"
    return re.compile(rf"{begin}\n(?:.*?\n)??(?P<end><!-- end of {re.escape(name)} -->)", re.DOTALL)
