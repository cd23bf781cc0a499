"""Which rule a connection has for shipping services."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import F, Q

from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Capability
from shopwright.hub.channels.registry import channels

from .models import ServiceRule


def rule_of(connection: Connection) -> ServiceRule:
    """A connection's own rule, else that of its workspace; the channel's default where there is neither."""
    rows = ServiceRule.objects.filter(Q(connection=connection) | Q(connection=None), workspace=connection.workspace_id)
    own_first = rows.order_by(F("connection").asc(nulls_last=True))
    return own_first.first() or ServiceRule(workspace_id=connection.workspace_id)


class ServiceChoice(NamedTuple):
    """What a channel's parcels get their service by. Without a connection: those of all that have no rule."""

    connection: Connection | None
    rule: ServiceRule | None

    @property
    def name(self) -> str:
        return self.connection.name if self.connection else "All without a rule of their own"

    @property
    def words(self) -> str:
        if self.rule:
            return self.rule.words
        return "as all others" if self.connection else "The channel's default"


def service_choices(workspace: Workspace, text: str = "") -> list[ServiceChoice]:
    """The general rule and that of each channel with labels, those with a text in their names."""
    rules = {row.connection_id: row for row in ServiceRule.objects.filter(workspace=workspace)}
    own = [
        ServiceChoice(connection, rules.get(connection.pk))
        for connection in Connection.objects.filter(workspace=workspace).order_by("name", "pk")
        if connection.channel in channels() and Capability.LABELS in channels()[connection.channel].capabilities
    ]
    every = [ServiceChoice(None, rules.get(None)), *own]
    return [choice for choice in every if text.lower() in choice.name.lower()]
