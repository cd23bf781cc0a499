"""The control API's routes."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from shopwright.platform.services import Services

from .accounts import change_account, create_account, list_accounts, show_account
from .addresses import change_order_address
from .apps import change_app, create_app, list_apps, show_app
from .buyers import list_buyers
from .cancellations import withdraw_cancellation
from .clock import advance_clock, freeze_clock, resume_clock, set_clock, show_clock, show_job
from .deliveries import list_deliveries, replay_delivery, show_delivery
from .endpoint import Endpoint
from .events import stream_events
from .faults import create_fault, list_faults, remove_fault, remove_faults
from .inspection import list_requests, show_request
from .keys import read_keys
from .openapi import show_openapi
from .order_book import list_orders, show_order
from .orders import advance_order, cancel_order, create_order, pay_for_order
from .packages import act_on_package, list_packages, show_package
from .products import act_on_product
from .replies import NOT_ALLOWED, NOT_FOUND, failure
from .returns import act_on_return, return_order, show_return
from .settings import change_settings, list_due, show_settings
from .shops import change_shop, create_shop, list_shops, show_shop
from .snapshots import create_snapshot, list_snapshots, remove_snapshot, reset, restore, restore_snapshot
from .stock import show_ledger
from .tokens import create_auth_code, create_tokens, deauthorize, expire_token
from .worlds import change_world, remove_worlds, show_world

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/sandbox/keys", read_keys),
    Endpoint("GET", "/sandbox/apps", list_apps),
    Endpoint("POST", "/sandbox/apps", create_app),
    Endpoint("GET", "/sandbox/apps/{app_key}", show_app),
    Endpoint("PATCH", "/sandbox/apps/{app_key}", change_app),
    Endpoint("GET", "/sandbox/accounts", list_accounts),
    Endpoint("POST", "/sandbox/accounts", create_account),
    Endpoint("GET", "/sandbox/accounts/{account_id}", show_account),
    Endpoint("PATCH", "/sandbox/accounts/{account_id}", change_account),
    Endpoint("GET", "/sandbox/shops", list_shops),
    Endpoint("POST", "/sandbox/shops", create_shop),
    Endpoint("GET", "/sandbox/shops/{shop_id}", show_shop),
    Endpoint("PATCH", "/sandbox/shops/{shop_id}", change_shop),
    Endpoint("POST", "/sandbox/auth_codes", create_auth_code),
    Endpoint("POST", "/sandbox/tokens", create_tokens),
    Endpoint("POST", "/sandbox/tokens/expire", expire_token),
    Endpoint("POST", "/sandbox/deauthorize", deauthorize),
    Endpoint("GET", "/sandbox/clock", show_clock),
    Endpoint("POST", "/sandbox/clock/advance", advance_clock),
    Endpoint("POST", "/sandbox/clock/set", set_clock),
    Endpoint("POST", "/sandbox/clock/freeze", freeze_clock),
    Endpoint("POST", "/sandbox/clock/resume", resume_clock),
    Endpoint("GET", "/sandbox/jobs/{job_id}", show_job),
    Endpoint("GET", "/sandbox/due", list_due),
    Endpoint("GET", "/sandbox/faults", list_faults),
    Endpoint("POST", "/sandbox/faults", create_fault),
    Endpoint("DELETE", "/sandbox/faults", remove_faults),
    Endpoint("DELETE", "/sandbox/faults/{fault_id}", remove_fault),
    Endpoint("GET", "/sandbox/requests", list_requests),
    Endpoint("GET", "/sandbox/requests/{request_id}", show_request),
    Endpoint("GET", "/sandbox/deliveries", list_deliveries),
    Endpoint("GET", "/sandbox/deliveries/{delivery_id}", show_delivery),
    Endpoint("POST", "/sandbox/deliveries/{delivery_id}/replay", replay_delivery),
    Endpoint("GET", "/sandbox/events", stream_events),
    Endpoint("GET", "/sandbox/settings", show_settings),
    Endpoint("PATCH", "/sandbox/settings", change_settings),
    Endpoint("GET", "/sandbox/snapshots", list_snapshots),
    Endpoint("POST", "/sandbox/snapshots", create_snapshot),
    Endpoint("DELETE", "/sandbox/snapshots/{snapshot_id}", remove_snapshot),
    Endpoint("POST", "/sandbox/snapshots/{snapshot_id}/restore", restore_snapshot),
    Endpoint("POST", "/sandbox/restore", restore),
    Endpoint("POST", "/sandbox/reset", reset),
    Endpoint("GET", "/sandbox/ledger", show_ledger),
    Endpoint("POST", "/sandbox/products/{product_id}/acts", act_on_product),
    Endpoint("GET", "/sandbox/orders", list_orders),
    Endpoint("POST", "/sandbox/orders", create_order),
    Endpoint("GET", "/sandbox/orders/{order_id}", show_order),
    Endpoint("POST", "/sandbox/orders/{order_id}/pay", pay_for_order),
    Endpoint("POST", "/sandbox/orders/{order_id}/advance", advance_order),
    Endpoint("POST", "/sandbox/orders/{order_id}/cancel", cancel_order),
    Endpoint("POST", "/sandbox/orders/{order_id}/return", return_order),
    Endpoint("GET", "/sandbox/returns/{return_id}", show_return),
    Endpoint("POST", "/sandbox/returns/{return_id}/acts", act_on_return),
    Endpoint("POST", "/sandbox/orders/{order_id}/address", change_order_address),
    Endpoint("POST", "/sandbox/cancellations/{cancel_id}/withdraw", withdraw_cancellation),
    Endpoint("GET", "/sandbox/packages", list_packages),
    Endpoint("GET", "/sandbox/packages/{package_id}", show_package),
    Endpoint("POST", "/sandbox/packages/{package_id}/acts", act_on_package),
    Endpoint("GET", "/sandbox/buyers", list_buyers),
    Endpoint("GET", "/sandbox/world", show_world),
    Endpoint("POST", "/sandbox/world", change_world),
    Endpoint("DELETE", "/sandbox/world", remove_worlds),
    Endpoint("GET", "/sandbox/openapi.json", show_openapi),
)


class _Path:
    """All methods of one path."""

    def __init__(self, services: Services, endpoints: Sequence[Endpoint]) -> None:
        self._services = services
        self._by_method = {one.method: one for one in endpoints}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        endpoint = self._by_method.get(method)
        if endpoint is None:
            error = NOT_ALLOWED(allowed=" or ".join(self._by_method))
            reply = failure(error.error, error.message)
            reply.headers["allow"] = ", ".join(self._by_method)
        else:
            reply = await endpoint.answer(self._services, Request(scope, receive))
        await reply(scope, receive, send)


def sandbox_routes(services: Services) -> list[Route]:
    """Every route under /sandbox."""
    paths: dict[str, list[Endpoint]] = {}
    for one in ENDPOINTS:
        paths.setdefault(one.path, []).append(one)
    known = [Route(path, _Path(services, endpoints)) for path, endpoints in paths.items()]
    return [*known, Route("/sandbox", _unknown), Route("/sandbox/{rest:path}", _unknown, methods=None)]


async def _unknown(request: Request) -> Response:
    error = NOT_FOUND(what=f"The path {request.url.path[:200]}")
    return failure(error.error, error.message)
