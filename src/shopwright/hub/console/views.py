"""Today, health, and the pages for what is missing or fails."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission

from . import queries


@page(Permission.TODAY_VIEW)
def today(request: WorkspaceRequest) -> HttpResponse:
    """What needs doing now."""
    return render(request, "console/today.html", queries.today(request.workspace))


def show_health(request: HttpRequest) -> JsonResponse:
    """Whether the hub answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


def show_refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be meant: too large, or for another host."""
    is_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    page, status = ("too_large", 413) if is_large else ("bad", 400)
    return render(request, f"console/{page}.html", status=status)


def show_missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "console/missing.html", {"words": _words(exception)}, status=404)


def show_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "console/forbidden.html", {"words": str(exception)}, status=403)


def show_fault(request: HttpRequest) -> HttpResponse:
    return render(request, "console/fault.html", status=500)


def _words(exception: Exception) -> str:
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return said if said.endswith(".") else ""
