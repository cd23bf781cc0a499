"""Every page: consent, the portal, and its files."""

from __future__ import annotations

from starlette.routing import Route

from shopwright.platform.services import Services

from . import apps, calls, consent, control, home, orders, pushes, shop_lists, shops, signin
from .page import Handler, Portal, answering
from .static import serve

_GET, _POST, _BOTH = ("GET",), ("POST",), ("GET", "POST")

#: Path, methods, handler. Fixed segments stand before variable ones.
PAGES: tuple[tuple[str, tuple[str, ...], Handler], ...] = (
    ("/oauth/authorize", _BOTH, consent.ask_seller),
    ("/open/authorize", _BOTH, consent.ask_user),
    ("/alliance/creator/auth", _BOTH, consent.ask_creator),
    ("/", _GET, home.home_page),
    (signin.SIGN_IN, _BOTH, signin.sign_in),
    ("/portal/sign-out", _POST, signin.sign_out),
    ("/portal/theme", _POST, home.set_theme),
    ("/portal/tokens", _POST, home.new_tokens),
    ("/portal/search", _GET, calls.search),
    ("/portal/requests", _GET, calls.requests_page),
    ("/portal/requests/{request_id}", _GET, calls.request_page),
    ("/portal/deliveries", _GET, pushes.deliveries_page),
    ("/portal/deliveries/{delivery_id}", _GET, pushes.delivery_page),
    ("/portal/deliveries/{delivery_id}/replay", _POST, pushes.replay),
    ("/portal/cards/notices", _GET, home.notices_card),
    ("/portal/cards/clock", _GET, control.clock_card),
    ("/portal/cards/faults", _GET, control.faults_card),
    ("/portal/cards/snapshots", _GET, control.snapshots_card),
    ("/portal/cards/shops/{shop_id}", _GET, orders.side_cards),
    ("/portal/clock/advance", _POST, control.advance),
    ("/portal/clock/freeze", _POST, control.freeze),
    ("/portal/clock/resume", _POST, control.resume),
    ("/portal/faults", _POST, control.add_fault),
    ("/portal/faults/remove", _POST, control.remove_fault),
    ("/portal/snapshots", _POST, control.take_snapshot),
    ("/portal/snapshots/restore", _POST, control.restore),
    ("/portal/snapshots/remove", _POST, control.drop_snapshot),
    ("/portal/reset", _POST, control.start_over),
    ("/portal/apps", _GET, apps.apps_page),
    ("/portal/apps/new", _BOTH, apps.new_app),
    ("/portal/apps/{app_key}", _BOTH, apps.app_page),
    ("/portal/shops", _GET, shops.shops_page),
    ("/portal/shops/new", _BOTH, shops.new_shop),
    ("/portal/shops/{shop_id}", _GET, shops.shop_page),
    ("/portal/shops/{shop_id}/acts", _POST, shops.act),
    ("/portal/shops/{shop_id}/buy", _POST, orders.buy),
    ("/portal/shops/{shop_id}/orders", _GET, orders.orders_page),
    ("/portal/shops/{shop_id}/orders/{order_id}", _GET, orders.order_page),
    ("/portal/shops/{shop_id}/orders/{order_id}/acts", _POST, orders.act_on_order),
    ("/portal/shops/{shop_id}/parcels", _GET, shop_lists.parcels_page),
    ("/portal/shops/{shop_id}/returns", _GET, shop_lists.returns_page),
    ("/portal/{rest:path}", _GET, home.no_page),
)


def portal_routes(services: Services) -> list[Route]:
    """The routes of all pages, and of the files that they use."""
    portal = Portal(services)
    pages = [Route(path, answering(portal, handler), methods=methods) for path, methods, handler in PAGES]
    return [*pages, Route("/static/{name}", serve), Route("/favicon.ico", serve)]
