"""The reference in the documentation: all have their page, every link leads somewhere, nothing is fetched."""

from __future__ import annotations

import json
import lzma
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from markupsafe import escape

from shopwright.contract.load import limits, operations, webhooks
from shopwright.platform.core.registry import BUILT
from shopwright.platform.fields.meanings import share_written, written
from shopwright.platform.reference.entries import all_fields
from shopwright.platform.reference.fields import reply_fields, schema_fields
from shopwright.platform.reference.recorded import recorded
from shopwright.wire.meanings import meanings
from tools.record_replies import FILE, faults
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


def test_the_unit_of_a_time_is_said_once_and_is_the_contracts() -> None:
    wrong = set()
    for owner, facts in limits().items():
        for field in schema_fields(owner):
            said = re.findall(r"Unix (?:milli)?seconds", f"{field.meaning.words} {' '.join(field.limits)}")
            unit = facts.get(field.name, {}).get("x-unix-time") if not field.depth else None
            wanted = {"s": ["Unix seconds"], "ms": ["Unix milliseconds"]}.get(str(unit), said[:1])
            wrong |= set() if said == wanted else {(owner, field.path)}
    assert wrong == set()


def test_limits_say_values_once_as_they_are_and_do_not_contradict_each_other() -> None:
    for owner, facts in limits().items():
        for field in (each for each in schema_fields(owner) if not each.depth):
            told = [words for words in field.limits if words.startswith(("Left out", "By market", "Such as"))]
            lists = [re.split(r", ", part.rpartition(": ")[2]) for words in told for part in words.split("; ")]
            assert all(len(values) == len(set(values)) for values in lists), (owner, field.path, told)
            default = facts.get(field.name, {}).get("default")
            if default is not None:
                text = default if isinstance(default, str) else json.dumps(default)
                assert f"Left out, it is {text}" in field.limits
            assert sum(re.search(r"\bin all\b", words, re.IGNORECASE) is not None for words in field.limits) < 2


def test_a_sentence_that_fits_every_object_does_not_count_as_written() -> None:
    for field in all_fields():
        if field.name in ("id", "type", "value") and field.meaning.words == written()[field.name]:
            assert not field.meaning.is_written, field.path
    ids = {field.path: field.meaning for field in reply_fields(operations()["getOrderDetail"]) if field.name == "id"}
    assert ids["orders.id"].words == "The id of the order."
    assert ids["orders.line_items.id"].words == "The id of the order line."
    assert {field.path for field in all_fields() if field.name == "id" and not field.meaning.is_written} == {"id"}


def test_each_built_operation_shows_a_reply_that_the_platform_gave(site: dict[str, str]) -> None:
    assert list(faults()) == []
    for name in operations():
        kind = "recorded" if name in BUILT else "shape"
        assert f'<code data-sample="{kind}">' in site[f"{name}.html"], name
    for number in webhooks():
        kind = "recorded" if str(number) in recorded().notifications else "shape"
        assert f'<code data-sample="{kind}">' in site[f"webhook-{number}.html"], number


def test_each_notification_that_is_sent_has_a_sample_but_for_those_of_combined_listings() -> None:
    sent = {number for built in BUILT.values() for number in built.webhooks}
    assert sent - {42} - set(map(int, recorded().notifications)) == set()


def test_a_sample_holds_no_secret() -> None:
    said = FILE.read_bytes()
    text = lzma.decompress(said).decode()
    assert re.findall(r'"[\w]*(?:token|cipher|secret|open_id)":"(?!<|")', text) == []
    assert re.findall(r"[\w-]*\d[\w-]{60,}", text) == []


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
