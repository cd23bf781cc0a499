"""Which rule a connection has for shipping services."""

from __future__ import annotations

from django.db.models import F, Q

from shopwright.hub.channels.models import Connection

from .models import ServiceRule


def rule_of(connection: Connection) -> ServiceRule:
    """A connection's own rule, else that of its workspace; the channel's default where there is neither."""
    rows = ServiceRule.objects.filter(Q(connection=connection) | Q(connection=None), workspace=connection.workspace_id)
    own_first = rows.order_by(F("connection").asc(nulls_last=True))
    return own_first.first() or ServiceRule(workspace_id=connection.workspace_id)
