"""Every page of the hub as people read it who see little, hear it, or hold a phone.

axe-core is no dependency: ``AXE_CORE`` names its file (npm pack axe-core).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from shopwright.hub.access import services
from shopwright.hub.access.roles import Role
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.browser import chromium, served, window
from tests.hub.every_page import NO_PAGES, OUTSIDE, fill, pages_of
from tests.hub.harness import Hub
from tests.hub.routes import ALL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.postgres, pytest.mark.browser]

AXE = Path(os.environ.get("AXE_CORE", "/nowhere"))
#: Pages do not load themselves again while they are looked at.
_STAND_STILL = "const later = setTimeout; window.setTimeout = (act, wait) => (wait >= 1000 ? 0 : later(act, wait));"
_OPEN_ALL = "for (const part of document.querySelectorAll('main details')) part.open = true"
_WIDTH = "document.documentElement.scrollWidth"
#: Pages with the widest tables and the longest rows of buttons.
WIDE = ("today", "grid", "listing", "orders", "order", "import", "bulk-edit", "stock", "variant-stock", "drift", "jobs",
        "categories", "price-list", "returns", "routes", "third-party", "product-edit")  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in the thread of the test
        with chromium() as started:
            yield started


def violations(page: Page, address: str, paths: dict[str, str]) -> list[str]:
    """What axe finds on pages, and which are wider than the window; each must answer and be no other page."""
    page.add_init_script(_STAND_STILL)
    wrong, width = [], page.viewport_size["width"]  # type: ignore[index]
    for name, path in paths.items():
        reply = page.goto(address + path)
        assert reply is not None
        assert (reply.status, reply.url) == (200, address + path), name
        page.evaluate(_OPEN_ALL)
        page.evaluate(AXE.read_text())
        problems = page.evaluate("axe.run().then((result) => result.violations)")
        wrong += [f"{name}: {item['id']}: {node['html'][:160]}" for item in problems for node in item["nodes"]]
        if page.evaluate(_WIDTH) > width:
            wrong.append(f"{name}: wider than the window")
    return wrong


@pytest.mark.slow
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here: set AXE_CORE to its axe.min.js")
@pytest.mark.parametrize(("scheme", "is_phone"), [("light", False), ("dark", True)])
def test_axe_finds_nothing_on_any_page_empty_or_with_rows(
    hub: Hub, browser: Browser, shopwright_module_platform: Platform, scheme: str, is_phone: bool
) -> None:
    wrong: list[str] = []
    with served() as address:
        for ids in ({}, fill(hub, shopwright_module_platform)):
            with window(browser, address, hub.owner, is_phone=is_phone, scheme=scheme) as page:
                wrong += violations(page, address, pages_of(hub, ids))
        token = services.invite(hub.workspace, f"kim-{hub.tag}@example.com", Role.PACKER, None)
        paths = {name: reverse(name) for name in OUTSIDE} | {"invitation": reverse("invitation", args=[token])}
        with window(browser, address, hub.owner, is_phone=is_phone, scheme=scheme) as page:
            page.context.clear_cookies()
            wrong += violations(page, address, paths)
    assert wrong == []


def test_no_address_is_said_to_be_no_page_that_is_not_there() -> None:
    assert set(NO_PAGES) <= {entry.name for _, entry in ALL}


def test_nothing_scrolls_sideways_on_a_phone(hub: Hub, browser: Browser, shopwright_module_platform: Platform) -> None:
    paths = pages_of(hub, fill(hub, shopwright_module_platform))
    rows.variant(hub, "A-SKU-AS-LONG-AS-SOME-SHOPS-WRITE-THEM-WITH-COLOUR-AND-SIZE-" + hub.tag)
    with served() as address, window(browser, address, hub.owner, is_phone=True) as page:
        widths = {}
        for name in WIDE:
            page.goto(address + paths[name])
            widths[name] = page.evaluate(_WIDTH)
    assert {name: width for name, width in widths.items() if width > 390} == {}
