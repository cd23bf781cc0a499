"""Citations in code and docs: which pages and headings they name, and which of these are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from page_anchors import anchors, prose

FOLDERS = ("src", "tests", "tools", "bench", "docs")
PAGES_AT_THE_TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
SUFFIXES = frozenset({".css", ".html", ".js", ".json", ".md", ".py", ".sh", ".sql", ".toml", ".txt", ".yaml", ".yml"})

#: Between two words of a citation lies a space, or the end of a line and the start of the next comment.
GAP = r"[\s#:*]+"
#: Documents that a reader of the repository cannot open.
CLOSED = re.compile(
    r"contract/semant[i]cs|\bsemant[i]cs\.md"
    rf"|\bsemant[i]cs{GAP}(?:section{GAP})?\d|\bhouse{GAP}(?:decision|plan)s?\b|\bdecisions?{GAP}\d{{1,3}}\b(?!\d)",
    re.IGNORECASE,
)
#: Words without which a file cannot mention such a document; looking for them first is much faster.
CLOSED_WORDS = ("semantic", "decision", "house")
PAGE_CITATION = re.compile(r"(?<![\w./-])docs/[\w./-]+\.md(?:#[\w-]+)?")
LINK = re.compile(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
#: A file in inline code, with or without a folder: `states.py`, `sales/orders/pricing.py`.
FILE_NAME = re.compile(r"`([a-z][\w./-]*\.(?:css|html|js|json|md|py|toml|yaml))`")
#: Pages whose file names are those of a reader's own files, or of files that a tool writes for them.
PAGES_WITH_OTHER_FILES = ("README.md", "CONTRIBUTING.md")


class Dead(NamedTuple):
    """A citation that leads nowhere: the file relative to the root, the line from 1 on, and what is cited."""

    file: str
    line: int
    citation: str


def text_files(root: Path) -> Iterator[Path]:
    """Every file that may cite something, in a stable order."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file() and "__pycache__" not in path.parts:
                yield path
    yield from (root / name for name in PAGES_AT_THE_TOP if (root / name).exists())


def leads_somewhere(target: Path, anchor: str) -> bool:
    """Whether a file is there, and has the anchor where one is asked for."""
    if not target.exists():
        return False
    return not anchor or (target.suffix == ".md" and anchor in anchors(target))


def line_of(text: str, position: int) -> int:
    """The line of a position, from 1 on."""
    return text.count("\n", 0, position) + 1


def closed_sources(root: Path) -> list[Dead]:
    """Mentions of documents that are not part of the repository."""
    dead = []
    for path in text_files(root):
        text = path.read_text(encoding="utf-8")
        lowered = text.lower()
        if not any(word in lowered for word in CLOSED_WORDS):
            continue
        name = path.relative_to(root).as_posix()
        dead += [Dead(name, line_of(text, hit.start()), " ".join(hit[0].split())) for hit in CLOSED.finditer(text)]
    return dead


def dead_page_citations(root: Path) -> list[Dead]:
    """Citations of a page under docs/, with or without a heading, whose page or heading is not there."""
    dead = []
    for path in text_files(root):
        text = path.read_text(encoding="utf-8")
        for hit in PAGE_CITATION.finditer(text):
            page, _, anchor = hit[0].partition("#")
            if not leads_somewhere(root / page, anchor):
                dead.append(Dead(path.relative_to(root).as_posix(), line_of(text, hit.start()), hit[0]))
    return dead


def pages(root: Path) -> list[Path]:
    """The pages under docs/, and those at the top."""
    at_the_top = [root / name for name in PAGES_AT_THE_TOP if (root / name).exists()]
    return [*at_the_top, *sorted((root / "docs").rglob("*.md"))]


def dead_file_names(root: Path) -> list[Dead]:
    """Names of files, in inline code of a page, that no file of the repository ends with."""
    files = [f"/{path.relative_to(root).as_posix()}" for path in (*text_files(root), *root.glob("*.*"))]
    dead = []
    for page in pages(root):
        if page.name in PAGES_WITH_OTHER_FILES:
            continue
        text, name = page.read_text(encoding="utf-8"), page.relative_to(root).as_posix()
        dead += [
            Dead(name, line_of(text, hit.start()), hit[1])
            for hit in FILE_NAME.finditer(text)
            if not any(file.endswith(f"/{hit[1]}") for file in files)
        ]
    return dead


def dead_links(root: Path) -> list[Dead]:
    """Relative links of pages whose file or heading is not there."""
    dead = []
    for page in pages(root):
        text = prose(page.read_text(encoding="utf-8"))
        for hit in LINK.finditer(text):
            if re.match(r"[a-z][a-z+.-]*:", hit[1]):
                continue
            place, _, anchor = hit[1].partition("#")
            target = (page.parent / place).resolve() if place else page
            if not leads_somewhere(target, anchor):
                dead.append(Dead(page.relative_to(root).as_posix(), line_of(text, hit.start()), hit[1]))
    return dead
