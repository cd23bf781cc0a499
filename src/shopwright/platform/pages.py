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
from .runtime import Platform
from .sandbox.guard import Guard
from .sandbox.routes import sandbox_routes


def build_pages(platform: Platform) -> Starlette:
    """The application of all pages."""

    async def healthz(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    routes: list[BaseRoute] = [
        Route("/healthz", healthz),
        *media_routes(platform),
        *document_routes(platform),
        *sandbox_routes(platform),
        *portal_routes(platform),
    ]
    guard = Middleware(Guard, config=platform.config, open_paths=OPEN_PATHS, refuse=refuse)
    return Starlette(routes=routes, middleware=[guard])
