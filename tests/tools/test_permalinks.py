"""Addresses of the documentation last: what is gone without a redirect is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from permalinks import ROOT, current, faults, listed, redirects
from site_nav import leads_on

TODAY = {"a.md", "a.md#part", "b.md"}


@pytest.mark.parametrize(
    ("published", "moved", "fault"),
    [
        ({"a.md#part"}, {}, ""),
        ({"a.md#gone"}, {}, "a.md#gone is gone"),
        ({"old.md", "old.md#x"}, {"old.md": "b.md"}, ""),
        ({"old.md"}, {}, "old.md is gone"),
        ({"old.md"}, {"old.md": "c.md"}, "is not there"),
        (set(), {"a.md": "b.md"}, "is there, and leads elsewhere"),
    ],
)
def test_an_address_that_is_gone_without_a_redirect_is_told(
    published: set[str], moved: dict[str, str], fault: str
) -> None:
    told = list(faults(published, TODAY, moved))
    assert bool(told) == bool(fault)
    assert not fault or fault in told[0]


def test_every_address_that_was_published_is_there_or_leads_on() -> None:
    docs = ROOT / "docs"
    assert list(faults(listed(docs), current(docs), redirects(docs))) == []


def test_addresses_are_added_and_never_taken_away(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "tools/permalinks.py", "--docs", str(tmp_path), *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    (tmp_path / "page.md").write_text("# Page\n\n## Part\n")
    assert run("--check").returncode == 1
    assert run().returncode == 0
    assert run("--check").returncode == 0
    (tmp_path / "page.md").write_text("# Page\n\n## Another\n")
    assert run().returncode == 1
    assert {"page.md#part", "page.md#another"} < listed(tmp_path)
    (tmp_path / "page.md").write_text('# Page\n\n<a id="part"></a>\n\n## Another\n')
    assert run("--check").returncode == 0


def test_a_page_that_moved_leads_on_from_where_it_stood() -> None:
    assert 'href="../new/page.html#part"' in leads_on("old/page.md", "new/page.md#part")
