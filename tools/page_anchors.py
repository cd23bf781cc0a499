"""The anchors of a page of the documentation, as MkDocs makes them of headings and of ids in its HTML."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

FENCE = re.compile(r"^\s*(```|~~~)")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
OWN_ID = re.compile(r"\s*\{\s*:?\s*#([\w-]+)[^}]*\}$")
HTML_ID = re.compile(r"<\w+[^>]*\bid=\"([^\"]+)\"")


def prose(text: str) -> str:
    """A Markdown text whose fenced blocks and inline code are blanked out; the lines stay where they are."""
    lines, fence = [], ""
    for line in text.split("\n"):
        mark = FENCE.match(line)
        if mark is not None and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
            lines.append("")
        else:
            lines.append("" if fence else line)
    return re.sub(r"`[^`\n]*`", lambda code: " " * len(code[0]), "\n".join(lines))


def slug(heading: str) -> str:
    """The anchor that MkDocs makes of a heading's text."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


@lru_cache
def anchors(page: Path) -> frozenset[str]:
    """All anchors of a page: its headings', with ``_1`` and so on for repeated ones, and ids in its HTML."""
    text = page.read_text(encoding="utf-8")
    lines = text.split("\n")
    ids: set[str] = set(HTML_ID.findall(text))
    for number, line in enumerate(prose(text).split("\n")):
        if HEADING.match(line) is None:
            continue
        title = HEADING.sub(r"\1", lines[number])
        own = OWN_ID.search(title)
        name = own[1] if own else slug(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title))
        repeats = 1
        unique = name
        while unique in ids and own is None:
            unique = f"{name}_{repeats}"
            repeats += 1
        ids.add(unique)
    return frozenset(ids)
