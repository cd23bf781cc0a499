"""What pages of lists get: the saved views, and what can be done with them."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from shopwright.hub.access.guard import WorkspaceRequest

from .pages import ListState, present_query
from .queries import default_view, may_change, views


def list_context(request: HttpRequest) -> dict[str, object]:
    """The tools of the list that is open; nothing on other pages."""
    state: ListState | None = getattr(request, "list_state", None)
    if state is None:
        return {}
    asked = cast("WorkspaceRequest", request)
    present, member = present_query(asked, state.listed), asked.member
    own = views(member).filter(list_name=state.listed.name).select_related("made_by")
    known = [] if state.listed.is_of_row else list(own)
    default = default_view(member, state.listed.name) if known else None
    open_view = next((view for view in known if view.query == present), None)
    file_query = asked.GET.copy()
    for name in ("after", "format", "rows", "all"):
        file_query.pop(name, None)
    return {
        "tools": {
            "list": state.listed,
            "views": known,
            "open": open_view,
            "is_default": open_view is not None and open_view == default,
            "may_change": open_view is not None and may_change(member, open_view),
            "present": present,
            "passing": any(asked.GET.get(name, "").strip() for name in state.listed.passing),
            "file_query": f"&{file_query.urlencode()}" if file_query else "",
            "codes": state.codes,
            "missing": state.missing,
            "left_out": state.left_out,
        }
    }
