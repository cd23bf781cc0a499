"""The built documentation: it is whole, names no other host, and is searched from disk."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from shopwright.contract.load import operations, webhooks
from shopwright.wire.meanings import meanings
from tests.harness.axe import LOOKS, violations
from tests.harness.pages import follow
from tools.site_search import search_entries

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
#: What a browser fetches by itself.
FETCHED = re.compile(r"<(?:script|link|img|iframe|source|video|audio|embed|image|use)\b[^>]*>")
ADDRESS = re.compile(r"\b(?:src|href|srcset|poster)=\"?([^\"\s>]+)")
IN_STYLE = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")
FOREIGN = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)
LINK = re.compile(r"<a\b[^>]*\bhref=\"?([^\"\s>]+)")
ID = re.compile(r"\b(?:id|name)=\"?([^\"\s>]+)")


def test_no_page_fetches_anything_from_another_host(built_site: Path) -> None:
    pages = sorted(built_site.rglob("*.html"))
    assert len(pages) > 500
    foreign = set()
    for page in pages:
        for tag in FETCHED.findall(page.read_text(encoding="utf-8")):
            foreign |= {(page.name, address) for address in ADDRESS.findall(tag) if FOREIGN.match(address)}
    assert foreign == set()


def test_no_style_fetches_anything_from_another_host(built_site: Path) -> None:
    styles = [*built_site.rglob("*.css"), *built_site.rglob("*.html")]
    addresses = {
        address
        for style in styles
        for parts in IN_STYLE.findall(style.read_text(encoding="utf-8"))
        for address in parts
        if FOREIGN.match(address)
    }
    assert addresses == set()


def test_every_link_between_pages_leads_somewhere(built_site: Path) -> None:
    texts = {page: page.read_text(encoding="utf-8") for page in built_site.rglob("*.html")}
    ids = {page: set(ID.findall(text)) for page, text in texts.items()}
    dead = set()
    for page, text in texts.items():
        if page.name == "404.html":
            continue  # it stands below any address, and so links from the top
        for link in set(LINK.findall(text)):
            path, _, spot = unquote(link).partition("#")
            target = (page.parent / path).resolve() if path else page
            if re.match(r"[a-z]+:", link):
                continue
            if not target.exists() or (spot and target in ids and spot not in ids[target]):
                dead.add(f"{page.relative_to(built_site)}: {link}")
    assert dead == set()


def test_the_search_has_each_operation_webhook_and_code(built_site: Path) -> None:
    script = (built_site / "search" / "search_index.js").read_text(encoding="utf-8")
    places = {entry["location"] for entry in search_entries()}
    assert {f"api/{name}.html" for name in operations()} <= places
    assert {f"api/webhook-{number}.html" for number in webhooks()} <= places
    assert {f"error-codes.html#{code}" for code in meanings()} <= places
    assert [place for place in places if f'"location":"{place}"' not in script] == []


def test_the_menu_leads_to_the_reference_of_the_api(built_site: Path) -> None:
    page = (built_site / "support" / "index.html").read_text(encoding="utf-8")
    assert 'href="../api/index.html" class="md-nav__link"' in page


def test_a_dead_link_fails_the_check(tmp_path: Path, lint_venv: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("[gone](gone.md)\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: One page\n", encoding="utf-8")
    command = ["make", "--file", ROOT / "Makefile", "check-docs", f"LINT_VENV={lint_venv}"]
    check = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert check.returncode != 0
    assert "'gone.md'" in check.stdout
    (tmp_path / "docs" / "index.md").write_text("Nothing.\n", encoding="utf-8")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.browser
def test_the_search_works_from_disk(built_site: Path, chromium: Browser) -> None:
    context = chromium.new_context(offline=True)
    context.set_default_timeout(120_000)  # the page itself makes the index, of two megabytes
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto((built_site / "support" / "index.html").as_uri())
    field = page.locator("input.md-search__input")
    field.fill("getOrderLis")
    field.press("t")
    follow(page, page.locator(".md-search-result__item a[href*='api/getOrderList.html']").first)
    assert "Get Order List" in page.locator("h1").inner_text()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


@pytest.mark.browser
def test_support_pages_can_be_used_by_everybody(built_site: Path, chromium: Browser) -> None:
    broken = []
    for scheme, width, _ in LOOKS:
        page = chromium.new_page(color_scheme=scheme, viewport={"width": width, "height": 844})
        for name in ("index", "errors", "practice/connect"):
            page.goto((built_site / "support" / f"{name}.html").as_uri())
            broken += violations(page, f"{name}, {scheme}, {width}")
        page.close()
    assert broken == []


@pytest.mark.browser
def test_wide_tables_are_scrolled_by_keyboard(built_site: Path, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto((built_site / "error-codes.html").as_uri())
    page.locator(".md-typeset__scrollwrap[tabindex='0']").first.wait_for()
    wide = "all => all.filter(wrap => wrap.scrollWidth > wrap.clientWidth).map(wrap => wrap.tabIndex)"
    assert set(page.locator(".md-typeset__scrollwrap").evaluate_all(wide)) == {0}
    page.close()
