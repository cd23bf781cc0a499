"""A hook of MkDocs: links of a file of the repository that a page includes lead from there to the same pages."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
#: An include of ``pymdownx.snippets`` from a line on: a file's first lines say what it is to those who open it there.
INCLUDE = re.compile(r'^--8<-- "(?P<file>[A-Z]+\.md):(?P<line>\d+):"$', re.MULTILINE)
LINK = re.compile(r"\]\(docs/([^)]+)\)")


def on_page_markdown(markdown: str, page: Any, **_: object) -> str:
    """Put the file in, before ``pymdownx.snippets`` would do so with links that lead nowhere."""
    return INCLUDE.sub(lambda include: included(include["file"], int(include["line"]), page.file.src_uri), markdown)


def included(file: str, line: int, page: str) -> str:
    """The lines of the file, whose links to the documentation lead there from the page."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()[line - 1 :]
    return LINK.sub(lambda link: f"]({os.path.relpath(link[1], Path(page).parent)})", "\n".join(lines))
