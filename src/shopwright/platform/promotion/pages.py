"""The pages of a shop's promotions."""

from __future__ import annotations

from shopwright.platform.core.pages.page import Page

PAGES: tuple[Page, ...] = ()
