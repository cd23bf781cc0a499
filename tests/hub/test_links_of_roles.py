"""No page shows a role a link that it may not follow; and a refusal is a line in the log."""

from __future__ import annotations

import logging
import re
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from shopwright.hub.access.roles import Role, allows
from shopwright.hub.project.log_filters import RefusalsInALine
from tests.hub.harness import Hub, Page, Person
from tests.hub.lists import FILTERS, NAMES, OF_ROWS, fill
from tests.hub.routes import OF_WORKSPACES

pytestmark = pytest.mark.postgres

_LINK = re.compile(r'<a\b[^>]*?href="(/w/[^"]+)"')


def forbidden_links(person: Person, role: Role, path: str) -> set[str]:
    """The links of a page that answer 403 to whoever looks at it."""
    page = Page(person.browser.get(path))
    if page.status != 200:
        return set()
    pages = {link: resolve(urlsplit(link).path).func for link in _LINK.findall(page.html)}
    return {link for link, view in pages.items() if not allows(role, getattr(view, "permission"))}  # noqa: B009


@pytest.mark.parametrize("role", list(Role))
def test_every_link_on_the_pages_of_a_role_answers_it(hub: Hub, role: Role) -> None:
    filled = fill(hub)
    person = hub.person(role)
    shop = filled.order.connection_id
    rows_of = {
        "order": filled.order.pk,
        "product": hub.variant(filled.sku).product_id,
        "variant-stock": hub.variant(filled.sku).pk,
        "listing": hub.workspace.listing_set.earliest("pk").pk,
        "return": hub.workspace.cases.earliest("pk").pk,
        "connection": shop,
        "pick": hub.workspace.pick_lists.get().pk,
        "pack-order": filled.order.pk,
        **{name: filled.ids[name] for name in OF_ROWS if name in filled.ids},
    }
    paths = [person.url(name, pk) for name, pk in rows_of.items() if name in OF_WORKSPACES]
    paths += [person.url(name) for name in ("today", "pack", "stock", "search")]
    paths += [
        f"{person.url(name)}?{key}={value}" for name in NAMES for key, value in (FILTERS[name] or {"": ""}).items()
    ]
    wrong = {path: links for path in paths if (links := forbidden_links(person, role, path))}
    assert wrong == {}


def test_a_refusal_is_a_line_in_the_log(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert hub.person(Role.PACKER).get("jobs").status == 403
    records = [record for record in caplog.records if record.name == "django.request"]
    assert records
    for record in records:
        RefusalsInALine().filter(record)
        assert "Traceback" not in logging.Formatter().format(record)
