"""Lists as JSON: the same rows, filters and places as their pages, for programs and for export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db.models import Model
from django.http import HttpRequest, JsonResponse

from .lists import Page

RowT = TypeVar("RowT", bound=Model)


def wants_json(request: HttpRequest) -> bool:
    """Whether JSON is asked for: by ``?format=json``, by the Accept header, or by a program with a key."""
    if getattr(request, "api_token", None) is not None or request.GET.get("format") == "json":
        return True
    return request.accepts("application/json") and not request.accepts("text/html")


def json_page(request: HttpRequest, page: Page[RowT], as_json: Callable[[RowT], Mapping[str, object]]) -> JsonResponse:
    """A page of a list. ``next`` is the address of the page after it, null at the end."""
    following = None
    if page.next_after:
        query = request.GET.copy()
        query["after"] = page.next_after
        following = f"{request.path}?{query.urlencode()}"
    reply = JsonResponse({"rows": [as_json(row) for row in page.rows], "next": following})
    reply.headers["Cache-Control"] = "no-store"
    return reply
