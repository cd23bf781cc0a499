"""Every write about visits of carriers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from django.db import IntegrityError, transaction

from shopwright.hub.access.models import Workspace
from shopwright.hub.stock.models import Location

from .models import Pickup


class PickupError(Exception):
    """A visit that cannot be kept; the text says why and what to do."""


def write_pickup(
    workspace: Workspace, name: str, at: time, days: Sequence[int], option: str, location: Location | None
) -> Pickup:
    """Keep when a carrier comes. Raises PickupError without a day, and for the same visit twice."""
    if not days:
        raise PickupError("Choose at least one day on which the carrier comes.")
    try:
        with transaction.atomic():
            return Pickup.objects.create(
                workspace=workspace, name=name, at=at, days=sorted(set(days)), option=option, location=location
            )
    except IntegrityError as error:
        raise PickupError(f"{name} comes at {at:%H:%M} already.") from error
