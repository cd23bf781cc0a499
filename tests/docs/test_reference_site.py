"""The reference in the documentation: all have their page, every link leads somewhere, nothing is fetched."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from markupsafe import escape

from shopwright.contract.load import operations, webhooks
from shopwright.platform.fields.meanings import share_written, written
from shopwright.platform.reference.entries import all_fields
from shopwright.wire.meanings import meanings
from tools.reference_site import pages

ROOT = Path(__file__).parents[2]
LISTS = ["operations.html", "webhooks.html", "codes.html"]


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    return dict(pages())


def test_every_operation_and_webhook_has_a_page(site: dict[str, str]) -> None:
    wanted = {f"{name}.html" for name in operations()} | {f"webhook-{number}.html" for number in webhooks()}
    assert wanted | {"index.html", *LISTS} == {name for name in site if name.endswith(".html")}


def test_every_page_leads_to_the_lists_of_all_operations_webhooks_and_codes(site: dict[str, str]) -> None:
    for name, text in site.items():
        if name.endswith(".html"):
            menu = text.partition('aria-label="Reference">')[2].partition("</nav>")[0]
            assert re.findall(r'href="([^"]+)"', menu) == ["index.html", *LISTS], name
    assert {f"{name}.html" for name in operations()} <= links(site["operations.html"])
    assert {f"webhook-{number}.html" for number in webhooks()} <= links(site["webhooks.html"])
    assert {f"../error-codes.html#{code}" for code in meanings()} <= links(site["codes.html"])
    assert all(escape(meaning.meaning) in site["codes.html"] for meaning in meanings().values())


def links(text: str) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', text))


def test_every_link_leads_somewhere(site: dict[str, str]) -> None:
    codes = (ROOT / "docs" / "error-codes.md").read_text(encoding="utf-8")
    broken = set()
    for name, text in site.items():
        for link in re.findall(r'(?:href|src)="([^"]+)"', text) if name.endswith(".html") else ():
            page, _, spot = link.partition("#")
            if page == "../error-codes.html" and spot:
                broken |= set() if f'id="{spot}"' in codes else {link}
            elif not page:
                broken |= set() if f'id="{spot}"' in text else {link}
            elif not page.startswith("../") and page not in site:
                broken.add(link)
    assert broken == set()


def test_it_fetches_nothing_from_elsewhere(site: dict[str, str]) -> None:
    page = site["createProduct.html"]
    assert re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//', page) == []
    assert "At most 10,000 characters" in page
    assert "12052023" in page


def test_fields_that_stand_in_three_places_have_a_written_meaning() -> None:
    used = Counter(field.name for field in all_fields())
    assert [name for name, count in used.items() if count > 2 and name not in written()] == []
    assert [name for name in written() if name not in used] == []
    number, total = share_written(field.meaning for field in all_fields())
    assert number / total > 0.85


@pytest.mark.browser
def test_a_field_is_found_from_disk_by_keyboard(site: dict[str, str], tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    for name in ("index.html", "index.js", "sendEngagementMessage.html", "portal.css", "reference.css"):
        (tmp_path / name).write_text(site[name], encoding="utf-8")
    (tmp_path / "reference_search.js").write_text(site["reference_search.js"], encoding="utf-8")
    with playwright.sync_playwright() as driver:
        page = driver.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page()
        page.goto((tmp_path / "index.html").as_uri())
        page.keyboard.press("/")
        page.keyboard.type("buyer_email")
        page.locator("[role=option][aria-selected=true]").wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**#reply-errors.detail.buyer_email")
        assert "forwards to the buyer" in page.locator("tr:target").inner_text()
