"""The pages of consent."""

from __future__ import annotations

from shopwright.platform.core.pages.page import BOTH, Page

from . import consent

PAGES = (
    Page("/oauth/authorize", BOTH, consent.ask_seller),
    Page("/open/authorize", BOTH, consent.ask_user),
    Page("/alliance/creator/auth", BOTH, consent.ask_creator),
)
