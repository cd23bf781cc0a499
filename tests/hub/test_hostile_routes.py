"""Every form that stands on a page of the hub, sent with values that are made to harm, is answered with words."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.routes import OF_WORKSPACES

pytestmark = pytest.mark.postgres

#: One after the other into the fields of a form: numbers that are none, times that cannot be, texts without end.
_HOSTILE = [
    "NaN", "-1", "9" * 25, "1e999", "0001-01-01", "9999-12-31", "²", "x" * 20_000, "\u202e", "", "Infinity", "{}",
    "99:99", "[[[[", "{title.__class__}", "-0.005", "\ud7ff", "=cmd|'/c'!A1",
]  # fmt: skip


class _Forms(HTMLParser):
    """The forms of a page: where each goes, and its fields with the values that buttons and hidden fields have."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "form" and (facts.get("method") or "").lower() == "post":
            self.forms.append((facts.get("action") or "", {}))
        name = facts.get("name")
        if not name or not self.forms or tag not in ("input", "select", "textarea", "button"):
            return
        is_fixed = tag == "button" or facts.get("type") == "hidden" or name.endswith("_FORMS")
        self.forms[-1][1].setdefault(name, (facts.get("value") or "") if is_fixed else None)


def test_no_form_of_any_page_falls_over_hostile_values(hub: Hub) -> None:
    ids = rows.make_rows(hub)
    browser = hub.owner.browser
    browser.raise_request_exception = False
    forms: dict[tuple[str, tuple[str, ...]], tuple[str, dict[str, str | None]]] = {}
    for name, entry in OF_WORKSPACES.items():
        parts = entry.pattern.converters.keys() - {"workspace"}
        if "GET" not in entry.callback.methods or (parts and name not in ids):
            continue
        path = hub.owner.url(name, *([ids[name]] if parts else []))
        answer = browser.get(path)
        if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
            answer.close()
            continue
        page = _Forms()
        page.feed(answer.content.decode())
        for action, fields in page.forms:
            target = urlsplit(action or path).path
            route = resolve(target).url_name or ""
            if route in OF_WORKSPACES:
                forms.setdefault((route, tuple(sorted(fields))), (target, fields))
    fallen = []
    for shift, ((route, _), (target, fields)) in enumerate(forms.items()):
        sent = {
            name: _HOSTILE[(number + 5 * shift) % len(_HOSTILE)] if value is None else value
            for number, (name, value) in enumerate(fields.items())
        }
        if browser.post(target, sent).status_code >= 500:
            fallen.append((route, sent))
    assert len({route for route, _ in forms}) > 30
    assert fallen == []
