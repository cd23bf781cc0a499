"""Rules for shipping services."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models

from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.models import Connection

from .rules import LASTING, Rule


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ServiceRule(models.Model):
    """How parcels of a connection get their shipping service; without a connection, those of all the others."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="service_rules")
    connection = models.ForeignKey(Connection, models.CASCADE, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=8, choices=[(rule.value, rule.label) for rule in LASTING], default=Rule.DEFAULT)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "connection"], name="service_rule_once"),
            models.UniqueConstraint(
                fields=["workspace"], condition=models.Q(connection=None), name="service_rule_general_once"
            ),
        ]

    @property
    def words(self) -> str:
        return f"“{self.name}”" if self.rule == Rule.NAMED else str(self.get_rule_display())
