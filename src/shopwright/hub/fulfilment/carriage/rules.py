"""How one of several shipping services is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from shopwright.hub.channels.parcels import ShippingService


class Rule(models.TextChoices):
    """``CHOSEN``: somebody chose the service for this parcel."""

    DEFAULT = "default", "The channel's default"
    CHEAPEST = "cheapest", "The cheapest"
    FASTEST = "fastest", "The fastest"
    NAMED = "named", "By its name"
    CHOSEN = "chosen", "Chosen by hand"


#: Those that a workspace or a connection may have.
LASTING = (Rule.DEFAULT, Rule.CHEAPEST, Rule.FASTEST, Rule.NAMED)


def choose(services: Sequence[ShippingService], rule: str, name: str = "") -> ShippingService | None:
    """The service that a rule takes: of equals the cheaper, then the channel's own order. None where none fits.

    The fastest is the one that takes the fewest days at most. ``name``: of the service that ``NAMED`` takes.
    """
    if rule == Rule.CHEAPEST:
        return min(services, key=lambda each: each.price, default=None)
    if rule == Rule.FASTEST:
        return min(services, key=_speed, default=None)
    if rule == Rule.NAMED:
        return next((each for each in services if each.name.casefold() == name.casefold()), None)
    return next((each for each in services if each.is_default), services[0] if services else None)


def _speed(service: ShippingService) -> tuple[object, ...]:
    least, most = service.days or (0, 0)
    return service.days is None, most, least, service.price
