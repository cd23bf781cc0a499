"""Keys in lists: Enter opens the row, and sends none of the acts on the rows that are chosen."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

import shopwright.hub
from tests.hub.browser import chromium, served, window
from tests.hub.harness import Hub, Page
from tests.hub.lists import FILTERS, NAMES, fill

pytestmark = pytest.mark.postgres

_BULK = re.compile(r'<form class="bulk".*?</form>', re.DOTALL)
_BUTTON = re.compile(r"<button[^>]*>")


def address(hub: Hub, name: str) -> str:
    """The page of a list with the filter that keeps its row."""
    return f"{hub.owner.url(name)}?{urlencode(FILTERS[name])}"


def bulk_forms(hub: Hub) -> dict[str, str]:
    """The addresses of all lists that have a bulk form, with the form."""
    pages = {path: Page(hub.owner.browser.get(path)).html for path in (address(hub, name) for name in NAMES)}
    return {path: form[0] for path, html in pages.items() if (form := _BULK.search(html))}


def test_no_act_of_a_list_is_sent_by_the_key_that_opens_a_row(hub: Hub) -> None:
    fill(hub)
    forms = bulk_forms(hub)
    assert len(forms) >= 12
    for path, form in forms.items():
        first = _BUTTON.findall(form)[0]
        assert "disabled" in first, path
        assert "data-needs-rows" not in first, path  # scripts switch those on


def test_every_template_with_acts_on_rows_begins_its_form_so() -> None:
    texts = {path.name: path.read_text("utf-8") for path in Path(shopwright.hub.__path__[0]).rglob("*.html")}
    forms = [(name, form) for name, text in texts.items() for form in re.findall(r'<form class="bulk".*', text)]
    assert len(forms) >= 15
    assert [name for name, form in forms if "{% csrf_token %}{% no_enter %}" not in form] == []


@pytest.mark.browser
def test_enter_opens_the_row_also_where_rows_are_chosen(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in the thread of the test
    fill(hub)
    paths = list(bulk_forms(hub))
    with chromium() as browser, served() as host, window(browser, host, hub.owner) as page:
        posted: list[str] = []
        page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
        for path in paths:
            page.goto(host + path)
            row = page.locator("form.bulk tbody tr").first
            links = row.locator("a[href]:not(small a)")
            there = links.first.evaluate("link => link.href") if links.count() else page.url
            page.keyboard.press("ArrowDown")
            page.keyboard.press("x")
            if row.locator("input[type=checkbox]").count():
                assert row.locator("input[type=checkbox]").first.is_checked(), path
                page.locator("form.bulk tbody input[type=checkbox]").first.focus()
            page.keyboard.press("Enter")
            page.wait_for_url(there)
    assert posted == []
