"""Everything that is not the Partner API: control, portal, consent, uploads, health."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from .media import media_routes
from .portal.routes import portal_routes
from .portal.signin import OPEN_PATHS, refuse
from .printing import document_routes
from .sandbox.guard import Guard
from .sandbox.routes import sandbox_routes
from .services import Services


def build_pages(services: Services) -> Starlette:
    """The application of all pages."""

    async def healthz(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    routes: list[BaseRoute] = [
        Route("/healthz", healthz),
        *media_routes(services),
        *document_routes(services),
        *sandbox_routes(services),
        *portal_routes(services),
    ]
    guard = Middleware(Guard, config=services.config, open_paths=OPEN_PATHS, refuse=refuse)
    return Starlette(routes=routes, middleware=[guard])
