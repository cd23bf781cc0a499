"""The address that channels send notifications to."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from . import intake
from .models import ChannelApp
from .protocol import HookRefusedError
from .registry import channels
from .services import app_of

log = logging.getLogger("shopwright.hub.channels")
MAX_BODY = 1 << 20


@csrf_exempt
@require_POST
def receive_event(request: HttpRequest, channel: str, app_id: int) -> HttpResponse:
    """Keep what a channel tells: 200 once it is in the database, 401 for a wrong signature, 413 for a huge body."""
    if int(request.headers.get("content-length") or 0) > MAX_BODY:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return HttpResponse(status=take(channel, app_id, request.body, headers))


def take(channel: str, app_id: int, body: bytes, headers: Mapping[str, str]) -> int:
    """Keep what a channel tells an app; the status that it is answered with. ``headers`` have small letters."""
    app = ChannelApp.objects.filter(pk=app_id, channel=channel).first()
    if app is None or channel not in channels():
        return 404
    try:
        shop_id, changes = channels()[channel].read_hook(app_of(app), body, headers)
    except HookRefusedError as error:
        log.warning("a notification for app %s was refused: %s", app_id, error)
        return 401
    intake.receive(app, shop_id, changes)
    return 200
