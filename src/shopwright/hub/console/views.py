"""Today, health, the icon, and the pages for what is missing or fails."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.programs import is_program
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


def show_icon(request: HttpRequest) -> HttpResponse:
    """The icon, for browsers that look for it where it always was, as beside a label that they show."""
    return redirect(static("hub/icon.svg"), permanent=True)


def show_stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not made for this session: of a page from before a log-in, or of somebody else's page."""
    return render(request, "console/stale.html", {"reason": reason}, status=403)


def not_allowed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page for people who open the address of an act, as a reload after a log-in does."""

    def answer(request: HttpRequest) -> HttpResponse:
        reply = get_response(request)
        if reply.status_code != 405 or is_program(request) or not request.accepts("text/html"):
            return reply
        page = render(request, "console/act.html", status=405)
        page.headers["Allow"] = reply.headers["Allow"]
        return page

    return answer


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
    # Django names models where a row is not there, in no words for people.
    return said if said.endswith(".") and not said.endswith("matches the given query.") else ""
