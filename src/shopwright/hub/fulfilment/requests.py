"""What pages of the warehouse read from a request."""

from __future__ import annotations

from shopwright.hub.access.guard import WorkspaceRequest
from shopwright.hub.core.ids import ids_of


def numbers_of(request: WorkspaceRequest, name: str) -> list[int]:
    """The ids of a form's field."""
    return ids_of(request.POST.getlist(name))


def wants_part(request: WorkspaceRequest) -> bool:
    """Whether the page itself asks, and puts the part that changed into its place."""
    return request.headers.get("X-Part") == "1"
