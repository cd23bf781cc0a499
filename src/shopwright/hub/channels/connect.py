"""The way to a connection: the app's settings, the channel's consent page, a choice of shops, a test."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from shopwright.hub.access.guard import WorkspaceRequest, act, page, signed_in
from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.ids import id_of

from . import services
from .models import ChannelApp
from .plugin import ConnectsByFields
from .protocol import Channel, ChannelError
from .registry import channels

#: What the session keeps while a person is away at the channel's consent page.
_CONSENT = "consent"


@page(Permission.CHANNELS_EDIT, methods=("GET", "POST"))
def begin(request: WorkspaceRequest, channel: str) -> HttpResponse:
    """Take an app's settings, or an app that the workspace has already, and go to the consent page."""
    kind = _channel(channel)
    apps = ChannelApp.objects.filter(workspace=request.workspace, channel=channel)
    if request.method == "POST":
        try:
            if request.POST.get("app"):
                return _to_consent(request, kind, apps.get(pk=id_of(request.POST["app"])))
            return _with_new_app(request, kind)
        except services.ConnectError as error:
            messages.error(request, str(error))
        except ChannelError as error:
            messages.error(request, f"{error.message} {error.remedy}".strip())
        except (ChannelApp.DoesNotExist, ValueError):
            messages.error(request, "That app is not in this workspace. Choose another or add one.")
    return render(
        request,
        "channels/connect.html",
        {
            "channel": kind,
            "apps": apps.prefetch_related("connections").order_by("pk"),
            "is_by_fields": isinstance(kind, ConnectsByFields),
            "values": request.POST,
            "callback": request.build_absolute_uri(reverse("consent-callback", args=[channel])),
        },
    )


def _with_new_app(request: WorkspaceRequest, kind: Channel) -> HttpResponse:
    """Go on with an app that is new. One that opens nothing is not kept."""
    app = services.create_app(request.workspace, kind.name, request.POST.dict())
    try:
        return _to_consent(request, kind, app)
    except ChannelError:
        services.drop_app(app)
        raise


@act(Permission.CHANNELS_EDIT)
def remove_app(request: WorkspaceRequest, app_id: int) -> HttpResponse:
    """Remove an app that no shop is connected by."""
    app = get_object_or_404(ChannelApp, pk=app_id, workspace=request.workspace)
    channel = app.channel
    try:
        services.drop_app(app)
    except services.ConnectError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{app.label} is removed, with its secrets.")
    return redirect("connect", workspace=request.workspace.slug, channel=channel)


@login_required
def finish_consent(request: HttpRequest, channel: str) -> HttpResponse:
    """Where the consent page sends people back to: exchange the code and show the shops that it opens."""
    waiting = request.session.pop(_CONSENT, None)
    if not waiting or not secrets.compare_digest(waiting["state"], request.GET.get("state", "")):
        messages.error(request, "This answer belongs to no connection that you began here. Connect again.")
        return redirect("home")
    member = Member.objects.filter(workspace_id=waiting["workspace"], user_id=signed_in(request).pk).first()
    app = ChannelApp.objects.filter(pk=waiting["app"], workspace_id=waiting["workspace"], channel=channel).first()
    if member is None or app is None or not member.may(Permission.CHANNELS_EDIT):
        raise Http404
    try:
        account = _channel(channel).finish_consent(services.callable_app_of(app), request.GET.dict())
    except ChannelError as error:
        messages.error(request, f"{error.message} {error.remedy}".strip())
        return redirect("connect", workspace=member.workspace.slug, channel=channel)
    request.session["chosen"] = {"app": app.pk, "account": account}
    return redirect("choose-shops", workspace=member.workspace.slug, channel=channel)


@page(Permission.CHANNELS_EDIT, methods=("GET", "POST"))
def choose_shops(request: WorkspaceRequest, channel: str) -> HttpResponse:
    """Choose which shops of an authorisation to connect."""
    chosen = request.session.get("chosen") or {"app": None, "account": ""}
    app = ChannelApp.objects.filter(pk=chosen["app"], workspace=request.workspace).first()
    if app is None:
        messages.error(request, "Begin the connection again: there is no consent to choose from.")
        return redirect("connect", workspace=request.workspace.slug, channel=channel)
    try:
        shops = _channel(channel).shops(services.callable_app_of(app), chosen["account"])
    except ChannelError as error:
        messages.error(request, f"{error.message} {error.remedy}".strip())
        return redirect("connect", workspace=request.workspace.slug, channel=channel)
    if request.method == "POST":
        wanted = [shop for shop in shops if shop.external_id in request.POST.getlist("shops")]
        try:
            connections = services.connect(
                app, chosen["account"], wanted, request.user, adopts="adopts" in request.POST
            )
        except services.ConnectError as error:
            messages.error(request, str(error))
        else:
            if not connections:
                messages.error(request, "Choose at least one shop.")
                return redirect("choose-shops", workspace=request.workspace.slug, channel=channel)
            del request.session["chosen"]
            return redirect("connection", workspace=request.workspace.slug, connection_id=connections[0].pk)
    return render(request, "channels/choose_shops.html", {"channel": _channel(channel), "shops": shops})


def _to_consent(request: WorkspaceRequest, channel: Channel, app: ChannelApp) -> HttpResponse:
    """Go to the consent page; where there is none, the app's settings alone connect. Raises ChannelError."""
    state = secrets.token_urlsafe(24)
    request.session[_CONSENT] = {"state": state, "app": app.pk, "workspace": app.workspace_id}
    callback = request.build_absolute_uri(reverse("consent-callback", args=[channel.name]))
    url = channel.consent_url(services.callable_app_of(app), state=state, redirect=callback)
    if not url:
        request.session.pop(_CONSENT)
        account = channel.finish_consent(services.callable_app_of(app), {})
        request.session["chosen"] = {"app": app.pk, "account": account}
        return redirect("choose-shops", workspace=request.workspace.slug, channel=channel.name)
    # A page of its own leads there: the policy lets forms lead to this server alone, redirects included.
    return render(request, "channels/to_consent.html", {"url": url, "channel": channel})


def _channel(name: str) -> Channel:
    if name not in channels():
        raise Http404(f"There is no channel {name}.")
    return channels()[name]
