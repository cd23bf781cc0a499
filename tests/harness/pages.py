"""Steps through pages of a browser that more than one test takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def follow(page: Page, link: Locator) -> None:
    """Click a link or a button that leads to a page, and wait until the page is there.

    A click alone comes back while the next page is under way. What reads the page at once, without a locator that
    waits, would see the old one or none.
    """
    with page.expect_navigation():
        link.click()
