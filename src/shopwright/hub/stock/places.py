"""Every write about locations and the warehouses of shops that stand for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.db import IntegrityError, transaction

from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.models import Connection

from .models import ChannelLocation, Location, LocationKind
from .services import StockError

Mapped = Callable[[Connection, Collection[int]], None]
_when_mapped: list[Mapped] = []


def when_mapped(handler: Mapped) -> None:
    """Have a function called, in its transaction, with warehouses of a connection that stand for another location."""
    _when_mapped.append(handler)


def write_location(workspace: Workspace, name: str, location: Location | None = None) -> Location:
    """Add a location or rename one. Raises StockError for a name that another has."""
    name = name.strip()
    if not name or len(name) > 80:
        raise StockError("A location has a name of up to 80 characters.")
    location = location or Location(workspace=workspace)
    location.name = name
    try:
        with transaction.atomic():
            location.save()
    except IntegrityError as error:
        raise StockError(f"There is a location {name} already. Choose another name.") from error
    return location


def set_kind(location: Location, kind: LocationKind) -> None:
    """Say whether a third party ships what lies at a location."""
    location.kind = kind
    location.save(update_fields=["kind"])


def map_places(connection: Connection, chosen: Mapping[int, Location | None]) -> int:
    """Have warehouses of a connection offer the stock of locations, or of none; returns how many changed."""
    with transaction.atomic():
        changed = []
        for place in ChannelLocation.objects.select_for_update().filter(connection=connection, pk__in=chosen):
            location = chosen[place.pk]
            if place.location_id != (location.pk if location else None):
                place.location = location
                place.save(update_fields=["location"])
                changed.append(place.pk)
        for handler in _when_mapped if changed else ():
            handler(connection, changed)
    return len(changed)
