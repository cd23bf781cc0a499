"""How long the data of buyers are kept."""

from __future__ import annotations

import pghistory
from django.db import models

from shopwright.hub.access.models import Workspace


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class BuyerRetention(models.Model):
    """After how many days the buyer of an order that is done is erased, from when it was placed; null for never."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="buyer_retention")
    days = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return "How long buyers are kept"
