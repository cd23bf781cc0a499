"""Parcels as channels know them, and their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from .protocol import Outcome


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier that a seller may send with, as the channel calls it."""

    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel that a channel knows, or that it makes once it is shipped.

    ``is_arranged``: the seller has told the channel to have it collected. ``is_own``: the seller sends it with a
    carrier of their own, one of ``carriers`` where the channel names any, and tells its tracking number; the channel
    has no label for it. ``trouble``: what keeps it from being shipped now, and what to do.
    """

    external_id: str
    line_ids: tuple[str, ...]
    carrier: str
    tracking_number: str
    is_arranged: bool
    is_own: bool = False
    carriers: tuple[Carrier, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label's file: ``media_type`` says of which kind."""

    content: bytes
    media_type: str


@runtime_checkable
class ZplLabels(Protocol):
    """A session whose channel has labels for label printers."""

    def zpl_label(self, parcel_id: str) -> Label | None:
        """The label as ZPL; None where this shop's market has none."""


@dataclass(frozen=True, slots=True)
class ShippingService:
    """A way in which a channel sends a parcel, and what the seller pays for it. ``days``: at least and at most.

    ``is_default``: the channel takes it where nobody chooses.
    """

    external_id: str
    name: str
    carrier: str
    price: Decimal
    currency: str
    days: tuple[int, int] | None = None
    is_default: bool = False


@runtime_checkable
class ShippingServices(Protocol):
    """A session whose channel lets the seller choose how it sends a parcel."""

    def shipping_services(self, parcel_id: str) -> Sequence[ShippingService]:
        """Those that a parcel may be sent with; none where the channel leaves no choice."""

    def ship_with(self, parcel_id: str, service_id: str) -> Outcome:
        """Ship a parcel with one of its services."""
