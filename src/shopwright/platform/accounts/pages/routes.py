"""The pages of consent, and of the developer's apps."""

from __future__ import annotations

from shopwright.platform.core.pages.page import BOTH, GET, Page

from . import apps, consent

PAGES = (
    Page("/oauth/authorize", BOTH, consent.ask_seller),
    Page("/open/authorize", BOTH, consent.ask_user),
    Page("/alliance/creator/auth", BOTH, consent.ask_creator),
    Page("/portal/apps", GET, apps.apps_page),
    Page("/portal/apps/new", BOTH, apps.new_app),
    Page("/portal/apps/{app_key}", BOTH, apps.app_page),
)
