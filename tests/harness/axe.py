"""What axe-core finds wrong with a page that is open in Chromium."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ALL_LOOKS = tuple(itertools.product(("light", "dark"), (1440, 390), (False, True)))
#: Whether pages are looked at in every scheme and width.
EVERY_LOOK = bool(os.environ.get("SHOPWRIGHT_EVERY_LOOK"))
#: Schemes, widths, and whether there are rows: each is looked at in every run, all together with SHOPWRIGHT_EVERY_LOOK.
LOOKS = _ALL_LOOKS if EVERY_LOOK else (("light", 1440, False), ("dark", 390, True))


def violations(page: Page, name: str = "") -> list[str]:
    """Each part of a page that breaks a rule, with the name of the page and the rule's."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not here")
    broken = axe.Axe().run(page).response["violations"]
    return [f"{name or page.url}: {item['id']}: {node['html'][:160]}" for item in broken for node in item["nodes"]]
