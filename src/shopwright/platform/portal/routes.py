"""Every page: those of the capabilities, and the portal's own."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import partial
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from shopwright.platform.capabilities import CAPABILITIES
from shopwright.platform.core.pages.page import BOTH, GET, POST, Page, Portal, answering, assets_of
from shopwright.platform.core.services import Services
from shopwright.platform.exports import pages as exports_pages
from shopwright.wire.errors import ApiError

from . import business, calls, control, docs_page, home, reference, self_audit, shops, signin

PAGES: tuple[Page, ...] = (
    *(page for capability in CAPABILITIES for page in capability.pages),
    Page("/", GET, home.home_page),
    Page("/portal/theme", POST, home.set_theme),
    Page("/portal/tokens", POST, home.new_tokens),
    Page("/portal/cards/notices", GET, home.notices_card),
    Page(signin.SIGN_IN, BOTH, signin.sign_in),
    Page("/portal/sign-out", POST, signin.sign_out),
    Page("/portal/self-audit", GET, self_audit.self_audit_page),
    Page("/portal/docs", GET, docs_page.docs_page),
    Page("/portal/search", GET, calls.search),
    Page("/portal/requests", GET, calls.requests_page),
    Page("/portal/requests/{request_id}", GET, calls.request_page),
    Page("/portal/requests/{request_id}/again", POST, calls.call_again),
    Page("/portal/cards/clock", GET, control.clock_card),
    Page("/portal/cards/faults", GET, control.faults_card),
    Page("/portal/cards/snapshots", GET, control.snapshots_card),
    Page("/portal/clock/advance", POST, control.advance),
    Page("/portal/clock/freeze", POST, control.freeze),
    Page("/portal/clock/resume", POST, control.resume),
    Page("/portal/faults", POST, control.add_fault),
    Page("/portal/faults/remove", POST, control.remove_fault),
    Page("/portal/snapshots", POST, control.take_snapshot),
    Page("/portal/snapshots/restore", POST, control.restore),
    Page("/portal/snapshots/remove", POST, control.drop_snapshot),
    Page("/portal/reset", POST, control.start_over),
    Page("/portal/shops", GET, shops.shops_page),
    Page("/portal/shops/new", BOTH, shops.new_shop),
    Page("/portal/shops/{shop_id}", GET, shops.shop_page),
    Page("/portal/shops/{shop_id}/acts", POST, shops.act),
    Page(business.PATH, BOTH, business.business_page),
    Page(f"{business.PATH}/advertisers", POST, business.new_advertiser),
    Page(f"{business.PATH}/tokens", POST, business.new_business_token),
    *exports_pages.PAGES,
    *reference.PAGES,
    Page("/portal/{rest:path}", GET, home.no_page),
)

#: The packages that hold templates.
TEMPLATES = (
    "shopwright.platform.core.pages",
    "shopwright.platform.portal",
    "shopwright.platform.reference",
    *(package for capability in CAPABILITIES for package in capability.templates),
)


def refusals(services: Services) -> Callable[[MutableMapping[str, Any], ApiError], Response]:
    """What answers requests that the guard refuses."""
    return partial(signin.refuse, Portal(services, TEMPLATES))


def portal_routes(services: Services) -> list[Route]:
    """The routes of all pages, and of the files that they use."""
    services.add(control.LastMove())
    portal = Portal(services, TEMPLATES)
    # The first that matches answers, so those that leave less open come first.
    ordered = sorted(PAGES, key=lambda page: (":path}" in page.path, page.path.count("{")))
    pages = [Route(page.path, answering(portal, page.handler), methods=page.methods) for page in ordered]
    serve = assets_of(TEMPLATES).serve
    return [*pages, Route("/static/{name}", serve), Route("/favicon.ico", serve)]
