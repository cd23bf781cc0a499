"""Beyond loopback, each role is shown what it may open: every link of every page answers 200, and what is not for a
role answers a page that says so."""

from __future__ import annotations

import re
from collections import deque
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from shopwright.platform.developers.access import OPERATOR, least_role
from shopwright.platform.developers.developer import RANKS, Role
from shopwright.platform.portal.routes import PAGES
from shopwright.platform.portal.signin import OPEN_PATHS
from shopwright.platform.sandbox.guard import CONSENT_ROOTS

from .crew import Crew
from .visitor import Visitor, words_of

BROWSER = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}

#: Pages as patterns, those that leave less open first, as they are answered.
PATTERNS = [
    (page.path, re.compile(re.sub(r"\{\w+(:path)?\}", lambda name: ".+" if name[1] else "[^/]+", page.path)))
    for page in sorted(PAGES, key=lambda page: (":path}" in page.path, page.path.count("{")))
    if "GET" in page.methods
]

#: Pages that are not open to everybody, without anything to fill in, by the least role that opens them.
FIXED = {
    page.path: least_role("GET", page.path)
    for page in PAGES
    if "GET" in page.methods
    and "{" not in page.path
    and page.path not in OPEN_PATHS
    and page.path.split("/")[1] not in CONSENT_ROOTS
}


def kind_of(url: str) -> tuple[str, frozenset[str]]:
    """The page that an address opens, with the names of its query: one address of each kind is looked at."""
    parts = urlsplit(url)
    page = next((path for path, pattern in PATTERNS if pattern.fullmatch(parts.path)), parts.path)
    return page, frozenset(name for name, _ in parse_qsl(parts.query))


def crawl(visitor: Visitor, start: str) -> dict[str, int]:
    """Follow links from a page on; answers the status of each address."""
    waiting, seen, statuses = deque([start]), {kind_of(start)}, {}
    while waiting:
        url = waiting.popleft()
        reply = visitor.http.get(url, headers=BROWSER)
        statuses[url] = reply.status_code
        if not reply.headers.get("content-type", "").startswith("text/html"):
            continue
        for link in map(unescape, re.findall(r'<a[^>]* href="(/[^"#]*)', reply.text)):
            if kind_of(link) not in seen:
                seen.add(kind_of(link))
                waiting.append(link)
    return statuses


@pytest.mark.parametrize("role", list(Role))
def test_every_link_of_every_page_opens(crew: Crew, role: Role) -> None:
    crew.platform.ask("POST", "/sandbox/faults", {"http_status": 429, "count": 1})
    crew.seller.call("getAuthorizedShops")
    crew.platform.ask("GET", "/sandbox/requests")  # what is not written yet is written for it
    statuses = crawl(crew.people[role], "/portal/partner")
    assert {url: status for url, status in statuses.items() if status != 200} == {}
    assert {"/portal/apps", "/portal/shops", "/reference/codes", "/portal/security"} <= statuses.keys()
    assert ("/portal/apps/new" in statuses) == (role is not Role.VIEWER)
    assert not {"/portal/shops/new", "/portal/business"} & statuses.keys()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", sorted(FIXED))
def test_a_page_that_is_not_for_a_role_says_so(crew: Crew, role: Role, path: str) -> None:
    least, person = FIXED[path], crew.people[role]
    if least != OPERATOR and RANKS[role] >= RANKS[Role(least)]:
        assert person.http.get(path, headers=BROWSER).status_code in {200, 303}
        return
    page = person.open(path, 403, BROWSER)
    words = words_of(page)
    assert "Not allowed" in words
    assert 'href="/portal/partner"' in page
    assert ("Sign in with the sandbox key" if least == OPERATOR else "Ask an owner of your partner account") in words
    assert person.http.get(path).json()["code"] == (40311 if least == OPERATOR else 40310)
