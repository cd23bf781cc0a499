"""Everything that is not the Partner API: control, portal, consent, uploads, health."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from shopwright.platform.capabilities import CAPABILITIES
from shopwright.platform.core.services import Services
from shopwright.platform.portal.routes import portal_routes, refusals
from shopwright.platform.portal.signin import OPEN_PATHS
from shopwright.platform.sandbox.guard import Guard
from shopwright.platform.sandbox.routes import sandbox_routes


def build_pages(services: Services) -> Starlette:
    """The application of all pages."""

    async def healthz(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    routes: list[BaseRoute] = [
        Route("/healthz", healthz),
        *(route for capability in CAPABILITIES for make_routes in capability.routes for route in make_routes(services)),
        *sandbox_routes(services),
        *portal_routes(services),
    ]
    guard = Middleware(Guard, services=services, open_paths=OPEN_PATHS, refuse=refusals(services))
    return Starlette(routes=routes, middleware=[guard])
