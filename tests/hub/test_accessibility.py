"""Every page of the hub as people read it who see little, hear it, or hold a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings
from django.urls import reverse

from shopwright.hub.access import services
from shopwright.hub.access.roles import Role
from shopwright.testing import Platform
from tests.harness import axe
from tests.hub import rows
from tests.hub.browser import chromium, served, window
from tests.hub.every_page import NO_PAGES, OUTSIDE, fill, pages_of
from tests.hub.harness import Hub
from tests.hub.routes import ALL
from tests.hub.shopify.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.postgres, pytest.mark.browser]

#: Pages do not load themselves again while they are looked at.
_STAND_STILL = "const later = setTimeout; window.setTimeout = (act, wait) => (wait >= 1000 ? 0 : later(act, wait));"
_OPEN_ALL = "for (const part of document.querySelectorAll('main details')) part.open = true"
_WIDTH = "document.documentElement.scrollWidth"
#: As some shops write theirs.
_LONG_SKU = "A-SKU-WITH-COLOUR-AND-SIZE-AND-MATERIAL-AND-YEAR-OF-THE-COLLECTION-"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop in the thread of the test
        with chromium() as started:
            yield started


def wrong_with(page: Page, address: str, paths: dict[str, str]) -> list[str]:
    """What axe finds on pages, and which are wider than the window; each must answer and be no other page."""
    page.add_init_script(_STAND_STILL)
    wrong, width = [], page.viewport_size["width"]  # type: ignore[index]
    for name, path in paths.items():
        reply = page.goto(address + path)
        assert reply is not None
        assert (reply.status, reply.url) == (200, address + path), name
        page.evaluate(_OPEN_ALL)
        wrong += axe.violations(page, name)
        if page.evaluate(_WIDTH) > width:
            wrong.append(f"{name}: wider than the window")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width", "has_rows"), axe.LOOKS)
def test_axe_finds_nothing_on_any_page(
    hub: Hub,
    browser: Browser,
    shopwright_module_platform: Platform,
    store: Store,
    scheme: str,
    width: int,
    has_rows: bool,
) -> None:
    wrong: list[str] = []
    # A machine that is busy takes longer for all pages than a log-in is new.
    with override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=3600), served() as address:
        rows.variant(hub, _LONG_SKU + hub.tag)
        paths = pages_of(hub, fill(hub, shopwright_module_platform, store) if has_rows else {})
        with window(browser, address, hub.owner, is_phone=width < 400, scheme=scheme) as page:
            wrong += wrong_with(page, address, paths)
        token = services.invite(hub.workspace, f"kim-{hub.tag}@example.com", Role.PACKER, None)
        paths = {name: reverse(name) for name in OUTSIDE} | {"invitation": reverse("invitation", args=[token])}
        with window(browser, address, hub.owner, is_phone=width < 400, scheme=scheme) as page:
            page.context.clear_cookies()
            wrong += wrong_with(page, address, paths)
    assert wrong == []


def test_no_address_is_said_to_be_no_page_that_is_not_there() -> None:
    assert set(NO_PAGES) <= {entry.name for _, entry in ALL}
