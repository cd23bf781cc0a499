"""Whoever reads the code or the docs can open everything that they cite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shopwright.platform.sandbox.routes import ENDPOINTS

from .citations import Dead, anchors, closed_sources, dead_file_names, dead_links, dead_page_citations

ROOT = Path(__file__).parents[2]
#: Keeps the citations of the samples below out of what the tests find in this file.
DOCS = "docs"


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def listed(dead: list[Dead]) -> str:
    return "\n".join(f"{file}:{line}: {citation}" for file, line, citation in dead)


def test_nothing_cites_a_document_outside_the_repository() -> None:
    dead = closed_sources(ROOT)
    assert not dead, f"cites what a reader cannot open:\n{listed(dead)}"


def test_every_cited_page_and_heading_exists() -> None:
    dead = dead_page_citations(ROOT)
    assert not dead, f"no such page or heading:\n{listed(dead)}"


def test_every_relative_link_between_pages_resolves() -> None:
    dead = dead_links(ROOT)
    assert not dead, f"links that lead nowhere:\n{listed(dead)}"


def test_every_file_that_a_page_names_exists() -> None:
    dead = dead_file_names(ROOT)
    assert not dead, f"no such file:\n{listed(dead)}"


def test_the_page_of_the_control_api_names_every_endpoint() -> None:
    page = (ROOT / DOCS / "guide/sandbox.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", page))))
    for endpoint in ENDPOINTS:
        parts = set(re.findall(r"[a-z_]+", re.sub(r"\{.+?\}", "", endpoint.path))) - {"json"}
        assert parts <= words, f"{endpoint.method} {endpoint.path} is on no line of the page"


def test_each_decision_has_a_number_of_its_own_in_name_and_title() -> None:
    pages = sorted((ROOT / DOCS / "decisions").glob("[0-9]*.md"))
    numbers = [page.name[:4] for page in pages]
    assert sorted(set(numbers)) == numbers
    assert [page.read_text(encoding="utf-8")[2:6] for page in pages] == numbers


@pytest.mark.parametrize(
    "citation",
    [
        "contract/seman" + "tics 7.1",
        "seman" + "tics 2.1 to 2.4",
        "seman" + "tics section 3",
        "seman" + "tics.md",
        "house deci" + "sion 4",
        "house\n    # deci" + "sions 12 and 15",
        "deci" + "sion 11",
    ],
)
def test_a_citation_of_a_closed_document_is_told_with_file_and_line(tmp_path: Path, citation: str) -> None:
    write(tmp_path, "src/a.py", f"first = 1\n# As in {citation}.\n")
    assert [(hit.file, hit.line) for hit in closed_sources(tmp_path)] == [("src/a.py", 2)]


def test_a_decision_with_a_page_of_its_own_may_be_cited(tmp_path: Path) -> None:
    write(tmp_path, "src/a.py", f"# {DOCS}/decisions/0016-two-clocks.md, decision 0016, a decision of 2026\n")
    assert closed_sources(tmp_path) == []


def test_a_citation_of_a_missing_page_or_heading_is_told_with_file_and_line(tmp_path: Path) -> None:
    write(tmp_path, f"{DOCS}/orders.md", "# Orders\n\n## States and time\n\n## Types {#types}\n")
    live = f"# {DOCS}/orders.md, {DOCS}/orders.md#states-and-time and {DOCS}/orders.md#types."
    write(tmp_path, "tools/a.py", f"{live}\n\n# See {DOCS}/orders.md#prices and ({DOCS}/gone.md).\n")
    assert dead_page_citations(tmp_path) == [
        Dead("tools/a.py", 3, f"{DOCS}/orders.md#prices"),
        Dead("tools/a.py", 3, f"{DOCS}/gone.md"),
    ]


def test_a_link_to_a_missing_page_or_heading_is_told_with_file_and_line(tmp_path: Path) -> None:
    links = "[b](../b.md#one-two) [web](https://example.com/x) [self](#a)\n\n[gone](b.md)\n"
    write(tmp_path, f"{DOCS}/guide/a.md", f"# A\n\n{links}")
    fenced = "```\n## three\n[no link](nowhere.md)\n```"
    write(tmp_path, f"{DOCS}/b.md", f"# B\n\n## One, two\n\n{fenced}\n\n[three](#three)\n")
    assert dead_links(tmp_path) == [Dead(f"{DOCS}/b.md", 10, "#three"), Dead(f"{DOCS}/guide/a.md", 5, "b.md")]


def test_a_file_name_that_no_file_has_is_told_with_page_and_line(tmp_path: Path) -> None:
    write(tmp_path, "src/market/rules.json", "{}")
    write(
        tmp_path, f"{DOCS}/a.md", "# A\n\n`rules.json`, `market/rules.json`\n\n`old_rules.json`, `other/rules.json`\n"
    )
    assert dead_file_names(tmp_path) == [
        Dead(f"{DOCS}/a.md", 5, "old_rules.json"),
        Dead(f"{DOCS}/a.md", 5, "other/rules.json"),
    ]


def test_anchors_are_those_that_the_site_gets() -> None:
    markdown = pytest.importorskip("markdown")
    for page in sorted((ROOT / "docs").rglob("*.md")):
        text = re.sub(r"\A---\n.*?\n---\n", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        html = markdown.markdown(text, extensions=["toc", "attr_list", "tables", "pymdownx.superfences"])
        headings = set(re.findall(r"<h[1-6] id=\"([^\"]+)\"", html))
        assert headings <= anchors(page), page.name
