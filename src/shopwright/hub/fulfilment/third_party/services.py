"""Every write about third parties themselves."""

from __future__ import annotations

from django.db import transaction

from shopwright.hub.access.models import Workspace
from shopwright.hub.fulfilment.routing.services import route_waiting
from shopwright.hub.stock.models import Location, LocationKind
from shopwright.hub.stock.places import set_kind, write_location

from . import hand_off
from .columns import TRACKING_FIELDS, default_columns
from .models import ThirdParty


def add(workspace: Workspace, name: str, folder: str, location: Location | None = None) -> ThirdParty:
    """Have a location be a third party's: one that is there, or a new one of a name.

    Raises StockError for a name that another location has, HandOffError for a folder that is used.
    """
    if ThirdParty.objects.filter(workspace=workspace, folder=folder).exists():
        raise hand_off.HandOffError(f"Another third party has the folder {folder}. Choose another name.")
    if location is not None and ThirdParty.objects.filter(location=location).exists():
        raise hand_off.HandOffError(f"{location} is a third party already.")
    with transaction.atomic():
        place = location or write_location(workspace, name)
        set_kind(place, LocationKind.THIRD_PARTY)
        made = hand_off.keep(
            ThirdParty(
                workspace=workspace,
                location=place,
                folder=folder,
                columns=default_columns(),
                tracking_columns=dict(TRACKING_FIELDS),
            )
        )
    route_waiting(workspace)
    return made
