"""The control API's routes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shopwright.platform.runtime import Platform

from .keys import read_keys
from .replies import success


def sandbox_routes(platform: Platform) -> list[Route]:
    """Every route under /sandbox."""

    async def keys(request: Request) -> Response:
        return success(await platform.services.run(lambda: read_keys(platform.services)))

    return [Route("/sandbox/keys", keys)]
