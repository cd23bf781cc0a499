"""The control API: the endpoints of all capabilities, and those that concern the platform as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from shopwright.platform.capabilities import CAPABILITIES
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.replies import NOT_ALLOWED, NOT_FOUND, failure
from shopwright.platform.core.services import Services
from shopwright.platform.erasure.sandbox import erase, list_erasures
from shopwright.platform.exports.sandbox import export_data

from .events import OpenStreams, stream_events
from .faults import create_fault, list_faults, remove_fault, remove_faults
from .inspection import list_requests, show_request
from .openapi import OpenApiDocument, show_openapi
from .settings import change_settings, list_due, show_settings
from .snapshots import create_snapshot, list_snapshots, remove_snapshot, reset, restore, restore_snapshot

ENDPOINTS: tuple[Endpoint, ...] = (
    *(endpoint for capability in CAPABILITIES for endpoint in capability.endpoints),
    Endpoint("GET", "/sandbox/due", list_due),
    Endpoint("GET", "/sandbox/faults", list_faults),
    Endpoint("POST", "/sandbox/faults", create_fault),
    Endpoint("DELETE", "/sandbox/faults", remove_faults),
    Endpoint("DELETE", "/sandbox/faults/{fault_id}", remove_fault),
    Endpoint("GET", "/sandbox/requests", list_requests),
    Endpoint("GET", "/sandbox/requests/{request_id}", show_request),
    Endpoint("POST", "/sandbox/buyers/{buyer_id}/erase", erase),
    Endpoint("GET", "/sandbox/erasures", list_erasures),
    Endpoint("GET", "/sandbox/exports/{kind}", export_data),
    Endpoint("GET", "/sandbox/events", stream_events),
    Endpoint("GET", "/sandbox/settings", show_settings),
    Endpoint("PATCH", "/sandbox/settings", change_settings),
    Endpoint("GET", "/sandbox/snapshots", list_snapshots),
    Endpoint("POST", "/sandbox/snapshots", create_snapshot),
    Endpoint("DELETE", "/sandbox/snapshots/{snapshot_id}", remove_snapshot),
    Endpoint("POST", "/sandbox/snapshots/{snapshot_id}/restore", restore_snapshot),
    Endpoint("POST", "/sandbox/restore", restore),
    Endpoint("POST", "/sandbox/reset", reset),
    Endpoint("GET", "/sandbox/openapi.json", show_openapi),
)


class _Path:
    """All methods of one path."""

    def __init__(self, services: Services, endpoints: Sequence[Endpoint]) -> None:
        self._services = services
        self._by_method = {endpoint.method: endpoint for endpoint in endpoints}

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


class UnknownPath:
    """What is at no path, for every method: a route to a function would take GET alone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = NOT_FOUND(what=f"The path {scope['path'][:200]}")
        await failure(error.error, error.message)(scope, receive, send)


def sandbox_routes(services: Services) -> list[Route]:
    """Every route under /sandbox."""
    services.add(OpenApiDocument(ENDPOINTS))
    services.add(OpenStreams())
    paths: dict[str, list[Endpoint]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, []).append(endpoint)
    known = [Route(path, _Path(services, endpoints)) for path, endpoints in paths.items()]
    return [*known, *(Route(path, UnknownPath()) for path in ("/sandbox", "/sandbox/{rest:path}"))]
