"""Acts on saved views: keep, rename, share, delete, open with."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from shopwright.hub.access.guard import WorkspaceRequest, act
from shopwright.hub.access.roles import Permission

from . import queries, services
from .models import SavedView
from .registry import LISTS, Listed


@act(Permission.TODAY_VIEW)
def save_view(request: WorkspaceRequest, list_name: str) -> HttpResponse:
    """Keep the filters of the page that the form stands on."""
    listed, query = _listed(request, list_name), request.POST.get("query", "")
    try:
        view = services.save_view(
            request.member, listed, request.POST.get("name", ""), query, is_shared="is_shared" in request.POST
        )
    except services.ViewError as error:
        messages.error(request, str(error))
        return _to(request, listed, query)
    if "is_default" in request.POST:
        services.set_default(request.member, listed.name, view)
    messages.success(request, f"The view “{view.name}” is saved.")
    return _to(request, listed, view.query)


@act(Permission.TODAY_VIEW)
def change_view(request: WorkspaceRequest, view_id: int) -> HttpResponse:
    """Rename, share, delete a view, or open its list with it."""
    view = get_object_or_404(queries.views(request.member).select_related("made_by"), pk=view_id)
    listed = _listed(request, view.list_name)
    try:
        words = _change(request, view)
    except services.ViewError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return _to(request, listed, view.query if view.pk else "")


def _change(request: WorkspaceRequest, view: SavedView) -> str:
    match request.POST.get("do", ""):
        case "rename":
            services.rename_view(request.member, view, request.POST.get("name", ""))
            return f"The view is called “{view.name}” now."
        case "share":
            services.share_view(request.member, view, is_shared=True)
            return f"Everybody here sees “{view.name}”."
        case "unshare":
            services.share_view(request.member, view, is_shared=False)
            return f"“{view.name}” is seen by {view.made_by.email} alone."
        case "delete":
            services.delete_view(request.member, view)
            return f"The view “{view.name}” is deleted."
        case "default":
            services.set_default(request.member, view.list_name, view)
            return f"The list opens with “{view.name}” for you."
        case "no_default":
            services.set_default(request.member, view.list_name, None)
            return "The list opens with all its rows for you."
    raise services.ViewError("Say what shall become of the view.")


def _listed(request: WorkspaceRequest, list_name: str) -> Listed:
    """The list, for people who may see it."""
    listed = LISTS.get(list_name)
    if listed is None or listed.is_of_row:
        raise Http404
    if request.member.scopes is not None or not request.member.may(listed.permission):
        raise PermissionDenied("Views are kept by members who see the list.")
    return listed


def _to(request: WorkspaceRequest, listed: Listed, query: str) -> HttpResponse:
    kept = services.kept_query(listed, query) or "all=1"
    return redirect(f"{reverse(listed.name, args=[request.workspace.slug])}?{kept}")
