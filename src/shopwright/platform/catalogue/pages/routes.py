"""The pages of a shop's stock, and of one product."""

from __future__ import annotations

from shopwright.platform.core.pages.page import Page

PAGES: tuple[Page, ...] = ()
