"""The feed of changes: Atom that readers take, with every dated record of the contract, the same at each build."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path

import pytest

from shopwright.cli.main import main
from shopwright.contract.notices import notices
from shopwright.contract.patches import patches
from tests.harness.server import RunningPlatform
from tools.reference_site import pages

ROOT = Path(__file__).parents[2]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["changes", *words]) == 0
    return capsys.readouterr().out


def entries(text: str) -> list[ET.Element]:
    feed = ET.fromstring(text)
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert all(feed.findtext(f"a:{name}", "", ATOM) for name in ("id", "title", "updated", "author/a:name"))
    return feed.findall("a:entry", ATOM)


@pytest.fixture(scope="module")
def documented() -> str:
    return next(text for name, text in pages() if name == "changes.atom")


def test_it_has_every_patch_and_every_notice_with_a_day(documented: str) -> None:
    texts = [entry.findtext("a:content", "", ATOM) for entry in entries(documented)]
    wanted = [patch.reason for patch in patches()] + [notice.what for notice in notices() if notice.on]
    assert sorted(text.partition("\n")[0] for text in texts) == sorted(wanted)


def test_every_entry_has_what_readers_need_and_a_date_of_the_data(documented: str) -> None:
    feed = entries(documented)
    assert len({entry.findtext("a:id", "", ATOM) for entry in feed}) == len(feed)
    dates = [entry.findtext("a:updated", "", ATOM) for entry in feed]
    assert dates == sorted(dates, reverse=True)
    assert {datetime.fromisoformat(date).time().isoformat() for date in dates} == {"00:00:00"}
    days = {patch.date for patch in patches()} | {(notice.on + "-01")[:10] for notice in notices() if notice.on}
    assert {date[:10] for date in dates} == days
    for entry in feed:
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry.findtext("a:id", "", ATOM))
        assert 0 < len(entry.findtext("a:title", "", ATOM)) <= 110
    assert ET.fromstring(documented).findtext("a:updated", "", ATOM) == dates[0]


def test_links_lead_to_pages_of_the_documentation(documented: str) -> None:
    links = {link.get("href", "") for entry in entries(documented) for link in entry.findall("a:link", ATOM)}
    assert links
    for link in links:
        page = link.partition("#")[0].removeprefix("../").replace(".html", ".md")
        assert (ROOT / "docs" / page).is_file(), link


def test_documentation_command_and_platform_tell_the_same(
    documented: str, shared_platform: RunningPlatform, capsys: pytest.CaptureFixture[str]
) -> None:
    def ids(text: str) -> list[str]:
        return [entry.findtext("a:id", "", ATOM) for entry in entries(text)]

    printed = told(capsys, "--feed")
    assert ids(printed) == ids(documented) == [row["id"] for row in json.loads(told(capsys, "--json"))]
    reply = shared_platform.send("GET", "/reference/feed.atom", None, {})
    assert (reply.status, reply.headers["content-type"].partition(";")[0]) == (200, "application/atom+xml")
    assert ids(reply.body.decode()) == ids(documented)
    assert told(capsys, "--feed") == printed


def test_a_day_selects(capsys: pytest.CaptureFixture[str]) -> None:
    everything = json.loads(told(capsys, "--json"))
    chosen = json.loads(told(capsys, "--since", "2026-06-17", "--json"))
    assert chosen == everything[: len(chosen)]
    assert all(row["on"] >= "2026-06-17" or row["on"] == "2026-06" for row in chosen)
    assert everything[len(chosen)]["on"] < "2026-06-17"
    assert "PATCH" in told(capsys, "--since", "2026-11")
    assert main(["changes", "--since", "soon"]) == 2


def test_the_releases_are_those_of_the_changelog() -> None:
    headings = re.findall(
        r"^## \[(\d[^\]]*)\] - (\d{4}-\d{2}-\d{2})$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    data = json.loads((ROOT / "src/shopwright/contract/data/notices/releases.json").read_text())
    assert [(row["version"], row["on"]) for row in data] == headings
