"""Draws the platform as a house: rooms (capabilities) in their layers, and arrows for the imports between them.

``python tools/draw_house.py`` writes ``docs/pictures/house.svg`` and the table of figures: into the block named "house"
of every page below ``docs/`` that has one, or into ``house-figures.md`` there, which it makes where no page has a
block.
With ``--check`` it only compares, and fails on a difference. The layers are those of the contract in
``pyproject.toml`` that `make check` enforces, so that picture and rule are the same.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import marked_block
from house.layout import lay_out
from house.model import SHARED, House, Room, read_house
from house.svg import render

ROOT = Path(__file__).parent.parent
BLOCK = "house"
TOOL = "tools/draw_house.py"

FIRST_PAGE = "# The house in figures\n\n![The house: rooms in their layers](pictures/house.svg)\n\n{block}"


def figures(house: House) -> str:
    """The share of imports that stay in one capability, and a row for each room."""
    inside, total = house.business_imports
    shared = ", ".join(f"`{name}`" for name in sorted(SHARED & set(house.rooms)))
    head = (
        f"**{inside / max(total, 1):.0%}** of the {total} imports between modules of capabilities stay inside one "
        f"capability. Not counted as capabilities: {shared}.\n\n"
        "| room | files | folders | lines | imports inside | imports of other rooms | imported by other rooms |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    return "\n".join([head, *(row(house, house.rooms[name]) for band in house.bands for name in band)])


def row(house: House, room: Room) -> str:
    inward = sum(other.imports[room.name] for other in house.rooms.values() if other is not room)
    cells = [room.files, len(room.folders), room.lines, room.imports[room.name], room.outward, inward]
    return f"| `{room.name}` | " + " | ".join(f"{cell:,}" for cell in cells) + " |"


def written_files(root: Path, docs: Path) -> dict[Path, str]:
    """What belongs into which file."""
    house = read_house(root)
    pages = {page: page.read_text(encoding="utf-8") for page in marked_block.pages_with(docs, BLOCK)}
    pages = pages or {docs / "house-figures.md": FIRST_PAGE.format(block=marked_block.empty(BLOCK, TOOL))}
    texts = {page: marked_block.fill(text, BLOCK, figures(house)) for page, text in pages.items()}
    return {docs / "pictures" / "house.svg": render(house, lay_out(house)), **texts}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository to read")
    parser.add_argument("--docs", type=Path, help="the folder to write to (docs/ of the repository)")
    options = parser.parse_args()
    files = written_files(options.root, options.docs or options.root / "docs")
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if options.check:
        for path in stale:
            print(f"out of date: {path} (run `make generate`)", file=sys.stderr)
        return int(bool(stale))
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
