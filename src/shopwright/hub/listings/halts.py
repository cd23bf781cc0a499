"""The panic button: all channels to zero at once, and back."""

from __future__ import annotations

from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.background.models import BackgroundRun
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.wake import wake
from shopwright.hub.stock import alerts

from .number_runs import reckon_anew

_TO_ZERO = """
UPDATE listings_offerstock SET wanted = 0, backorder_on = NULL, backorder_pieces = NULL,
    wanted_at = %(now)s, due_at = %(now)s, attempts = 0,
    is_due = is_asked OR acknowledged IS DISTINCT FROM 0 OR acknowledged_backorder_on IS NOT NULL
WHERE workspace_id = %(workspace)s AND (wanted <> 0 OR backorder_on IS NOT NULL)
"""


def halt(workspace: Workspace, by: User) -> list[Connection]:
    """Want 0 of everything everywhere; returns the connections that it does not reach, since nothing is sent there."""
    with transaction.atomic():
        alerts.begin_halt(workspace, by)
        with database.cursor() as cursor:
            cursor.execute(_TO_ZERO, {"now": timezone.now(), "workspace": workspace.pk})
        wake("pushes")
    open_ones = Connection.objects.filter(workspace=workspace).exclude(state=ConnectionState.GONE)
    return [item for item in open_ones if not item.is_realtime or item.state != ConnectionState.ACTIVE]


def resume(workspace: Workspace, by: User) -> BackgroundRun | None:
    """Offer again what there is; returns the run that does it where there are very many offers."""
    with transaction.atomic():
        if alerts.end_halt(workspace, by):
            return reckon_anew(workspace, by, {}, "All shops get their numbers again")
    return None
